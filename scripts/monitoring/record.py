#!/usr/bin/env python3
"""Makes a recording out of a scrape: standard input to standard output.

  record.py 'WHAT WAS SCRAPED' [KEEP] [DROP]

Of each name at most KEEP series stay (12), of a histogram's buckets three; names that fit the pattern
DROP go, and so does what says where the scrape was made. The recordings are there for names and
labels, not for figures.
"""

import collections
import re
import sys

BUCKETS = 3
KEEP = 12
SAMPLE = re.compile(r"([a-zA-Z_:][\w:]*)((?:\{.*\})?)\s+\S+")
COMMENT = re.compile(r"# (?:HELP|TYPE|UNIT) (\S+)")
SCRUBBED = (
    (re.compile(r'\b(nodename|os|machine_id|system_uuid|boot_id|serial|cluster_id|run_id|master_replid)="[^"]*"'), r'\1="0"'),
    (re.compile(r'\b(release|version|domainname)="[^"]*(?:Debian|Ubuntu|SMP|#)[^"]*"'), r'\1="0"'),
)


def recorded(text, keep=KEEP, drop=None):
    """The lines that stay."""
    unwanted = re.compile(drop) if drop else None
    seen = collections.Counter()
    lines, comments = [], []
    for line in text.splitlines():
        comment = COMMENT.match(line)
        if comment:
            comments.append(line)
            continue
        sample = SAMPLE.match(line)
        name = sample and sample.group(1)
        if not name or (unwanted and unwanted.match(name)):
            comments = [] if sample else comments
            continue
        seen[name] += 1
        if seen[name] <= (min(BUCKETS, keep) if name.endswith("_bucket") else keep):
            for pattern, instead in SCRUBBED:
                line = pattern.sub(instead, line)
            lines += comments
            lines.append(line)
        comments = []
    return lines


def main(arguments):
    if not arguments:
        print("record.py needs words on what was scraped.", file=sys.stderr)
        return 2
    keep = int(arguments[1]) if len(arguments) > 1 else KEEP
    lines = recorded(sys.stdin.read(), keep, arguments[2] if len(arguments) > 2 else None)
    if not lines:
        print(f"record.py: {arguments[0]}: there is no metric in what came.", file=sys.stderr)
        return 1
    print(f"# {arguments[0]}")
    print(f"# At most {keep} series of a name are kept, {BUCKETS} of a histogram.")
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
