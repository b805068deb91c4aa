"""What plain_schema finds, and that it passes over nothing."""

import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import plain_schema  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[3]
# A schema, what it takes, what it refuses, and words of the mistake.
CASES = (
    ({"type": "integer"}, [1, 2.0], [1.5, "1", True], "is no integer"),
    ({"type": "number"}, [1, 1.5], [False, None], "is no number"),
    ({"type": ["string", "null"]}, ["a", None], [1, {}], "is no"),
    ({"type": "boolean"}, [True], [1, "true"], "is no boolean"),
    ({"const": 0}, [0], [1, False], "must be 0"),
    ({"enum": ["a", 1]}, ["a", 1], ["b", True], "is none of"),
    ({"minimum": 2, "maximum": 3}, [2, 3, "x"], [1], "is less than 2"),
    ({"maximum": 3}, [3], [4], "is more than 3"),
    ({"exclusiveMinimum": 0}, [0.5], [0], "is not more than 0"),
    ({"minLength": 1, "maxLength": 2}, ["a", "ab"], [""], "is too short"),
    ({"maxLength": 2}, ["ab"], ["abc"], "is too long"),
    ({"pattern": "^a"}, ["ab", 1], ["ba"], "is not of the pattern"),
    ({"required": ["a"]}, [{"a": 1}, []], [{"b": 1}], "'a' is missing"),
    ({"minProperties": 1}, [{"a": 1}], [{}], "fewer than 1 fields"),
    ({"properties": {"a": {"type": "string"}}}, [{"a": "x", "b": 1}], [{"a": 1}], "is no string"),
    ({"properties": {"a": {}}, "additionalProperties": False}, [{"a": 1}], [{"a": 1, "b": 1}], "the field 'b'"),
    ({"additionalProperties": {"type": "string"}}, [{"a": "x"}], [{"a": 1}], "is no string"),
    ({"items": {"type": "string"}}, [["x"], "y"], [["x", 1]], "is no string"),
    ({"prefixItems": [{"const": 1}], "items": False}, [[1], []], [[1, 2]], "more than 1 entries"),
    ({"prefixItems": [{"const": 1}]}, [[1, 2]], [[2]], "must be 1"),
    ({"minItems": 1}, [[1]], [[]], "fewer than 1 entries"),
    ({"maxItems": 1}, [[1]], [[1, 2]], "more than 1 entries"),
    ({"uniqueItems": True}, [[1, True]], [[1, 2, 1]], "has 1 twice"),
    ({"$defs": {"a": {"const": 1}}, "$ref": "#/$defs/a"}, [1], [2], "must be 1"),
)


class PlainSchemaTest(unittest.TestCase):
    def test_takes_and_refuses(self):
        for schema, good, bad, words in CASES:
            with self.subTest(schema):
                for value in good:
                    self.assertEqual([], plain_schema.mistakes(value, schema))
                for value in bad:
                    self.assertTrue(plain_schema.mistakes(value, schema), value)
                self.assertIn(words, plain_schema.mistakes(bad[0], schema)[0][1])

    def test_says_where_the_mistake_is(self):
        schema = {"properties": {"a": {"items": {"type": "string"}}}}
        self.assertEqual([("a/1", "2 is no string")], plain_schema.mistakes({"a": ["x", 2]}, schema))

    def test_refuses_a_schema_that_says_more_than_it_knows(self):
        with self.assertRaisesRegex(plain_schema.SchemaError, "'format'"):
            plain_schema.mistakes("x", {"format": "uri"})

    def test_agrees_with_another_validator(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("jsonschema is not installed")
        for schema, good, bad, _ in CASES:
            validator = jsonschema.Draft202012Validator(schema)
            with self.subTest(schema):
                for value in good:
                    self.assertTrue(validator.is_valid(value), value)
                for value in bad:
                    self.assertFalse(validator.is_valid(value), value)

    def test_knows_all_that_the_gateways_schema_says(self):
        schema = json.loads((ROOT / "apisix" / "schema.json").read_text(encoding="utf-8"))
        self.assertTrue(plain_schema.mistakes({}, schema))


if __name__ == "__main__":
    unittest.main()
