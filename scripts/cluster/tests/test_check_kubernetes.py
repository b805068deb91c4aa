"""Each planted mistake in the manifests is told. Needs kubectl, whose kustomize puts them together."""

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


def built(overlay):
    folder = ROOT / "deploy" / "kubernetes" / "overlays" / overlay
    return subprocess.run(
        ["kubectl", "kustomize", str(folder)], check=True, capture_output=True, text=True, timeout=KUSTOMIZE_SECONDS
    ).stdout


@unittest.skipUnless(shutil.which("kubectl") and check_kubernetes, "no kubectl, or no kubernetes-validate")
class CheckKubernetesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.production = built("production")

    def told(self, old, new, *words):
        self.assertIn(old, self.production)
        found = "\n".join(check_kubernetes.mistakes("production", self.production.replace(old, new, 1)))
        for word in words:
            self.assertIn(word, found)

    def test_finds_nothing_wrong_with_our_own(self):
        for overlay in ("laptop", "production"):
            self.assertEqual([], list(check_kubernetes.mistakes(overlay, built(overlay))))

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


if __name__ == "__main__":
    unittest.main()
