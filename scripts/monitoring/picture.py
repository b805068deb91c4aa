#!/usr/bin/env python3
"""Draws dashboards' panels of what a real Prometheus has recorded.

  picture.py --record URL FROM TO FILE.json   asks that Prometheus what the panels below show from FROM to
                                              TO (seconds since 1970), and keeps it
  picture.py FILE.json FILE.svg               draws what was kept

Panels, their queries, units, legends and thresholds are those of grafana/dashboards; which of them are in
the picture stands here. A panel that has no data, or isn't there any more, is a mistake.
scripts/prove-scaling.sh --dashboard records; docs/pictures keeps both files.
"""

import datetime
import html
import json
import pathlib
import re
import sys
import urllib.parse
import urllib.request

import promql

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Dashboard, panel, width of 24. A row is as high as its first panel. What needs the gateway, the
# database's exporters or hosts isn't here: prove-scaling.sh has none of them.
ROWS = (
    (90, (("sale", "Orders a minute", 4), ("sale", "Taken a minute", 4), ("sale", "Slowest 1 % (p99)", 4),
          ("sale", "Errors without noise", 4), ("sale", "App instances", 4), ("sale", "Drift of the stock", 4))),
    (190, (("sale", "Orders", 8), ("sale", "How long they wait", 8), ("sale", "About to run out", 8))),
    (190, (("app", "By instance", 8), ("app", "Instances", 8), ("app", "Lookups by what answered", 8))),
)
STEP_SECONDS = 5
RATE = "20s"
REQUEST_SECONDS = 30
MOST_SERIES = 8
DIGITS = 4
WIDTH, MARGIN, GAP, TOP = 1200, 16, 10, 58
COLOURS = ("#1a7f37", "#0969da", "#bf8700", "#8250df", "#cf222e", "#1b7c83", "#bc4c00", "#57606a")
LEVELS = {"green": "#1a7f37", "orange": "#bc4c00", "yellow": "#bf8700", "red": "#cf222e"}
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #1c2733; }
.title { font-size: 17px; font-weight: 600; }
.panel { font-weight: 600; }
.small { font-size: 11px; fill: #57606a; }
.number { font-size: 30px; font-weight: 600; }
.frame { fill: #ffffff; stroke: #d0d7de; }
.grid { stroke: #eaeef2; }
"""


# --- Recording -----------------------------------------------------------------------------------


def panel_of(dashboard, title):
    board = json.loads((ROOT / "grafana" / "dashboards" / f"{dashboard}.json").read_text(encoding="utf-8"))
    found = [panel for panel in board["panels"] if panel["title"] == title and panel["type"] != "row"]
    if len(found) != 1:
        raise ValueError(f"{dashboard}.json has no panel '{title}'.")
    return found[0]


def ask(url, query, begin, end):
    words = urllib.parse.urlencode({"query": query, "start": begin, "end": end, "step": STEP_SECONDS})
    with urllib.request.urlopen(f"{url}/api/v1/query_range?{words}", timeout=REQUEST_SECONDS) as answer:
        return json.load(answer)["data"]["result"]


def legend(target, labels, title):
    words = target.get("legendFormat") or "__auto"
    if words == "__auto":
        return next(iter(labels.values()), title) if len(labels) == 1 else title
    return re.sub(r"{{\s*(\w+)\s*}}", lambda match: labels.get(match[1], ""), words)


def shortened(value):
    number = float(value)
    return None if number != number or abs(number) == float("inf") else float(f"{number:.{DIGITS}g}")


def series_of(panel, url, begin, end):
    for target in panel["targets"]:
        query = promql.without_variables(target["expr"].replace("$__rate_interval", RATE))
        for found in ask(url, query, begin, end):
            known = {int(float(at)): shortened(value) for at, value in found["values"]}
            labels = {name: value for name, value in found["metric"].items() if name != "__name__"}
            yield {
                "name": legend(target, labels, panel["title"]),
                "values": [known.get(at) for at in range(begin, end + 1, STEP_SECONDS)],
            }


def record(url, begin, end):
    panels = []
    for dashboard, title, _ in (wanted for _, row in ROWS for wanted in row):
        panel = panel_of(dashboard, title)
        series = list(series_of(panel, url, begin, end))
        if not any(value is not None for one in series for value in one["values"]):
            raise ValueError(f"{dashboard}.json: panel '{title}' has no data.")
        panels.append({"dashboard": dashboard, "title": title, "series": series})
    day = datetime.datetime.fromtimestamp(begin, datetime.timezone.utc)
    return {"recorded": f"{day:%Y-%m-%d %H:%M} UTC", "stepSeconds": STEP_SECONDS, "panels": panels}


# --- Drawing -------------------------------------------------------------------------------------


def text(x, y, words, kind="", anchor="start", colour=""):
    fill = f' style="fill: {colour}"' if colour else ""
    return f'<text x="{x:.0f}" y="{y:.0f}" class="{kind}" text-anchor="{anchor}"{fill}>{html.escape(words)}</text>'


def amount(value, unit, rate=True):
    """A figure as Grafana would write it; on an axis without what it is a rate of."""
    if value is None:
        return "none"
    if unit == "s":
        return f"{value * 1000:.3g} ms" if abs(value) < 1 else f"{value:.3g} s"
    if unit == "percentunit":
        return f"{100 * value:.3g} %"
    words = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return words + ({"cpm": " a min", "reqps": " a s", "ops": " a s"}.get(unit, "") if rate else "")


def level(panel, value):
    colour = "green"
    for step in (panel["fieldConfig"]["defaults"].get("thresholds") or {}).get("steps", []):
        if step["value"] is None or (value is not None and value >= step["value"]):
            colour = step["color"]
    return LEVELS.get(colour, colour)


def last(values):
    return next((value for value in reversed(values) if value is not None), None)


def points(values, x, y, width, height, most):
    """The curve's parts: where there is no value it is broken."""
    part, parts = [], []
    for at, value in enumerate(values):
        if value is None:
            parts.append(part)
            part = []
        else:
            part.append(f"{x + width * at / max(1, len(values) - 1):.1f},{y + height * (1 - min(1, max(0, value) / most)):.1f}")
    return [" ".join(one) for one in [*parts, part] if one]


def draw_stat(panel, series, unit, x, y, width, height):
    value = last(series[0]["values"])
    colour = level(panel, value)
    most = max((each for each in series[0]["values"] if each is not None), default=0)
    if panel["options"].get("graphMode") == "area" and most > 0:
        for curve in points(series[0]["values"], x + 1, y + height - 30, width - 2, 28, most):
            yield f'<polyline points="{curve}" fill="none" stroke="{colour}" stroke-opacity="0.45" stroke-width="1.5"/>'
    yield text(x + width / 2, y + 58, amount(value, unit), "number", "middle", colour)


def draw_curves(panel, series, unit, x, y, width, height):
    left, bottom = 58, 42
    most = max((value for one in series for value in one["values"] if value is not None), default=0) or 1
    chart = (x + left, y + 32, width - left - 12, height - 32 - bottom)
    for part in range(3):
        line = chart[1] + chart[3] * part / 2
        yield f'<line class="grid" x1="{chart[0]}" x2="{chart[0] + chart[2]:.0f}" y1="{line:.0f}" y2="{line:.0f}"/>'
        yield text(chart[0] - 6, line + 4, amount(most * (2 - part) / 2, unit, rate=False), "small", "end")
    names = []
    for at, one in enumerate(series[:MOST_SERIES]):
        colour = COLOURS[at % len(COLOURS)]
        names.append((one["name"], colour))
        for curve in points(one["values"], *chart, most):
            yield f'<polyline points="{curve}" fill="none" stroke="{colour}" stroke-width="1.6"/>'
    place = x + 12
    for name, colour in names:
        short = name.replace("saleproof-127-0-0-1-", "…-")
        yield f'<rect x="{place:.0f}" y="{y + height - 20}" width="10" height="3" fill="{colour}"/>'
        yield text(place + 14, y + height - 14, short, "small")
        place += 26 + 6.2 * len(short)


def draw_bars(panel, series, unit, x, y, width, height):
    bars = sorted(((last(one["values"]), one["name"]) for one in series if last(one["values"]) is not None))[:10]
    most = max((value for value, _ in bars), default=0) or 1
    high = (height - 40) / max(1, len(bars))
    for at, (value, name) in enumerate(bars):
        top = y + 32 + at * high
        yield text(x + 72, top + high - 4, name, "small", "end")
        long = max(1, (width - 150) * value / most)
        yield f'<rect x="{x + 80}" y="{top + 2:.1f}" width="{long:.1f}" height="{high - 4:.1f}" fill="{level(panel, value)}"/>'
        yield text(x + 86 + long, top + high - 4, amount(value, unit), "small")


DRAWN = {"stat": draw_stat, "timeseries": draw_curves, "bargauge": draw_bars}


def picture(kept):
    height = TOP + sum(high + GAP for high, _ in ROWS) + MARGIN
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">'
    yield "<title>The dashboards of a sale while two instances come and two go</title>"
    yield f"<style>{STYLE}</style>"
    yield f'<rect width="{WIDTH}" height="{height}" fill="#f6f8fa"/>'
    yield text(MARGIN, 28, "A sale while two instances come and two go", "title")
    minutes = kept["stepSeconds"] * (len(kept["panels"][0]["series"][0]["values"]) - 1) / 60
    yield text(
        MARGIN, 46,
        f"Panels of “Sale at a glance” and “App”, drawn by scripts/monitoring/picture.py of {minutes:.0f} minutes that "
        f"Prometheus recorded at {kept['recorded']} (scripts/prove-scaling.sh)", "small",
    )
    recorded = {(one["dashboard"], one["title"]): one["series"] for one in kept["panels"]}
    y = TOP
    for high, row in ROWS:
        x = MARGIN
        for dashboard, title, columns in row:
            width = (WIDTH - 2 * MARGIN + GAP) * columns / 24 - GAP
            panel = panel_of(dashboard, title)
            yield f'<rect class="frame" x="{x:.1f}" y="{y}" width="{width:.1f}" height="{high}" rx="4"/>'
            yield text(x + 12, y + 19, title, "panel")
            unit = panel["fieldConfig"]["defaults"].get("unit", "short")
            yield from DRAWN[panel["type"]](panel, recorded[dashboard, title], unit, x, y, width, high)
            x += width + GAP
        y += high + GAP
    yield "</svg>"


def main(arguments):
    if len(arguments) == 5 and arguments[0] == "--record":
        kept = record(arguments[1], int(arguments[2]), int(arguments[3]))
        words = json.dumps(kept, ensure_ascii=False).replace('{"name"', '\n  {"name"').replace('{"dashboard"', '\n {"dashboard"')
        pathlib.Path(arguments[4]).write_text(words + "\n", encoding="utf-8")
    elif len(arguments) == 2:
        kept = json.loads(pathlib.Path(arguments[0]).read_text(encoding="utf-8"))
        pathlib.Path(arguments[1]).write_text("\n".join(picture(kept)) + "\n", encoding="utf-8")
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (ValueError, KeyError, OSError) as wrong:
        print(f"picture.py: {wrong}", file=sys.stderr)
        sys.exit(1)
