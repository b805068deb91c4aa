"""Checks apisix/config.yaml and apisix/apisix.yaml: APISIX starts with a broken route and drops it.

Usage: check_gateway.py FOLDER. Prints one line per mistake; exit status 1 if there is any.
"""

import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "formats"))
import plain_schema  # noqa: E402
import plain_yaml  # noqa: E402

READS = {"GET", "HEAD", "OPTIONS"}
# What must have no way in from outside, and what must.
CLOSED = [
    "/q/metrics",
    "/q/health/ready",
    "/q/users",
    "/console",
    "/console/users",
    "/nodes/get",
    "/nodes/users",
    "/log/messages",
    "/metrics",
    "/helloDoc",
    "/system.users/users",
]
OPEN = ["/", "/docs", "/docs/index.html", "/openapi", "/v1/products", "/helloDoc/count", "/helloDoc/users/ly1"]


def read(path):
    # Without aliases: two places of one table would share what the gateway notes in it.
    return plain_yaml.load_file(path)


def by_schema(routes, schema):
    for place, sentence in sorted(plain_schema.mistakes(routes, schema)):
        yield f"apisix.yaml, {place or 'the whole'}: {sentence}"


def names(entries):
    return [entry.get("id") for entry in entries or []]


def references(routes):
    for kind in ("upstreams", "plugin_configs", "routes", "global_rules"):
        ids = names(routes.get(kind))
        for twice in sorted({name for name in ids if ids.count(name) > 1}):
            yield f"apisix.yaml: {kind} has {twice} twice"
    for route in routes.get("routes", []):
        for field, kind in (("upstream_id", "upstreams"), ("plugin_config_id", "plugin_configs")):
            if route.get(field) not in names(routes.get(kind)):
                yield f"apisix.yaml: route {route.get('id')} names {field} {route.get(field)}, which is not there"


def used_plugins(routes):
    for kind in ("routes", "plugin_configs", "global_rules"):
        for entry in routes.get(kind, []):
            yield from entry.get("plugins", {})
            for rule in entry.get("plugins", {}).get("workflow", {}).get("rules", []):
                yield from (action[0] for action in rule["actions"])


def loaded(config, routes):
    wanted = set(used_plugins(routes))
    if "client_class" in json.dumps(routes):
        wanted.add("client-class")
    for missing in sorted(wanted - set(config["plugins"])):
        yield f"config.yaml: the plugin {missing} is used and not loaded"
    for idle in sorted(set(config["plugins"]) - wanted):
        yield f"config.yaml: the plugin {idle} is loaded and not used"


def expression(route):
    for name, operator, value in (condition for condition in route.get("vars", [])):
        if name == "uri" and operator == "~~":
            yield re.compile(value)


def matches(route, uri, method, keyed):
    if method not in route["methods"]:
        return False
    if any(condition[0] == "http_idempotency_key" for condition in route.get("vars", [])) and not keyed:
        return False
    fits = any(uri == u or (u.endswith("*") and uri.startswith(u[:-1])) for u in route["uris"])
    return fits and all(pattern.search(uri) for pattern in expression(route))


def route_of(routes, uri, method, keyed=False):
    found = [route for route in routes["routes"] if matches(route, uri, method, keyed)]
    return max(found, key=lambda route: route.get("priority", 0), default=None)


def doors(routes):
    for uri in CLOSED:
        for method in ("GET", "POST"):
            if route_of(routes, uri, method):
                yield f"apisix.yaml: {method} {uri} has a way in"
    for uri in OPEN:
        if not route_of(routes, uri, "GET"):
            yield f"apisix.yaml: GET {uri} has no way in"


def repeats(routes):
    """Only reads and keyed POSTs may be sent to a second instance."""
    retries = {upstream["id"]: upstream["retries"] for upstream in routes["upstreams"]}
    for method in sorted(READS | {"POST", "PUT", "PATCH", "DELETE"}):
        for keyed in (False, True):
            route = route_of(routes, "/v1/orders/x", method, keyed)
            if route is None:
                yield f"apisix.yaml: {method} /v1/… has no way in"
                continue
            may = method in READS or (method == "POST" and keyed)
            if bool(retries[route["upstream_id"]]) != may:
                yield f"apisix.yaml: {method} {'with' if keyed else 'without'} a key goes by {route['id']}, which \
{'does not try' if may else 'tries'} again"


def mistakes(folder):
    text = (folder / "apisix.yaml").read_text(encoding="utf-8")
    if not re.search(r"^#END\s*\Z", text, re.MULTILINE):
        yield "apisix.yaml: the last line must be #END"
    try:
        config, routes = read(folder / "config.yaml"), read(folder / "apisix.yaml")
    except plain_yaml.YamlError as broken:
        yield f"not readable: {broken}"
        return
    start = (folder / "config.yaml").read_text(encoding="utf-8")
    for words in ("role: data_plane", "role_data_plane: ", "config_provider: yaml"):
        if words not in start:
            yield f"config.yaml: the image's start script looks for '{words}'"
    schema = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
    wrong = list(by_schema(routes, schema))
    yield from wrong
    if config.get("deployment", {}).get("role") != "data_plane":
        yield "config.yaml: deployment.role must be data_plane"
    if not wrong:
        yield from references(routes)
        yield from loaded(config, routes)
        yield from doors(routes)
        yield from repeats(routes)


def main():
    found = list(mistakes(Path(sys.argv[1])))
    for mistake in found:
        print(mistake)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
