#!/usr/bin/env python3
"""Runs every panel's query against a real Prometheus that scrapes the recordings.

The recorded scrapes (prometheus/scrapes) stand in for the cluster: Prometheus gets prometheus.yml as
it is, but for Consul and for intervals of seconds, and asks all its targets through a proxy, which
is this program. So the relabelling is tried as well: a request to an address that no component has,
or without the question that its exporter needs, is a mistake. Counters grow with time. Then each
query of a panel must have an answer, each variable a value, and no alert's condition may hold.

  replay.py ROOT [SECONDS]     PROMETHEUS names the program, else the PATH does

Everything listens on loopback only; nothing is left behind.
"""

import http.server
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

import lint
import promql

SCRAPE_SECONDS = 2
# Rates want two scrapes, then rules of rules two evaluations more; a busy machine takes its time.
WAIT_SECONDS = 60
ROUND_SECONDS = 4
# As if all that the recordings have counted had come in so long a time.
RECORDED_SECONDS = 600
INSTANCES = 3
START_SECONDS = 60
REQUEST_SECONDS = 10
COUNTER = re.compile(
    r"\w+_(total|count|sum|bucket)$|mongodb_ss_(opcounters|opLatencies|extra_info|metrics|network)\w*$|apisix_(http_status|bandwidth)$"
)
# Address and path of each component -> the recording, and the targets that may be asked for.
MEMBERS = {
    "shard1": [f"shard1-{m}:27017" for m in "abc"],
    "shard2": [f"shard2-{m}:27017" for m in "abc"],
    "cluster": [f"{kind}-{m}:27017" for kind in ("config", "mongos") for m in "abc"],
}
COMPONENTS = {
    "apisix:9091/apisix/prometheus/metrics": (("apisix.txt",), None),
    "redis-exporter:9121/scrape": (("redis.txt",), [f"redis://redis-{n}:6379" for n in range(1, 7)]),
    "redis-exporter:9121/metrics": (("redis-exporter.txt",), None),
    "node-exporter:9100/metrics": (("node.txt",), None),
    "localhost:9090/metrics": (("prometheus.txt",), None),
    "alertmanager:9093/metrics": (("alertmanager.txt",), None),
    "consul:8500/v1/agent/metrics": ((), None),
}
# Where each instance of the app is, and as what Consul has it.
REGISTERED = {f"app-{number}:8080": f"saleproof-10-0-3-{number}-8080" for number in range(1, INSTANCES + 1)}
for _number in range(1, INSTANCES + 1):
    COMPONENTS[f"app-{_number}:8080/q/metrics"] = (("app.txt", "app-events.txt"), None)
for _name, _members in MEMBERS.items():
    COMPONENTS[f"mongodb-exporter-{_name}:9216/scrape"] = (("mongodb.txt",), _members)
    COMPONENTS[f"mongodb-exporter-{_name}:9216/metrics"] = ((), None)


class Cluster(http.server.BaseHTTPRequestHandler):
    """Answers for all components, as a proxy does: requests carry the whole address."""

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        place = url.netloc + url.path
        names, targets = COMPONENTS.get(place, (None, None))
        asked = urllib.parse.parse_qs(url.query).get("target", [None])[0]
        if names is None:
            self.server.mistakes.add(f"prometheus.yml asks {place}, where nothing is")
            self.send_error(404)
            return
        if targets is not None and asked not in targets:
            self.server.mistakes.add(f"prometheus.yml asks {place} for the target {asked}")
            self.send_error(404)
            return
        self.server.asked.add((place, asked))
        age = time.monotonic() - self.server.began
        body = "".join(grown(self.server.texts[name], age) for name in names).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            # Prometheus gave up waiting; it asks again.
            self.close_connection = True

    def log_message(self, *_):
        """Silent."""


def grown(text, seconds):
    """The recording, some seconds later: what has counted goes on in its proportions."""
    lines = []
    for line in text.splitlines():
        match = re.match(r"([a-zA-Z_:][\w:]*)((?:\{.*\})?)\s+(\S+)$", line)
        if match and COUNTER.match(match[1]) and match[3] not in ("NaN", "+Inf"):
            line = f"{match[1]}{match[2]} {float(match[3]) * (1 + seconds / RECORDED_SECONDS)}"
        if match:
            lines.append(line)
    return "\n".join(lines) + "\n"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def configuration(root, folder, proxy):
    """prometheus.yml for this run: quick, through the proxy, without Consul and Alertmanager."""
    said = subprocess.run(
        [sys.executable, "-B", str(pathlib.Path(lint.__file__)), str(root), "--static"],
        check=True, capture_output=True, text=True,
    ).stdout
    text = re.sub(r"(scrape_interval|evaluation_interval): \w+", rf"\1: {SCRAPE_SECONDS}s", said)
    text = re.sub(r"scrape_timeout: \w+", f"scrape_timeout: {SCRAPE_SECONDS}s", text)
    text = re.sub(r"( +)- job_name: .*", rf"\g<0>\n\1  proxy_url: http://127.0.0.1:{proxy}", text)
    instances = ", ".join(
        f"{{targets: ['{address}'], labels: {{__meta_consul_service_id: {name}}}}}" for address, name in REGISTERED.items()
    )
    text = text.replace("{targets: ['app:8080']}", instances)
    text = re.sub(r"\nalerting:\n(?:[ #].*\n|\n)*", "\n", text)
    (folder / "prometheus.yml").write_text(text, encoding="utf-8")
    (folder / "rules").mkdir()
    for path in (root / "prometheus" / "rules").glob("*.yml"):
        rules = re.sub(r"^    interval: \w+$", f"    interval: {SCRAPE_SECONDS}s", path.read_text(encoding="utf-8"), flags=re.M)
        (folder / "rules" / path.name).write_text(rules, encoding="utf-8")


def ask(port, path, **parameters):
    url = f"http://127.0.0.1:{port}{path}?{urllib.parse.urlencode(parameters)}"
    try:
        with urllib.request.urlopen(url, timeout=REQUEST_SECONDS) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:
        return json.loads(refused.read() or b"{}")


def await_ready(port, process):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/-/ready", timeout=1):
                return True
        except OSError:
            time.sleep(0.2)
    return False


def questions(project):
    """Of each panel's query and each variable: a function that says what is wrong with the answer."""
    for path, board in project.dashboards.items():
        for each in lint.panels_of(board):
            for target in each.get("targets") or []:
                yield lambda port, path=path, each=each, target=target: of_panel(port, path, each, target)
        for each in (board.get("templating") or {}).get("list") or []:
            if each.get("type") == "query":
                yield lambda port, path=path, each=each: of_variable(port, path, each)


def of_panel(port, path, each, target):
    query = promql.without_variables(target["expr"].replace("$__rate_interval", "20s"))
    answer = ask(port, "/api/v1/query", query=query)
    if answer.get("status") != "success":
        return f"{path}: panel '{each['title']}': {answer.get('error')}."
    if not answer["data"]["result"]:
        return f"{path}: panel '{each['title']}': has no data for {target['expr']}."
    return None


def of_variable(port, path, each):
    label = re.search(r",\s*(\w+)\)$", each["query"]["query"]).group(1)
    found = ask(port, f"/api/v1/label/{label}/values", **{"match[]": lint.asked_of(each)})
    return None if found.get("data") else f"{path}: variable '{each['name']}': has no value."


def targets_that_fail(port):
    return [
        f"prometheus.yml: job {target['labels']['job']}: {target['scrapeUrl']}: {target['lastError']}."
        for target in ask(port, "/api/v1/targets", state="active")["data"]["activeTargets"]
        if target["health"] != "up"
    ]


def names_of_instances(port):
    """The label by which dashboards and alerts know an instance is its id in Consul."""
    series = ask(port, "/api/v1/query", query='up{job="saleproof"}')["data"]["result"]
    return [
        f"prometheus.yml: job saleproof: an instance is called {name}, as which Consul doesn't know it."
        for name in sorted({each["metric"].get("instance", "") for each in series} - set(REGISTERED.values()))
    ]


def alerts_of_the_healthy(port):
    """The recordings are of components that were well: an alert's condition that holds is a mistake."""
    series = ask(port, "/api/v1/query", query='ALERTS{alertname!="Watchdog"}')["data"]["result"]
    return [
        f"prometheus/rules: {name} holds of components that are well."
        for name in sorted({each["metric"]["alertname"] for each in series})
    ]


def wrong_in_the_end(port, asked, seconds):
    """Asks until all have an answer, or time is over."""
    end = time.monotonic() + seconds
    while True:
        time.sleep(ROUND_SECONDS)
        answers = [(question, question(port)) for question in asked]
        asked = [question for question, wrong in answers if wrong]
        lines = [wrong for _, wrong in answers if wrong] + targets_that_fail(port)
        if not lines or time.monotonic() > end:
            return lines


def run(root, seconds):
    program = shutil.which(os.environ.get("PROMETHEUS", "prometheus"))
    if not program:
        print("replay.py needs Prometheus: install it, or name it with PROMETHEUS.", file=sys.stderr)
        return 2
    project = lint.Project(root, lint.Findings())
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Cluster)
    server.daemon_threads = True
    server.mistakes, server.asked, server.began = set(), set(), time.monotonic()
    server.texts = {path.name: path.read_text(encoding="utf-8") for path in (root / "prometheus" / "scrapes").glob("*.txt")}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="saleproof-replay.") as name:
        folder = pathlib.Path(name)
        port = free_port()
        configuration(root, folder, server.server_address[1])
        with open(folder / "log", "w", encoding="utf-8") as log:
            process = subprocess.Popen(
                [program, f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
                 f"--web.listen-address=127.0.0.1:{port}"],
                stdout=log, stderr=subprocess.STDOUT,
            )
        try:
            if not await_ready(port, process):
                print(f"Prometheus did not start: {(folder / 'log').read_text(encoding='utf-8')[-500:]}")
                return 1
            asked = list(questions(project))
            lines = wrong_in_the_end(port, asked, seconds) + names_of_instances(port) + alerts_of_the_healthy(port)
        finally:
            process.terminate()
            process.wait()
            server.shutdown()
    for place, (_, targets) in COMPONENTS.items():
        for target in targets or [None]:
            if (place, target) not in server.asked:
                lines.append(f"prometheus.yml: nothing asks {place}{' for ' + target if target else ''}.")
    lines += sorted(server.mistakes)
    for line in dict.fromkeys(lines):
        print(line)
    print(f"{len(asked)} queries of panels and variables, {len(server.asked)} targets, {len(dict.fromkeys(lines))} mistakes")
    return int(bool(lines))


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("replay.py needs the project's folder, and maybe a number of seconds.")
    sys.exit(run(pathlib.Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) == 3 else WAIT_SECONDS))
