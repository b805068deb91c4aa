#!/usr/bin/env python3
"""Checks what an order import said of revenue against a sum made from the CSV alone.

  check_revenue.py FILE.csv[.gz] SUMMARY.ndjson

SUMMARY is the answer of POST /v1/orders/import as it came. Quantity times price is summed exactly, over the lines
that were not refused, per month of the time as written (London), and must equal the answer to the penny; at
most 1 % of the lines may be refused, each with a code and a detail. Exit status: 0 equal, 1 not, 2 unusable input.
"""

import argparse
import csv
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException, localcontext
from pathlib import Path
from typing import Iterator, TextIO

MOST_REFUSED = Decimal("0.01")
CURRENCY = "GBP"
MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])(?=-)")
NEEDED = {"InvoiceNo", "Quantity", "InvoiceDate", "UnitPrice"}
# Enough digits that no sum over a file is ever rounded.
EXACT = Context(prec=100)
PROBLEMS_SHOWN = 20


class Unusable(Exception):
  """The input can't be read as what it should be, so nothing can be said of revenue."""


@dataclass(frozen=True)
class Record:
  """One CSV record and the physical lines it stands on; the header's line is 1."""

  first_line: int
  last_line: int
  values: dict[str, str]


@dataclass
class Answer:
  """What the import said."""

  summary: dict
  reasons: dict[int, str] = field(default_factory=dict)
  problems: list[str] = field(default_factory=list)


@dataclass
class Sums:
  """What the file says, without the lines refused."""

  pounds: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
  lines: int = 0
  accepted: int = 0
  invoices: set[str] = field(default_factory=set)
  problems: list[str] = field(default_factory=list)


def open_text(path: Path) -> TextIO:
  """The file as text, unpacked if its first bytes say gzip; lines end in newline characters only."""
  with path.open("rb") as raw:
    packed = raw.read(2) == b"\x1f\x8b"
  opener = gzip.open if packed else open
  return opener(path, "rt", encoding="utf-8-sig", newline="\n")


def read_records(text: TextIO) -> Iterator[Record]:
  reader = csv.reader(text)
  header = [name.strip() for name in next(reader, [])]
  missing = NEEDED - set(header)
  if missing:
    raise Unusable(f"the CSV's header lacks {', '.join(sorted(missing))}")
  before = reader.line_num
  for row in reader:
    if row:
      yield Record(before + 1, reader.line_num, dict(zip(header, row)))
    before = reader.line_num


def read_answer(text: TextIO) -> Answer:
  reasons: dict[int, str] = {}
  problems: list[str] = []
  summary = None
  for number, written in enumerate(text, start=1):
    if not written.strip():
      continue
    if summary is not None:
      problems.append(f"answer line {number}: something follows the summary")
    entry = _entry(number, written)
    if entry.get("type") == "refused":
      _note_refusal(number, entry, reasons, problems)
    elif entry.get("type") == "summary":
      summary = entry
  if summary is None:
    raise Unusable("the answer has no summary: the import did not come to its end")
  return Answer(summary, reasons, problems)


def _entry(number: int, written: str) -> dict:
  try:
    entry = json.loads(written)
  except ValueError as problem:
    raise Unusable(f"answer line {number} is no JSON: {problem}") from problem
  if not isinstance(entry, dict):
    raise Unusable(f"answer line {number} is no JSON object")
  return entry


def _note_refusal(number: int, entry: dict, reasons: dict[int, str], problems: list[str]) -> None:
  line = entry.get("line")
  if not _is_whole(line):
    problems.append(f"answer line {number}: refused without a line number")
    return
  if line in reasons:
    problems.append(f"line {line} was refused twice")
  if not all(isinstance(entry.get(key), str) and entry[key].strip() for key in ("code", "detail")):
    problems.append(f"line {line} was refused without a code and a detail")
  reasons[line] = str(entry.get("code"))


def _is_whole(value: object) -> bool:
  return isinstance(value, int) and not isinstance(value, bool)


def add_up(records: Iterator[Record], refused: set[int]) -> Sums:
  """Sums per month. A refusal may name any of the physical lines that a record stands on."""
  sums = Sums()
  unmatched = set(refused)
  with localcontext(EXACT):
    for record in records:
      sums.lines += 1
      its_lines = range(record.first_line, record.last_line + 1)
      named = [line for line in its_lines if line in refused]
      if named:
        unmatched.difference_update(named)
        if len(named) > 1:
          sums.problems.append(f"lines {named} are one record, refused more than once")
      else:
        _add(sums, record)
  for line in sorted(unmatched):
    sums.problems.append(f"line {line} was refused, but no record stands there")
  return sums


def _add(sums: Sums, record: Record) -> None:
  try:
    quantity = Decimal(record.values["Quantity"].strip())
    price = Decimal(record.values["UnitPrice"].strip())
  except (KeyError, DecimalException):
    sums.problems.append(f"line {record.first_line} was accepted, but has no quantity and price to be read")
    return
  month = MONTH.match(record.values["InvoiceDate"].strip())
  if month is None or not (quantity.is_finite() and price.is_finite()):
    sums.problems.append(f"line {record.first_line} was accepted, but has no readable date or amount")
    return
  sums.pounds[month.group()] += quantity * price
  sums.accepted += 1
  sums.invoices.add(record.values["InvoiceNo"].strip())


def pennies(pounds: Decimal) -> int:
  """Whole pennies. Two lines of the data set are priced at a tenth of a penny, so a month may need rounding."""
  with localcontext(EXACT):
    return int((pounds * 100).to_integral_value(ROUND_HALF_UP))


def compare(sums: Sums, answer: Answer) -> tuple[list[str], list[str]]:
  """The table's rows, and what is wrong."""
  problems = answer.problems + sums.problems
  said = answer.summary.get("revenue")
  if not isinstance(said, dict):
    return [], [*problems, "the summary has no revenue per month"]
  rows = [f"{'month':8} {'from the file':>15} {'from the import':>15}"]
  for month in sorted(set(sums.pounds) | set(said)):
    expected = pennies(sums.pounds.get(month, Decimal(0)))
    # A month that comes to nothing may be left out of the answer.
    money = said.get(month, {"amount": 0, "currency": CURRENCY})
    found = money.get("amount") if isinstance(money, dict) else None
    equal = _is_whole(found) and found == expected and money.get("currency") == CURRENCY
    rows.append(f"{month:8} {_pounds(expected):>15} {_pounds(found):>15}{'' if equal else '  DIFFERS'}")
    if not equal:
      problems.append(f"{month}: the file has {expected} {CURRENCY} pennies, the import said {json.dumps(money)}")
  return rows, problems + _count_problems(sums, answer)


def _pounds(amount: object) -> str:
  return f"{Decimal(amount) / 100:,.2f}" if _is_whole(amount) else "?"


def _count_problems(sums: Sums, answer: Answer) -> list[str]:
  problems = []
  refused = len(answer.reasons)
  if sums.lines == 0:
    problems.append("the file has no lines")
  elif Decimal(refused) / sums.lines > MOST_REFUSED:
    problems.append(f"{refused} of {sums.lines} lines were refused, more than {MOST_REFUSED:%}")
  said = answer.summary.get("refused")
  told = sum(said.values()) if isinstance(said, dict) and all(map(_is_whole, said.values())) else said
  if told != refused:
    problems.append(f"the summary counts {told} refused lines, but {refused} were named")
  # "lines" may be read as all lines of the file or as those taken; anything else is wrong.
  if answer.summary.get("lines") not in (sums.lines, sums.lines - refused):
    problems.append(f"the summary counts {answer.summary.get('lines')} lines, the file has {sums.lines}")
  return problems


def check(file: Path, summary: Path) -> bool:
  """Prints the table and what is wrong; whether nothing is."""
  with summary.open(encoding="utf-8") as text:
    answer = read_answer(text)
  with open_text(file) as text:
    sums = add_up(read_records(text), set(answer.reasons))
  rows, problems = compare(sums, answer)
  print("\n".join(rows))
  print(f"\n{sums.lines} lines, {sums.accepted} of them counted, {len(sums.invoices)} invoices")
  told = ", ".join(f"{count} {code}" for code, count in Counter(answer.reasons.values()).most_common())
  print(f"{len(answer.reasons)} refused{': ' + told if told else ''}")
  for problem in problems[:PROBLEMS_SHOWN]:
    print(f"WRONG: {problem}")
  if len(problems) > PROBLEMS_SHOWN:
    print(f"WRONG: and {len(problems) - PROBLEMS_SHOWN} more")
  print("Revenue differs." if problems else "Revenue is equal to the penny.")
  return not problems


def main(arguments: list[str]) -> int:
  parser = argparse.ArgumentParser(description="Checks an import's revenue against the CSV it read.")
  parser.add_argument("file", type=Path, help="the CSV that was imported, plain or gzip")
  parser.add_argument("summary", type=Path, help="the import's answer, NDJSON")
  options = parser.parse_args(arguments)
  try:
    return 0 if check(options.file, options.summary) else 1
  except (Unusable, OSError, EOFError, UnicodeDecodeError, csv.Error) as problem:
    print(f"Can't be checked: {problem}", file=sys.stderr)
    return 2


if __name__ == "__main__":
  sys.exit(main(sys.argv[1:]))
