# SPDX-License-Identifier: BSD-2-Clause
"""Who asks: W12, W14; and what is written down of it: W22."""
import json
import re

from client import AUTH, GOOD, HOST, JSON, Client, ask, request
from lib import FROM, SID, TOKEN, World, basic, c, check, same

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z "
                  r"(error|warn|info|debug) [^ ]+: [ -~]+")
REQUEST = re.compile(r"info http: request id=([0-9a-f]{32}) method=([A-Z]+|-) "
                     r"route=(\S+) status=(\d+) bytes=(\d+) ms=\d+\.\d"
                     r"( broken)?$")


def guess(user=None, token="wrong-wrong-wrong"):
    """A header with wrong credentials."""
    if user is None:
        return f"Authorization: Bearer {token}\r\n"
    return f"Authorization: {basic(user, token)['Authorization']}\r\n"


def tried(w, field, source=None, path="/v1/messages"):
    """The answer to one attempt."""
    return ask(w, request("GET", path, field, auth=False), source)


def w12_a_secret_in_the_query_is_refused_with_advice():
    with World() as w:
        for query in (f"token={TOKEN}", f"api_key={TOKEN}",
                      f"AccountSid={SID}&AuthToken={TOKEN}",
                      f"username={SID}&password={TOKEN}",
                      f"access_token={TOKEN}"):
            got = ask(w, request("GET", f"/v1/messages?{query}", auth=False))
            same(got.status, 401, query)
            check("never in the URL" in json.loads(got.body)["error"]
                  ["message"], got.body)
        check(TOKEN not in w.log_text(), "the secret is in the log")


def w14_the_eleventh_wrong_guess_has_to_wait():
    with World() as w:
        for n in range(10):
            same(tried(w, guess(f"user{n}")).status, 401, n)
        got = tried(w, guess("user10"))
        same(got.status, 429)
        check(0 < int(got.get("Retry-After")) <= 60, got.fields)
        same(json.loads(got.body)["error"]["code"], "too_many_failures")
        face = f"/2010-04-01/Accounts/{SID}/Messages.json"
        got = tried(w, guess("user11"), path=face)
        same((got.status, json.loads(got.body)["code"]), (429, 20429))
        # Right ones are taken, and somebody else is somebody else.
        same(ask(w, request("GET", "/v1/messages")).status, 200)
        same(tried(w, guess("user12"), "127.0.0.2").status, 401)
        w.advance(60)
        same(tried(w, guess("user13")).status, 401)


def w14_a_name_is_guarded_against_many_addresses():
    with World() as w:
        for n in range(10):
            same(tried(w, guess(SID), f"127.0.3.{n + 1}").status, 401, n)
        same(tried(w, guess(SID), "127.0.3.99").status, 429)
        same(tried(w, guess("demo"), "127.0.3.99").status, 401)
        # Its owner is never locked out, from wherever.
        for source in ("127.0.3.1", "127.0.3.99", "127.0.3.100"):
            same(ask(w, request("GET", "/v1/messages"), source).status, 200)
        # The beginning of a token counts as a name.
        for n in range(10):
            same(tried(w, guess(token=f"prefix--{n}"), f"127.0.4.{n + 1}")
                 .status, 401, n)
        same(tried(w, guess(token="prefix--x"), "127.0.4.99").status, 429)
        same(tried(w, guess(token="other---x"), "127.0.4.99").status, 401)


def w14_who_gives_no_credentials_is_always_told_how():
    with World() as w:
        for _ in range(30):
            got = ask(w, request("GET", "/v1/messages", auth=False))
            same(got.status, 401)
            check(got.get("WWW-Authenticate"), got.fields)
        same(w.log_text().count("too many failed"), 0)


def w14_it_is_logged_once_when_it_begins():
    with World() as w:
        for n in range(30):
            tried(w, guess(f"user{n}"))
        same(w.log_text().count("too many failed authentications "
                                "address=127.0.0.1\n"), 1)


def lines_of(w):
    """What the daemon logged."""
    return (w.work / "esmed.log").read_text(encoding="utf-8").splitlines()


def requests_of(w):
    """The lines of requests: id, method, route, status, bytes, broken."""
    found = []
    for line in lines_of(w):
        if " http: request " in line:
            match = REQUEST.search(line)
            check(match, "cannot be read:", line)
            found.append(match.groups())
    return found


def w22_each_request_is_a_line_without_what_was_in_it():
    with World() as w:
        m = w.post(1)
        before = len(requests_of(w))
        face = f"/2010-04-01/Accounts/{SID}/Messages"
        asked = [("GET", f"/v1/messages/{m}", "/v1/messages/{id}", 200),
                 ("GET", f"/v1/lookup/{c(7)}?a=b", "/v1/lookup/{number}", 200),
                 ("GET", f"{face}/{m}.json", None, 200),
                 ("HEAD", "/healthz", "/healthz", 200),
                 ("GET", f"/nothing/{c(7)}", "-", 404),
                 ("DELETE", "/v1/messages", "-", 405)]
        ids = []
        for method, path, _, status in asked:
            got = ask(w, request(method, path), method=method)
            same(got.status, status, path)
            ids.append((got.get("X-Request-Id"), str(len(got.body))))
        lines = requests_of(w)[before:]
        same(len(lines), len(asked))
        for line, (method, _, route, status), (name, length) in \
                zip(lines, asked, ids):
            same(line[0], name)
            same((line[1], line[3], line[4], line[5]),
                 (method, str(status), length, None))
            check(route in (None, line[2]), line)
        for line in lines_of(w):
            if " http: request " in line:
                for secret in (m, c(7)[1:], SID, "127.0.0.1", "a=b"):
                    check(secret not in line, secret, "in", line)


def w22_requests_are_not_logged_if_so_configured():
    with World(start=False) as w:
        text = w.conf.read_text().replace(
            f'"127.0.0.1:{w.port}"',
            f'"127.0.0.1:{w.port}" log_requests = no', 1)
        w.conf.write_text(text)
        w.start()
        w.post(1)
        same(requests_of(w), [])


def w22_nothing_that_is_sent_breaks_or_forges_a_line():
    forged = ("x\r\n2026-01-01T00:00:00.000Z error esmed: forged\r\n"
              "\x1b[2J\x1b]0;t\x07 \"quoted\" \\ {\"a\":1} \x9b\u2028 end")
    canary = "canary-17-text"
    with World() as w:
        for field in ("text", "from", "to", "ref", "tag", "smsc", "class",
                      "validity", "status_callback", forged):
            body = {"to": c(1), "from": FROM, "text": canary, field: forged}
            w.ask("POST", "/v1/messages", body)
        w.batch([{"to": c(2), "text": forged + canary}])
        wild = "".join(chr(n) for n in range(33, 127) if chr(n) != "%")
        for field in (f"User-Agent: {wild}\r\n", f"User-Agent: {canary} a\r\n",
                      "User-Agent: \xff\xfe\r\n", guess(wild.replace(":", "")),
                      guess("x\r\nforged"), guess("x\x1b[2J"),
                      guess("a" * 200), "Authorization: \xffforged\r\n"):
            with Client(w) as client:
                client.write(f"GET /v1/messages HTTP/1.1\r\n{HOST}{field}\r\n"
                             .encode("latin-1"))
                client.answer()
        for _ in range(12):
            with Client(w) as client:
                client.write(request("GET", "/v1/messages",
                                     guess("x\r\nforged \"a\" \x1b[2J"),
                                     auth=False))
                client.answer()
        ask(w, f"GET /v1/{canary}%0d%0aforged HTTP/1.1\r\n{HOST}{AUTH}\r\n")
        ask(w, request("POST", f"/v1/messages/{canary}", JSON, body=GOOD))
        for line in lines_of(w):
            check(LINE.fullmatch(line), "a line is broken:", repr(line))
            check("error esmed: forged" not in line.split(": ", 1)[0], line)
            check(canary not in line, "a text is in the log:", line)
        forging = [n for n in lines_of(w) if n.startswith("2026-01-01")]
        same(forging, [], "forged lines")
