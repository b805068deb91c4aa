#!/usr/bin/env python3
"""Makes the demo shop's data files from the Online Retail CSV.

  make_demo_data.py SOURCE.csv[.gz] [OUTPUT_FOLDER]

Standard library only. The same source gives the same bytes, so that a change of these files in a commit is
a change of the rules and nothing else. The rules are told in docs/data.md.
"""

import argparse
import csv
import gzip
import io
import json
import math
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Iterable, Iterator

from product_categories import OTHERWISE, attributes, categories
from product_names import is_service, is_stock_note, tidy, title

DEFAULT_OUTPUT = Path(__file__).resolve().parents[2] / "src/main/resources/demo"
CURRENCY = "GBP"
# Five digits and letters are goods; DCGS… are the shop's own goods that it sold outside its catalogue.
GOODS_CODE = re.compile(r"\d{5}[A-Z]*|DCGS\w+")
PRICE_WINDOW = timedelta(days=30)
ORDER_WINDOW = timedelta(days=28)
STOCK_DAYS = 28
STOCK_SAFETY = Decimal("1.25")
STOCK_LEAST = 5
OUT_OF_STOCK_SHARE = Decimal("0.03")
OTHER_NAMES_TOLD = 3
USUAL_QUANTITY_LEAST_SALES = 3


@dataclass(frozen=True)
class Line:
  """One invoice line, with its place in the source kept as it was written."""

  written: str
  invoice: str
  code: str
  description: str
  quantity: int
  day: date
  price: Decimal
  customer: str
  country: str

  @property
  def is_sale(self) -> bool:
    return self.quantity > 0 and self.pennies > 0

  @property
  def is_cancellation(self) -> bool:
    return self.invoice.startswith("C")

  @property
  def pennies(self) -> int:
    return int((self.price * 100).to_integral_value(ROUND_HALF_UP))


@dataclass
class Goods:
  """All that was booked under one code."""

  sku: str
  sales: list[Line] = field(default_factory=list)
  cancelled: int = 0

  def names(self) -> list[str]:
    """The descriptions it was sold under, the most usual first."""
    written = Counter(line.description for line in self.sales)
    counts: Counter[str] = Counter()
    for description, times in written.items():
      if not is_stock_note(description):
        counts[tidy(description)] += times
    return sorted(counts, key=lambda name: (-counts[name], name))

  def price(self) -> int:
    """The most usual price of its last days on sale, in pennies, among customers with an account if it has any.

    Lines of guests often bear other prices. Of prices equally usual the one charged last counts.
    """
    last_day = self.sales[-1].day
    recent = [line for line in self.sales if last_day - line.day < PRICE_WINDOW]
    regular = [line for line in recent if line.customer] or recent
    counts = Counter(line.pennies for line in regular)
    charged_last = {line.pennies: place for place, line in enumerate(regular)}
    return max(counts, key=lambda pennies: (counts[pennies], charged_last[pennies]))

  def usual_quantity(self) -> int | None:
    """How many are bought at once most often; nothing where sales are too few to say."""
    if len(self.sales) < USUAL_QUANTITY_LEAST_SALES:
      return None
    counts = Counter(line.quantity for line in self.sales)
    return max(counts, key=lambda quantity: (counts[quantity], -quantity))

  def opening_stock(self, last_day: date) -> int:
    """What it sold in an average four weeks since its first sale, and a quarter more."""
    sold = max(0, sum(line.quantity for line in self.sales) - self.cancelled)
    days = max(STOCK_DAYS, (last_day - self.sales[0].day).days + 1)
    return max(STOCK_LEAST, math.ceil(Decimal(sold * STOCK_DAYS) / days * STOCK_SAFETY))


def read_lines(source: Path) -> Iterator[Line]:
  """All lines of the source, each with the very text it was written in."""
  for written, row in _rows(source):
    yield Line(
      written=written,
      invoice=row["InvoiceNo"].strip(),
      code=row["StockCode"].strip().upper(),
      description=row["Description"],
      quantity=int(row["Quantity"]),
      day=date.fromisoformat(row["InvoiceDate"][:10]),
      price=Decimal(row["UnitPrice"]),
      customer=row["CustomerID"].strip().removesuffix(".0"),
      country=row["Country"].strip(),
    )


def _rows(source: Path) -> Iterator[tuple[str, dict[str, str]]]:
  taken: list[str] = []

  def remembering(text: Iterable[str]) -> Iterator[str]:
    for physical in text:
      taken.append(physical)
      yield physical

  opener = gzip.open if source.suffix == ".gz" else open
  with opener(source, "rt", encoding="utf-8", newline="\n") as text:
    for row in csv.DictReader(remembering(text)):
      yield "".join(taken), row
      taken.clear()


def header_of(source: Path) -> str:
  opener = gzip.open if source.suffix == ".gz" else open
  with opener(source, "rt", encoding="utf-8", newline="\n") as text:
    return text.readline()


def goods_of(lines: Iterable[Line]) -> list[Goods]:
  """What is really goods, by SKU: sold at least once under a name and a price."""
  by_sku: dict[str, Goods] = {}
  for line in lines:
    if not GOODS_CODE.fullmatch(line.code):
      continue
    goods = by_sku.setdefault(line.code, Goods(line.code))
    if line.is_sale:
      goods.sales.append(line)
    elif line.is_cancellation:
      goods.cancelled -= line.quantity
  named = (goods for goods in by_sku.values() if goods.names() and not is_service(goods.names()[0]))
  return sorted(named, key=lambda goods: goods.sku)


def description_of(goods: Goods, first_day: date) -> str:
  """What the invoices say of it. Words are few and dull on purpose: the shop's search looks here, too."""
  name, *others = goods.names()
  first_sale = goods.sales[0].day
  since = first_sale.strftime("%B %Y")
  sentences = [f"Sold since {since} or before." if _same_month(first_sale, first_day) else f"Sold since {since}."]
  quantity = goods.usual_quantity()
  if quantity is not None:
    sentences.append("Usually bought singly." if quantity == 1 else f"Usually bought {quantity} at once.")
  told = _distinct_titles(name, others)[:OTHER_NAMES_TOLD]
  if told:
    sentences.append("Also known as " + " or ".join(f"“{other}”" for other in told) + ".")
  return " ".join(sentences)


def _same_month(one: date, other: date) -> bool:
  return (one.year, one.month) == (other.year, other.month)


def _distinct_titles(name: str, others: list[str]) -> list[str]:
  seen = {_letters(name)}
  distinct = []
  for other in others:
    if _letters(other) not in seen:
      seen.add(_letters(other))
      distinct.append(title(other))
  return distinct


def _letters(name: str) -> str:
  return re.sub(r"[^A-Z0-9]", "", name.upper())


def product_of(goods: Goods, first_day: date) -> dict:
  name = title(goods.names()[0])
  return {
    "sku": goods.sku,
    "name": name,
    "description": description_of(goods, first_day),
    "categories": categories(name),
    "price": {"amount": goods.price(), "currency": CURRENCY},
    "attributes": attributes(name),
    "media": [{"path": f"products/{goods.sku}.jpg", "kind": "image", "alt": name}],
  }


def stock_of(all_goods: list[Goods], last_day: date) -> dict[str, int]:
  """Opening stock by SKU. Those that were sold last the longest ago are out of stock."""
  by_last_sale = sorted(all_goods, key=lambda goods: (goods.sales[-1].day, goods.sku))
  gone = {goods.sku for goods in by_last_sale[: int(len(all_goods) * OUT_OF_STOCK_SHARE)]}
  return {goods.sku: 0 if goods.sku in gone else goods.opening_stock(last_day) for goods in all_goods}


def customers_of(lines: Iterable[Line]) -> list[dict]:
  """All customers with an id; the country is that of their last line, left out where the shop had none."""
  countries = {line.customer: line.country for line in lines if line.customer}
  customers = []
  for customer in sorted(countries):
    entry = {"id": customer, "name": f"Customer {customer}"}
    if countries[customer] != "Unspecified":
      entry["country"] = countries[customer]
    customers.append(entry)
  return customers


def write_gzip(path: Path, text: str) -> None:
  packed = io.BytesIO()
  with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=packed, mtime=0) as stream:
    stream.write(text.encode("utf-8"))
  path.write_bytes(packed.getvalue())


def _ndjson(entries: Iterable[dict]) -> str:
  return "".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n" for entry in entries)


def make(source: Path, output: Path) -> str:
  """Writes the four files and returns the figures of what is in them, as text."""
  lines = list(read_lines(source))
  if not lines:
    raise ValueError(f"{source} has no invoice lines")
  first_day = min(line.day for line in lines)
  last_day = max(line.day for line in lines)
  all_goods = goods_of(lines)
  products = [product_of(goods, first_day) for goods in all_goods]
  stock = stock_of(all_goods, last_day)
  customers = customers_of(lines)
  recent = [line for line in lines if last_day - line.day < ORDER_WINDOW]

  output.mkdir(parents=True, exist_ok=True)
  write_gzip(output / "products.ndjson.gz", _ndjson(products))
  stock_rows = "".join(f"{sku},{quantity}\n" for sku, quantity in stock.items())
  write_gzip(output / "stock.csv.gz", "sku,quantity\n" + stock_rows)
  write_gzip(output / "customers.ndjson.gz", _ndjson(customers))
  write_gzip(output / "orders.csv.gz", header_of(source) + "".join(line.written for line in recent))
  return _figures(products, stock, customers, recent)


def _figures(products: list[dict], stock: dict[str, int], customers: list[dict], recent: list[Line]) -> str:
  by_category: defaultdict[str, int] = defaultdict(int)
  for product in products:
    for category in product["categories"]:
      by_category[category] += 1
  invoices = {line.invoice for line in recent}
  cancellations = sum(invoice.startswith("C") for invoice in invoices)
  adjustments = sum(invoice.startswith("A") for invoice in invoices)
  empty = sum(quantity == 0 for quantity in stock.values())
  listed = "\n".join(f"  {count:5} {name}" for name, count in sorted(by_category.items(), key=lambda c: (-c[1], c[0])))
  return (
    f"goods: {len(products)}, out of stock: {empty}, units in stock: {sum(stock.values())}\n"
    f"customers: {len(customers)}\n"
    f"invoices: {len(invoices)}, of these cancellations: {cancellations}, bad debt: {adjustments};"
    f" lines: {len(recent)}, {recent[0].day} to {recent[-1].day}\n"
    f"in {OTHERWISE} alone: {by_category[OTHERWISE] / max(1, len(products)):.1%}\n"
    f"categories: {len(by_category)}\n{listed}"
  )


def main(arguments: list[str]) -> int:
  parser = argparse.ArgumentParser(description="Makes the demo shop's data files from the Online Retail CSV.")
  parser.add_argument("source", type=Path, help="the CSV, plain or .gz")
  parser.add_argument("output", type=Path, nargs="?", default=DEFAULT_OUTPUT, help="folder for the four files")
  options = parser.parse_args(arguments)
  try:
    print(make(options.source, options.output))
  except (OSError, ValueError, ArithmeticError, KeyError) as problem:
    print(f"{options.source}: {problem}", file=sys.stderr)
    return 1
  return 0


if __name__ == "__main__":
  sys.exit(main(sys.argv[1:]))
