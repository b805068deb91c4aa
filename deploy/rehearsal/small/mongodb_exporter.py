"""Stands in for Percona's mongodb_exporter: for each target whether it answers, and nothing else."""

import os
import signal
import socket
import sys
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT, ANSWER_SECONDS = 9216, 2


def answers(target):
    host, _, port = target.partition(":")
    try:
        socket.create_connection((host, int(port or 27017)), ANSWER_SECONDS).close()
        return 1
    except OSError:
        return 0


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        target = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get("target")
        text = f"mongodb_up {answers(target[0])}\n" if target else "stand_in 1\n"
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if not os.environ.get("MONGODB_PASSWORD") or not any(part.startswith("--mongodb.uri=") for part in sys.argv):
    raise SystemExit("There is no password, or no address.")
# The first process of a container ignores what it has no handler for.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print(f"stand-in: waiting for connections on port {PORT}", flush=True)
ThreadingHTTPServer(("0.0.0.0", PORT), Answer).serve_forever()
