"""Finds variables in shell scripts that nobody sets, where there is no ShellCheck to do it better.

Usage: check_scripts.py FILE…  Prints one line per mistake; exit status 1 if there is any.

A variable counts as set if its name stands somewhere without a dollar: in the script itself, or in
one that it sources. Names in capitals may come from the environment; everything else that is spelt
wrong once is found.
"""

import re
import sys
from pathlib import Path

USED = re.compile(r"(?<!\\)\$\{?(?P<name>[A-Za-z_][A-Za-z0-9_]*)")
WORD = re.compile(r"(?<![$\w])(?<!\$\{)[A-Za-z_][A-Za-z0-9_]*")
SOURCED = re.compile(r"^\s*(?:\.|source)\s.*?(?P<file>[\w-]+\.sh)\"?\s*$")
COMMENT = re.compile(r"(?:^|\s)#.*")
# Nothing is expanded there. A line that only looks so hides a mistake, and makes none up.
QUOTED = re.compile(r"'[^']*'")
MAX_DEPTH = 5


def lines(file):
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        yield number, COMMENT.sub("", line)


def words(file, depth=0):
    """What may be the name of a variable that is set, in the file and in those it sources."""
    found = set()
    for _, line in lines(file):
        found.update(WORD.findall(line))
        sourced = SOURCED.match(line)
        beside = file.parent / sourced["file"] if sourced else None
        if beside and beside.is_file() and depth < MAX_DEPTH:
            found |= words(beside, depth + 1)
    return found


def mistakes(file):
    known = words(file)
    for number, line in lines(file):
        for used in USED.finditer(QUOTED.sub("", line)):
            name = used["name"]
            if name not in known and not name.isupper() and not name.startswith("_"):
                yield f"{file}:{number}: nobody sets the variable {name}"


def main():
    found = [mistake for name in sys.argv[1:] for mistake in mistakes(Path(name))]
    for mistake in found:
        print(mistake)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
