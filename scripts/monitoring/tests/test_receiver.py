"""Behaviour of the alert desk, over HTTP."""

import http.client
import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import unittest
import unittest.mock
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "deploy" / "webhook"))
import receiver  # noqa: E402


def alert(name, status="firing", summary="it broke", **labels):
    return {
        "status": status,
        "labels": {"alertname": name, "severity": "critical", **labels},
        "annotations": {"summary": summary, "runbook_url": f"http://localhost:9094/runbooks/{name}.md"},
        "startsAt": "2026-01-02T03:04:05Z",
    }


class ReceiverTest(unittest.TestCase):
    def setUp(self):
        self.now = 1_000.0
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        books = pathlib.Path(self.folder.name) / "runbooks"
        books.mkdir()
        (books / "RedisNodeDown.md").write_text("# RedisNodeDown\n", encoding="utf-8")
        (books.parent / "secret.md").write_text("secret", encoding="utf-8")
        self.server = receiver.server("127.0.0.1", 0, books, receiver.Desk(lambda: self.now))
        self.addCleanup(self.server.server_close)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.addCleanup(self.server.shutdown)
        # What it logs is not for the tests' output.
        self.logged = []
        logging = unittest.mock.patch.object(
            receiver, "print", lambda line, **_: self.logged.append(line), create=True
        )
        logging.start()
        self.addCleanup(logging.stop)

    def ask(self, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.server.server_address[1]}{path}",
            data=None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode(),
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def announce(self, length):
        """The answer to a request whose body is only announced."""
        connection = http.client.HTTPConnection(*self.server.server_address, timeout=5)
        self.addCleanup(connection.close)
        connection.putrequest("POST", "/hook/desk")
        connection.putheader("Content-Length", str(length))
        connection.endheaders()
        return connection.getresponse().status

    def test_shows_what_fires_with_its_runbook(self):
        status, _ = self.ask("/hook/night", {"alerts": [alert("RedisNodeDown", instance="redis-1")]})
        self.assertEqual(200, status)
        page = self.ask("/")[1]
        self.assertIn("RedisNodeDown", page)
        self.assertIn("http://localhost:9094/runbooks/RedisNodeDown.md", page)
        self.assertEqual(1, len(self.logged))
        self.assertIn("night firing RedisNodeDown", self.logged[0])

    def test_forgets_what_is_over(self):
        self.ask("/hook/night", {"alerts": [alert("RedisNodeDown")]})
        self.ask("/hook/night", {"alerts": [alert("RedisNodeDown", "resolved")]})
        self.assertIn("Nothing fires.", self.ask("/")[1])

    def test_forgets_what_is_not_repeated(self):
        self.ask("/hook/night", {"alerts": [alert("RedisNodeDown")]})
        self.now += receiver.MAX_AGE_SECONDS - 1
        self.assertNotIn("Nothing fires.", self.ask("/")[1])
        self.now += 2
        self.assertIn("Nothing fires.", self.ask("/")[1])

    def test_shows_what_is_for_the_night_first(self):
        self.ask("/hook/desk", {"alerts": [alert("AAA")]})
        self.ask("/hook/night", {"alerts": [alert("ZZZ")]})
        page = self.ask("/")[1].split("Last notifications")[0]
        self.assertLess(page.index("ZZZ"), page.index("AAA"))

    def test_says_when_the_pulse_stops(self):
        self.assertIn("No pulse", self.ask("/")[1])
        self.ask("/hook/pulse", {"alerts": [alert("Watchdog")]})
        self.now += 100
        self.assertIn("Alerting works", self.ask("/")[1])
        self.now += 300
        self.assertIn("alerts may not come", self.ask("/")[1])
        self.assertIn("Nothing fires.", self.ask("/")[1])

    def test_shows_text_as_text(self):
        bad = alert("X", summary="<script>alert(1)</script>")
        bad["annotations"]["runbook_url"] = "javascript:alert(1)"
        self.ask("/hook/desk", {"alerts": [bad]})
        page = self.ask("/")[1]
        self.assertNotIn("<script>", page)
        self.assertNotIn('href="javascript', page)

    def test_logs_one_line_whatever_it_gets(self):
        self.ask("/hook/desk", {"alerts": [alert("X", summary="a\nb\x1b[31m")]})
        self.assertNotIn("\n", self.logged[0])
        self.assertNotIn("\x1b", self.logged[0])

    def test_refuses_what_is_no_notification(self):
        for body in (b"", b"[]", b"{", b'"x"', b'{"alerts": 1}', b'{"alerts": [1]}', b'{"alerts": [{"labels": 1}]}', b"[" * 100_000):
            with self.subTest(body[:20]):
                self.assertEqual(400, self.ask("/hook/desk", body)[0])

    def test_refuses_other_addresses_and_large_bodies(self):
        self.assertEqual(404, self.ask("/hook/UP", {"alerts": []})[0])
        self.assertEqual(404, self.ask("/hook/a/b", {"alerts": []})[0])
        self.assertEqual(404, self.ask("/favicon.ico")[0])
        self.assertEqual(413, self.announce(receiver.MAX_BODY_BYTES + 1))
        self.assertEqual(411, self.announce("many"))

    def test_serves_runbooks_and_nothing_beside_them(self):
        self.assertEqual((200, "# RedisNodeDown\n"), self.ask("/runbooks/RedisNodeDown.md"))
        for path in ("/runbooks/../secret.md", "/runbooks/%2e%2e/secret.md", "/runbooks/None.md", "/runbooks/"):
            with self.subTest(path):
                self.assertEqual(404, self.ask(path)[0])

    def test_keeps_a_bounded_number(self):
        many = [alert("X", instance=str(n)) for n in range(receiver.MAX_ALERTS + 100)]
        self.ask("/hook/desk", {"alerts": many})
        self.assertEqual(receiver.MAX_ALERTS, len(self.server.desk._firing))

    def test_tells_programs_what_fires(self):
        self.ask("/hook/night", {"alerts": [alert("RedisNodeDown")]})
        (told,) = json.loads(self.ask("/alerts")[1])
        self.assertEqual(("night", "RedisNodeDown"), (told["receiver"], told["labels"]["alertname"]))

    def start(self, port):
        return subprocess.Popen(
            [sys.executable, "-B", receiver.__file__, "--host", "127.0.0.1", "--port", str(port)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )

    def test_ends_when_told_to(self):
        with self.start(0) as program:
            self.assertIn("alert desk on", program.stdout.readline())
            program.terminate()
            self.assertEqual(0, program.wait(10))

    def test_says_in_a_sentence_why_it_does_not_start(self):
        for port in (self.server.server_address[1], 70_000):
            with self.subTest(port), self.start(port) as program:
                said = program.communicate(timeout=10)[1]
                self.assertIn("can't listen", said)
                self.assertEqual(1, said.count("\n"))


if __name__ == "__main__":
    unittest.main()
