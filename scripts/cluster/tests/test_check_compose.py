"""Each planted mistake in the compose file is told."""

import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts" / "cluster"))

import check_compose  # noqa: E402


class CheckComposeTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name) / "docker-compose.yml"
        self.text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
        self.redis = self.file.parent / "deploy" / "redis" / "redis.conf"
        self.redis.parent.mkdir(parents=True)
        self.redis.write_text((ROOT / "deploy/redis/redis.conf").read_text(encoding="utf-8"), encoding="utf-8")

    def plant(self, old, new):
        self.assertIn(old, self.text)
        self.text = self.text.replace(old, new, 1)

    def told(self, *words):
        self.file.write_text(self.text, encoding="utf-8")
        found = "\n".join(check_compose.mistakes(self.file))
        for word in words:
            self.assertIn(word, found)

    def test_finds_nothing_wrong_with_our_own(self):
        self.file.write_text(self.text, encoding="utf-8")
        self.assertEqual([], list(check_compose.mistakes(self.file)))

    def test_finds_an_image_without_a_version(self):
        self.plant("grafana/grafana:12.4.0", "grafana/grafana:latest")
        self.told("grafana: the image grafana/grafana:latest is not pinned")

    def test_finds_an_image_of_a_major_version_alone(self):
        self.plant("redis:8.2.1-alpine", "redis:8")
        self.told("redis-1: the image redis:8 is not pinned")

    def test_finds_an_image_with_the_version_of_its_base_alone(self):
        self.plant("busybox:1.37.0-musl", "busybox:alpine3.20")
        self.told("tools: the image busybox:alpine3.20 is not pinned")

    def test_takes_a_version_in_its_usual_forms(self):
        for image in ("mongo:8.0", "prom/prometheus:v3.5.0", "localhost:5000/redis:8.2.1-alpine",
                      "redis:8.2.1@sha256:" + "0" * 64):
            self.assertTrue(check_compose.PINNED.fullmatch(image), image)
        for image in ("redis", "localhost:5000/redis", "redis:8-alpine", "redis:latest"):
            self.assertFalse(check_compose.PINNED.fullmatch(image), image)

    def test_finds_a_cache_without_a_password(self):
        self.plant(' --requirepass "$$REDIS_PASSWORD"', "")
        self.told("redis-1: has no --requirepass", "redis-6: has no --requirepass")

    def test_finds_a_cache_that_takes_nothing_more(self):
        self.plant("redis-server /deploy/redis.conf", "redis-server /deploy/redis.conf --maxmemory-policy noeviction")
        self.told("redis-1: is a cache that takes nothing more")

    def test_finds_a_cache_whose_configuration_takes_nothing_more(self):
        self.redis.write_text("maxmemory 64mb\nmaxmemory-policy noeviction\n", encoding="utf-8")
        self.told("redis-1: is a cache that takes nothing more")

    def test_finds_a_cache_that_is_not_told_what_to_throw_out(self):
        self.redis.write_text("maxmemory 64mb\n", encoding="utf-8")
        self.told("redis-1: is a cache that takes nothing more")

    def test_finds_a_configuration_that_is_mounted_from_nowhere(self):
        self.plant("redis-server /deploy/redis.conf", "redis-server /deploy/redis8.conf")
        self.told("redis-1: its configuration /deploy/redis8.conf is mounted from nowhere")

    def test_finds_a_store_that_throws_its_data_out(self):
        self.plant("redis-server /deploy/redis.conf", "redis-server /deploy/redis.conf --appendonly yes")
        self.told("redis-1: keeps its data, and throws them out")

    def test_finds_a_member_that_lets_everybody_in(self):
        self.plant("      - --keyFile\n      - /run/mongo/key\n", "")
        self.told("shard1-a: has no --keyFile", "shard1-c: has no --keyFile")

    def test_finds_a_router_that_lets_everybody_in(self):
        self.plant("    - --keyFile\n    - /run/mongo/key\n  volumes", "  volumes")
        self.told("mongos-a: has no --keyFile")

    def test_finds_a_missing_limit(self):
        self.plant("    mem_limit: 512m\n", "")
        self.told("no memory limit")

    def test_finds_too_much_memory(self):
        self.plant("mem_limit: 560m", "mem_limit: 2g")
        self.told("memory limits are")

    def test_finds_a_missing_health_check(self):
        self.plant('    healthcheck:\n      test: ["CMD", "/opt/saleproof/health.sh"]', "    other:\n      test: []")
        self.told("app: no health check")

    def test_finds_an_instance_that_is_killed_before_it_has_drained(self):
        self.plant("stop_grace_period: 45s", "stop_grace_period: 10s")
        self.told("app: is killed before it has drained")

    def test_finds_that_an_instance_is_given_no_time_of_its_own_to_end(self):
        self.plant("    stop_grace_period: 45s\n", "")
        self.told("app: is killed before it has drained")

    def test_finds_an_address_that_others_may_be_given(self):
        self.plant(', ip_range: "${DATA_NET:-172.30.79}.128/25"', "")
        self.told("redis-1: may find its address taken", "redis-6: may find its address taken")

    def test_finds_an_address_among_those_for_others(self):
        self.plant("${DATA_NET:-172.30.79}.16\" } }", "${DATA_NET:-172.30.79}.130\" } }")
        self.told("redis-6: may find its address taken")

    def test_finds_a_wait_for_nobody(self):
        self.plant("      webhook: { condition: service_healthy }", "      web: { condition: service_healthy }")
        self.told("waits for web, which is not there")

    def test_finds_that_a_one_shot_is_not_waited_for_to_its_end(self):
        self.plant("redis-cluster: { condition: service_completed_successfully }",
                   "redis-cluster: { condition: service_started }")
        self.told("must wait for the end of redis-cluster")

    def test_finds_a_port_for_everybody(self):
        self.plant('"${PUBLISH:-127.0.0.1}:8500:8500"', '"8500:8500"')
        self.told("port 8500:8500 is open to everybody")

    def test_finds_a_password(self):
        self.plant("GF_SECURITY_ADMIN_PASSWORD: ${GRAFANA_ADMIN_PASSWORD:?run ./scripts/secrets.sh once}",
                   "GF_SECURITY_ADMIN_PASSWORD: admin")
        self.told("a secret stands in the file")

    def test_finds_a_password_for_those_who_set_none(self):
        self.plant("${GRAFANA_ADMIN_PASSWORD:?run ./scripts/secrets.sh once}", "${GRAFANA_ADMIN_PASSWORD:-admin}")
        self.told("a secret has a default")

    def test_finds_a_password_for_those_who_set_none_by_another_name(self):
        self.plant("${GRAFANA_ADMIN_PASSWORD:?run ./scripts/secrets.sh once}", '"${GRAFANA:-admin}"')
        self.told("a secret has a default")

    def test_finds_a_password_for_those_who_set_none_in_an_address(self):
        self.plant("saleproof:${MONGO_APP_PASSWORD:?run ./scripts/secrets.sh once}@",
                   "saleproof:${MONGO_APP_PASSWORD-saleproof}@")
        self.told("a secret has a default")

    def test_finds_a_volume_that_nobody_mounts(self):
        self.plant("\nvolumes:\n", "\nvolumes:\n  forgotten:\n")
        self.told("the volume forgotten is mounted nowhere")


if __name__ == "__main__":
    unittest.main()
