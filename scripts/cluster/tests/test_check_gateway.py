"""Each planted mistake in the gateway's files is told."""

import re
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts" / "cluster"))

import check_gateway  # noqa: E402


class CheckGatewayTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        for name in ("config.yaml", "apisix.yaml", "schema.json"):
            shutil.copy(ROOT / "apisix" / name, self.folder)

    def plant(self, name, old, new, count=1):
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, count), encoding="utf-8")

    def told(self, *words):
        found = "\n".join(check_gateway.mistakes(self.folder))
        for word in words:
            self.assertIn(word, found)

    def test_finds_nothing_wrong_with_our_own(self):
        self.assertEqual([], list(check_gateway.mistakes(self.folder)))

    def test_finds_a_missing_end(self):
        self.plant("apisix.yaml", "#END", "# END")
        self.told("#END")

    def test_finds_a_misspelt_field(self):
        self.plant("apisix.yaml", "retry_timeout:", "retry_time_out:")
        self.told("upstreams/0", "retry_time_out")

    def test_finds_a_misspelt_option_of_a_plugin(self):
        self.plant("apisix.yaml", "max_body_size: 1048576", "max_size: 1048576")
        self.told("max_size")

    def test_finds_a_check_that_counts_404(self):
        self.plant("apisix.yaml", "[500, 502, 504]", "[404, 500, 502, 504]")
        self.told("passive", "404")

    def test_finds_an_upstream_that_is_not_there(self):
        self.plant("apisix.yaml", "upstream_id: shop-once", "upstream_id: shop-twice")
        self.told("shop-twice")

    def test_finds_a_plugin_that_is_not_loaded(self):
        self.plant("config.yaml", "  - gateway-problem\n", "")
        self.told("gateway-problem is used and not loaded")

    def test_finds_a_way_in_to_the_metrics(self):
        self.plant("apisix.yaml", "uris: [/docs,", "uris: [/q/*, /docs,")
        self.told("GET /q/metrics has a way in")

    def test_finds_a_way_in_to_a_part_of_a_closed_room(self):
        for address in ("/q/health", "/q/dev*", "/q*", "/console/", "/nodes/*", "/log/messages/x", "/l*"):
            with self.subTest(address):
                self.setUp()
                self.plant("apisix.yaml", "uris: [/docs,", f"uris: [{address}, /docs,")
                self.told("route docs lets /")

    def test_finds_a_closed_room_that_the_collections_let_in(self):
        for room in ("q", "console", "nodes", "log"):
            for route in (0, 1):
                with self.subTest(room, route=route):
                    self.setUp()
                    rooms = "v1|q|docs|openapi|console|nodes|log"
                    without = "|".join(name for name in rooms.split("|") if name != room)
                    text = (self.folder / "apisix.yaml").read_text(encoding="utf-8")
                    at = [found.start() for found in re.finditer(re.escape(rooms), text)][route]
                    text = text[:at] + without + text[at + len(rooms):]
                    (self.folder / "apisix.yaml").write_text(text, encoding="utf-8")
                    self.told(f"route collections-{'writes' if route else 'reads'} lets /{room}/")

    def test_finds_a_pattern_that_refuses_only_whole_names(self):
        self.plant("apisix.yaml", "log)/)[A-Za-z]", "log)/(?:count|users)$)[A-Za-z]")
        self.told("route collections-reads lets /")

    def test_finds_an_address_that_the_gateway_reads_otherwise(self):
        for address in ("/*/metrics", "/:room/health"):
            with self.subTest(address):
                self.setUp()
                self.plant("apisix.yaml", "uris: [/docs,", f'uris: ["{address}", /docs,')
                self.told("only a * at the end has a meaning here")

    def plant_upstream(self, route):
        path = self.folder / "apisix.yaml"
        before, after = path.read_text(encoding="utf-8").split(f"- id: {route}\n")
        self.assertIn("upstream_id: shop-once", after)
        path.write_text(
            f"{before}- id: {route}\n{after.replace('shop-once', 'shop-repeatable', 1)}", encoding="utf-8"
        )

    def test_finds_any_route_that_would_be_sent_twice(self):
        for route in ("imports", "writes", "collections-writes"):
            with self.subTest(route):
                self.setUp()
                self.plant_upstream(route)
                self.told(f"route {route} tries again")

    def test_finds_imports_that_go_with_the_keyed(self):
        self.plant("apisix.yaml", "priority: 40", "priority: 25")
        self.told("POST /v1/orders/import with a key goes by repeatable-posts")

    def test_finds_keyed_posts_that_need_no_key(self):
        for condition in ('"~~", ".*"', '"!", "~~", ".+"', '"~=", "x"'):
            with self.subTest(condition):
                self.setUp()
                self.plant("apisix.yaml", '"~~", ".+"', condition)
                self.told("route repeatable-posts tries again")

    def test_finds_cookies_of_other_pages(self):
        for count in (1, 2):
            with self.subTest(count):
                self.setUp()
                self.plant("apisix.yaml", "allow_credential: false", "allow_credential: true", count)
                self.told("cors lets pages of other origins send cookies")

    def test_finds_cookies_of_other_pages_by_nginx(self):
        self.plant(
            "config.yaml", "    proxy_next_upstream", "    add_header Access-Control-Allow-Credentials true;\n    \
proxy_next_upstream"
        )
        self.told("config.yaml: pages of other origins may send cookies")

    def test_finds_an_answer_that_is_sent_again(self):
        for words in ("http_500", "http_503", "http_429 http_502"):
            with self.subTest(words):
                self.setUp()
                self.plant("config.yaml", "error timeout non_idempotent;", f"error timeout {words} non_idempotent;")
                self.told("proxy_next_upstream must be", words)

    def test_finds_that_nothing_or_two_things_say_what_is_sent_again(self):
        self.plant("config.yaml", "proxy_next_upstream error", "# proxy_next_upstream error")
        self.told("there 0 times")
        self.plant("config.yaml", "# proxy_next_upstream error", "proxy_next_upstream off; proxy_next_upstream error")
        self.told("there 2 times")

    def test_finds_a_misspelt_registry(self):
        self.plant("config.yaml", "  consul:\n", "  consull:\n")
        self.told("discovery.consull is not known", "discovery.consul.servers must be")

    def test_finds_a_misspelt_section(self):
        self.plant("config.yaml", "discovery:\n", "discoveries:\n")
        self.told("discoveries is no section", "discovery.consul.servers must be")

    def test_finds_another_registry(self):
        for address in ("http://consul:8501", "https://consul:8500", "http://localhost:8500", "consul:8500"):
            with self.subTest(address):
                self.setUp()
                self.plant("config.yaml", "- http://consul:8500", f'- "{address}"')
                self.told("discovery.consul.servers must be http://consul:8500", address)

    def test_finds_a_write_that_would_be_sent_twice(self):
        self.plant("apisix.yaml", "retries: 0", "retries: 1")
        self.told("PUT", "tries again")

    def test_finds_what_the_image_would_not_start_with(self):
        self.plant("config.yaml", "role_data_plane: #", "role_data_plane:\n    #")
        self.told("the image's start script looks for 'role_data_plane: '")

    def test_finds_a_shared_table(self):
        self.plant("apisix.yaml", "plugins:\n      client-control:", "plugins: &here\n      client-control:")
        self.plant("apisix.yaml", "plugin_metadata:", "other: *here\nplugin_metadata:")
        self.told("'&here' is more of YAML than is read here")


if __name__ == "__main__":
    unittest.main()
