#!/usr/bin/env python3
"""Checks what promtool and amtool can't know about the monitoring of this project.

Every mistake is one line: the file, where in it, and a sentence that says what to do. Called by
scripts/check-monitoring.sh; needs nothing but Python 3.10.

  lint.py ROOT              all checks; ends with 1 if there was a mistake
  lint.py ROOT --metrics    lists every metric that a rule, a panel or a runbook names, and where it is recorded
  lint.py ROOT --panels     writes every panel's queries as a rule file, for promtool to parse
  lint.py ROOT --routes     writes alertmanager/tests/routes.yml as lines: receiver, then labels
  lint.py ROOT --static     writes prometheus.yml without what Debian's promtool has not: Consul
"""

import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "formats"))
import plain_yaml  # noqa: E402
import promql  # noqa: E402

SEVERITIES = ("critical", "warning", "info")
TIERS = ("app", "gateway", "mongodb", "redis", "host", "monitoring")
RUNBOOK_LINK = "{{ $externalLabels.runbooks }}/%s.md"
RUNBOOK_PARTS = (
    "What it means", "What customers feel", "First look", "What to do", "Wake others when", "Afterwards",
)
# The pulse of alerting has no case in which it is silent.
ALWAYS_FIRING = ("Watchdog",)
# Prometheus makes these itself.
BUILT_IN = {
    "up": {"job", "instance"},
    "ALERTS": {"alertname", "alertstate", "severity", "tier", "symptom", "instance", "replica_set"},
}
NO_DATA_PANELS = ("row", "text")
# From a word of a summary on, the reader does something: it is no mere name of a state.
SUMMARY_WORDS = 6
UNIT_OF_NO_METRIC = "none"
COLUMNS = 24


class Findings:
    def __init__(self):
        self.lines = []

    def add(self, file, where, sentence):
        self.lines.append(f"{file}: {where + ': ' if where else ''}{sentence}")


class Project:
    """All files, read once."""

    def __init__(self, root, findings):
        self.root = root
        self.findings = findings
        self.rules = {}  # file -> groups
        self.dashboards = {}  # file -> JSON
        self.config = self.yaml("prometheus/prometheus.yml") or {}
        self.alertmanager = self.yaml("alertmanager/alertmanager.yml") or {}
        for path in self.files("prometheus/rules/*.yml"):
            self.rules[path] = (self.yaml(path) or {}).get("groups") or []
        for path in self.files("grafana/dashboards/*.json"):
            self.dashboards[path] = self.json(path)
        self.recorded = self.scrapes()
        self.jobs = {job.get("job_name"): job for job in self.config.get("scrape_configs") or []}
        self.target_labels = self.labels_of_targets()

    def files(self, pattern):
        return sorted(str(path.relative_to(self.root)) for path in self.root.glob(pattern))

    def text(self, path):
        try:
            return (self.root / path).read_text(encoding="utf-8")
        except FileNotFoundError:
            self.findings.add(path, "", "is missing.")
            return None

    def yaml(self, path):
        text = self.text(path)
        try:
            return None if text is None else plain_yaml.load(text, path)
        except plain_yaml.YamlError as fault:
            self.findings.lines.append(f"{fault}.")
            return None

    def json(self, path):
        try:
            value = json.loads(self.text(path))
            return value if isinstance(value, dict) else {}
        except ValueError as fault:
            self.findings.add(path, "", f"is no JSON: {fault}.")
            return {}

    def scrapes(self):
        """Metric -> its labels, of what was recorded."""
        recorded = {}
        for path in self.files("prometheus/scrapes/*.txt"):
            for line in self.text(path).splitlines():
                match = re.match(r"([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+\S+", line)
                if match:
                    labels = re.findall(r'(\w+)="', match.group(2) or "")
                    recorded.setdefault(match.group(1), set()).update(labels)
        return recorded

    def labels_of_targets(self):
        """Labels that Prometheus itself puts on what it scrapes."""
        labels = {"job", "instance"}
        for job in self.jobs.values():
            for group in job.get("static_configs") or []:
                labels.update(group.get("labels") or {})
            for rule in job.get("relabel_configs") or []:
                labels.add(rule.get("target_label") or "")
        return {label for label in labels if label and not label.startswith("__")}

    def every_rule(self):
        for path, groups in self.rules.items():
            for group in groups:
                for rule in group.get("rules") or []:
                    yield path, rule

    def alerts(self):
        return [(path, rule) for path, rule in self.every_rule() if "alert" in rule]

    def records(self):
        return {rule["record"] for _, rule in self.every_rule() if "record" in rule}

    def expressions(self):
        """Every expression there is: file, where, text."""
        for path, rule in self.every_rule():
            yield path, rule.get("alert") or rule.get("record"), str(rule.get("expr"))
        for path, board in self.dashboards.items():
            for each in panels_of(board):
                for target in each.get("targets") or []:
                    yield path, f"panel '{each.get('title')}'", promql.without_variables(target.get("expr") or "")
            for each in (board.get("templating") or {}).get("list") or []:
                if each.get("type") == "query":
                    yield path, f"variable '{each.get('name')}'", asked_of(each)
            for each in (board.get("annotations") or {}).get("list") or []:
                if each.get("expr"):
                    yield path, f"annotation '{each.get('name')}'", each["expr"]
        for path in self.files("docs/runbooks/*.md"):
            for at, line in enumerate(self.text(path).splitlines(), 1):
                for query in re.findall(r"query\.sh '([^']*)'", line):
                    if query != "PROMQL":
                        yield path, f"line {at}", query


def panels_of(board):
    for each in board.get("panels") or []:
        yield each
        yield from panels_of(each)


def asked_of(variable):
    query = variable.get("query")
    text = query.get("query", "") if isinstance(query, dict) else str(query)
    match = re.match(r"label_values\((.*),\s*\w+\)$", text)
    return match.group(1) if match else text


# --- Checks --------------------------------------------------------------------------------------


def check_alerts(project):
    for path, rule in project.alerts():
        name = rule["alert"]
        labels = rule.get("labels") or {}
        notes = rule.get("annotations") or {}
        add = lambda sentence: project.findings.add(path, name, sentence)  # noqa: E731
        if labels.get("severity") not in SEVERITIES:
            add(f"needs a label severity, one of {', '.join(SEVERITIES)}, not '{labels.get('severity')}'.")
        if labels.get("tier") not in TIERS:
            add(f"needs a label tier, one of {', '.join(TIERS)}, not '{labels.get('tier')}'.")
        summary = str(notes.get("summary") or "")
        if len(summary.split()) < SUMMARY_WORDS or not re.search(r"[:.,] ", summary):
            add("needs a summary that says what is wrong and what to do about it.")
        description = str(notes.get("description") or "")
        if not re.search(r"\$value|\$labels", description):
            add("needs a description with the value, or with what it is about.")
        if "$value" not in description and not re.search(r"== (bool )?0\s*$", str(rule.get("expr")).strip()):
            add("needs a description with its $value.")
        link = RUNBOOK_LINK % name
        if notes.get("runbook_url") != link:
            add(f"needs the runbook_url '{link}'.")
        elif not (project.root / f"docs/runbooks/{name}.md").is_file():
            add(f"has no runbook: write docs/runbooks/{name}.md.")


def check_tests(project):
    """Each alert has a test in which it fires and one in which it is silent."""
    fires, silent = set(), set()
    known = {rule["alert"] for _, rule in project.alerts()}
    for path in project.files("prometheus/tests/*.yml"):
        for test in (project.yaml(path) or {}).get("tests") or []:
            for each in test.get("alert_rule_test") or []:
                name = each.get("alertname")
                if name not in known:
                    project.findings.add(path, test.get("name"), f"tests '{name}', which is no alert.")
                (fires if each.get("exp_alerts") else silent).add(name)
    for path, rule in project.alerts():
        if rule["alert"] not in fires:
            project.findings.add(path, rule["alert"], "needs a test in prometheus/tests in which it fires.")
        if rule["alert"] not in silent and rule["alert"] not in ALWAYS_FIRING:
            project.findings.add(path, rule["alert"], "needs a test in prometheus/tests in which it is silent.")


def check_runbooks(project):
    known = {rule["alert"] for _, rule in project.alerts()}
    folder = project.root / "docs" / "runbooks"
    index = project.text("docs/runbooks/README.md") or ""
    for name in sorted(known):
        if f"({name}.md)" not in index:
            project.findings.add("docs/runbooks/README.md", "", f"does not list {name}.")
    for path in project.files("docs/runbooks/*.md"):
        text = project.text(path)
        name = pathlib.PurePath(path).stem
        if name in ("README", "sale-day"):
            pass
        elif name not in known:
            project.findings.add(path, "", "is of no alert: rename it like its alert, or delete it.")
        else:
            parts = tuple(re.findall(r"^## (.+)$", text, re.MULTILINE))
            if parts != RUNBOOK_PARTS:
                project.findings.add(path, "", f"needs these parts in this order: {', '.join(RUNBOOK_PARTS)}.")
            if not text.startswith(f"# {name}\n"):
                project.findings.add(path, "", f"needs the title '{name}'.")
        for link in re.findall(r"\]\(([^)#]+)", text):
            if "://" not in link and not (folder / link).exists():
                project.findings.add(path, "", f"links to {link}, which is not there.")
        for word in set(re.findall(r"`((?:App|Gateway|Redis|Mongodb|Host)[A-Z][A-Za-z0-9]+)`", text)):
            if word not in known:
                project.findings.add(path, "", f"names the alert {word}, which is not there.")


def check_metrics(project):
    records = project.records()
    for path, where, expression in project.expressions():
        add = lambda sentence: project.findings.add(path, where, sentence)  # noqa: E731
        for metric, matchers in promql.names_in(expression).selectors:
            if not metric:
                add("asks for series without naming a metric.")
            elif ":" in metric:
                if metric not in records:
                    add(f"asks for {metric}, which no rule records.")
                continue
            labels = labels_of(project, metric)
            if labels is None:
                add(f"asks for {metric}, which is in no recorded scrape (prometheus/scrapes).")
                continue
            for label, operator, value in matchers:
                if label not in labels and label != "__name__":
                    add(f"asks {metric} for the label {label}, which it has not.")
                if label == "job" and operator == "=" and value not in project.jobs:
                    add(f"asks for the job {value}, which prometheus.yml has not.")


def labels_of(project, metric):
    if metric in BUILT_IN:
        return BUILT_IN[metric] | project.target_labels
    labels = project.recorded.get(metric)
    return None if labels is None else labels | project.target_labels


def check_records(project):
    """A recording rule that nobody asks for is work for nothing; two of one name are a mistake."""
    asked = {
        selector.metric for _, _, text in project.expressions() for selector in promql.names_in(text).selectors
    }
    seen = set()
    for path, rule in project.every_rule():
        name = rule.get("record")
        if name and not re.fullmatch(r"[a-z][a-z0-9_]*(:[a-z0-9_]+){1,2}", name):
            project.findings.add(path, name, "needs a name like level:metric:operation.")
        if name in seen:
            project.findings.add(path, name, "is recorded twice.")
        if name and name not in asked:
            project.findings.add(path, name, "is recorded, and nothing asks for it.")
        seen.add(name)
        seen.discard(None)


def check_dashboards(project):
    uids, titles = {}, {}
    for path, board in project.dashboards.items():
        add = lambda sentence, where="": project.findings.add(path, where, sentence)  # noqa: E731
        for kind, value, seen in (("uid", board.get("uid"), uids), ("title", board.get("title"), titles)):
            if not value:
                add(f"needs a {kind}.")
            elif value in seen:
                add(f"has the {kind} '{value}' of {seen[value]}: Grafana then writes neither.")
            seen.setdefault(value, path)
        if not board.get("description"):
            add("needs a description.")
        if "saleproof" not in (board.get("tags") or []):
            add("needs the tag saleproof, by which the others link to it.")
        variables = (board.get("templating") or {}).get("list") or []
        if not variables or (variables[0].get("type"), variables[0].get("name")) != ("datasource", "datasource"):
            add("needs the variable 'datasource' before all others.")
        if not any("runbooks" in str(link.get("url")) for link in board.get("links") or []):
            add("needs a link to the runbooks.")
        for each in variables:
            if each.get("type") == "query" and (each.get("datasource") or {}).get("uid") != "${datasource}":
                add("must use the variable ${datasource}.", f"variable '{each.get('name')}'")
        known = {each.get("name") for each in variables}
        check_panels(project, path, list(panels_of(board)), known)
        check_places(project, path, board.get("panels") or [])


def check_panels(project, path, panels, variables):
    ids, titles = set(), set()
    for each in panels:
        where = f"panel '{each.get('title')}'"
        add = lambda sentence: project.findings.add(path, where, sentence)  # noqa: E731
        if each.get("id") in ids:
            add(f"has the id {each.get('id')} of another panel.")
        ids.add(each.get("id"))
        if not each.get("title"):
            add("needs a title.")
        if each.get("type") in NO_DATA_PANELS:
            continue
        if each.get("title") in titles:
            add("has the title of another panel of this dashboard.")
        titles.add(each.get("title"))
        if not each.get("description"):
            add("needs a description.")
        unit = ((each.get("fieldConfig") or {}).get("defaults") or {}).get("unit")
        if not unit or unit == UNIT_OF_NO_METRIC:
            add("needs a unit (short, if it is a mere number).")
        if (each.get("datasource") or {}).get("uid") != "${datasource}":
            add("must use the variable ${datasource}, not a data source of its own.")
        check_targets(project, path, where, each.get("targets") or [], variables)
        for link in each.get("links") or []:
            match = re.search(r"\$\{runbooks\}/(.*)$", str(link.get("url")))
            if match and not (project.root / "docs" / "runbooks" / match.group(1)).is_file():
                add(f"links to the runbook {match.group(1)}, which is not there.")


def check_targets(project, path, where, targets, variables):
    add = lambda sentence: project.findings.add(path, where, sentence)  # noqa: E731
    if not targets:
        add("has no query.")
    if len({target.get("refId") for target in targets}) < len(targets):
        add("has two queries of one refId.")
    for target in targets:
        expression = target.get("expr") or ""
        if not expression.strip():
            add("has an empty query.")
        if (target.get("datasource") or {}).get("uid") != "${datasource}":
            add("has a query that does not use the variable ${datasource}.")
        for window in re.findall(r"(?:rate|increase)\([^\[\]]*\[([^\]]*)\]", expression):
            if window not in ("$__rate_interval", "$__range"):
                add(f"has a rate over [{window}]: $__rate_interval fits every zoom.")
        for name in re.findall(r"\$\{?(\w+)", expression):
            if not name.startswith("__") and name not in variables:
                add(f"uses the variable ${name}, which the dashboard has not.")


def check_places(project, path, panels):
    taken = {}
    for each in panels:
        place = each.get("gridPos") or {}
        x, y, width, height = (place.get(key, 0) for key in "xywh")
        where = f"panel '{each.get('title')}'"
        if width < 1 or height < 1 or x + width > COLUMNS:
            project.findings.add(path, where, "has no place within the 24 columns.")
            continue
        for cell in ((column, row) for column in range(x, x + width) for row in range(y, y + height)):
            if cell in taken:
                project.findings.add(path, where, f"lies on the panel '{taken[cell]}'.")
                break
            taken[cell] = each.get("title")


def check_inhibitions(project):
    """Plays alertmanager/tests/inhibitions.yml with the matchers of alertmanager.yml."""
    path = "alertmanager/alertmanager.yml"
    known = {}
    for _, rule in project.alerts():
        known.setdefault(rule["alert"], rule.get("labels") or {})
    rules = project.alertmanager.get("inhibit_rules") or []
    for rule in rules:
        for side in ("source_matchers", "target_matchers"):
            for text in rule.get(side) or []:
                label, operator, value = matcher(text)
                names = [n for n in known if operator in ("=", "=~") and matches((label, operator, value), {"alertname": n})]
                if label == "alertname" and operator in ("=", "=~"):
                    for part in alternatives(value) if operator == "=~" else [value]:
                        if part not in known:
                            project.findings.add(path, "", f"holds back or is held back by {part}, which is no alert.")
                    if not names:
                        project.findings.add(path, "", f"has the matcher {text}, which fits no alert.")
    cases = "alertmanager/tests/inhibitions.yml"
    for case in project.yaml(cases) or []:
        firing = []
        for labels in case.get("firing") or []:
            if labels.get("alertname") not in known:
                project.findings.add(cases, case.get("name"), f"names {labels.get('alertname')}, which is no alert.")
            firing.append({**known.get(labels.get("alertname"), {}), **labels})
        told = sorted(each["alertname"] for each in firing if not held_back(each, firing, rules))
        if told != sorted(case.get("told") or []):
            project.findings.add(
                cases, case.get("name"), f"would tell {', '.join(told) or 'nothing'}, not {', '.join(sorted(case.get('told') or []))}."
            )


def alternatives(pattern):
    """App(Errors|Down)|X as the names it stands for."""
    depth, part, parts = 0, "", []
    for char in pattern:
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            parts.append(part)
            part = ""
        else:
            part += char
    names = []
    for each in [*parts, part]:
        match = re.fullmatch(r"([^()]*)\(([^()]*)\)([^()]*)", each)
        names += [match[1] + middle + match[3] for middle in match[2].split("|")] if match else [each]
    return names


def matcher(text):
    match = re.fullmatch(r'\s*(\w+)\s*(=~|!~|!=|=)\s*"?([^"]*)"?\s*', str(text))
    return match.groups() if match else ("", "=", str(text))


def matches(parsed, labels):
    label, operator, value = parsed
    has = str(labels.get(label, ""))
    same = re.fullmatch(value, has) is not None if operator.endswith("~") else has == value
    return same != operator.startswith("!")


def held_back(alert, firing, rules):
    return any(
        all(matches(matcher(text), alert) for text in rule.get("target_matchers") or [])
        and any(
            source is not alert
            and all(matches(matcher(text), source) for text in rule.get("source_matchers") or [])
            # As Alertmanager does it: what is a target as well silences itself not.
            and all(str(source.get(label, "")) == str(alert.get(label, "")) for label in rule.get("equal") or [])
            for source in firing
        )
        for rule in rules
    )


def check_config(project):
    path = "prometheus/prometheus.yml"
    redis = (project.jobs.get("redis") or {}).get("static_configs") or []
    if sum(len(group.get("targets") or []) for group in redis) != 6:
        project.findings.add(path, "job redis", "must name the six nodes.")
    labels = ((project.config.get("global") or {}).get("external_labels")) or {}
    if not labels.get("runbooks"):
        project.findings.add(path, "", "needs the external label runbooks, of which alerts make their links.")
    provider = project.yaml("grafana/provisioning/dashboards/saleproof.yml") or {}
    sources = project.yaml("grafana/provisioning/datasources/prometheus.yml") or {}
    if not provider.get("providers"):
        project.findings.add("grafana/provisioning/dashboards/saleproof.yml", "", "has no provider.")
    kinds = [source.get("type") for source in sources.get("datasources") or []]
    if kinds.count("prometheus") != 1:
        project.findings.add("grafana/provisioning/datasources/prometheus.yml", "", "needs one Prometheus.")
    if not project.dashboards:
        project.findings.add("grafana/dashboards", "", "has no dashboard.")


CHECKS = (
    check_config, check_alerts, check_tests, check_runbooks, check_metrics, check_records, check_dashboards,
    check_inhibitions,
)


# --- What is written for others ------------------------------------------------------------------


def metrics(project):
    """Every metric that is asked for, with the places."""
    used = {}
    for path, _, expression in project.expressions():
        for selector in promql.names_in(expression).selectors:
            if ":" not in selector.metric and selector.metric not in BUILT_IN:
                used.setdefault(selector.metric, set()).add(path)
    for name in sorted(used):
        state = "recorded" if name in project.recorded else "MISSING "
        print(f"{state} {name}  ({', '.join(sorted(pathlib.PurePath(path).name for path in used[name]))})")
    missing = [name for name in used if name not in project.recorded]
    print(f"{len(used)} metrics, {len(missing)} of them in no recorded scrape")


def panel_rules(project):
    """promtool parses rule files; so panels are written as one."""
    print("groups:\n  - name: panels\n    rules:")
    number = 0
    for path, _, expression in project.expressions():
        if not path.startswith("prometheus/"):
            number += 1
            print(f"      - record: panel:{number}\n        expr: {json.dumps(expression)}\n        labels: {{from: {json.dumps(path)}}}")


def routes(project):
    for case in project.yaml("alertmanager/tests/routes.yml") or []:
        labels = " ".join(f"{name}={value}" for name, value in (case.get("labels") or {}).items())
        print(f"{case.get('receiver')} {labels}")


def static(project):
    """Text, not data: promtool shall see the rest as it is."""
    kept = []
    skipping = None
    for line in project.text("prometheus/prometheus.yml").splitlines():
        indent = len(line) - len(line.lstrip())
        if skipping is not None and line.strip() and indent <= skipping:
            skipping = None
        if line.strip() == "consul_sd_configs:":
            skipping = indent
            kept.append(" " * indent + "static_configs: [{targets: ['app:8080']}]")
        elif skipping is None:
            kept.append(line)
    print("\n".join(kept))


def main(arguments):
    if not arguments:
        print("lint.py needs the project's folder.", file=sys.stderr)
        return 2
    findings = Findings()
    project = Project(pathlib.Path(arguments[0]).resolve(), findings)
    others = {"--metrics": metrics, "--panels": panel_rules, "--routes": routes, "--static": static}
    if len(arguments) > 1:
        if arguments[1] not in others:
            print(f"lint.py knows no option '{arguments[1]}'.", file=sys.stderr)
            return 2
        others[arguments[1]](project)
        return 0
    for check in CHECKS:
        check(project)
    for line in dict.fromkeys(findings.lines):
        print(line)
    return int(bool(findings.lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
