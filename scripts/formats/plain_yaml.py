"""Reads the plain part of YAML that this project's files are written in.

The checks run where Python is, with nothing installed beside it. So they read mappings, lists,
scalars in quotes or without, lists and mappings on one line, and blocks after | and >; anything
else (tags, several documents, keys that are no words) is an error that names the line, and so is a
key that stands twice. Every scalar is a string, true, false, null or a number. Anchors, aliases and
the merge key << are read only where the caller asks for them.
"""

import re


class YamlError(ValueError):
    """What can't be read, and where."""


KEY = re.compile(r"""((?:"[^"]*"|'[^']*'|[\w$./<*-][\w$./<\[\]-]*)):(?:\s+|$)""")
ANCHOR = re.compile(r"&([\w-]+)(?:\s+|$)")
ALIAS = re.compile(r"\*([\w-]+)$")
MERGE = "<<"
NUMBER = re.compile(r"-?\d+(\.\d+)?$")


def load(text, name="text", aliases=False):
    """The document as dicts, lists and scalars; what has an alias is there once, wherever it stands."""
    reader = _Reader(text.split("\n"), name, aliases)
    value = reader.block(0)
    if reader.at < len(reader.lines):
        reader.fail("is indented like nothing above it")
    return value


def load_file(path, aliases=False):
    with open(path, encoding="utf-8") as file:
        return load(file.read(), str(path), aliases)


class _Reader:
    def __init__(self, raw, name, aliases):
        self.raw = raw
        self.name = name
        self.aliases = aliases
        self.anchored = {}
        self.lines = []
        for number, line in enumerate(raw):
            text = line.strip()
            if "\t" in line[: len(line) - len(line.lstrip())]:
                raise YamlError(f"{name}:{number + 1}: is indented with a tab")
            if text and not text.startswith("#"):
                self.lines.append([len(line) - len(line.lstrip(" ")), text, number])
        self.at = 0

    def fail(self, what):
        number = self.lines[min(self.at, len(self.lines) - 1)][2] if self.lines else 0
        raise YamlError(f"{self.name}:{number + 1}: {what}")

    def block(self, least):
        """The mapping, list or scalar that begins here, if it is indented so far at least."""
        if self.at >= len(self.lines) or self.lines[self.at][0] < least:
            return None
        indent, text, _ = self.lines[self.at]
        if text == "-" or text.startswith("- "):
            return self.sequence(indent)
        if KEY.match(text):
            return self.mapping(indent)
        return self.scalar(text, indent)

    def sequence(self, indent):
        items = []
        while self.at < len(self.lines) and self.lines[self.at][0] == indent:
            text = self.lines[self.at][1]
            if text != "-" and not text.startswith("- "):
                break
            rest = text[1:].strip()
            if not rest or rest.startswith("#"):
                self.at += 1
                items.append(self.block(indent + 1))
            elif KEY.match(rest) or rest.startswith("- "):
                # What follows the dash is a block of its own, at its own column.
                self.lines[self.at][0] = indent + text.index(rest, 1)
                self.lines[self.at][1] = rest
                items.append(self.block(indent + 1))
            else:
                items.append(self.scalar(rest, indent))
        return items

    def mapping(self, indent):
        result = {}
        merged = {}
        while self.at < len(self.lines) and self.lines[self.at][0] == indent:
            text = self.lines[self.at][1]
            match = KEY.match(text)
            if not match or text.startswith("- "):
                break
            key = _unquoted(match.group(1))
            if key == MERGE and not self.aliases:
                self.fail("'<<' is more of YAML than is read here")
            if key in result:
                self.fail(f"has the key '{key}' a second time")
            value = self.value(text[match.end() :].strip(), indent)
            if key == MERGE:
                for each in value if isinstance(value, list) else [value]:
                    if not isinstance(each, dict):
                        self.fail("merges what is no mapping")
                    merged = {**each, **merged}
            else:
                result[key] = value
        if self.at < len(self.lines) and self.lines[self.at][0] > indent:
            self.fail("is indented like nothing above it")
        return {**merged, **result}

    def value(self, rest, indent):
        """What stands behind a key: on its line, or indented below it."""
        anchor = ANCHOR.match(rest) if self.aliases else None
        if anchor:
            value = self.value(rest[anchor.end() :].strip(), indent)
            self.anchored[anchor.group(1)] = value
            return value
        if rest and not rest.startswith("#"):
            return self.scalar(rest, indent)
        self.at += 1
        if self.at < len(self.lines):
            below, next_text, _ = self.lines[self.at]
            dash = next_text == "-" or next_text.startswith("- ")
            if below > indent or (dash and below == indent):
                return self.block(below)
        return None

    def alias(self, text):
        name = ALIAS.match(text)
        if not name or name.group(1) not in self.anchored:
            self.fail(f"'{text}' stands for nothing above it")
        return self.anchored[name.group(1)]

    def scalar(self, text, indent):
        """Ends behind the scalar's last line."""
        if text[0] in "|>":
            return self.folded(text, indent)
        if text[0] in "[{":
            while not _balanced(text):
                self.at += 1
                if self.at >= len(self.lines):
                    self.fail(f"'{text[:20]}…' is never closed")
                text += " " + self.lines[self.at][1]
            flow = _Flow(text, self)
            value = flow.value()
            flow.end()
            self.at += 1
            return value
        if text[0] == "*" and self.aliases:
            value = self.alias(re.split(r"\s#", text)[0].strip())
            self.at += 1
            return value
        if text[0] in "&*!%@`":
            self.fail(f"'{text}' is more of YAML than is read here")
        if text[0] in "'\"":
            value, end = _quoted(text, 0, self.fail)
            rest = text[end:].strip()
            if rest and not rest.startswith("#"):
                self.fail(f"has '{rest}' behind what is in quotes")
        else:
            if ": " in text or text.endswith(":"):
                self.fail(f"'{text}' needs quotes: it has a colon")
            value = _plain(re.split(r"\s#", text)[0].strip())
        self.at += 1
        return value

    def folded(self, text, indent):
        mark = text.split("#")[0].strip()
        if mark not in ("|", "|-", ">", ">-"):
            self.fail(f"'{text}' is more of YAML than is read here")
        number = self.lines[self.at][2] + 1
        self.at += 1
        kept = []
        margin = None
        while number < len(self.raw):
            line = self.raw[number]
            spaces = len(line) - len(line.lstrip(" "))
            if line.strip():
                # A list item's own dash stands further left than what its block may.
                if spaces <= indent:
                    break
                margin = spaces if margin is None else margin
            kept.append(line[margin or 0 :].rstrip())
            number += 1
        while self.at < len(self.lines) and self.lines[self.at][2] < number:
            self.at += 1
        while kept and not kept[-1]:
            kept.pop()
        joined = "\n".join(kept) if mark[0] == "|" else " ".join(kept)
        return joined if mark.endswith("-") else joined + "\n"


class _Flow:
    """[a, b] and {a: b}, within one another."""

    def __init__(self, text, reader):
        self.text = text
        self.at = 0
        self.reader = reader
        self.fail = reader.fail

    def end(self):
        rest = self.text[self.at :].strip()
        if rest and not rest.startswith("#"):
            self.fail(f"has '{rest}' behind its end")

    def skip(self):
        while self.at < len(self.text) and self.text[self.at] == " ":
            self.at += 1

    def peek(self):
        self.skip()
        if self.at >= len(self.text):
            self.fail(f"'{self.text[:20]}…' is never closed")
        return self.text[self.at]

    def value(self):
        first = self.peek()
        if first == "[":
            return self.items("]", self.value)
        if first == "{":
            return dict(self.items("}", self.pair))
        if first in "'\"":
            value, self.at = _quoted(self.text, self.at, self.fail)
            return value
        start = self.at
        while self.at < len(self.text) and self.text[self.at] not in ",]}":
            self.at += 1
        text = self.text[start : self.at].strip()
        return self.reader.alias(text) if text[:1] == "*" and self.reader.aliases else _plain(text)

    def pair(self):
        if self.peek() in "'\"":
            key, self.at = _quoted(self.text, self.at, self.fail)
        else:
            end = self.text.find(":", self.at)
            if end < 0:
                self.fail(f"'{self.text[self.at:]}' has no colon")
            key, self.at = self.text[self.at : end].strip(), end
        if self.peek() != ":":
            self.fail(f"'{key}' has no colon")
        self.at += 1
        return key, self.value()

    def items(self, close, one):
        self.at += 1
        result = []
        while self.peek() != close:
            result.append(one())
            if self.peek() == ",":
                self.at += 1
            elif self.peek() != close:
                self.fail(f"'{self.text[self.at:]}' needs a comma before it")
        self.at += 1
        return result


def _balanced(text):
    depth = 0
    quote = None
    for char in text:
        if quote:
            quote = None if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "[{":
            depth += 1
        elif char in "]}":
            depth -= 1
    return depth <= 0


def _quoted(text, at, fail):
    quote = text[at]
    result = []
    position = at + 1
    while position < len(text):
        char = text[position]
        if quote == '"' and char == "\\" and position + 1 < len(text):
            result.append({"n": "\n", "t": "\t"}.get(text[position + 1], text[position + 1]))
            position += 2
        elif char == quote and quote == "'" and text[position + 1 : position + 2] == "'":
            result.append("'")
            position += 2
        elif char == quote:
            return "".join(result), position + 1
        else:
            result.append(char)
            position += 1
    fail(f"{text[at:at + 20]}… is never closed")


def _unquoted(key):
    return key[1:-1] if key[0] in "'\"" else key


def _plain(text):
    if text in ("true", "false"):
        return text == "true"
    if text in ("null", "~", ""):
        return None
    if NUMBER.match(text):
        return float(text) if "." in text else int(text)
    return text
