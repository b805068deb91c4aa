"""Checks the manifests of one overlay, as kustomize has put them together: each object by Kubernetes' own schema,
and what no schema can know, whether the objects fit one another, the operators and the shop.

Usage: check_kubernetes.py OVERLAY FILE  Prints one line per mistake; exit status 1 if there is any.
"""

import math
import re
import sys
from pathlib import Path
from typing import NamedTuple

import kubernetes_validate
import yaml

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "deploy" / "kubernetes" / "README.md"
# The one written in C is ten times as quick, where there is one.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
KUBERNETES = "1.31"
# Kinds of operators: their schemas are the operators' own.
FOREIGN = {"PerconaServerMongoDB", "RedisCluster", "ExternalSecret"}
# As in check_compose.py.
DRAIN_SECONDS = 22
WORKLOADS = {"Deployment", "StatefulSet", "Job"}
PINNED = re.compile(r"[^:@]+:[^:@]*\d[^:@]*(@sha256:[0-9a-f]{64})?")
PROBES = ("startupProbe", "livenessProbe", "readinessProbe")
# By the container's name: where each answers, in OwnPages.java and by Quarkus.
PATHS = {
    "shop": {
        "startupProbe": "/q/health/started",
        "livenessProbe": "/q/health/live",
        "readinessProbe": "/q/health/ready",
    }
}
# APISIX writes its nginx.conf where it is installed.
WRITES_AT_HOME = {("Deployment gateway", "gateway")}


def named(name, **more):
    return {"app.kubernetes.io/name": name, **{f"app.kubernetes.io/{key}": value for key, value in more.items()}}


# Labels of pods that operators make.
ROUTER = named("percona-server-mongodb", component="mongos")
SERVER = named("percona-server-mongodb", component="mongod")
OF_OPERATORS = [ROUTER, SERVER, {"app": "cache-leader"}, {"app": "cache-follower"}]
MONGODB, REDIS, REDIS_BUS = 27017, 6379, 16379
# The users' keys of Percona's operator that we use.
KEYS_OF_PERCONA = {"MONGODB_USER_ADMIN_USER", "MONGODB_USER_ADMIN_PASSWORD"}
# Made by the job, after the collections are sharded.
SHOPS_USER = "saleproof"

# Who speaks to whom by an address that stands in no manifest: Consul or an operator tells it.
MEETINGS = [
    (named("gateway"), named("shop"), 8080),
    (named("consul"), named("shop"), 8080),
    (named("consul"), named("consul"), 8300),
    (named("consul"), named("consul"), 8301),
    (ROUTER, SERVER, MONGODB),
    (SERVER, SERVER, MONGODB),
    ({"app": "cache-leader"}, {"app": "cache-follower"}, REDIS),
    ({"app": "cache-follower"}, {"app": "cache-leader"}, REDIS),
    ({"app": "cache-leader"}, {"app": "cache-leader"}, REDIS_BUS),
    ({"app": "cache-follower"}, {"app": "cache-leader"}, REDIS_BUS),
]
# Each as a policy's peer may meet it.
RESOLVERS = {
    "the cluster's DNS": {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}},
    "NodeLocal DNSCache": {"ipBlock": {"cidr": "169.254.20.10/32"}},
}
DNS = 53
# A name and a port, as they stand in URLs, lists and the gateway's file. No number, no $(VARIABLE).
ADDRESS = re.compile(r"(?<![\w.-])([a-z][a-z0-9.-]*):(\d{2,5})(?!\w)")


# --- What there is -------------------------------------------------------------------------------


def name_of(thing):
    return f"{thing['kind']} {thing['metadata']['name']}"


def of_kind(things, kind):
    return [thing for thing in things if thing["kind"] == kind]


def pods(things):
    for thing in things:
        if thing["kind"] in WORKLOADS:
            yield thing, thing["spec"]["template"]


def labels_of(pod):
    return pod["metadata"]["labels"]


def containers_in(pod):
    return pod["spec"].get("initContainers", []) + pod["spec"]["containers"]


def containers(things):
    for thing, pod in pods(things):
        for container in containers_in(pod):
            yield thing, container


def configs(things):
    return {thing["metadata"]["name"]: thing.get("data", {}) for thing in of_kind(things, "ConfigMap")}


def configs_of(pod):
    """Name of the volume, name of the configuration."""
    for volume in pod["spec"].get("volumes", []):
        if "configMap" in volume:
            yield volume["name"], volume["configMap"]["name"]


def scaled_by(things):
    """The autoscaler of each workload that has one, by kind and name."""
    scalers = of_kind(things, "HorizontalPodAutoscaler")
    return {(each["spec"]["scaleTargetRef"]["kind"], each["spec"]["scaleTargetRef"]["name"]): each for each in scalers}


def selects(selector, labels):
    for key, value in selector.get("matchLabels", {}).items():
        if labels.get(key) != value:
            return False
    for condition in selector.get("matchExpressions", []):
        if condition["operator"] != "In" or labels.get(condition["key"]) not in condition["values"]:
            return False
    return True


# --- Each for itself -----------------------------------------------------------------------------


def by_schema(things):
    for thing in things:
        if thing["kind"] not in FOREIGN:
            try:
                kubernetes_validate.validate(thing, KUBERNETES, strict=True)
            except kubernetes_validate.ValidationError as wrong:
                yield f"{name_of(thing)}: {'/'.join(map(str, wrong.path))}: {wrong.message}"


def of_containers(things, overlay):
    for thing, container in containers(things):
        where = f"{name_of(thing)}, {container['name']}"
        image = container["image"]
        if not PINNED.fullmatch(image) and not (overlay == "laptop" and image == "saleproof:dev"):
            yield f"{where}: the image {image} is not pinned to a version"
        resources = container.get("resources", {})
        if not {"cpu", "memory"} <= set(resources.get("requests", {})):
            yield f"{where}: asks for no processor time or memory"
        if "memory" not in resources.get("limits", {}):
            yield f"{where}: no limit of memory"
        rights = container.get("securityContext", {})
        if rights.get("allowPrivilegeEscalation") is not False or rights.get("capabilities") != {"drop": ["ALL"]}:
            yield f"{where}: has more rights than it needs"
        may_write = (name_of(thing), container["name"]) in WRITES_AT_HOME
        if rights.get("readOnlyRootFilesystem") is not True and not may_write:
            yield f"{where}: may write into its image, as readOnlyRootFilesystem is not true"


def of_pods(things):
    guarded = [thing["spec"]["selector"]["matchLabels"] for thing in of_kind(things, "PodDisruptionBudget")]
    for thing, pod in pods(things):
        where, spec = name_of(thing), pod["spec"]
        if spec.get("securityContext", {}).get("runAsNonRoot") is not True:
            yield f"{where}: may run as root"
        if spec.get("automountServiceAccountToken") is not False:
            yield f"{where}: is given a token of the cluster's"
        if thing["kind"] == "Job":
            continue
        if registers(spec) and spec.get("terminationGracePeriodSeconds", 0) < DRAIN_SECONDS:
            yield f"{where}: is killed before it has drained, which takes up to {DRAIN_SECONDS} s"
        for container in spec["containers"]:
            for probe in ("livenessProbe", "readinessProbe"):
                if probe not in container:
                    yield f"{where}, {container['name']}: no {probe}"
        if not any(selects({"matchLabels": labels}, labels_of(pod)) for labels in guarded):
            yield f"{where}: no budget for disruptions"
        if "topologySpreadConstraints" not in spec and "affinity" not in spec:
            yield f"{where}: all of it may be on one node"


def registers(spec):
    return any(variable["name"] == "CONSUL_URL" for each in spec["containers"] for variable in each.get("env", []))


def of_probes(things):
    for thing, container in containers(things):
        for probe in PROBES:
            where = f"{name_of(thing)}, {container['name']}, {probe}"
            yield from of_probe(where, container, probe)


def of_probe(where, container, probe):
    asked = container.get(probe, {})
    for how in ("httpGet", "tcpSocket", "grpc"):
        port = asked.get(how, {}).get("port")
        if port is not None and not has_port(container, port):
            yield f"{where}: the container has no port {port}"
    if "httpGet" in asked:
        path, answers = asked["httpGet"].get("path"), PATHS.get(container["name"], {}).get(probe)
        if path != answers:
            yield f"{where}: asks {path}, which answers at {answers or 'no path that we know'}"


def has_port(container, port):
    return any(port in (each["containerPort"], each.get("name")) for each in container.get("ports", []))


# --- Who speaks to whom --------------------------------------------------------------------------


class Door(NamedTuple):
    """Where pods listen: their labels, the port's number, and its name if it has one."""

    labels: dict
    port: int
    name: str | None = None
    protocol: str = "TCP"


def of_policies(things):
    labels = [labels_of(pod) for _, pod in pods(things)] + OF_OPERATORS
    policies = of_kind(things, "NetworkPolicy")
    if not any(policy["spec"]["podSelector"] == {} and "ingress" not in policy["spec"] for policy in policies):
        yield "no policy that closes what none opens"
    for policy in policies:
        peers = [
            peer["podSelector"]
            for rule in policy["spec"].get("ingress", []) + policy["spec"].get("egress", [])
            for peer in rule.get("from", []) + rule.get("to", [])
            if "podSelector" in peer
        ]
        for selector in [policy["spec"]["podSelector"], *peers]:
            if selector and not any(selects(selector, each) for each in labels):
                yield f"{name_of(policy)}: nobody is {selector}"


def of_traffic(things):
    policies, known = of_kind(things, "NetworkPolicy"), hosts(things)
    for where, labels, host, port in calls(things):
        if host not in known:
            yield f"{where}: nobody is called {host}"
        elif port not in known[host]:
            yield f"{where}: {host} does not listen on {port}"
        else:
            yield from closed(policies, where, labels, known[host][port])
    for source, target, port in MEETINGS:
        yield from closed(policies, who(source), source, door_of(things, target, port))
    for labels in {who(each): each for each in everybody(things)}.values():
        yield from deaf(policies, labels)


def everybody(things):
    return [labels_of(pod) for _, pod in pods(things)] + OF_OPERATORS


def who(labels):
    name = labels.get("app.kubernetes.io/name") or labels.get("app")
    component = labels.get("app.kubernetes.io/component")
    return f"{name} ({component})" if component else name


def closed(policies, where, source, door):
    """What keeps the source from that door: it needs to be let out, and in."""
    way = f"from {who(source)} to {who(door.labels)}:{door.port}"
    if not opened(policies, "egress", source, lambda peer: is_pod(peer, door.labels), door):
        yield f"{where}: no NetworkPolicy has an egress {way}"
    if not opened(policies, "ingress", door.labels, lambda peer: is_pod(peer, source), door):
        yield f"{where}: no NetworkPolicy has an ingress {way}"


def deaf(policies, labels):
    for resolver, peer in RESOLVERS.items():
        for protocol in ("UDP", "TCP"):
            door = Door({}, DNS, protocol=protocol)
            if not opened(policies, "egress", labels, lambda each, peer=peer: each == peer, door):
                yield f"{who(labels)}: no NetworkPolicy has an egress to {resolver}, {protocol} {DNS}"


def opened(policies, way, labels, is_peer, door):
    peers = {"egress": "to", "ingress": "from"}[way]
    return any(
        admits(rule.get(peers), is_peer) and admits(rule.get("ports"), lambda port: is_port(port, door))
        for spec in (policy["spec"] for policy in policies)
        if way.title() in spec.get("policyTypes", ["Ingress"]) and selects(spec["podSelector"], labels)
        for rule in spec.get(way, [])
    )


def admits(listed, fits):
    return not listed or any(fits(each) for each in listed)


def is_pod(peer, labels):
    return "podSelector" in peer and "namespaceSelector" not in peer and selects(peer["podSelector"], labels)


def is_port(port, door):
    return port.get("protocol", "TCP") == door.protocol and port.get("port") in (None, door.port, door.name)


def door_of(things, labels, port):
    """The door of this number, with the name that the pod's container gives to it."""
    for _, pod in pods(things):
        if selects({"matchLabels": labels}, labels_of(pod)):
            for each in ports_in(pod):
                if each["containerPort"] == port:
                    return Door(labels_of(pod), port, each.get("name"))
    return Door(labels, port)


def ports_in(pod):
    return [port for container in pod["spec"]["containers"] for port in container.get("ports", [])]


def calls(things):
    """Each address that stands in a container's settings or in a file that its pod mounts."""
    data = configs(things)
    for thing, pod in pods(things):
        for place, text in texts(thing, pod, data):
            for host, port in ADDRESS.findall(text):
                yield place, labels_of(pod), host, int(port)


def texts(thing, pod, data):
    for container in containers_in(pod):
        where = f"{name_of(thing)}, {container['name']}"
        for variable in container.get("env", []):
            yield f"{where}, {variable['name']}", variable.get("value", "")
        yield f"{where}, command", " ".join(container.get("command", []) + container.get("args", []))
    for _, config in configs_of(pod):
        for file, text in data.get(config, {}).items():
            yield f"{name_of(thing)}, {file} of ConfigMap {config}", text


def hosts(things):
    """Names that can be called, and for each the doors behind its ports."""
    found = {}
    for service in of_kind(things, "Service"):
        found[service["metadata"]["name"]] = dict(doors(things, service))
    for cluster in of_kind(things, "PerconaServerMongoDB"):
        found.update(routers(cluster))
    for cluster in of_kind(things, "RedisCluster"):
        found.update(nodes(cluster))
    return found


def doors(things, service):
    for port in service["spec"]["ports"]:
        target = port.get("targetPort", port["port"])
        for _, pod in pods(things):
            if selects({"matchLabels": service["spec"]["selector"]}, labels_of(pod)):
                for each in ports_in(pod):
                    if target in (each["containerPort"], each.get("name")):
                        yield port["port"], Door(labels_of(pod), each["containerPort"], each.get("name"))


def routers(cluster):
    """A name for each only with a service for each."""
    mongos = cluster["spec"]["sharding"]["mongos"]
    if mongos.get("expose", {}).get("servicePerPod"):
        for at in range(mongos["size"]):
            yield f"{cluster['metadata']['name']}-mongos-{at}", {MONGODB: Door(ROUTER, MONGODB)}


def nodes(cluster):
    for role in ("leader", "follower"):
        name = f"{cluster['metadata']['name']}-{role}"
        for at in range(cluster["spec"]["clusterSize"]):
            yield f"{name}-{at}.{name}-headless", {REDIS: Door({"app": name}, REDIS)}


# --- What is named must be there -----------------------------------------------------------------


def of_services(things):
    for service in of_kind(things, "Service"):
        selector = {"matchLabels": service["spec"]["selector"]}
        if not any(selects(selector, labels_of(pod)) for _, pod in pods(things)):
            yield f"{name_of(service)}: leads to nobody"
            continue
        led = dict(doors(things, service))
        for port in service["spec"]["ports"]:
            if port["port"] not in led:
                yield f"{name_of(service)}: no container has its targetPort {port.get('targetPort', port['port'])}"


def of_configs(things):
    data = configs(things)
    for thing, pod in pods(things):
        for volume, config in configs_of(pod):
            if config not in data:
                yield f"{name_of(thing)}: mounts {config}, which is not there"
                continue
            for file in files_named(pod, volume) - set(data[config]):
                yield f"{name_of(thing)}: needs {file}, which ConfigMap {config} does not have"


def files_named(pod, volume):
    """The files of a volume that containers name: singly mounted, or run by their command."""
    found = set()
    for container in containers_in(pod):
        for mount in container.get("volumeMounts", []):
            if mount["name"] == volume:
                folder = mount["mountPath"] + "/"
                found |= {word[len(folder):] for word in container.get("command", []) if word.startswith(folder)}
                found |= {mount["subPath"]} if "subPath" in mount else set()
    return found


def of_scalers(things):
    workloads = {(thing["kind"], thing["metadata"]["name"]): thing for thing, _ in pods(things)}
    given = adapters_metrics()
    for target, scaler in scaled_by(things).items():
        if target not in workloads:
            yield f"{name_of(scaler)}: scales {target[1]}, which is not there"
        elif "replicas" in workloads[target]["spec"]:
            yield f"{name_of(workloads[target])}: each apply sets back the replicas of {name_of(scaler)}"
        for metric in scaler["spec"].get("metrics", []):
            name = metrics_name(metric)
            if name not in ({"cpu", "memory"} if metric["type"] == "Resource" else given):
                yield f"{name_of(scaler)}: nobody gives the metric {name}"


def metrics_name(metric):
    source = next(value for key, value in metric.items() if key != "type")
    return source["name"] if metric["type"] == "Resource" else source["metric"]["name"]


def adapters_metrics():
    """What the README's rules for the metrics API's adapter make."""
    blocks = re.findall(r"```yaml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    rules = [rule for block in blocks for rule in yaml.load(block, Loader=LOADER).get("rules", [])]
    return {rule["name"]["as"] for rule in rules}


def of_budgets(things):
    for where, budget, fewest in budgets(things):
        if "maxUnavailable" in budget:
            gone = budget["maxUnavailable"]
            if share(gone, fewest) < 1:
                yield f"{where}: maxUnavailable {gone} lets nobody go: no node could be drained"
        elif "minAvailable" in budget and share(budget["minAvailable"], fewest) >= fewest:
            yield f"{where}: minAvailable {budget['minAvailable']} of {fewest} lets nobody go: no node could be drained"


def share(value, of):
    """A number, or a percentage, which Kubernetes rounds up."""
    return math.ceil(int(value.rstrip("%")) * of / 100) if isinstance(value, str) else value


def budgets(things):
    """Each with the fewest pods that it may be about."""
    scalers = scaled_by(things)
    for thing in of_kind(things, "PodDisruptionBudget"):
        for workload, pod in pods(things):
            if workload["kind"] != "Job" and selects(thing["spec"]["selector"], labels_of(pod)):
                scaler = scalers.get((workload["kind"], workload["metadata"]["name"]))
                fewest = scaler["spec"].get("minReplicas", 1) if scaler else workload["spec"].get("replicas", 1)
                yield name_of(thing), thing["spec"], fewest
    for cluster in of_kind(things, "PerconaServerMongoDB"):
        sharding = cluster["spec"]["sharding"]
        for part in [*cluster["spec"]["replsets"], sharding["configsvrReplSet"], sharding["mongos"]]:
            yield f"{name_of(cluster)}, {part.get('name', 'sharding')}", part["podDisruptionBudget"], part["size"]
    for cluster in of_kind(things, "RedisCluster"):
        for role in ("redisLeader", "redisFollower"):
            yield f"{name_of(cluster)}, {role}", cluster["spec"][role]["pdb"], cluster["spec"]["clusterSize"]


def of_jobs(things):
    """A job's template can't be changed: with other files it has to be another job."""
    for thing, pod in pods(things):
        for _, config in configs_of(pod):
            if thing["kind"] == "Job" and thing["metadata"]["name"].rpartition("-")[2] != config.rpartition("-")[2]:
                yield f"{name_of(thing)}: keeps its name when ConfigMap {config} gets another, and could not be applied"


def of_database(things):
    """The shop's user comes last, and is made by the script that compose uses."""
    for cluster in of_kind(things, "PerconaServerMongoDB"):
        if any(user["name"] == SHOPS_USER for user in cluster["spec"].get("users", [])):
            yield f"{name_of(cluster)}: users: {SHOPS_USER} could write before the collections are sharded"
    for config, files in configs(things).items():
        if config.startswith("database-scripts"):
            for file, text in files.items():
                original = ROOT / "deploy" / "mongo" / file
                if not original.is_file() or original.read_text(encoding="utf-8") != text:
                    yield f"ConfigMap {config}: {file} is not deploy/mongo's"


# --- Secrets -------------------------------------------------------------------------------------


def of_secrets(things):
    for thing in of_kind(things, "Secret"):
        yield f"{name_of(thing)}: a secret stands among the manifests"
    made = secrets_made(things)
    for where, secret, key in secrets_named(things):
        if secret not in made:
            yield f"{where}: nobody makes the secret {secret}"
        elif key not in made[secret]:
            yield f"{where}: the secret {secret} has no key {key}"


def secrets_made(things):
    """Their keys: by the README's command, unless they come from outside, and by the database's operator."""
    made = by_readme()
    for thing in of_kind(things, "ExternalSecret"):
        made[thing["spec"]["target"]["name"]] = {each["secretKey"] for each in thing["spec"]["data"]}
    for thing in of_kind(things, "PerconaServerMongoDB"):
        made[thing["spec"]["secrets"]["users"]] = KEYS_OF_PERCONA
    return made


def by_readme():
    command = re.search(r"create secret generic (\S+) (.*)", README.read_text(encoding="utf-8"))
    keys = {Path(file).name for file in re.findall(r"--from-file=(\S+)", command[2])}
    if "--from-env-file=.env" in command[2]:
        script = (ROOT / "scripts" / "secrets.sh").read_text(encoding="utf-8")
        keys |= set(re.findall(r"^ *secret ([A-Z_]+) \w+$", script, re.MULTILINE))
    return {command[1]: keys}


def secrets_named(things):
    """Who needs which key of which secret."""
    for thing, container in containers(things):
        for variable in container.get("env", []):
            if "secretKeyRef" in variable.get("valueFrom", {}):
                where = f"{name_of(thing)}, {container['name']}, {variable['name']}"
                yield where, *key_of(variable["valueFrom"]["secretKeyRef"])
    for thing, pod in pods(things):
        for volume in pod["spec"].get("volumes", []):
            for item in volume.get("secret", {}).get("items", []):
                yield f"{name_of(thing)}, volume {volume['name']}", volume["secret"]["secretName"], item["key"]
    for cluster in of_kind(things, "PerconaServerMongoDB"):
        for user in cluster["spec"].get("users", []):
            yield f"{name_of(cluster)}, user {user['name']}", *key_of(user["passwordSecretRef"])
    for cluster in of_kind(things, "RedisCluster"):
        yield f"{name_of(cluster)}, redisSecret", *key_of(cluster["spec"]["kubernetesConfig"]["redisSecret"])


def key_of(reference):
    return reference["name"], reference["key"]


# --- All of them ---------------------------------------------------------------------------------


def read(text):
    return [thing for thing in yaml.load_all(text, Loader=LOADER) if thing]


def mistakes(overlay, things):
    wrong = list(by_schema(things))
    # The others read fields that are there and of their type.
    yield from wrong or misfits(overlay, things)


def misfits(overlay, things):
    yield from of_containers(things, overlay)
    for check in (
        of_pods, of_probes, of_policies, of_traffic, of_services, of_configs, of_scalers, of_budgets, of_jobs,
        of_database, of_secrets,
    ):
        yield from check(things)


def main():
    overlay, file = sys.argv[1:]
    found = list(mistakes(overlay, read(Path(file).read_text(encoding="utf-8"))))
    for mistake in found:
        print(mistake)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
