"""Checks the manifests of one overlay, as kustomize has put them together.

Usage: check_kubernetes.py OVERLAY FILE  Prints one line per mistake; exit status 1 if there is any.
"""

import re
import sys
from pathlib import Path

import kubernetes_validate
import yaml

# The one written in C is ten times as quick, where there is one.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
KUBERNETES = "1.31"
# Kinds of operators: their schemas are the operators' own.
FOREIGN = {"PerconaServerMongoDB", "RedisCluster", "ExternalSecret"}
# Labels of pods that operators make.
OF_OPERATORS = [
    {"app.kubernetes.io/name": "percona-server-mongodb", "app.kubernetes.io/component": "mongos"},
    {"app": "cache-leader"},
    {"app": "cache-follower"},
]
# Kept beside this project's files: deploy/kubernetes/README.md.
SECRETS = {"saleproof"}
# As in check_compose.py.
DRAIN_SECONDS = 22
WORKLOADS = {"Deployment", "StatefulSet", "Job"}
PINNED = re.compile(r"[^:@]+:[^:@]*\d[^:@]*(@sha256:[0-9a-f]{64})?")


def name_of(thing):
    return f"{thing['kind']} {thing['metadata']['name']}"


def by_schema(things):
    for thing in things:
        if thing["kind"] not in FOREIGN:
            try:
                kubernetes_validate.validate(thing, KUBERNETES, strict=True)
            except kubernetes_validate.ValidationError as wrong:
                yield f"{name_of(thing)}: {'/'.join(map(str, wrong.path))}: {wrong.message}"


def pods(things):
    for thing in things:
        if thing["kind"] in WORKLOADS:
            yield thing, thing["spec"]["template"]


def containers(things):
    for thing, pod in pods(things):
        for container in pod["spec"].get("initContainers", []) + pod["spec"]["containers"]:
            yield thing, container


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


def of_pods(things):
    guarded = [
        thing["spec"]["selector"]["matchLabels"] for thing in things if thing["kind"] == "PodDisruptionBudget"
    ]
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
        if not any(selects({"matchLabels": labels}, pod["metadata"]["labels"]) for labels in guarded):
            yield f"{where}: no budget for disruptions"
        if "topologySpreadConstraints" not in spec and "affinity" not in spec:
            yield f"{where}: all of it may be on one node"


def registers(spec):
    return any(variable["name"] == "CONSUL_URL" for each in spec["containers"] for variable in each.get("env", []))


def selects(selector, labels):
    for key, value in selector.get("matchLabels", {}).items():
        if labels.get(key) != value:
            return False
    for condition in selector.get("matchExpressions", []):
        if condition["operator"] != "In" or labels.get(condition["key"]) not in condition["values"]:
            return False
    return True


def of_policies(things):
    labels = [pod["metadata"]["labels"] for _, pod in pods(things)] + OF_OPERATORS
    policies = [thing for thing in things if thing["kind"] == "NetworkPolicy"]
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


def of_references(things):
    labels = [pod["metadata"]["labels"] for _, pod in pods(things)]
    names = {(thing["kind"], thing["metadata"]["name"]) for thing in things}
    for thing in things:
        if thing["kind"] == "Service" and not any(
            selects({"matchLabels": thing["spec"]["selector"]}, each) for each in labels
        ):
            yield f"{name_of(thing)}: leads to nobody"
        if thing["kind"] == "HorizontalPodAutoscaler":
            target = thing["spec"]["scaleTargetRef"]
            if (target["kind"], target["name"]) not in names:
                yield f"{name_of(thing)}: scales {target['name']}, which is not there"
        if thing["kind"] == "Secret":
            yield f"{name_of(thing)}: a secret stands among the manifests"
    for secret in sorted(secrets_named(things) - SECRETS):
        yield f"the secret {secret} is not one that the README has made"
    for thing, pod in pods(things):
        for volume in pod["spec"].get("volumes", []):
            config = volume.get("configMap", {}).get("name")
            if config and ("ConfigMap", config) not in names:
                yield f"{name_of(thing)}: mounts {config}, which is not there"


def secrets_named(things):
    found = set()
    for thing, container in containers(things):
        for variable in container.get("env", []):
            found.add(variable.get("valueFrom", {}).get("secretKeyRef", {}).get("name"))
    for _, pod in pods(things):
        for volume in pod["spec"].get("volumes", []):
            found.add(volume.get("secret", {}).get("secretName"))
    return found - {None}


def mistakes(overlay, text):
    things = [thing for thing in yaml.load_all(text, Loader=LOADER) if thing]
    wrong = list(by_schema(things))
    yield from wrong
    if wrong:
        return
    yield from of_containers(things, overlay)
    yield from of_pods(things)
    yield from of_policies(things)
    yield from of_references(things)


def main():
    overlay, file = sys.argv[1:]
    found = list(mistakes(overlay, Path(file).read_text(encoding="utf-8")))
    for mistake in found:
        print(mistake)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
