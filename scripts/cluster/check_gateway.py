"""Checks apisix/config.yaml and apisix/apisix.yaml: APISIX starts with a broken route and drops it.

Usage: check_gateway.py FOLDER. Prints one line per mistake; exit status 1 if there is any.
"""

import itertools
import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "formats"))
import plain_schema  # noqa: E402
import plain_yaml  # noqa: E402

READS = {"GET", "HEAD", "OPTIONS"}
METHODS = READS | {"POST", "PUT", "PATCH", "DELETE"}
KEYED = ["http_idempotency_key", "~~", ".+"]
# Of any length, or of the original service, which knows no keys: with a key no more repeatable than without.
NEVER_REPEATED = ["/v1/products/import", "/v1/orders/import", "/helloDoc/users"]
CONSUL = "http://consul:8500"
SECTIONS = {"deployment", "apisix", "discovery", "plugins", "plugin_attr", "nginx_config"}
# On which nginx goes to the next instance: never because of what one has answered.
NEXT = {"error", "timeout", "non_idempotent"}
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
# With all that is below them.
CLOSED_ROOMS = ["/q", "/console", "/nodes", "/log"]
# Names below a closed room that a way in might be made for, and those that the collections have one for.
NAMES = ["users", "count", "health", "metrics", "v1", "x", ""]
DEPTH = 2
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
    """Conditions of another form are taken to hold: then a route matches more here than there."""
    for condition in route.get("vars", []):
        if condition[:2] == ["uri", "~~"]:
            yield re.compile(condition[2])


def needs_key(route):
    return KEYED in route.get("vars", [])


def matches(route, uri, method, keyed):
    return method in route["methods"] and fits(route, uri) and (keyed or not needs_key(route))


def fits(route, uri):
    named = any(uri == u or (u.endswith("*") and uri.startswith(u[:-1])) for u in route["uris"])
    return named and all(pattern.search(uri) for pattern in expression(route))


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


def below_closed(prefix):
    """Closed addresses: all up to a depth, and what begins as a route's own address does."""
    tails = ["".join("/" + name for name in names)
             for depth in range(DEPTH + 1) for names in itertools.product(NAMES, repeat=depth)]
    for start in [*CLOSED_ROOMS, prefix]:
        for uri in {start + tail for tail in tails} | {start + name for name in NAMES}:
            if any(uri == room or uri.startswith(room + "/") for room in CLOSED_ROOMS):
                yield uri


def closed_rooms(routes):
    for route in routes["routes"]:
        for address in route["uris"]:
            if ":" in address or "*" in address[:-1]:
                yield f"apisix.yaml: route {route['id']}: in {address} only a * at the end has a meaning here"
                continue
            found = [uri for uri in below_closed(address.removesuffix("*")) if fits(route, uri)]
            if found:
                yield f"apisix.yaml: route {route['id']} lets {min(found, key=lambda uri: (len(uri), uri))} in"
                break


def may_be_sent_again(route):
    methods = set(route["methods"])
    return methods <= READS or (methods == {"POST"} and needs_key(route))


def repeats(routes):
    """Only reads and keyed POSTs may be sent to a second instance."""
    repeating = {upstream["id"] for upstream in routes["upstreams"] if upstream["retries"]}
    for route in routes["routes"]:
        if route["upstream_id"] in repeating and not may_be_sent_again(route):
            yield f"apisix.yaml: route {route['id']} tries again, and lets in what may not be sent twice"
    for uri, keyed in itertools.product(NEVER_REPEATED, (False, True)):
        route = route_of(routes, uri, "POST", keyed)
        if route is None:
            yield f"apisix.yaml: POST {uri} has no way in"
        elif route["upstream_id"] in repeating:
            yield f"apisix.yaml: POST {uri} {'with' if keyed else 'without'} a key goes by {route['id']}, which \
tries again"
    for method, keyed in itertools.product(sorted(METHODS), (False, True)):
        route = route_of(routes, "/v1/orders/x", method, keyed)
        if route is None:
            yield f"apisix.yaml: {method} /v1/… has no way in"
            continue
        may = method in READS or (method == "POST" and keyed)
        if (route["upstream_id"] in repeating) != may:
            yield f"apisix.yaml: {method} {'with' if keyed else 'without'} a key goes by {route['id']}, which \
{'does not try' if may else 'tries'} again"


def cookies_of_other_pages(config, routes):
    for kind in ("routes", "plugin_configs", "global_rules"):
        for entry in routes.get(kind, []):
            if entry.get("plugins", {}).get("cors", {}).get("allow_credential"):
                yield f"apisix.yaml: {kind}, {entry['id']}: cors lets pages of other origins send cookies"
    if any("access-control-allow-credentials" in text.lower() for text in texts(config)):
        yield "config.yaml: pages of other origins may send cookies"


def texts(value):
    """Every text in the settings, without nginx's comments."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from texts(part)
    elif isinstance(value, str):
        yield re.sub(r"^\s*#.*$", "", value, flags=re.MULTILINE)


def goes_on(config):
    """nginx' rule for the next instance: one, and that one."""
    rules = [found.split() for text in texts(config) for found in re.findall(r"\bproxy_next_upstream\s+([^;]*);", text)]
    if len(rules) != 1:
        yield f"config.yaml: proxy_next_upstream is there {len(rules)} times in place of once"
    for words in rules:
        if set(words) != NEXT:
            yield f"config.yaml: proxy_next_upstream must be {' '.join(sorted(NEXT))}, not {' '.join(words)}"


def finds_instances(config):
    for unknown in sorted(set(config) - SECTIONS):
        yield f"config.yaml: {unknown} is no section that is known here"
    discovery = config.get("discovery") or {}
    for unknown in sorted(set(discovery) - {"consul"}):
        yield f"config.yaml: discovery.{unknown} is not known, only discovery.consul"
    servers = (discovery.get("consul") or {}).get("servers")
    if servers != [CONSUL]:
        yield f"config.yaml: discovery.consul.servers must be {CONSUL}, not {servers}"


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
    yield from finds_instances(config)
    yield from goes_on(config)
    if not wrong:
        yield from references(routes)
        yield from loaded(config, routes)
        yield from cookies_of_other_pages(config, routes)
        yield from doors(routes)
        yield from closed_rooms(routes)
        yield from repeats(routes)


def main():
    found = list(mistakes(Path(sys.argv[1])))
    for mistake in found:
        print(mistake)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
