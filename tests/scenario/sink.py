# SPDX-License-Identifier: BSD-2-Clause
"""A customer's server: it keeps what it is told, and answers as it is bid.

The daemon's calls take true time while its clock stands, so what they bring is
waited for, and the clock moved meanwhile if need be.
"""
import base64
import collections
import hashlib
import hmac
import http.server
import threading
import time
import urllib.parse

from lib import PATIENCE, TOKEN, check

# What an account needs to be told by plain HTTP on this machine.
SECRET = base64.b64encode(bytes(range(32))).decode()
ACCOUNT = f"""\
callback_http = yes
    callback_hosts = {{ "127.0.0.0/8" }}
    webhook_secret = "whsec_{SECRET}"
"""

Call = collections.namedtuple("Call", "method path headers body at")


def fields(call):
    """A form, or the query of a GET, as a dict."""
    text = call.body.decode() if call.method == "POST" else \
        urllib.parse.urlsplit(call.path).query
    return dict(urllib.parse.parse_qsl(text, keep_blank_values=True,
                                       strict_parsing=bool(text)))


def twilio_signature(url, form, token=TOKEN):
    """X-Twilio-Signature of a form (http-api.md 5.2)."""
    text = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), text.encode(),
                                     hashlib.sha1).digest()).decode()


def check_webhook(call):
    """What its signature says by Standard Webhooks (reliability.md 7.4)."""
    head = call.headers
    said = f"{head['webhook-id']}.{head['webhook-timestamp']}.".encode()
    want = base64.b64encode(hmac.new(base64.b64decode(SECRET),
                                     said + call.body,
                                     hashlib.sha256).digest()).decode()
    check(f"v1,{want}" in head["webhook-signature"].split(), head)


class Sink:
    """`answers` is what it says first: each a status, or (status, type, text),
    of a redirect its URL; then 204 to all."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.calls = []
        self.lock = threading.Lock()
        sink = self

        class Handler(http.server.BaseHTTPRequestHandler):
            """One call."""

            protocol_version = "HTTP/1.1"

            def do_GET(self):  # pylint: disable=invalid-name
                """Of either kind."""
                length = int(self.headers.get("Content-Length", 0))
                sink.took(self, self.rfile.read(length))

            do_POST = do_GET

            def log_message(self, *_):
                """Nobody reads it."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0),
                                                      Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever,
                                       args=(0.02,), daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def url(self, path="/hook"):
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}{path}"

    def took(self, handler, body):
        """Keep it and answer."""
        with self.lock:
            answer = self.answers.pop(0) if self.answers else 204
            self.calls.append(Call(handler.command, handler.path,
                                   handler.headers, body, time.monotonic()))
        status, kind, text = answer if isinstance(answer, tuple) else \
            (answer, "text/plain", "")
        octets = text.encode()
        handler.send_response(status)
        if status in (301, 302, 307, 308):
            handler.send_header("Location", kind)
        elif status != 204:
            handler.send_header("Content-Type", kind)
        if status != 204:
            handler.send_header("Content-Length", str(len(octets)))
        handler.end_headers()
        handler.wfile.write(octets)

    def wait(self, world, count, step=0):
        """The calls, when there are so many; the world's clock goes on by a
        step of so many seconds each time there are not."""
        end = time.monotonic() + PATIENCE
        while len(self.calls) < count:
            check(time.monotonic() < end, len(self.calls), "calls, not",
                  count, [c.path for c in self.calls])
            time.sleep(0.02)
            if len(self.calls) < count and step:
                world.advance(step)
        world.settle()
        return list(self.calls)

    def no_more(self, world, count, seconds=0.2):
        """It stays at so many."""
        world.settle()
        time.sleep(seconds)
        world.settle()
        check(len(self.calls) == count, len(self.calls), "calls, not", count)
