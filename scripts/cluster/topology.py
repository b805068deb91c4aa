"""Draws docs/pictures/cluster.svg of docker-compose.yml.

Usage: topology.py COMPOSE_FILE SVG_FILE  Fails if a service of the file has no place in the picture.
"""

import html
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "formats"))
import plain_yaml  # noqa: E402

# Rooms of the picture: title, x, y, columns, and the services in them.
BOX_WIDTH, BOX_HEIGHT, GAP, HEAD = 132, 34, 10, 34
ROOMS = {
    "gateway": ("Gateway", 40, 90, 1, ["apisix"]),
    "registry": ("Registry", 40, 230, 1, ["consul"]),
    "shop": ("Shop", 260, 90, 1, ["app"]),
    "cache": ("Redis Cluster", 480, 40, 3, [f"redis-{n}" for n in range(1, 7)]),
    "routers": ("Routers", 480, 190, 3, ["mongos-a", "mongos-b", "mongos-c"]),
    "shard1": ("Shard 1", 480, 300, 3, ["shard1-a", "shard1-b", "shard1-c"]),
    "shard2": ("Shard 2", 480, 400, 3, ["shard2-a", "shard2-b", "shard2-c"]),
    "config": ("Config servers", 480, 500, 3, ["config-a", "config-b", "config-c"]),
    "eyes": (
        "Eyes",
        40,
        350,
        2,
        [
            "prometheus", "alertmanager", "grafana", "webhook", "node-exporter", "redis-exporter",
            "mongodb-exporter-shard1", "mongodb-exporter-shard2", "mongodb-exporter-cluster",
        ],
    ),
}
# One-shots and tools, which are gone when the cluster stands.
NOT_SHOWN = {"redis-cluster", "tools", "k6"}
ARROWS = [
    ("gateway", "shop", ""),
    ("gateway", "registry", "who is ready?"),
    ("shop", "registry", "here I am"),
    ("shop", "cache", ""),
    ("shop", "routers", ""),
    ("routers", "shard1", ""),
]
WIDTH, HEIGHT = 960, 624
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1c2733; }
.title { font-weight: 600; }
.room { fill: #f4f6f8; stroke: #9aa7b3; }
.box { fill: #ffffff; stroke: #4a6178; }
.arrow { stroke: #4a6178; stroke-width: 1.5; fill: none; marker-end: url(#tip); }
.small { font-size: 11px; fill: #51606e; }
"""


def size(room):
    _, _, _, columns, services = ROOMS[room]
    rows = -(-len(services) // columns)
    return columns * (BOX_WIDTH + GAP) + GAP, HEAD + rows * (BOX_HEIGHT + GAP)


def text(x, y, words, kind=""):
    return f'<text x="{x}" y="{y}" class="{kind}">{html.escape(words)}</text>'


def draw_room(room, services):
    title, x, y, columns, names = ROOMS[room]
    width, height = size(room)
    yield f'<rect class="room" x="{x}" y="{y}" width="{width}" height="{height}" rx="8"/>'
    yield text(x + GAP, y + 22, title, "title")
    for at, name in enumerate(names):
        left = x + GAP + at % columns * (BOX_WIDTH + GAP)
        top = y + HEAD + at // columns * (BOX_HEIGHT + GAP)
        replicas = (services[name].get("deploy") or {}).get("replicas", 1)
        label = name.replace("mongodb-exporter-", "exporter ") + (f" × {replicas}" if replicas > 1 else "")
        yield f'<rect class="box" x="{left}" y="{top}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="5"/>'
        yield text(left + 8, top + 21, label)


def draw_arrow(start, end, words):
    x1, y1, (w1, h1) = ROOMS[start][1], ROOMS[start][2], size(start)
    x2, y2, (w2, h2) = ROOMS[end][1], ROOMS[end][2], size(end)
    if x1 + w1 <= x2:
        points = (x1 + w1, y1 + h1 / 2, x2, y2 + h2 / 2)
    elif x2 + w2 <= x1:
        points = (x1, y1 + h1 / 2 + 14, x2 + w2, y2 + h2 / 2)
    else:
        points = (x1 + w1 / 2, y1 + h1, x2 + w2 / 2, y2)
    yield '<path class="arrow" d="M{:.0f} {:.0f} L{:.0f} {:.0f}"/>'.format(*points)
    if words:
        yield text(round((points[0] + points[2]) / 2) + 6, round((points[1] + points[3]) / 2) - 6, words, "small")


def picture(services):
    placed = {name for room in ROOMS.values() for name in room[4]} | NOT_SHOWN
    if placed != set(services):
        raise ValueError(f"not in the picture or not in the file: {', '.join(sorted(placed ^ set(services)))}")
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
    yield "<title>The cluster: gateway, registry, shop, cache, database, eyes</title>"
    yield f"<style>{STYLE}</style>"
    yield '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
    yield '<path d="M0 0 L8 4 L0 8 z" fill="#4a6178"/></marker></defs>'
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
    yield text(40, 36, "http://localhost:8080", "title")
    yield '<path class="arrow" d="M100 44 L100 88"/>'
    for arrow in ARROWS:
        yield from draw_arrow(*arrow)
    for room in ROOMS:
        yield from draw_room(room, services)
    yield "</svg>"


def main():
    source, target = map(Path, sys.argv[1:])
    services = plain_yaml.load_file(source, aliases=True)["services"]
    target.write_text("\n".join(picture(services)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
