"""Each planted mistake in the manifests is told. Needs kubectl, whose kustomize puts them together."""

import functools
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts" / "cluster"))

try:
    import check_kubernetes
except ImportError:
    check_kubernetes = None

KUSTOMIZE_SECONDS = 60


@functools.cache
def built(overlay):
    folder = ROOT / "deploy" / "kubernetes" / "overlays" / overlay
    return subprocess.run(
        ["kubectl", "kustomize", str(folder)], check=True, capture_output=True, text=True, timeout=KUSTOMIZE_SECONDS
    ).stdout


def the(things, kind, name):
    """The only one whose name is this, or begins so where kustomize adds a hash."""
    found = [thing for thing in things if thing["kind"] == kind and thing["metadata"]["name"].startswith(name)]
    exact = [thing for thing in found if thing["metadata"]["name"] == name]
    (only,) = exact or found
    return only


def container(things, kind, name):
    return the(things, kind, name)["spec"]["template"]["spec"]["containers"][0]


def variable(things, kind, name, wanted):
    (only,) = [each for each in container(things, kind, name)["env"] if each["name"] == wanted]
    return only


@unittest.skipUnless(shutil.which("kubectl") and check_kubernetes, "no kubectl, or no kubernetes-validate")
class CheckKubernetesTest(unittest.TestCase):
    def told(self, old, new, *words):
        """One mistake, by another text; what is found must have these words."""
        text = built("production")
        self.assertIn(old, text)
        found = "\n".join(check_kubernetes.mistakes("production", check_kubernetes.read(text.replace(old, new, 1))))
        for word in words:
            self.assertIn(word, found)

    def planted(self, plant, *words, overlay="production"):
        """The same by a function that changes the objects, of what no schema can know."""
        things = check_kubernetes.read(built(overlay))
        plant(things)
        found = "\n".join(check_kubernetes.misfits(overlay, things))
        for word in words:
            self.assertIn(word, found)

    def test_finds_nothing_wrong_with_our_own(self):
        for overlay in ("laptop", "production"):
            self.assertEqual([], list(check_kubernetes.mistakes(overlay, check_kubernetes.read(built(overlay)))))

    def test_finds_a_missing_field(self):
        self.told("  scaleTargetRef:\n", "  scaleTarget:\n", "scaleTarget")

    def test_finds_a_field_of_a_wrong_type(self):
        self.told("minReadySeconds: 10", "minReadySeconds: soon", "minReadySeconds")

    def test_finds_a_missing_probe(self):
        self.told("        livenessProbe:\n          failureThreshold: 6\n          httpGet:\n            path: /q/health/live\n            port: http\n          periodSeconds: 10\n          timeoutSeconds: 5\n", "", "Deployment shop, shop: no livenessProbe")

    def test_finds_an_instance_that_is_killed_before_it_has_drained(self):
        self.told("terminationGracePeriodSeconds: 60", "terminationGracePeriodSeconds: 15", "Deployment shop: is killed before it has drained")

    def test_finds_an_image_without_a_version(self):
        self.told("hashicorp/consul:1.22.5", "hashicorp/consul:latest", "is not pinned")

    def test_finds_a_policy_for_nobody(self):
        self.told("      app.kubernetes.io/name: shard-collections\n  policyTypes", "      app.kubernetes.io/name: shard\n  policyTypes", "nobody is")

    def test_finds_a_secret_that_nobody_has_made(self):
        self.told("              key: SESSION_KEYS\n              name: saleproof", "              key: SESSION_KEYS\n              name: shop", "the secret shop")

    def test_finds_a_container_with_too_many_rights(self):
        self.told("allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true", "more rights than it needs")

    # --- Who speaks to whom

    def test_finds_that_nobody_may_ask_for_names(self):
        self.planted(
            lambda things: things.remove(the(things, "NetworkPolicy", "names")),
            "shop: no NetworkPolicy has an egress to the cluster's DNS, UDP 53",
            "cache-leader: no NetworkPolicy has an egress to NodeLocal DNSCache, TCP 53",
        )

    def test_finds_that_names_may_not_be_asked_by_udp(self):
        def plant(things):
            the(things, "NetworkPolicy", "names")["spec"]["egress"][0]["ports"].pop(0)

        self.planted(plant, "shop: no NetworkPolicy has an egress to the cluster's DNS, UDP 53")

    def test_finds_a_cache_on_the_node_that_is_cut_off(self):
        def plant(things):
            the(things, "NetworkPolicy", "names")["spec"]["egress"][0]["to"].pop()

        self.planted(plant, "shop: no NetworkPolicy has an egress to NodeLocal DNSCache, UDP 53")

    def test_finds_a_shop_that_may_not_reach_the_cache(self):
        def plant(things):
            rules = the(things, "NetworkPolicy", "shop")["spec"]["egress"]
            rules.remove(next(rule for rule in rules if rule["ports"] == [{"port": 6379}]))

        self.planted(plant, "Deployment shop, shop, REDIS_URL: no NetworkPolicy has an egress from shop to cache-leader:6379")

    def test_finds_a_cache_that_does_not_let_the_shop_in(self):
        def plant(things):
            the(things, "NetworkPolicy", "cache")["spec"]["ingress"].pop(0)

        self.planted(plant, "no NetworkPolicy has an ingress from shop to cache-leader:6379")

    def test_finds_a_policy_with_another_port_than_the_database_has(self):
        def plant(things):
            (rule,) = the(things, "NetworkPolicy", "shard-collections")["spec"]["egress"]
            rule["ports"] = [{"port": 27018}]

        self.planted(plant, "shop-user, ROUTERS: no NetworkPolicy has an egress from shard-collections to percona-server-mongodb (mongos):27017")

    def test_finds_a_connection_to_another_port_than_the_database_has(self):
        self.told("database-mongos-1:27017,database-mongos-2:27017/", "database-mongos-1:27018,database-mongos-2:27017/", "Deployment shop, shop, MONGODB_URL: database-mongos-1 does not listen on 27018")

    def test_finds_a_connection_to_a_router_that_is_not_there(self):
        self.told("@database-mongos-0:27017", "@mongos-a:27017", "Deployment shop, shop, MONGODB_URL: nobody is called mongos-a")

    def test_finds_routers_without_a_name_for_each(self):
        def plant(things):
            the(things, "PerconaServerMongoDB", "database")["spec"]["sharding"]["mongos"]["expose"]["servicePerPod"] = False

        self.planted(plant, "nobody is called database-mongos-2")

    def test_finds_a_registry_that_may_not_ask_the_shop(self):
        def plant(things):
            the(things, "NetworkPolicy", "consul")["spec"]["egress"].pop()

        self.planted(plant, "consul: no NetworkPolicy has an egress from consul to shop:8080")

    def test_finds_a_gateway_that_asks_a_registry_of_another_name(self):
        def plant(things):
            data = the(things, "ConfigMap", "gateway-config")["data"]
            data["config.yaml"] = data["config.yaml"].replace("http://consul:8500", "http://registry:8500")

        self.planted(plant, "Deployment gateway, config.yaml of ConfigMap gateway-config", "nobody is called registry")

    # --- Containers and probes

    def test_finds_a_path_that_the_shop_does_not_have(self):
        def plant(things):
            container(things, "Deployment", "shop")["readinessProbe"]["httpGet"]["path"] = "/health/ready"

        self.planted(plant, "Deployment shop, shop, readinessProbe: asks /health/ready, which answers at /q/health/ready")

    def test_finds_a_probe_of_a_port_that_has_no_such_name(self):
        def plant(things):
            container(things, "Deployment", "shop")["livenessProbe"]["httpGet"]["port"] = "web"

        self.planted(plant, "Deployment shop, shop, livenessProbe: the container has no port web")

    def test_finds_a_service_to_a_port_that_nobody_has(self):
        def plant(things):
            the(things, "Service", "gateway")["spec"]["ports"][0]["targetPort"] = "web"

        self.planted(plant, "Service gateway: no container has its targetPort web")

    def test_finds_a_container_that_may_write_into_its_image(self):
        def plant(things):
            container(things, "Deployment", "shop")["securityContext"]["readOnlyRootFilesystem"] = False

        self.planted(plant, "Deployment shop, shop: may write into its image, as readOnlyRootFilesystem is not true")

    # --- How many

    def test_finds_a_metric_that_nobody_gives(self):
        self.told("name: http_server_requests_per_second", "name: http_requests_per_second", "HorizontalPodAutoscaler shop: nobody gives the metric http_requests_per_second")

    def test_finds_replicas_beside_an_autoscaler(self):
        def plant(things):
            the(things, "Deployment", "gateway")["spec"]["replicas"] = 3

        self.planted(plant, "Deployment gateway: each apply sets back the replicas of HorizontalPodAutoscaler gateway")

    def test_finds_a_budget_that_lets_nobody_go(self):
        for none in (0, "0%"):
            def plant(things):
                the(things, "PodDisruptionBudget", "shop")["spec"]["maxUnavailable"] = none

            self.planted(plant, f"PodDisruptionBudget shop: maxUnavailable {none} lets nobody go")

    def test_finds_a_budget_that_keeps_all_of_the_fewest(self):
        for all_of_them in (3, "100%"):
            def plant(things):
                the(things, "PodDisruptionBudget", "gateway")["spec"]["minAvailable"] = all_of_them

            self.planted(plant, f"PodDisruptionBudget gateway: minAvailable {all_of_them} of 3 lets nobody go")

    def test_finds_a_budget_of_an_operator_that_lets_nobody_go(self):
        def plant(things):
            the(things, "RedisCluster", "cache")["spec"]["redisLeader"]["pdb"]["maxUnavailable"] = 0

        self.planted(plant, "RedisCluster cache, redisLeader: maxUnavailable 0 lets nobody go")

    # --- Secrets, files and the database

    def test_finds_a_key_that_no_secret_has(self):
        def plant(things):
            variable(things, "Deployment", "shop", "SESSION_KEYS")["valueFrom"]["secretKeyRef"]["key"] = "SESSION_KEY"

        for overlay in ("production", "laptop"):
            self.planted(plant, "Deployment shop, shop, SESSION_KEYS: the secret saleproof has no key SESSION_KEY", overlay=overlay)

    def test_finds_a_key_that_is_not_brought_in(self):
        def plant(things):
            data = the(things, "ExternalSecret", "saleproof")["spec"]["data"]
            data.remove(next(each for each in data if each["secretKey"] == "REDIS_PASSWORD"))

        self.planted(plant, "RedisCluster cache, redisSecret: the secret saleproof has no key REDIS_PASSWORD")

    def test_finds_a_key_that_the_operator_does_not_make(self):
        def plant(things):
            variable(things, "Job", "database-scripts", "MONGO_ADMIN_USER")["valueFrom"]["secretKeyRef"]["key"] = "ADMIN"

        self.planted(plant, "shop-user, MONGO_ADMIN_USER: the secret database-users has no key ADMIN")

    def test_finds_a_script_that_is_not_mounted(self):
        def plant(things):
            del the(things, "ConfigMap", "database-scripts")["data"]["shop-user.js"]

        self.planted(plant, "needs shop-user.js, which ConfigMap database-scripts")

    def test_finds_a_script_that_is_not_the_one_of_compose(self):
        def plant(things):
            the(things, "ConfigMap", "database-scripts")["data"]["shop-user.js"] += "// and more\n"

        self.planted(plant, "shop-user.js is not deploy/mongo's")

    def test_finds_a_job_that_could_not_be_applied_with_other_scripts(self):
        def plant(things):
            the(things, "Job", "database-scripts")["metadata"]["name"] = "shard-collections"

        self.planted(plant, "Job shard-collections: keeps its name when ConfigMap database-scripts")

    def test_finds_a_shop_that_may_write_before_the_collections_are_sharded(self):
        def plant(things):
            users = the(things, "PerconaServerMongoDB", "database")["spec"]["users"]
            users.append({**users[0], "name": "saleproof"})

        self.planted(plant, "PerconaServerMongoDB database: users: saleproof could write before")


if __name__ == "__main__":
    unittest.main()
