#!/usr/bin/env python3
"""The alert desk: receives what Alertmanager sends, and shows it.

Usage: receiver.py [--host ADDRESS] [--port N] [--runbooks FOLDER]

POST /hook/NAME takes a notification for the receiver NAME; GET / is a page with what fires now, by
receiver, and the last notifications; GET /alerts is what fires as JSON; GET /runbooks/NAME.md is a
runbook. Each notification is a line on standard output as well. It keeps the last ones in memory and
nothing on disk: it is for looking, not for records. Put your pager and your chat beside it.
"""

import argparse
import collections
import html
import http.server
import json
import pathlib
import re
import signal
import sys
import threading
import time

MAX_BODY_BYTES = 1 << 20
MAX_ALERTS = 2_000
MAX_NOTIFICATIONS = 200
READ_SECONDS = 10
# An alert is repeated every 12 hours at least. One that was not is over, though nobody said so: what is
# held back while it ends is never told again.
MAX_AGE_SECONDS = 13 * 3600
# The pulse comes every two minutes.
PULSE_SECONDS = 300
RECEIVER = re.compile(r"/hook/([a-z][a-z-]{0,31})$")
RUNBOOK = re.compile(r"/runbooks/([A-Za-z0-9-]{1,64}\.md)$")
SAFE_LINK = re.compile(r"https?://", re.IGNORECASE)


class Desk:
    """What was received. Safe to use from several threads."""

    def __init__(self, clock=time.time):
        self._clock = clock
        self._lock = threading.Lock()
        self._firing = collections.OrderedDict()  # (receiver, fingerprint) -> (when told, alert)
        self._notifications = collections.deque(maxlen=MAX_NOTIFICATIONS)
        self._pulse = None

    def receive(self, receiver, message):
        """Takes a notification as Alertmanager sends it (version 4) and returns the lines to log."""
        alerts = message.get("alerts")
        if not isinstance(alerts, list) or not all(_is_alert(alert) for alert in alerts):
            raise ValueError("alerts must be a list of objects with labels and annotations")
        lines = []
        with self._lock:
            now = self._clock()
            for alert in alerts:
                self._keep(receiver, alert, now)
                lines.append(_line(receiver, alert))
            self._notifications.extend((now, line) for line in lines)
        return lines

    def _keep(self, receiver, alert, now):
        if receiver == "pulse":
            self._pulse = now
            return
        key = (receiver, str(alert.get("fingerprint") or json.dumps(alert["labels"], sort_keys=True)))
        self._firing.pop(key, None)
        if alert.get("status") != "resolved":
            self._firing[key] = (now, alert)
            while len(self._firing) > MAX_ALERTS:
                self._firing.popitem(last=False)

    def firing(self):
        """What fires now: receiver and alert, what is for the night first."""
        with self._lock:
            now = self._clock()
            alerts = [
                (receiver, alert)
                for (receiver, _), (told, alert) in self._firing.items()
                if now - told < MAX_AGE_SECONDS
            ]
        return sorted(alerts, key=_urgency)

    def page(self):
        """All of it as HTML."""
        rows = "".join(_row(receiver, alert) for receiver, alert in self.firing())
        with self._lock:
            notifications = list(self._notifications)
            pulse = None if self._pulse is None else self._clock() - self._pulse
        log = "".join(
            f"<li>{time.strftime('%H:%M:%S', time.gmtime(at))} {html.escape(line)}</li>"
            for at, line in reversed(notifications)
        )
        return PAGE.format(pulse=_pulse(pulse), rows=rows or NOTHING, log=log)


def _is_alert(alert):
    return (
        isinstance(alert, dict)
        and isinstance(alert.get("labels"), dict)
        and isinstance(alert.get("annotations", {}), dict)
    )


def _line(receiver, alert):
    labels = " ".join(
        f"{name}={value}" for name, value in sorted(alert["labels"].items()) if name != "alertname"
    )
    text = (
        f"{receiver} {alert.get('status', 'firing')} {alert['labels'].get('alertname', '?')} "
        f"[{labels}] {alert.get('annotations', {}).get('summary', '')}"
    )
    return re.sub(r"[\x00-\x1f\x7f]", " ", text)


def _urgency(entry):
    receiver, alert = entry
    return (receiver != "night", str(alert["labels"].get("alertname", "")))


def _row(receiver, alert):
    labels, notes = alert["labels"], alert.get("annotations", {})
    link = str(notes.get("runbook_url", ""))
    runbook = (
        f'<a href="{html.escape(link)}">runbook</a>' if SAFE_LINK.match(link) else html.escape(link)
    )
    cells = (
        html.escape(receiver),
        html.escape(str(labels.get("severity", ""))),
        html.escape(str(labels.get("alertname", ""))),
        html.escape(str(notes.get("summary", ""))) + f"<br><small>{html.escape(str(notes.get('description', '')))}</small>",
        html.escape(str(alert.get("startsAt", ""))[:19].replace("T", " ")),
        runbook,
    )
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr class="{html.escape(receiver)}">{row}</tr>'


def _pulse(seconds):
    if seconds is None:
        return '<p class="bad">No pulse of alerting was received yet.</p>'
    if seconds > PULSE_SECONDS:
        return f'<p class="bad">The last pulse of alerting is {seconds / 60:.0f} minutes old: alerts may not come.</p>'
    return f"<p>Alerting works: its last pulse is {seconds:.0f} s old.</p>"


NOTHING = '<tr><td colspan="6">Nothing fires.</td></tr>'
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Alert desk</title>
<meta http-equiv="refresh" content="10">
<style>
body {{ font: 15px/1.45 system-ui, sans-serif; margin: 2em; }}
table {{ border-collapse: collapse; width: 100%; }}
td, th {{ border-bottom: 1px solid #ccc; padding: .4em .6em; text-align: left; vertical-align: top; }}
tr.night td {{ background: #fde8e8; }}
.bad {{ background: #c62828; color: white; padding: .5em; }}
small, li {{ color: #555; }} li {{ font: 12px/1.5 monospace; }}
</style></head><body>
<h1>Alert desk</h1>
{pulse}
<table><tr><th>for</th><th>severity</th><th>alert</th><th>what</th><th>since (UTC)</th><th></th></tr>
{rows}</table>
<h2>Last notifications</h2>
<ul>{log}</ul>
</body></html>
"""


class Handler(http.server.BaseHTTPRequestHandler):
    timeout = READ_SECONDS
    protocol_version = "HTTP/1.1"
    server_version = "alert-desk"
    sys_version = ""

    def do_POST(self):
        match = RECEIVER.match(self.path)
        length = self.headers.get("Content-Length", "")
        if not match:
            self.answer(404, "There is no such hook.")
        elif not length.isdigit():
            self.answer(411, "Content-Length is missing.")
        elif int(length) > MAX_BODY_BYTES:
            self.answer(413, f"More than {MAX_BODY_BYTES} bytes.")
        else:
            self.receive(match.group(1), self.rfile.read(int(length)))

    def receive(self, receiver, body):
        try:
            message = json.loads(body)
            if not isinstance(message, dict):
                raise ValueError("the body must be an object")
            lines = self.server.desk.receive(receiver, message)
        except (ValueError, RecursionError) as fault:
            self.answer(400, f"No notification: {fault}")
            return
        for line in lines:
            print(line, flush=True)
        self.answer(200, "ok")

    def do_GET(self):
        runbook = RUNBOOK.match(self.path)
        if self.path == "/":
            self.answer(200, self.server.desk.page(), "text/html")
        elif self.path == "/alerts":
            alerts = [{"receiver": receiver, **alert} for receiver, alert in self.server.desk.firing()]
            self.answer(200, json.dumps(alerts), "application/json")
        elif self.path == "/health":
            self.answer(200, "ok")
        elif runbook and (self.server.runbooks / runbook.group(1)).is_file():
            self.answer(200, (self.server.runbooks / runbook.group(1)).read_text(encoding="utf-8"))
        else:
            self.answer(404, "There is no such page.")

    def answer(self, status, text, kind="text/plain"):
        body = text.encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.send_header("X-Content-Type-Options", "nosniff")
        if status >= 400:
            # What was not read of the request would be taken for the next one.
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Notifications are logged, requests are not."""


def server(address, port, runbooks, desk):
    made = http.server.ThreadingHTTPServer((address, port), Handler)
    made.daemon_threads = True
    made.desk = desk
    made.runbooks = pathlib.Path(runbooks)
    return made


def main():
    parser = argparse.ArgumentParser(description="Shows what Alertmanager sends, and the runbooks.")
    parser.add_argument("--host", default="0.0.0.0")
    parser.add_argument("--port", type=int, default=9094)
    parser.add_argument("--runbooks", default="docs/runbooks")
    options = parser.parse_args()
    # The first process of a container ignores what it has no handler for.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        made = server(options.host, options.port, options.runbooks, Desk())
    except (OSError, OverflowError) as fault:
        reason = getattr(fault, "strerror", None) or fault
        print(f"The alert desk can't listen on {options.host}:{options.port}: {reason}", file=sys.stderr)
        return 1
    with made as desk:
        print(f"alert desk on {options.host}:{options.port}", flush=True)
        try:
            desk.serve_forever()
        except KeyboardInterrupt:
            pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
