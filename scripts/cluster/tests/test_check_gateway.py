"""Each planted mistake in the gateway's files is told."""

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
