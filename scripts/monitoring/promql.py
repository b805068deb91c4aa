"""Finds the names in a PromQL expression: metrics, the labels asked of them, and functions.

No parser: promtool says whether an expression is one. This is about names that promtool can't know.
"""

import re
from typing import NamedTuple

KEYWORDS = frozenset(
    "and or unless bool by without on ignoring group_left group_right offset inf nan start end atan2".split()
)
AGGREGATORS = frozenset(
    "sum min max avg count group stddev stdvar topk bottomk count_values quantile limitk limit_ratio".split()
)
GROUPING = frozenset("by without on ignoring group_left group_right".split())
TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)
  | (?P<range>\[[^\]]*\])
  | (?P<number>0x[0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?:ms|[smhdwy])?(?:\d+(?:ms|[smhdwy]))*)
  | (?P<name>[a-zA-Z_:][a-zA-Z0-9_:]*)
  | (?P<other>\S)
    """,
    re.VERBOSE,
)
MATCHER = re.compile(r"""([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")


class Selector(NamedTuple):
    """A metric that is asked for, and by which labels."""

    metric: str
    matchers: tuple  # of (label, operator, value)


class Names(NamedTuple):
    selectors: list
    grouped: list  # labels in by (…), on (…) and the like


def names_in(expression):
    """All selectors and grouping labels of an expression."""
    selectors, grouped = [], []
    tokens = list(_tokens(expression))
    at = 0
    while at < len(tokens):
        kind, text = tokens[at]
        if kind == "name" and text.lower() in KEYWORDS:
            if text.lower() in GROUPING and at + 1 < len(tokens) and tokens[at + 1][1] == "(":
                at += 2
                while at < len(tokens) and tokens[at][1] != ")":
                    if tokens[at][0] == "name":
                        grouped.append(tokens[at][1])
                    at += 1
        elif kind == "name" and not _is_call(tokens, at):
            braces, at = _braces(tokens, at + 1)
            selectors.append(Selector(text, braces))
            continue
        elif text == "{":
            braces, at = _braces(tokens, at)
            metric = next((value for label, _, value in braces if label == "__name__"), "")
            selectors.append(Selector(metric, braces))
            continue
        at += 1
    return Names(selectors, grouped)


def _tokens(expression):
    for match in TOKEN.finditer(expression):
        if match.lastgroup != "comment":
            yield match.lastgroup, match.group()


def _is_call(tokens, at):
    following = tokens[at + 1][1] if at + 1 < len(tokens) else ""
    return following == "(" or (tokens[at][1] in AGGREGATORS and following in ("by", "without"))


def _braces(tokens, at):
    if at >= len(tokens) or tokens[at][1] != "{":
        return (), at
    end = at
    while end < len(tokens) and tokens[end][1] != "}":
        end += 1
    inner = "".join(text for _, text in tokens[at + 1 : end])
    matchers = tuple((label, op, value[1:-1]) for label, op, value in MATCHER.findall(inner))
    return matchers, end + 1


def without_variables(expression):
    """A panel's expression as Prometheus would get it, with something for each variable."""
    expression = re.sub(r"\$__(rate_)?interval\b|\$\{__(rate_)?interval\}", "5m", expression)
    expression = re.sub(r"\$__range\b", "1h", expression)
    return re.sub(r"\$\{?\w+(:\w+)?\}?", ".*", expression)
