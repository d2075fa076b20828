# SPDX-License-Identifier: BSD-2-Clause
"""What a request may look like: W1, W3, W24 to W27, W29."""
import json
import re

from client import AUTH, GOOD, HOST, JSON, Client, ask, request
from lib import SID, World, c, check, same

ALIVE = f"GET /healthz HTTP/1.1\r\n{HOST}\r\n"

# The rows of the probe: what comes, and the strict answer to it. A body that
# would be taken for a second request begins with GET.
PROBE = [
    ("two Content-Length", "Content-Length: 5\r\nContent-Length: 3\r\n",
     "hello", 400),
    ("the same length twice", "Content-Length: 5\r\nContent-Length: 5\r\n",
     "hello", 400),
    ("length and chunks", "Content-Length: 5\r\nTransfer-Encoding: chunked"
     "\r\n", "0\r\n\r\n", 400),
    ("chunk size 0x3", "Transfer-Encoding: chunked\r\n",
     "0x3\r\nabc\r\n0\r\n\r\n", 400),
    ("chunk size +3", "Transfer-Encoding: chunked\r\n",
     "+3\r\nabc\r\n0\r\n\r\n", 400),
    ("chunk size with a space", "Transfer-Encoding: chunked\r\n",
     " 3\r\nabc\r\n0\r\n\r\n", 400),
    ("length +5", "Content-Length: +5\r\n", "hello", 400),
    ("length -0", "Content-Length: -0\r\n", "", 400),
    ("length with a comma", "Content-Length: 5, 5\r\n", "hello", 400),
    ("space before the colon", "Content-Length : 5\r\n", "hello", 400),
    ("space before the colon of chunks",
     "Transfer-Encoding : chunked\r\nContent-Length: 4\r\n", "hell", 400),
    ("an empty name", ": v\r\n", "", 400),
    ("NUL in a value", "User: admin\0junk\r\n", "", 400),
    ("a bare LF", "User: a\n", "", 400),
    ("a folded line", "User: a\r\n b\r\n", "", 400),
    ("two Hosts", HOST, "", 400),
    ("gzip, chunked", "Transfer-Encoding: gzip, chunked\r\n",
     "0\r\n\r\n", 501),
    ("xchunked", "Transfer-Encoding: xchunked\r\n",
     "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", 501),
    ("a megabyte", "X: " + "a" * 1000000 + "\r\n", "", 431),
]


def strict(w, what, octets, status):
    """One refusal, and nothing after it."""
    with Client(w) as client:
        try:
            client.write(octets + ALIVE)
        except ConnectionError:
            pass    # it has said what it thinks of it
        found = client.answer()
        same(found.status, status, what)
        same(found.get("Connection"), "close", what)
        check(b"admin" not in found.body, what, "reflects")
        client.ended()


def w1_every_row_of_the_probe_gets_the_strict_answer():
    with World() as w:
        for what, fields, body, status in PROBE:
            strict(w, what, f"POST /v1/messages HTTP/1.1\r\n{HOST}{AUTH}{JSON}"
                   f"{fields}\r\n{body}", status)
        for first, status in (
                ("GET /healthz HTTP/4294967297.1", 505),
                ("GET /healthz HTTP/1.10", 505), ("GET /healthz http/1.1", 505),
                ("GET /healthz HTTP/2.0", 505), ("GET /healthz", 400),
                ("GET  /healthz HTTP/1.1", 400), ("GET /h z HTTP/1.1", 400),
                ("get /healthz HTTP/1.1", 501)):
            got = ask(w, f"{first}\r\n{HOST}\r\n")
            check(got.status in (status, 400, 505), first, got.status)
            check(got.closed, first)
        strict(w, "no Host", "GET /healthz HTTP/1.1\r\n\r\n", 400)
        strict(w, "chunks in 1.0", "POST /v1/messages HTTP/1.0\r\n"
               "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400)
        same(w.json("GET", "/v1/messages")["messages"], [])


def w1_pipelined_requests_and_trailers_are_served():
    with World() as w, Client(w) as client:
        size = f"{len(GOOD):x}"
        client.write(f"POST /v1/messages HTTP/1.1\r\n{HOST}{AUTH}{JSON}"
                     f"Transfer-Encoding: chunked\r\n\r\n{size};a=b\r\n{GOOD}"
                     f"\r\n0\r\nTrailer: x\r\n\r\n" + ALIVE * 2)
        same([client.answer().status for _ in range(3)], [201, 200, 200])


def w3_a_request_cut_anywhere_stays_the_same():
    text = json.dumps({"text": "Grüße an alle", "from": "+12125550100",
                       "to": c(1)})
    whole = request("POST", "/v1/explain/text?a=b%20c", JSON, body=text) \
        .encode()
    with World() as w:
        want = ask(w, whole).gist()
        same(want[0], 200, want)
        with Client(w) as client:
            for cut in range(1, len(whole)):
                client.write(whole, cut=cut)
                same(client.answer().gist(), want, "cut at", cut)
            client.write(whole, each=1)
            same(client.answer().gist(), want, "byte by byte")


def w3_a_hundred_pipelined_keep_their_order():
    with World() as w, Client(w) as client:
        client.write("".join(request("GET", f"/v1/lookup/{c(n)}")
                             for n in range(100)))
        for n in range(100):
            found = client.answer()
            same(found.status, 200)
            check(c(n)[1:].encode() in found.body, n, found.body)


def w24_paths_match_exactly_or_not_at_all():
    with World() as w:
        for path in ("/v1/messages/", "/V1/messages", "/v1//messages",
                     "//v1/messages", "/v1/../v1/messages", "/v1/./messages",
                     "/v1/messages;a=b", "/v1/messages%2f", "/v1%2Fmessages",
                     "/v1/messages/..", "/v1/messages%20", "/v1\\messages",
                     "/v1/messages:BATCH", "/v1/messages/a/b", "/%2e%2e/etc"):
            got = ask(w, request("GET", path))
            check(got.status in (400, 404), path, got.status)
        same(ask(w, request("GET", "/v1/%6dessages")).status, 200)


def w24_no_header_makes_another_method_of_it():
    with World() as w:
        m = w.post(1)
        for field in ("X-HTTP-Method-Override", "X-Method-Override",
                      "X-HTTP-Method", "_method"):
            got = ask(w, request("GET", "/v1/messages", f"{field}: POST\r\n",
                                 JSON, body=GOOD))
            same(got.status, 200, field)
        same(ask(w, request("GET", f"/v1/messages/{m}?_method=DELETE")).status,
             200)
        same(len(w.json("GET", "/v1/messages")["messages"]), 1)


def w25_a_browser_of_another_site_gets_nothing():
    with World() as w:
        origin = "Origin: https://evil.example\r\n"
        for octets in (request("GET", "/v1/messages", origin),
                       request("OPTIONS", "/v1/messages", origin,
                               "Access-Control-Request-Method: POST\r\n")):
            got = ask(w, octets)
            for name, _ in got.fields:
                check(not name.lower().startswith("access-control"), name)
            same(got.get("Set-Cookie"), None)
        same(ask(w, request("OPTIONS", "/v1/messages")).status, 405)
        # What a form of another site can send needs no question before.
        got = ask(w, request("POST", "/v1/messages",
                             "Content-Type: text/plain\r\n", body=GOOD))
        same(got.status, 415)
        got = ask(w, request("POST", "/v1/messages", JSON, "Cookie: a=b\r\n",
                             body=GOOD, auth=False))
        same(got.status, 401)


def w25_every_answer_says_how_it_may_be_used():
    want = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy":
                "default-src 'none'; frame-ancestors 'none'"}
    with World() as w:
        for octets in (ALIVE, request("GET", "/v1/messages"),
                       request("GET", "/nothing"), "bad\r\n\r\n",
                       request("GET", "/v1/messages", auth=False)):
            got = ask(w, octets)
            for name, value in want.items():
                same(got.get(name), value, octets[:30])
            same(got.get("Server"), None)
            same(got.get("Strict-Transport-Security"), None)


def w25_every_answer_bears_an_id():
    seen = set()
    with World() as w:
        face = f"/2010-04-01/Accounts/{SID}/Messages.json"
        for octets in (ALIVE, request("GET", "/nothing"), "bad\r\n\r\n",
                       request("GET", face, "X-Request-Id: mine\r\n")):
            got = ask(w, octets)
            check(re.fullmatch("[0-9a-f]{32}", got.get("X-Request-Id")),
                  octets, got.fields)
            seen.add(got.get("X-Request-Id"))
            same(got.get("Twilio-Request-Id"),
                 "RQ" + got.get("X-Request-Id") if face in octets else None)
        same(len(seen), 4)


def w26_nothing_is_built_from_the_host():
    with World() as w:
        face = f"/2010-04-01/Accounts/{SID}/Messages.json"
        evil = f"evil.example:{w.port}"
        for path in ("/v1/messages", face, "/v1/nothing"):
            octets = request("GET", path).replace(HOST, f"Host: {evil}\r\n")
            got = ask(w, octets)
            check(b"evil" not in got.body, path)
            check(not any("evil" in v for _, v in got.fields), got.fields)
        got = ask(w, request("POST", "/v1/messages", JSON, body=GOOD)
                  .replace(HOST, f"Host: {evil}\r\n"))
        same(got.status, 201)
        check(b"evil" not in got.body, got.body)
        check("evil" not in (got.get("Location") or ""), got.fields)


def w26_a_target_has_no_host_in_it():
    with World() as w:
        for target in ("http://localhost/healthz", "https://evil.example/",
                       "localhost:80", "*", "healthz", "/healthz#a",
                       "/healthz%00", "/health%", "/health%4"):
            got = ask(w, f"GET {target} HTTP/1.1\r\n{HOST}\r\n")
            same(got.status, 400, target)
        for host in ("a b", "a/b", "user@a", "a:x", "", "[::1", "a\"b"):
            got = ask(w, f"GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n")
            same(got.status, 400, host)


def w27_other_protocols_and_methods_are_turned_away():
    with World() as w:
        upgrade = ("Upgrade: websocket\r\nConnection: Upgrade\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                   "Sec-WebSocket-Version: 13\r\n")
        for octets, status in (
                ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
                (request("GET", "/healthz", upgrade), 501),
                (request("TRACE", "/healthz"), 405),
                (request("CONNECT", "/healthz"), 405),
                (f"CONNECT a:443 HTTP/1.1\r\n{HOST}\r\n", 405),
                (request("PROPFIND", "/healthz"), 501),
                (request("PURGE", "/healthz"), 501),
                (request("BREW", "/healthz"), 501)):
            got = ask(w, octets)
            check(got.status in (status, 400), octets[:40], got.status)
            check(got.closed, octets[:40], "stays open")
        same(ask(w, ALIVE).status, 200)


def w29_what_a_proxy_would_say_is_not_believed():
    with World() as w:
        for begin in ("PROXY TCP4 192.0.2.1 192.0.2.2 1000 80\r\n",
                      "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c"):
            got = ask(w, begin + ALIVE)
            check(400 <= got.status < 600, begin, got.status)
            check(got.closed, begin)
        with Client(w) as client:
            # Whoever says to be others is one all the same.
            for n in range(14):
                client.write(request(
                    "GET", "/v1/messages", "Authorization: Bearer "
                    f"guess{n:09d}\r\n", f"X-Forwarded-For: 192.0.2.{n}\r\n",
                    f"Forwarded: for=192.0.2.{n}\r\n", auth=False))
                same(client.answer().status, 401 if n < 10 else 429, n)
