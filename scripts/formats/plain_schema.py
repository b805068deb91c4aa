"""Compares data with a JSON schema, as far as this project's schemas go.

The checks run where Python is, with nothing installed beside it. So the words below are known (of
JSON Schema 2020-12, with its meaning), and any other word in a schema is an error: nothing is passed
over in silence.
"""

import re

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
}
NOT_CHECKED = {"$schema", "$defs", "title", "description"}


class SchemaError(ValueError):
    """A schema that says more than is known here."""


def mistakes(value, schema):
    """Every mistake as a place, such as routes/0/uris, and a sentence."""
    return list(_Schema(schema).mistakes(value, schema, ()))


class _Schema:
    def __init__(self, root):
        self.root = root

    def mistakes(self, value, schema, place):
        for word, wanted in schema.items():
            if word in NOT_CHECKED:
                continue
            check = getattr(self, "check_" + word.replace("$", ""), None)
            if check is None:
                raise SchemaError(f"the schema has the word '{word}', which is not known here")
            for found in check(value, wanted, schema, place):
                yield found if isinstance(found, tuple) else ("/".join(map(str, place)), found)

    def check_ref(self, value, wanted, _, place):
        schema = self.root
        for name in wanted.removeprefix("#/").split("/"):
            schema = schema[name]
        yield from self.mistakes(value, schema, place)

    def check_type(self, value, wanted, *_):
        if not any(_is(value, each) for each in ([wanted] if isinstance(wanted, str) else wanted)):
            yield f"{value!r} is no {wanted}"

    def check_const(self, value, wanted, *_):
        if not _same(value, wanted):
            yield f"{value!r} must be {wanted!r}"

    def check_enum(self, value, wanted, *_):
        if not any(_same(value, each) for each in wanted):
            yield f"{value!r} is none of {wanted!r}"

    def check_minimum(self, value, wanted, *_):
        if _is(value, "number") and value < wanted:
            yield f"{value} is less than {wanted}"

    def check_maximum(self, value, wanted, *_):
        if _is(value, "number") and value > wanted:
            yield f"{value} is more than {wanted}"

    def check_exclusiveMinimum(self, value, wanted, *_):
        if _is(value, "number") and value <= wanted:
            yield f"{value} is not more than {wanted}"

    def check_minLength(self, value, wanted, *_):
        if isinstance(value, str) and len(value) < wanted:
            yield f"{value!r} is too short"

    def check_maxLength(self, value, wanted, *_):
        if isinstance(value, str) and len(value) > wanted:
            yield f"{value!r} is too long"

    def check_pattern(self, value, wanted, *_):
        if isinstance(value, str) and not re.search(wanted, value):
            yield f"{value!r} is not of the pattern {wanted}"

    def check_required(self, value, wanted, *_):
        if isinstance(value, dict):
            yield from (f"'{name}' is missing" for name in wanted if name not in value)

    def check_minProperties(self, value, wanted, *_):
        if isinstance(value, dict) and len(value) < wanted:
            yield f"has fewer than {wanted} fields"

    def check_properties(self, value, wanted, _, place):
        if isinstance(value, dict):
            for name in value.keys() & wanted.keys():
                yield from self.mistakes(value[name], wanted[name], (*place, name))

    def check_additionalProperties(self, value, wanted, schema, place):
        if not isinstance(value, dict):
            return
        for name in sorted(value.keys() - schema.get("properties", {}).keys()):
            if wanted is False:
                yield f"has the field '{name}', which is not known"
            elif wanted is not True:
                yield from self.mistakes(value[name], wanted, (*place, name))

    def check_items(self, value, wanted, schema, place):
        if not isinstance(value, list):
            return
        for index in range(len(schema.get("prefixItems", [])), len(value)):
            if wanted is False:
                yield f"has more than {index} entries"
                return
            if wanted is not True:
                yield from self.mistakes(value[index], wanted, (*place, index))

    def check_prefixItems(self, value, wanted, _, place):
        if isinstance(value, list):
            for index, (each, schema) in enumerate(zip(value, wanted)):
                yield from self.mistakes(each, schema, (*place, index))

    def check_minItems(self, value, wanted, *_):
        if isinstance(value, list) and len(value) < wanted:
            yield f"has fewer than {wanted} entries"

    def check_maxItems(self, value, wanted, *_):
        if isinstance(value, list) and len(value) > wanted:
            yield f"has more than {wanted} entries"

    def check_uniqueItems(self, value, wanted, *_):
        if wanted and isinstance(value, list):
            for index, each in enumerate(value):
                if any(_same(each, before) for before in value[:index]):
                    yield f"has {each!r} twice"


def _is(value, name):
    if name in ("number", "integer"):
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return number and (name == "number" or float(value).is_integer())
    return isinstance(value, TYPES[name])


def _same(one, other):
    # True is 1 to Python, and not to JSON.
    return isinstance(one, bool) == isinstance(other, bool) and one == other
