"""The tools behind check-monitoring.sh: what they read, and what they refuse to read."""

import pathlib
import sys
import unittest
import xml.dom.minidom

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import dashboards  # noqa: E402
import lint  # noqa: E402
import picture  # noqa: E402
import promql  # noqa: E402
import record  # noqa: E402
import replay  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[3]


class PromqlTest(unittest.TestCase):
    def metrics(self, expression):
        return [selector.metric for selector in promql.names_in(expression).selectors]

    def test_finds_metrics_and_nothing_else(self):
        for expression, metrics in (
            ("up == 0", ["up"]),
            ('sum by (job, up) (rate(a_total{up="x"}[5m]))', ["a_total"]),
            ("sum(a) by (b) / on (c) group_left (d) e", ["a", "e"]),
            ("histogram_quantile(0.99, sum by (le) (x_bucket))", ["x_bucket"]),
            ("a:b:c > bool 1e3 and not_a_keyword unless d offset 5m", ["a:b:c", "not_a_keyword", "d"]),
            ("vector(0) or on () (1 - avg without (cpu) (x))", ["x"]),
            ("predict_linear(f[1h:1m], 4 * 3600) # g", ["f"]),
            ('label_replace(a, "b", "c", "d", "e(f)")', ["a"]),
            ('{__name__="a", b="c"}', ["a"]),
            ("topk(5, count(a) by (b)) + count", ["a", "count"]),
        ):
            with self.subTest(expression):
                self.assertEqual(metrics, self.metrics(expression))

    def test_finds_what_is_asked_of_labels(self):
        (selector,) = promql.names_in('a{b="c", d!="e,}", f=~\'g|h\', i!~"j"}').selectors
        self.assertEqual((("b", "=", "c"), ("d", "!=", "e,}"), ("f", "=~", "g|h"), ("i", "!~", "j")), selector.matchers)

    def test_puts_something_for_each_variable(self):
        self.assertEqual(
            'rate(a{b=~".*"}[5m]) + c[1h]',
            promql.without_variables('rate(a{b=~"$instance"}[$__rate_interval]) + c[$__range]'),
        )


class InhibitionTest(unittest.TestCase):
    RULE = {"source_matchers": ['alertname =~ "A|B"'], "target_matchers": ['tier = "x"', 'alertname != "A"'], "equal": ["set"]}

    def held(self, alert, *others):
        return lint.held_back(alert, [alert, *others], [self.RULE])

    def test_holds_back_what_fits_and_is_of_the_same(self):
        target = {"alertname": "C", "tier": "x", "set": "1"}
        self.assertTrue(self.held(target, {"alertname": "A", "set": "1"}))
        self.assertFalse(self.held(target, {"alertname": "A", "set": "2"}))
        self.assertFalse(self.held(target, {"alertname": "AB", "set": "1"}))
        self.assertFalse(self.held({**target, "tier": "y"}, {"alertname": "A", "set": "1"}))

    def test_takes_labels_that_neither_has_for_equal(self):
        self.assertTrue(self.held({"alertname": "C", "tier": "x"}, {"alertname": "A"}))

    def test_knows_the_names_in_a_pattern(self):
        self.assertEqual(["AXZ", "AYZ", "B"], lint.alternatives("A(X|Y)Z|B"))


class RecordTest(unittest.TestCase):
    def test_keeps_some_series_with_their_comments(self):
        text = "# HELP a_bucket x\n" + "".join(f'a_bucket{{le="{n}"}} 1\n' for n in range(9)) + "# TYPE b counter\nb 1\n"
        self.assertEqual(3 + 1 + 1 + 1, len(record.recorded(text)))

    def test_drops_what_is_not_wanted_and_says_nothing_of_the_place(self):
        lines = record.recorded('# TYPE go_x gauge\ngo_x 1\nu{nodename="here",os="x"} 1\n', drop="go_")
        self.assertEqual(['u{nodename="0",os="0"} 1'], lines)


class ReplayTest(unittest.TestCase):
    def test_lets_counters_grow_and_gauges_be(self):
        text = '# x\na_total{b="c"} 2\ne_total 0\nd 2\n'
        self.assertEqual('a_total{b="c"} 4.0\ne_total 0.0\nd 2\n', replay.grown(text, replay.RECORDED_SECONDS))


class DashboardsTest(unittest.TestCase):
    def test_no_panel_lies_on_another(self):
        for board in dashboards.ALL:
            cells = set()
            for each in dashboards.laid_out(board["rows"]):
                place = each["gridPos"]
                for x in range(place["x"], place["x"] + place["w"]):
                    for y in range(place["y"], place["y"] + place["h"]):
                        self.assertNotIn((x, y), cells, f"{board['uid']}: {each['title']}")
                        cells.add((x, y))


class PictureTest(unittest.TestCase):
    @staticmethod
    def kept(values):
        panels = [
            {"dashboard": dashboard, "title": title, "series": [{"name": "a<b", "values": values}]}
            for _, row in picture.ROWS
            for dashboard, title, _ in row
        ]
        return {"recorded": "2026-01-02 03:04 UTC", "stepSeconds": 5, "panels": panels}

    def test_draws_each_panel_that_the_dashboards_have(self):
        drawn = "\n".join(picture.picture(self.kept([1, None, 3])))
        for _, row in picture.ROWS:
            for _, title, _ in row:
                self.assertIn(f">{title}<", drawn)
        self.assertIn("a&lt;b", drawn)
        xml.dom.minidom.parseString(drawn)

    def test_breaks_curves_where_nothing_was_recorded(self):
        self.assertEqual(["0.0,10.0 5.0,5.0", "15.0,0.0"], picture.points([0, 1, None, 2], 0, 0, 15, 10, 2))

    def test_says_amounts_as_people_do(self):
        for value, unit, said in (
            (0.0123, "s", "12.3 ms"), (2, "s", "2 s"), (0.5, "percentunit", "50 %"), (1234.5, "short", "1,234"), (None, "short", "none"),
        ):
            self.assertEqual(said, picture.amount(value, unit))

    def test_refuses_a_panel_that_is_not_there(self):
        with self.assertRaisesRegex(ValueError, "sale.json has no panel 'Weather'"):
            picture.panel_of("sale", "Weather")

    def test_names_a_series_by_its_legend(self):
        self.assertEqual("a x", picture.legend({"legendFormat": "a {{b}}"}, {"b": "x"}, "t"))
        self.assertEqual("t", picture.legend({"legendFormat": "__auto"}, {}, "t"))

    def test_keeps_no_more_digits_than_are_seen(self):
        self.assertEqual(1.235, picture.shortened("1.23456"))
        self.assertIsNone(picture.shortened("NaN"))


if __name__ == "__main__":
    unittest.main()
