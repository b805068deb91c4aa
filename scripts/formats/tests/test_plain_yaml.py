"""What plain_yaml reads, and what it refuses to read."""

import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import plain_yaml  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[3]
PLAIN = (
    "docker-compose.yml", "deploy/*/docker-compose.yml", "apisix/*.yaml", "prometheus/*.yml", "prometheus/*/*.yml",
    "alertmanager/*.yml", "alertmanager/tests/*.yml", "grafana/provisioning/*/*.yml",
)


class PlainYamlTest(unittest.TestCase):
    def test_reads_what_the_files_are_written_in(self):
        text = (
            "# a comment\n"
            "groups:\n"
            "  - name: one   # another\n"
            "    rules:\n"
            "    - alert: 'It''s'\n"
            "      expr: |\n"
            "        a > 1\n"
            "          and b\n"
            "\n"
            "      for: 5m\n"
            "      labels: {severity: critical, text: \"a, b: c\", list: [x, 'y']}\n"
            "    -\n"
            "      record: a:b\n"
            "empty:\n"
            "numbers: [1, 2.5, -3, 1m]\n"
            "words: [true, false, null]\n"
            "folded: >-\n"
            "  one\n"
            "  two\n"
        )
        self.assertEqual(
            {
                "groups": [
                    {
                        "name": "one",
                        "rules": [
                            {
                                "alert": "It's",
                                "expr": "a > 1\n  and b\n",
                                "for": "5m",
                                "labels": {"severity": "critical", "text": "a, b: c", "list": ["x", "y"]},
                            },
                            {"record": "a:b"},
                        ],
                    }
                ],
                "empty": None,
                "numbers": [1, 2.5, -3, "1m"],
                "words": [True, False, None],
                "folded": "one two",
            },
            plain_yaml.load(text),
        )

    def test_refuses_what_it_does_not_read(self):
        for text, words in (
            ("a: 1\na: 2\n", "f:2: has the key 'a' a second time"),
            ("a: &b 1\n", "f:1: '&b 1' is more of YAML"),
            ("a: !x 1\n", "more of YAML"),
            ("<<: {a: 1}\n", "more of YAML"),
            ("a: |+\n  b\n", "more of YAML"),
            ("a: [1, 2\n", "never closed"),
            ("a: {b: 1\n", "never closed"),
            ("a: 'b\n", "never closed"),
            ("a: b: c\n", "needs quotes"),
            ("a: 'b' c\n", "behind what is in quotes"),
            ("a: [1] c\n", "behind its end"),
            ("a:\n\t- 1\n", "f:2: is indented with a tab"),
            ("a: 1\n  b: 2\n", "is indented like nothing above it"),
            ("a:\n    b: 1\n  c: 2\n", "is indented like nothing above it"),
        ):
            with self.subTest(text):
                with self.assertRaises(plain_yaml.YamlError) as refused:
                    plain_yaml.load(text, "f")
                self.assertIn(words, str(refused.exception))

    def test_reads_every_file_as_another_reader_does(self):
        try:
            import yaml
        except ImportError:
            self.skipTest("PyYAML is not installed")
        paths = [path for pattern in PLAIN for path in ROOT.glob(pattern)]
        self.assertGreater(len(paths), 20)
        for path in paths:
            with self.subTest(path.name):
                text = path.read_text(encoding="utf-8")
                self.assertEqual(yaml.safe_load(text), plain_yaml.load(text, path.name, aliases=True))

    def test_reads_aliases_where_it_is_asked_to(self):
        text = (
            "a: &a\n  one: 1\n  two: &two [x, y]\n"
            "b:\n  <<: *a\n  one: 3\n"
            "c: {again: *two}\n"
            "d:\n  - *two\n"
            "e: *a # here too\n"
            "f:\n  <<: [*a, {one: 9, three: 3}]\n"
        )
        first = {"one": 1, "two": ["x", "y"]}
        self.assertEqual(
            {
                "a": first, "b": {"one": 3, "two": ["x", "y"]}, "c": {"again": ["x", "y"]}, "d": [["x", "y"]],
                "e": first, "f": {**first, "three": 3},
            },
            plain_yaml.load(text, aliases=True),
        )

    def test_refuses_aliases_of_nothing(self):
        for text, words in (("a: *b\n", "'*b' stands for nothing above it"), ("a: &b 1\nc:\n  <<: *b\n", "no mapping")):
            with self.subTest(text), self.assertRaisesRegex(plain_yaml.YamlError, re.escape(words)):
                plain_yaml.load(text, aliases=True)


if __name__ == "__main__":
    unittest.main()
