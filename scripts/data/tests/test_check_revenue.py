"""What the checker of revenue must accept, and what it must catch."""

import contextlib
import gzip
import io
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import check_revenue  # noqa: E402

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"


def row(invoice="1", quantity="1", time="2011-03-01 10:00:00", price="1.00", description="MUG"):
  return f"{invoice},22423,{description},{quantity},{time},{price},17850.0,United Kingdom\n"


def many(count):
  """Lines without value, so that one refusal among them stays within the bound."""
  return row(invoice="9", price="0.0") * count


def refusal(line, code="bad-price", detail="The price can't be read."):
  return {"type": "refused", "line": line, "code": code, "detail": detail}


def summary(revenue, lines, refused=0):
  months = {month: {"amount": amount, "currency": "GBP"} for month, amount in revenue.items()}
  return {"type": "summary", "orders": 1, "lines": lines, "refused": refused, "alreadyThere": 0, "revenue": months}


class CheckRevenueTest(unittest.TestCase):
  def run_check(self, csv_text, answer, packed=False):
    with tempfile.TemporaryDirectory() as folder:
      file = Path(folder, "orders.csv.gz" if packed else "orders.csv")
      raw = csv_text.encode("utf-8")
      file.write_bytes(gzip.compress(raw) if packed else raw)
      said = Path(folder, "answer.ndjson")
      written = answer if isinstance(answer, str) else "".join(json.dumps(entry) + "\n" for entry in answer)
      said.write_text(written, encoding="utf-8")
      out = io.StringIO()
      with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        status = check_revenue.main([str(file), str(said)])
      return status, out.getvalue()

  def assert_wrong(self, csv_text, answer, words):
    status, printed = self.run_check(csv_text, answer)
    self.assertEqual(1, status, printed)
    self.assertIn(words, printed)

  def test_accepts_sums_equal_to_the_penny_per_month(self):
    text = HEADER + row(quantity="3", price="0.10") + row(time="2011-04-30 23:59:59", price="2.55")
    answer = [{"type": "progress", "lines": 1}, summary({"2011-03": 30, "2011-04": 255}, 2)]
    status, printed = self.run_check(text, answer)
    self.assertEqual(0, status, printed)
    self.assertIn("2.55", printed)

  def test_reads_a_packed_file(self):
    status, printed = self.run_check(HEADER + row(), [summary({"2011-03": 100}, 1)], packed=True)
    self.assertEqual(0, status, printed)

  def test_takes_cancellations_off_even_below_zero(self):
    text = HEADER + row() + row(invoice="C2", quantity="-3")
    self.assertEqual(0, self.run_check(text, [summary({"2011-03": -200}, 2)])[0])

  def test_catches_a_single_penny(self):
    self.assert_wrong(HEADER + row(), [summary({"2011-03": 101}, 1)], "2011-03")

  def test_catches_a_month_left_out_and_one_too_many(self):
    text = HEADER + row()
    self.assert_wrong(text, [summary({}, 1)], "2011-03")
    self.assert_wrong(text, [summary({"2011-03": 100, "2011-04": 5}, 1)], "2011-04")

  def test_catches_money_of_another_currency_or_not_whole(self):
    text = HEADER + row()
    foreign = summary({"2011-03": 100}, 1)
    foreign["revenue"]["2011-03"]["currency"] = "EUR"
    self.assert_wrong(text, [foreign], "2011-03")
    self.assert_wrong(text, [summary({"2011-03": 100.0}, 1)], "2011-03")

  def test_rounds_a_month_with_a_tenth_of_a_penny(self):
    text = HEADER + row() + row(price="0.001")
    self.assertEqual(0, self.run_check(text, [summary({"2011-03": 100}, 2)])[0])

  def test_sums_exactly_where_binary_fractions_would_drift(self):
    text = HEADER + row(quantity="1000000000000000", price="0.07") + row(price="0.01")
    self.assertEqual(0, self.run_check(text, [summary({"2011-03": 7000000000000001}, 2)])[0])

  def test_leaves_refused_lines_out(self):
    text = HEADER + row() + row(price="7.77") + many(99)
    answer = [refusal(3), summary({"2011-03": 100}, 100, refused=1)]
    status, printed = self.run_check(text, answer)
    self.assertEqual(0, status, printed)
    self.assertIn("1 bad-price", printed)

  def test_a_refusal_of_the_wrong_line_shows(self):
    text = HEADER + row() + row(price="7.77") + many(99)
    self.assert_wrong(text, [refusal(2), summary({"2011-03": 100}, 100, refused=1)], "2011-03")

  def test_counts_physical_lines_when_a_name_spans_several(self):
    spanning = row(price="5.00", description='"A MUG\nIN TWO\nLINES"')
    text = HEADER + spanning + row(price="7.77") + row() + many(99)
    after_the_span = [refusal(5), summary({"2011-03": 600}, 101, refused=1)]
    self.assertEqual(0, self.run_check(text, after_the_span)[0])
    for line in (2, 4):
      with self.subTest(line=line):
        the_span = [refusal(line), summary({"2011-03": 877}, 101, refused=1)]
        self.assertEqual(0, self.run_check(text, the_span)[0])

  def test_catches_more_than_one_percent_refused(self):
    text = HEADER + row() + row() + many(98)
    answer = [refusal(2), refusal(3), summary({}, 98, refused=2)]
    self.assert_wrong(text, answer, "2 of 100 lines were refused")

  def test_catches_a_refusal_without_a_reason(self):
    text = HEADER + row() + many(99)
    self.assert_wrong(text, [refusal(2, detail=" "), summary({}, 99, refused=1)], "without a code and a detail")

  def test_catches_refusals_of_lines_that_hold_nothing(self):
    text = HEADER + row() + many(199)
    answer = [refusal(1), refusal(999), summary({"2011-03": 100}, 198, refused=2)]
    self.assert_wrong(text, answer, "line 1 was refused, but no record stands there")

  def test_catches_a_line_refused_twice(self):
    text = HEADER + row() + many(199)
    self.assert_wrong(text, [refusal(2), refusal(2), summary({}, 199, refused=2)], "refused twice")

  def test_catches_counts_that_do_not_fit(self):
    text = HEADER + row() + many(99)
    self.assert_wrong(text, [summary({"2011-03": 100}, 42)], "counts 42 lines")
    self.assert_wrong(text, [summary({"2011-03": 100}, 100, refused=1)], "counts 1 refused")

  def test_takes_refused_lines_counted_by_reason(self):
    text = HEADER + row() + many(99)
    answer = [refusal(2), summary({}, 99, refused={"bad-price": 1})]
    self.assertEqual(0, self.run_check(text, answer)[0])

  def test_catches_an_accepted_line_that_can_not_be_read(self):
    for broken in (row(quantity="x"), row(price="NaN"), row(time="yesterday"), "1,22423\n"):
      with self.subTest(broken=broken):
        self.assert_wrong(HEADER + broken, [summary({}, 1)], "line 2 was accepted")

  def test_says_so_when_there_is_nothing_to_compare(self):
    cases = {
      "no summary": (HEADER + row(), [{"type": "progress", "lines": 1}]),
      "cut-off answer": (HEADER + row(), '{"type": "summ'),
      "another CSV": ("a,b\n1,2\n", [summary({}, 1)]),
    }
    for name, (text, answer) in cases.items():
      with self.subTest(name):
        status, printed = self.run_check(text, answer)
        self.assertEqual(2, status)
        self.assertIn("Can't be checked", printed)

  def test_catches_a_summary_that_is_not_last(self):
    self.assert_wrong(HEADER + row(), [summary({"2011-03": 100}, 1), {"type": "progress"}], "follows the summary")


if __name__ == "__main__":
  unittest.main()
