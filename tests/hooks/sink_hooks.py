# SPDX-License-Identifier: BSD-2-Clause
"""Sinks that are down, slow, hostile, redirecting or private: nothing is lost,
nobody else is delayed, and every refusal says why."""
import base64
import hashlib
import hmac
import http.server
import json
import threading
import time
import urllib.parse

from lib import (FROM, HOURS, MINUTE, PATIENCE, SID, TOKEN, World, basic, c,
                 check, free_port, same)

LOCAL = 'callback_http = yes callback_hosts = { "127.0.0.0/8" }'


class Sink:
    """A customer's server; `answer` is a status, or a function that writes to
    the connection itself."""

    def __init__(self, port=0, answer=204, headers=(), host="127.0.0.1"):
        sink = self
        self.answer, self.headers, self.got = answer, headers, []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                size = int(self.headers.get("Content-Length", 0))
                body = self.rfile.read(size).decode()
                sink.got.append((self.path, dict(self.headers), body))
                if callable(sink.answer):
                    self.close_connection = True
                    sink.answer(self)
                    return
                self.send_response(sink.answer)
                for name, value in sink.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass

        self.server = Server((host, port), Handler)
        self.host, self.port = host, self.server.server_port
        threading.Thread(target=self.server.serve_forever,
                         daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def url(self, path="/cb"):
        return f"http://{self.host}:{self.port}{path}"

    def forms(self):
        return [dict(urllib.parse.parse_qsl(body)) for _, _, body in self.got]

    def told(self, sid):
        """The statuses of one message, as they came."""
        return [f["MessageStatus"] for f in self.forms()
                if f["MessageSid"] == sid]


def await_that(w, true, by=0, patience=PATIENCE):
    """Until it is so; meanwhile the clock goes on, if it may."""
    end = time.monotonic() + patience
    while not true():
        check(time.monotonic() < end, "it does not come",
              w.log_text()[-2000:])
        if by:
            w.leap(by)
        time.sleep(0.02)


def send(w, n, url):
    """A message with a callback, by the Twilio face; its sid."""
    form = urllib.parse.urlencode({"To": c(n), "From": FROM, "Body": "hi",
                                   "StatusCallback": url})
    answer = w.json("POST", f"/2010-04-01/Accounts/{SID}/Messages.json", form,
                    201, **basic(),
                    **{"Content_Type": "application/x-www-form-urlencoded"})
    w.settle()
    return answer["sid"]


def check_signature(sink, n):
    """X-Twilio-Signature of the n-th request."""
    path, headers, body = sink.got[n]
    text = sink.url(path) + "".join(
        k + v for k, v in sorted(urllib.parse.parse_qsl(body)))
    want = base64.b64encode(hmac.new(TOKEN.encode(), text.encode(),
                                     hashlib.sha1).digest()).decode()
    same(headers["X-Twilio-Signature"], want)


def dead(w):
    return w.json("GET", "/v1/webhooks/dead", **basic())["dead"]


def h_sent_then_delivered_signed_and_over_a_kill():
    with Sink() as sink, World(account=LOCAL) as w:
        m = send(w, 1, sink.url())
        await_that(w, lambda: sink.told(m) == ["sent"])
        w.kill()
        w.start()
        w.settle()
        w.receipt(1, "DELIVRD")
        await_that(w, lambda: "delivered" in sink.told(m))
        # What was told just before the kill may be told again, with its id.
        same(sorted(set(sink.told(m)), key=sink.told(m).index),
             ["sent", "delivered"])
        same(sink.told(m)[-1], "delivered")
        tokens = {}
        for n, form in enumerate(sink.forms()):
            check_signature(sink, n)
            tokens.setdefault(form["MessageStatus"], set()).add(
                sink.got[n][1]["I-Twilio-Idempotency-Token"])
        same([len(t) for t in tokens.values()], [1, 1])


def h_an_hour_down_and_a_kill_lose_nothing_and_delay_nobody():
    port = free_port()
    with Sink() as other, World(account=LOCAL, enquire_link="1h") as w:
        lost = [send(w, n, f"http://127.0.0.1:{port}/cb")
                for n in range(1, 21)]
        well = send(w, 30, other.url())
        await_that(w, lambda: other.told(well) == ["sent"])
        for n in range(1, 21):
            w.receipt(n, "DELIVRD")
        w.leap(30 * MINUTE)
        w.kill()
        w.start()
        w.settle()
        w.leap(30 * MINUTE)
        well = send(w, 31, other.url())
        await_that(w, lambda: other.told(well) == ["sent"])
        with Sink(port) as sink:
            await_that(w, lambda: all(
                sink.told(m)[-1:] == ["delivered"] for m in lost),
                by=MINUTE, patience=60)
            for m in lost:
                same(list(dict.fromkeys(sink.told(m))),
                     ["sent", "delivered"], m)
        check("receiver fails" in w.log_text() or
              "letter waits" in w.log_text(), "the log says why")


def h_a_slow_sink_delays_nobody():
    go = threading.Event()
    now = []

    def slow(handler):
        now.append(1)
        go.wait(PATIENCE)
        handler.wfile.write(b"HTTP/1.1 204 x\r\nConnection: close\r\n\r\n")

    with Sink(answer=slow) as sink, Sink() as other, \
            World(account=LOCAL) as w:
        held = [send(w, n, sink.url()) for n in range(1, 31)]
        await_that(w, lambda: len(now) == 10)
        well = [send(w, n, other.url()) for n in range(40, 60)]
        await_that(w, lambda: all(other.told(m) == ["sent"] for m in well))
        same(len(now), 10, "connections of one sink")
        go.set()
        await_that(w, lambda: all(sink.told(m) == ["sent"] for m in held))


def h_hostile_answers_are_tried_again():
    def garbage(handler):
        handler.wfile.write(b"SSH-2.0-OpenSSH\r\n")

    def endless(handler):
        try:
            handler.wfile.write(b"HTTP/1.1 500 x\r\n")
            while True:
                handler.wfile.write(b"X-A: " + b"a" * 1000 + b"\r\n")
        except OSError:
            pass

    for answer in (garbage, endless):
        with Sink(answer=answer) as sink, World(account=LOCAL) as w:
            m = send(w, 1, sink.url())
            await_that(w, lambda: "letter waits" in w.log_text())
            same(dead(w), [])
            sink.answer = 204
            await_that(w, lambda: len(sink.told(m)) >= 2, by=MINUTE)


def h_redirects_are_not_followed_and_a_dead_letter_says_so():
    with Sink() as target, World(account=LOCAL, enquire_link="1h") as w, \
            Sink(answer=302, headers=[("Location", target.url())]) as sink:
        send(w, 1, sink.url())
        await_that(w, lambda: dead(w), by=20 * MINUTE, patience=30)
        check("302" in dead(w)[0]["why"], dead(w))
        check("dead letter" in w.log_text())
        same((len(target.got), len(sink.got)), (0, 8))
        # It is mended, and the letter replayed.
        sink.answer, sink.headers = 204, ()
        status, _, _ = w.ask(
            "POST", f"/v1/webhooks/dead/{dead(w)[0]['id']}:replay", "",
            **basic())
        same(status, 204)
        await_that(w, lambda: len(sink.got) == 9, by=1)
        same(dead(w), [])


def h_private_addresses_are_refused_and_said_so():
    with Sink() as sink, World(account="callback_http = yes") as w:
        for host in ("127.0.0.1", "[::1]", "10.1.2.3", "169.254.169.254",
                     "0.0.0.0", "[::ffff:127.0.0.1]", "localhost"):
            status, _, answer = w.ask(
                "POST", "/v1/messages", json.dumps(
                    {"to": c(1), "from": FROM, "text": "hi",
                     "status_callback": f"http://{host}:{sink.port}/cb"}),
                **basic(), Content_Type="application/json")
            same(status, 400)
            check("callback" in answer, answer)
        same(sink.got, [])


def h_what_may_no_longer_be_called_is_not():
    with Sink() as sink, World(account=LOCAL, enquire_link="1h") as w:
        message = w.post(1, send_at="2026-03-02T20:00:00Z",
                         status_callback=sink.url())
        await_that(w, lambda: len(sink.got) == 1)
        # Its host is taken off the list before the message goes.
        w.account = "callback_http = yes"
        w.reload()
        await_that(w, lambda: dead(w), by=20 * MINUTE)
        for letter in dead(w):
            check(letter["why"].startswith("denied: "), letter)
            same(letter["message"], message)
        same(len(sink.got), 1)
        check("dead letter" in w.log_text())
