"""Checks docker-compose.yml for what Compose itself lets pass.

Usage: check_compose.py FILE…  Prints one line per mistake; exit status 1 if there is any.
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "formats"))
import plain_yaml  # noqa: E402

MOST_MEGABYTES = 12 * 1024
UNITS = {"m": 1, "g": 1024}
# Images that are built here, and so have no version of their own.
OURS = {"saleproof"}
# What an instance takes to leave the registry (two calls of 2 s), to serve on (8 s), and to finish what runs
# (10 s): docs/registry.md. Killed before, it breaks off requests.
DRAIN_SECONDS = 22
# What Docker gives to those who ask for no address of their own; ours end in less.
GIVEN = re.compile(r"\.(?P<first>\d+)/\d+$")
# A major version alone is another program next month, and "alpine3.20" says nothing of what is in it.
PINNED = re.compile(r"(?P<name>(?:[^/@]+/)*[^/:@]+):(?P<tag>v?\d+\.\d+[\w.-]*)(@sha256:[0-9a-f]{64})?")
SECRET = r"[A-Z0-9_]*(?:PASSWORD|SECRET|_KEYS?)"
# What somebody who set nothing would get.
SECRET_DEFAULT = re.compile(r"\$\{" + SECRET + r":?-")
ANY_DEFAULT = re.compile(r"\$\{\w+:?-")


def ends(service):
    """Whether it is a one-shot, which others wait for to end."""
    return service.get("restart") == "on-failure"


def by_default(services):
    return {name: service for name, service in services.items() if not service.get("profiles")}


def megabytes(limit):
    found = re.fullmatch(r"(\d+)([mg])", str(limit))
    return int(found[1]) * UNITS[found[2]] if found else None


def words_of(service):
    command = service.get("command") or []
    return " ".join(map(str, command)) if isinstance(command, list) else str(command)


def image_of(service):
    """Without the registry, the owner and the version."""
    return str(service.get("image", "")).rpartition("/")[2].partition(":")[0]


def option(words, name):
    found = re.search(rf"--{name}[ =]+(\S+)", words)
    return found and found[1]


def of_database(name, service):
    if image_of(service) == "mongo" and not option(words_of(service), "keyFile"):
        yield f"{name}: has no --keyFile: it lets everybody in"


def mounted_at(path, service, folder):
    """The file here that a container reads at the path; None if there is none."""
    for volume in service.get("volumes", []):
        here, _, there = str(volume).partition(":")
        there = there.partition(":")[0]
        if here.startswith(".") and path.startswith(f"{there}/"):
            file = folder / here / path[len(there) + 1:]
            return file if file.is_file() else None
    return None


def of_redis(name, service, folder):
    """What keeps its data is never full by throwing them away; what is a cache always is, and has a password."""
    words = words_of(service)
    if image_of(service) != "redis" or ends(service):
        return
    found = re.search(r"redis-server (/\S+)", words)
    settings = ""
    if found:
        file = mounted_at(found[1], service, folder)
        if not file:
            yield f"{name}: its configuration {found[1]} is mounted from nowhere"
            return
        settings = file.read_text(encoding="utf-8")

    def setting(key):
        stated = re.findall(rf"^{key}\s+(\S+)", settings, re.MULTILINE)
        return option(words, key) or (stated[-1] if stated else None)

    evicts = setting("maxmemory-policy") not in (None, "noeviction")
    if setting("appendonly") == "yes":
        if evicts:
            yield f"{name}: keeps its data, and throws them out when it is full"
        return
    if not evicts:
        yield f"{name}: is a cache that takes nothing more when it is full: maxmemory-policy is noeviction"
    if not setting("requirepass"):
        yield f"{name}: has no --requirepass: it lets everybody in"


def of_service(name, service, services):
    image = service.get("image", "")
    if image not in OURS and not PINNED.fullmatch(image):
        yield f"{name}: the image {image or '(none)'} is not pinned to a version"
    if megabytes(service.get("mem_limit")) is None:
        yield f"{name}: no memory limit in m or g"
    if service.get("profiles"):
        return
    if service.get("restart") not in ("unless-stopped", "on-failure"):
        yield f"{name}: no restart policy"
    if not ends(service) and "test" not in (service.get("healthcheck") or {}):
        yield f"{name}: no health check"
    if "no-new-privileges:true" not in service.get("security_opt", []):
        yield f"{name}: may gain privileges"
    if "logging" not in service:
        yield f"{name}: its log has no bound"
    yield from of_end(name, service)
    yield from of_dependencies(name, service, services)
    yield from of_ports(name, service)


def of_end(name, service):
    if "CONSUL_URL" not in (service.get("environment") or {}):
        return
    found = re.fullmatch(r"(\d+)s", str(service.get("stop_grace_period")))
    if not found or int(found[1]) < DRAIN_SECONDS:
        yield f"{name}: is killed before it has drained: stop_grace_period must be {DRAIN_SECONDS}s or more"


def of_dependencies(name, service, services):
    waits = service.get("depends_on") or {}
    if isinstance(waits, list):
        yield f"{name}: depends_on has no conditions"
        return
    for other, how in waits.items():
        if other not in services:
            yield f"{name}: waits for {other}, which is not there"
            continue
        condition = how.get("condition")
        wanted = "service_completed_successfully" if ends(services[other]) else None
        if wanted and condition != wanted:
            yield f"{name}: must wait for the end of {other}"
        elif not wanted and condition not in ("service_healthy", "service_started"):
            yield f"{name}: waits for {other} as {condition}"


def of_ports(name, service):
    for port in service.get("ports", []):
        if str(port).count(":") < 2:
            yield f"{name}: port {port} is open to everybody"


def of_addresses(project):
    """Whoever has an address of his own must find it free, although others may start first."""
    for name, service in project.get("services", {}).items():
        networks = service.get("networks")
        for network, how in networks.items() if isinstance(networks, dict) else ():
            own = (how or {}).get("ipv4_address")
            if not own:
                continue
            config = ((project["networks"][network] or {}).get("ipam") or {}).get("config") or [{}]
            given = GIVEN.search(config[0].get("ip_range", ""))
            if not given or int(own.rpartition(".")[2]) >= int(given["first"]):
                yield f"{name}: may find its address taken: {network} needs an ip_range for all others, above {own}"


def total(services):
    every = 0
    for service in by_default(services).values():
        replicas = (service.get("deploy") or {}).get("replicas", 1)
        every += replicas * (megabytes(service.get("mem_limit")) or 0)
    return every


def of_project(project, folder):
    services = project.get("services", {})
    for name, service in services.items():
        yield from of_service(name, service, services)
        yield from of_database(name, service)
        yield from of_redis(name, service, folder)
    yield from of_addresses(project)
    if total(services) > MOST_MEGABYTES:
        yield f"memory limits are {total(services)} MB in all, more than {MOST_MEGABYTES}"
    mounted = {str(volume).split(":")[0] for service in services.values() for volume in service.get("volumes", [])}
    for volume in project.get("volumes") or {}:
        if volume not in mounted:
            yield f"the volume {volume} is mounted nowhere"


def secrets_in(text):
    """A password that stands here in place of coming from the environment, or for want of it."""
    for number, line in enumerate(text.splitlines(), 1):
        found = re.match(rf"\s*(?:- )?[\"']?{SECRET}\s*[:=]\s*[\"']?(?P<value>\S+)", line)
        if found and not found["value"].startswith(("${", "/", "$$")):
            yield f"line {number}: a secret stands in the file"
        if SECRET_DEFAULT.search(line) or (found and ANY_DEFAULT.match(found["value"])):
            yield f"line {number}: a secret has a default"


def mistakes(file):
    text = file.read_text(encoding="utf-8")
    yield from secrets_in(text)
    yield from of_project(plain_yaml.load(text, file.name, aliases=True), file.parent)


def main():
    found = [f"{name}: {mistake}" for name in sys.argv[1:] for mistake in mistakes(Path(name))]
    for mistake in found:
        print(mistake)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
