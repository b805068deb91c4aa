"""Variables that nobody sets are told, and no others."""

import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts" / "cluster"))

import check_scripts  # noqa: E402


class CheckScriptsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def found(self, text):
        file = self.folder / "script.sh"
        file.write_text(text, encoding="utf-8")
        return [mistake.split(": ")[1] for mistake in check_scripts.mistakes(file)]

    def test_finds_what_nobody_sets(self):
        for text in ('echo "$nobody"', 'echo "${nobody}"', "echo ${nobody%x}", "# nobody is set here\necho $nobody"):
            with self.subTest(text):
                self.assertEqual(["nobody sets the variable nobody"], self.found(text))

    def test_finds_a_name_spelt_wrong_once(self):
        self.assertEqual(["nobody sets the variable vists"], self.found('visits=3\necho "$vists"'))

    def test_takes_every_way_to_set_one(self):
        for text in (
            "a=1\necho $a", "for a in x; do echo $a; done", "while read -r b a; do echo $a; done", "local a\necho $a",
            "printf -v a x\necho $a", "mapfile -t a\necho ${a[0]}", "awk '{ a = $1; print $a }'", "echo '\\$a'",
            "echo $HOME ${TMPDIR:-/tmp} $1 $? $_",
        ):
            with self.subTest(text):
                self.assertEqual([], self.found(text))

    def test_looks_into_what_is_sourced(self):
        (self.folder / "lib.sh").write_text("a=1\n", encoding="utf-8")
        sourced = '. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"\n'
        self.assertEqual([], self.found(sourced + "echo $a"))
        self.assertEqual(["nobody sets the variable b"], self.found(sourced + "echo $b"))

    def test_finds_nothing_wrong_with_our_own(self):
        files = [*ROOT.glob("scripts/*.sh"), *ROOT.glob("scripts/tests/*.sh"), *ROOT.glob("deploy/*/*.sh")]
        self.assertGreater(len(files), 20)
        self.assertEqual([], [mistake for file in files for mistake in check_scripts.mistakes(file)])


if __name__ == "__main__":
    unittest.main()
