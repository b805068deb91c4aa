"""What is goods and what isn't, and what is made of it, on a few lines."""

import csv
import gzip
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import make_demo_data  # noqa: E402
from product_categories import attributes, categories  # noqa: E402
from product_names import is_stock_note, title  # noqa: E402

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"


def row(code="22423", name="RED MUG", quantity=6, day="2011-01-10", price="2.55", customer="17850.0", invoice="500001",
    country="United Kingdom"):
  return f"{invoice},{code},{name},{quantity},{day} 10:00:00,{price},{customer},{country}\n"


class MakeDemoDataTest(unittest.TestCase):
  def setUp(self):
    folder = tempfile.TemporaryDirectory()
    self.addCleanup(folder.cleanup)
    self.folder = Path(folder.name)

  def made_from(self, *rows, name="out"):
    source = self.folder / "source.csv"
    source.write_text(HEADER + "".join(rows), encoding="utf-8")
    make_demo_data.make(source, self.folder / name)
    return self.folder / name

  def read(self, output, name):
    return gzip.decompress((output / name).read_bytes()).decode("utf-8")

  def products(self, *rows):
    text = self.read(self.made_from(*rows), "products.ndjson.gz")
    return {product["sku"]: product for product in map(json.loads, text.splitlines())}

  def stock(self, *rows):
    text = self.read(self.made_from(*rows), "stock.csv.gz")
    return {entry["sku"]: int(entry["quantity"]) for entry in csv.DictReader(text.splitlines())}

  def test_leaves_out_what_is_no_goods(self):
    codes = ("POST", "D", "M", "m", "DOT", "C2", "S", "B", "BANK CHARGES", "AMAZONFEE", "gift_0001_20", "PADS", "CRUK")
    services = [row(code=code, name="SOMETHING") for code in codes]
    vouchers = [row("22016", "Dotcomgiftshop Gift Voucher £100.00"), row("23444", "Next Day Carriage")]
    self.assertEqual(["22423"], list(self.products(row(), *services, *vouchers)))

  def test_leaves_out_what_was_never_sold_or_bears_only_notes(self):
    rows = [
      row(),
      row("10001", "damages", -5, price="0.0"),
      row("10002", "", 5, price="0.0"),
      row("10003", "GREEN MUG", -1, invoice="C5"),
      row("10004", "wrong code?", 1),
    ]
    self.assertEqual(["22423"], list(self.products(*rows)))

  def test_takes_codes_in_either_case_for_one(self):
    rows = [row("85123a", "HEART")] * 2 + [row("85123A", "STAR"), row("DCGSSBOY", "BOYS PARTY BAG")]
    products = self.products(*rows)
    self.assertEqual(["85123A", "DCGSSBOY"], list(products))
    self.assertEqual("Heart", products["85123A"]["name"])

  def test_names_goods_as_they_were_sold_most_often(self):
    correction = row(name="?", quantity=-9, price="0.0")
    rows = [row(name="RED  MUG."), row(name="RED MUG"), row(name="CRIMSON MUG"), correction]
    product = self.products(*rows)["22423"]
    self.assertEqual("Red Mug", product["name"])
    self.assertIn("Also known as “Crimson Mug”.", product["description"])

  def test_tells_first_month_and_usual_quantity_only_where_known(self):
    rows = [row(), row(), row(quantity=12), row("10001", "TIN", day="2011-02-01")]
    products = self.products(*rows)
    self.assertEqual("Sold since January 2011 or before. Usually bought 6 at once.", products["22423"]["description"])
    self.assertEqual("Sold since February 2011.", products["10001"]["description"])

  def test_prices_at_the_most_usual_price_of_its_last_days(self):
    rows = [row(price="9.99")] * 5 + [
      row(day="2011-08-01", price="2.95"),
      row(day="2011-08-02", price="2.95"),
      row(day="2011-08-03", price="2.10", quantity=100),
    ]
    self.assertEqual({"amount": 295, "currency": "GBP"}, self.products(*rows)["22423"]["price"])

  def test_prices_guests_lines_only_where_there_is_nothing_else(self):
    guests = [row(price="4.96", customer="")] * 3
    self.assertEqual(255, self.products(*guests, row())["22423"]["price"]["amount"])
    self.assertEqual(496, self.products(*guests)["22423"]["price"]["amount"])

  def test_never_prices_at_nothing(self):
    products = self.products(row(price="0.001"), row("10001", "TIN", price="0.04"), row("10001", "TIN", price="0.0"))
    self.assertEqual({"10001": 4}, {sku: product["price"]["amount"] for sku, product in products.items()})

  def test_gives_each_product_a_picture_path_and_a_category(self):
    product = self.products(row())["22423"]
    self.assertEqual([{"path": "products/22423.jpg", "kind": "image", "alt": "Red Mug"}], product["media"])
    self.assertEqual(["Tableware"], product["categories"])
    self.assertEqual({"colour": "red"}, product["attributes"])

  def test_stocks_four_average_weeks_and_a_quarter_more(self):
    rows = [row(quantity=100, day="2011-01-01"), row("10001", "TIN", 1, day="2011-02-25")]
    self.assertEqual({"22423": 63, "10001": 5}, self.stock(*rows))

  def test_takes_cancellations_off_the_stock(self):
    rows = [row(quantity=74215), row(quantity=-74215, invoice="C500002")]
    self.assertEqual({"22423": 5}, self.stock(*rows))

  def test_has_a_few_goods_out_of_stock_those_gone_longest(self):
    rows = [row(str(10000 + place), "TIN", day="2011-02-01") for place in range(99)] + [row("99999", "TIN")]
    stock = self.stock(*rows)
    self.assertEqual(["10000", "10001", "99999"], sorted(sku for sku, quantity in stock.items() if quantity == 0))

  def test_lists_customers_once_with_their_last_country(self):
    rows = [
      row(country="Spain"), row(country="Belgium"), row(customer=""), row(customer="12346.0", country="Unspecified"),
    ]
    text = self.read(self.made_from(*rows), "customers.ndjson.gz")
    expected = [
      {"id": "12346", "name": "Customer 12346"},
      {"id": "17850", "name": "Customer 17850", "country": "Belgium"},
    ]
    self.assertEqual(expected, [json.loads(line) for line in text.splitlines()])

  def test_keeps_the_last_four_weeks_letter_by_letter(self):
    recent = [
      row(day="2011-08-04", name='"A ""QUOTED"", NAME"'),
      row(day="2011-08-10", name='"TWO\nLINES"'),
      row(day="2011-08-20", invoice="C500003", quantity=-1),
      row(day="2011-08-31", code="POST", name="POSTAGE"),
    ]
    output = self.made_from(row(day="2011-08-03"), *recent)
    self.assertEqual(HEADER + "".join(recent), self.read(output, "orders.csv.gz"))

  def test_makes_the_same_bytes_again(self):
    rows = [row(), row("10001", "TIN"), row(day="2011-02-01", price="3.00", customer="")]
    first, second = self.made_from(*rows, name="first"), self.made_from(*rows, name="second")
    for file in sorted(first.iterdir()):
      with self.subTest(file.name):
        self.assertEqual(file.read_bytes(), (second / file.name).read_bytes())
        self.assertEqual(b"\0\0\0\0", file.read_bytes()[4:8], "time of making in the gzip header")


class ProductNamesTest(unittest.TestCase):
  def test_titles_read_well(self):
    names = {
      "WHITE HANGING HEART T-LIGHT HOLDER": "White Hanging Heart T-Light Holder",
      "SET OF 6 T LIGHTS SANTA": "Set of 6 T-Lights Santa",
      "S/4 ICON COASTER,ELVIS LIVES": "S/4 Icon Coaster, Elvis Lives",
      "3D SHEET OF DOG STICKERS": "3D Sheet of Dog Stickers",
      "TV DINNER TRAY VINTAGE PAISLEY": "TV Dinner Tray Vintage Paisley",
      "BAG 125g SWIRLY MARBLES": "Bag 125g Swirly Marbles",
      "LUNCH BAG  BLACK SKULL.": "Lunch Bag Black Skull",
      "DECORATION , WOBBLY CHICKEN": "Decoration, Wobbly Chicken",
      "MUM'S 50'S CAN": "Mum's 50's Can",
      "DROP EARRINGS W FLOWER & LEAF": "Drop Earrings with Flower & Leaf",
      'LETTER "W" BLING KEY RING': 'Letter "W" Bling Key Ring',
      "*Boombox Ipod Classic": "Boombox iPod Classic",
      "THE KING GIFT BAG 25x24x12cm": "The King Gift Bag 25x24x12cm",
    }
    for written, expected in names.items():
      with self.subTest(written):
        self.assertEqual(expected, title(written))

  def test_knows_notes_from_names(self):
    for note in ("?", "", "damaged", "check", "lost", "wrong code", "?sold as sets?", "thrown away", "ebay"):
      with self.subTest(note):
        self.assertTrue(is_stock_note(note))
    for name in ("PAIR PADDED HANGERS PINK CHECK", "LOVE SEAT", "METAL SIGN"):
      with self.subTest(name):
        self.assertFalse(is_stock_note(name))


class ProductCategoriesTest(unittest.TestCase):
  def test_sorts_by_what_a_thing_is_for(self):
    names = {
      "Jumbo Bag Red Retrospot": ["Bags & Purses"],
      "Lunch Box I Love London": ["Travel & Outdoors"],
      "Pink Glass Tassle Bag Charm": ["Jewellery & Accessories"],
      "Hand Warmer Owl Design": ["Bath & Wellbeing"],
      "Light Pink Flock Glass Candleholder": ["Candles & Fragrance"],
      "Set of 6 T-Lights Easter Chicks": ["Easter", "Candles & Fragrance"],
      "Painted Pink Owl": ["Decorations"],
      "Inkwell": ["Gifts"],
    }
    for name, expected in names.items():
      with self.subTest(name):
        self.assertEqual(expected, categories(name))

  def test_gives_no_more_than_three(self):
    name = "Childrens Christmas Party Garden Candle Mug Box"
    self.assertEqual(["Christmas", "Candles & Fragrance", "Children"], categories(name))

  def test_reads_attributes_only_where_the_name_says_so(self):
    names = {
      "Set of 4 Pink/White Wooden Boxes": {"colour": "pink/white", "material": "wood", "set": "4"},
      "Pack/12 Blue Folkart Cards": {"colour": "blue", "pack": "12"},
      "S/6 Ice Cream Bowls Small": {"set": "6", "size": "small"},
      "Rosered Bluebell Setting": {},
    }
    for name, expected in names.items():
      with self.subTest(name):
        self.assertEqual(expected, attributes(name))


if __name__ == "__main__":
  unittest.main()
