# SPDX-License-Identifier: BSD-2-Clause
"""What a customer may do wrong, and what may go wrong for a customer."""
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile

from lib import FROM, HELLO, PATIENCE, SID, World, basic, c, check, \
    free_port, same

GOOD = {"to": c(1), "from": FROM, "text": HELLO}


def refused(w, body, code, status=400, field=None, **headers):
    """A message that is refused with these words, and not stored."""
    if isinstance(body, dict):
        body = json.dumps(body)
    answer = w.json("POST", "/v1/messages", body, status,
                    **{"Content_Type": "application/json", **headers})
    error = answer["error"]
    same((error["status"], error["code"]), (status, code), body)
    check(len(error["message"]) > 10, error)
    if field is not None:
        same(error["field"], field, body)
    return error


def nothing_was_stored(w):
    """No message, nothing on the wire."""
    same(w.json("GET", "/v1/messages")["messages"], [])
    w.settle()
    same(w.sim.seen(), 0, "submits")


def s_p54_wrong_messages_are_refused_with_their_field():
    with World(account='countries = { "US", "CA", "GB" }') as w:
        for number in ("12345", "+1917", "abcdefghij", "+", 17, "+1" * 20):
            refused(w, {**GOOD, "to": number}, "invalid_number", field="to")
        refused(w, {"from": FROM, "text": "x"}, "to_missing", field="to")
        refused(w, {**GOOD, "to": ""}, "to_missing", field="to")
        refused(w, {**GOOD, "to": "+380501234567"}, "country_not_supported",
                field="to")
        refused(w, {**GOOD, "text": ""}, "empty_text", field="text")
        refused(w, {**GOOD, "text": "x" * 1601}, "text_too_long",
                field="text")
        refused(w, {**GOOD, "class": "bulk"}, "invalid_class")
        refused(w, {**GOOD, "on_doubt": "maybe"}, "invalid_on_doubt")
        refused(w, {**GOOD, "validity": -1}, "invalid_validity")
        refused(w, {**GOOD, "validity": "soon"}, "invalid_validity")
        refused(w, {**GOOD, "smsc": "nobody"}, "unknown_smsc")
        refused(w, {"to": c(1), "text": "x"}, "from_missing")
        nothing_was_stored(w)


def s_p54_the_words_for_a_bad_number():
    with World() as w:
        error = refused(w, {**GOOD, "to": "12345"}, "invalid_number")
        check(error["message"].startswith("Unable to create record"),
              error["message"])


def s_p55_the_words_for_an_unknown_message():
    with World() as w:
        answer = w.json("GET", "/v1/messages/doesnotexist", want=404)
        same(answer["error"]["code"], "not_found")
        check(answer["error"]["message"].startswith("Unable to fetch record"),
              answer)


def s_w7_bad_json():
    with World() as w:
        for body in ("", "{", "null", "[]", '{"to":}', "{} {}", '"x"', "1",
                     '{"to":"a",}', "{'to':1}", '{"text":NaN}',
                     '{"to":"+1"} x', "\ufeff{}", '{"a":' * 100,
                     '{"text":"\\ud800"}', '{"to":"%s","to":"%s"}'
                     % (c(1), c(2))):
            status, _, text = w.ask("POST", "/v1/messages", body,
                                    Content_Type="application/json")
            same(status, 400, body[:40], text)
            json.loads(text)
        refused(w, '{"to":', "invalid_json")
        nothing_was_stored(w)


def s_w8_text_that_is_no_utf8():
    with World() as w:
        for octets in (b"\xc0\x80", b"\xed\xa0\x80", b"\xf5\x80\x80\x80",
                       b"\xff", b"\xe2\x82"):
            body = (b'{"to":"%s","from":"%s","text":"x%s"}'
                    % (c(1).encode(), FROM.encode(), octets))
            status, _, text = w.ask("POST", "/v1/messages", body,
                                    Content_Type="application/json")
            same(status, 400, octets, text)
        refused(w, '{"to":"%s","from":"%s","text":"a\\u0000b"}'
                % (c(1), FROM), "invalid_json")
        nothing_was_stored(w)


def s_w16_unknown_fields():
    with World() as w:
        for field in ("status", "price", "account_id", "id", "txt"):
            refused(w, {**GOOD, field: "x"}, "unknown_field", 422)
        nothing_was_stored(w)


def s_w10_content_types():
    with World() as w:
        for kind in ("text/plain", "application/xml",
                     "application/json; charset=latin-1",
                     "application/x-www-form-urlencoded"):
            refused(w, GOOD, "unsupported_media_type", 415,
                    Content_Type=kind)
        same(w.ask("POST", "/v1/messages", json.dumps(GOOD),
                   Content_Type="application/json; charset=utf-8")[0], 201)


def s_a_line_that_is_too_long_has_its_own_answer():
    good = json.dumps(GOOD) + "\n"
    long = json.dumps({**GOOD, "text": "x" * 70000}) + "\n"
    with World() as w:
        for lines, want in ((good + long + good, "gbg"), (long + good, "bg"),
                            (good + long * 3 + good, "gbbbg"),
                            (good + long[:-1], "gb")):
            status, _, text = w.ask("POST", "/v1/messages:batch", lines,
                                    Content_Type="application/x-ndjson")
            same(status, 200)
            answers = [json.loads(line) for line in text.splitlines()]
            same([a["line"] for a in answers],
                 list(range(1, len(want) + 1)))
            same("".join("g" if "id" in a else "b" for a in answers), want)
            for a in answers:
                check("id" in a or (a["error"]["code"] == "line_too_long" and
                                    "64 KiB" in a["error"]["message"]), a)
        w.settle()
        same(w.sim.seen(), 6)
        _, _, text = w.ask("POST", "/v1/optouts:import",
                           f"{c(1)}\n{'9' * 70000}\n{c(2)}\n",
                           Content_Type="text/csv")
        answers = [json.loads(line) for line in text.splitlines()]
        same([(a["line"], a.get("number")) for a in answers],
             [(1, c(1)), (2, None), (3, c(2))])
        done = w.json("POST", "/v1/contacts:import",
                      f"number,name\n{c(1)},a\n{c(2)},{'x' * 70000}\n"
                      f"{c(3)},c\n", Content_Type="text/csv")
        same((done["rows"], done["created"], done["rejected"]), (3, 2, 1))
        error, = done["errors"]
        same((error["row"], error["line"], error["code"]),
             (2, 3, "line_too_long"))


def s_errors_below_the_api_are_in_the_form_of_their_face():
    def ask(path, more="", body=b"", length=None):
        _, _, text = w.exchange(
            f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: "
            f"{len(body) if length is None else length}\r\n{more}\r\n"
            .encode() + body)
        return json.loads(text)

    auth = "".join(f"{k}: {v}\r\n" for k, v in basic().items())
    twilio = f"/2010-04-01/Accounts/{SID}/Messages.json"
    with World() as w:
        for path in (twilio, "/v1/Services"):
            for more, length, status, code in (
                    (auth, 1200000, 413, 20413),
                    (auth + "Content-Encoding: gzip\r\n", 0, 415, 20415),
                    (f"X: {'x' * 17000}\r\n", 0, 431, 20431),
                    ("Bad Name: x\r\n", 0, 400, 20001),
                    ("Expect: more\r\n", 0, 417, 20417)):
                e = ask(path, more, length=length)
                same((e["status"], e["code"], sorted(e)), (status, code, [
                    "code", "message", "more_info", "status"]), path, more[:30])
        same(ask("/2010-04-01/%zz")["code"], 20001)
        # Nobody knows whose it was meant to be.
        both = json.loads(w.exchange(b"nonsense\r\n\r\n")[2])
        same((both["code"], both["error"]["status"]), (20501, 501))
        e = ask("/v1/messages", auth, length=1200000)["error"]
        same((e["status"], e["code"]), (413, "too_large"))


def s_the_connections_of_an_address():
    with World(conf="", start=False) as w:
        w.conf.write_text(w.conf.read_text().replace(
            'http "main" {', 'http "main" { connections_per_address = 3\n'))
        w.start()
        open_ones = [socket.create_connection(("127.0.0.1", w.port))
                     for _ in range(3)]
        with socket.create_connection(("127.0.0.1", w.port), PATIENCE) as s:
            text = b""
            while piece := s.recv(4096):
                text += piece
        head, body = text.decode().split("\r\n\r\n")
        check(head.startswith("HTTP/1.1 429 "), head)
        check("Retry-After: 10" in head and "application/json" in head, head)
        e = json.loads(body)
        same((e["code"], e["status"], e["error"]["code"]),
             (20429, 429, "too_many_requests"))
        check("type" not in e and "title" not in e, e)
        for one in open_ones:
            one.close()


def s_w29_a_trusted_proxy_names_its_client():
    port = free_port()
    with World(conf=f"""\
http "proxied" {{
    listen = "127.0.0.1:{port}"
    trusted_proxies = {{ "127.0.0.0/8", "10.0.0.0/8" }}
    connections_per_address = 2
    body_max = "64KiB"
}}
""", account='allow = { "203.0.113.7", "127.0.0.1", "2001:db8::/32" }') as w:
        main, direct = w.port, "198.51.100.1"

        def by(said, path="/v1/messages"):
            w.port = port
            try:
                return w.ask("GET", path, **(
                    {} if said is None else {"X_Forwarded_For": said}))[0]
            finally:
                w.port = main
        for said, want in (
                (None, 200), ("203.0.113.7", 200), (direct, 403),
                (f"{direct}, 203.0.113.7", 200),
                (f"203.0.113.7, {direct}", 403),
                (f"{direct},203.0.113.7 , 10.1.2.3,127.0.0.1", 200),
                ("203.0.113.7:4711", 200), ("2001:db8::5", 200),
                ("[2001:db8::5]:80", 200), ("2001:db9::5", 403),
                ("203.0.113.7, unknown", 403), ("203.0.113.7, 1.2", 403)):
            same(by(said), want, said)
        # W17: who asks through a proxy is not on this machine.
        same([by(said, "/metrics") for said in (
            None, direct, "unknown", "203.0.113.7", "127.0.0.1, " + direct)],
             [200, 404, 404, 404, 404])
        same(w.ask("GET", "/metrics", X_Forwarded_For=direct)[0], 200)
        same(w.ask("GET", "/v1/messages", X_Forwarded_For=direct)[0], 200)
        open_ones = [socket.create_connection(("127.0.0.1", port))
                     for _ in range(5)]
        same(by("203.0.113.7"), 200)
        for one in open_ones:
            one.close()
        w.port = port
        same(w.ask("POST", "/v1/messages", "x" * 70000,
                   X_Forwarded_For="203.0.113.7")[0], 413)
        w.port = main
        same(w.ask("POST", "/v1/messages", "x" * 70000)[0], 415)


def s_an_api_key_of_twilios_is_a_user():
    key = "SK" + "0a" * 16
    with World(account=f"""user "{key}" {{
        token = "secret-of-the-key-0123456789"
        role = "operator"
    }}""") as w:
        path = f"/2010-04-01/Accounts/{SID}/Messages.json"
        form = f"To=%2B{c(1)[1:]}&From=%2B{FROM[1:]}&Body=x"
        for secret, want in (("secret-of-the-key-0123456789", 201),
                             ("secret-of-another-0123456789", 401)):
            w.json("POST", path, form, want, **basic(key, secret),
                   Content_Type="application/x-www-form-urlencoded")


def s_w12_who_asks():
    with World() as w:
        bodies = set()
        for headers in ({}, basic(SID, "wrong"), basic("AC" + "9" * 32),
                        {"Authorization": "Bearer nobody"},
                        {"Authorization": "Basic !!!"},
                        {"Authorization": "Digest x"}):
            head = "".join(f"{k}: {v}\r\n" for k, v in headers.items())
            body = json.dumps(GOOD)
            status, got, text = w.exchange(
                f"POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Type: "
                f"application/json\r\nContent-Length: {len(body)}\r\n{head}"
                f"Connection: close\r\n\r\n{body}".encode())
            same(status, 401, headers, text)
            check("WWW-Authenticate" in got, got)
            bodies.add(text)
        same(len(bodies), 1, "different answers")
        nothing_was_stored(w)
        same(w.ask("GET", "/v1/messages", Authorization="Bearer "
                   "0123456789abcdef0123456789abcdef")[0], 200)


def s_w15_another_account_sees_nothing():
    with World() as w:
        m = w.post(1)
        other = basic("AC00000000000000000000000000000002",
                      "fedcba9876543210fedcba9876543210")
        foreign = w.ask("GET", f"/v1/messages/{m}", **other)
        unknown = w.ask("GET", "/v1/messages/SM" + "0" * 32, **other)
        same(foreign[0], 404)
        same(foreign[2], unknown[2], "an oracle")
        same(w.json("GET", "/v1/messages", **other)["messages"], [])
        path = f"/2010-04-01/Accounts/{SID}/Messages"
        for p in (f"{path}/{m}.json", f"{path}.json"):
            check(w.ask("GET", p, **other)[0] in (401, 403, 404), p)
        same(w.ask("POST", f"{path}.json", f"To={c(1)[1:]}&From=1&Body=x",
                   Content_Type="application/x-www-form-urlencoded",
                   **other)[0] in (401, 403, 404), True)


def s_senders_and_countries_of_an_account():
    with World(account='numbers = { "+12125550100" } '
               'countries = { "US" }') as w:
        w.post(1)
        refused(w, {**GOOD, "from": "+12125550101"}, "sender_not_owned")
        refused(w, {**GOOD, "to": "+447700900123"}, "country_not_supported")


def s_methods_and_paths():
    with World() as w:
        for method in ("PUT", "DELETE", "PATCH"):
            status, headers, text = w.ask(method, "/v1/messages")
            same(status, 405, method, text)
            check("POST" in headers.get("Allow", ""), headers)
        same(w.ask("GET", "/v1/messages:batch")[0], 405)
        same(w.ask("GET", "/")[0], 303, "the way to the pages")
        for path in ("/v1", "/v1/messages/", "/V1/messages",
                     "/v1//messages", "/v1/../v1/messages", "/v2/messages"):
            same(w.ask("GET", path)[0], 404, path)
        same(w.ask("TRACE", "/v1/messages")[0] in (405, 501), True)


def s_health():
    with World() as w:
        same(w.ask("GET", "/healthz")[0], 200)
        same(w.ask("GET", "/readyz")[0], 200)
        w.sim.say("close")
        w.sim.say("drop")
        w.settle()
        same(w.ask("GET", "/healthz")[0], 200)
        same(w.ask("GET", "/readyz")[0], 503)


def s_a_batch_is_answered_line_by_line_in_order():
    with World(window=1000) as w:
        lines = []
        for n in range(1, 201):
            if n % 10 == 3:
                lines.append('{"to": "12345", "from": "%s", "text": "x"}'
                             % FROM)
            elif n % 10 == 7:
                lines.append("not JSON")
            else:
                lines.append(json.dumps({**GOOD, "to": c(n)}))
        status, _, text = w.ask(
            "POST", "/v1/messages:batch", "\n".join(lines),
            Content_Type="application/x-ndjson")
        same(status, 200)
        answers = [json.loads(line) for line in text.splitlines()]
        same([a["line"] for a in answers], list(range(1, 201)))
        for a in answers:
            want = {3: "invalid_number", 7: "invalid_json"}.get(
                a["line"] % 10)
            same(a.get("error", {}).get("code"), want, a)
            check(("id" in a) == (want is None), a)
        w.settle()
        same(w.sim.seen(), 160, "submits")
        for a in answers:
            if "id" in a:
                w.expect(a["id"], state="forwarded", to=c(a["line"]))


def s_a_batch_is_answered_while_it_still_comes():
    with World() as w:
        head = ("POST /v1/messages:batch HTTP/1.1\r\nHost: x\r\n"
                "Content-Type: application/x-ndjson\r\n"
                "Transfer-Encoding: chunked\r\nAuthorization: "
                + basic()["Authorization"] + "\r\n\r\n").encode()
        with socket.create_connection(("127.0.0.1", w.port),
                                      PATIENCE) as peer:
            peer.sendall(head)
            seen = b""
            for n in (1, 2, 3):
                line = json.dumps({**GOOD, "to": c(n)}).encode() + b"\n"
                peer.sendall(b"%x\r\n%s\r\n" % (len(line), line))
                while b'"line":%d,' % n not in seen.replace(b" ", b""):
                    more = peer.recv(4096)
                    check(more, seen)
                    seen += more
            peer.sendall(b"0\r\n\r\n")
            while b"0\r\n\r\n" not in seen:
                more = peer.recv(4096)
                check(more, seen)
                seen += more
        w.settle()
        same(w.sim.seen(), 3, "submits")


def s_a_batch_cut_short_keeps_what_was_answered():
    with World() as w:
        line = json.dumps(GOOD).encode() + b"\n"
        head = ("POST /v1/messages:batch HTTP/1.1\r\nHost: x\r\n"
                "Content-Type: application/x-ndjson\r\nContent-Length: 9999"
                "\r\nAuthorization: " + basic()["Authorization"]
                + "\r\n\r\n").encode()
        with socket.create_connection(("127.0.0.1", w.port),
                                      PATIENCE) as peer:
            peer.sendall(head + line + line[:10])
            while b'"id"' not in peer.recv(4096):
                pass
        w.settle()
        same(w.sim.seen(), 1, "submits")
        w.post(2)


def s_the_twilio_face_creates_and_lists():
    with World() as w:
        path = f"/2010-04-01/Accounts/{SID}/Messages"
        status, _, text = w.ask(
            "POST", f"{path}.json",
            f"To=%2B{c(1)[1:]}&From=%2B{FROM[1:]}&Body=Hello%20there",
            Content_Type="application/x-www-form-urlencoded")
        same(status, 201, text)
        made = json.loads(text)
        same(made["status"], "queued")
        w.settle()
        w.receipt(1, "DELIVRD")
        found = w.twilio(made["sid"])
        same((found["status"], found["body"], found["to"]),
             ("delivered", "Hello there", c(1)))
        found = w.json("GET", f"{path}.json")["messages"]
        same([m["sid"] for m in found], [made["sid"]])
        same(w.ask("GET", f"{path}/SM{'0' * 32}.json")[0], 404)


def s_requests_in_one_connection_keep_their_order():
    with World() as w:
        def request(n):
            body = json.dumps({**GOOD, "to": c(n)} if n % 3 else
                              {"to": "1"})
            return (f"POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Type:"
                    f" application/json\r\nContent-Length: {len(body)}\r\n"
                    f"Authorization: {basic()['Authorization']}\r\n"
                    + ("Connection: close\r\n" if n == 20 else "")
                    + f"\r\n{body}").encode()

        with socket.create_connection(("127.0.0.1", w.port),
                                      PATIENCE) as peer:
            peer.sendall(b"".join(request(n) for n in range(1, 21)))
            text = b""
            while more := peer.recv(65536):
                text += more
        got = re.findall(rb"HTTP/1\.1 (\d+)", text)
        same(got, [b"201" if n % 3 else b"400" for n in range(1, 21)])


# ---- a full disk -----------------------------------------------------------

def on_a_small_disk(scenario):
    """Run it with a store on a file system that is soon full."""
    if os.geteuid() != 0:
        return "needs to mount a small file system"
    place = pathlib.Path(tempfile.mkdtemp(prefix="esmed-small."))
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200m",
                           "esmed-test", place], capture_output=True,
                          text=True, check=False)
    if done.returncode != 0:
        place.rmdir()
        return "may not mount: " + done.stderr.strip()
    try:
        scenario(place)
    finally:
        subprocess.run(["umount", "-l", place], check=False)
        shutil.rmtree(place, ignore_errors=True)
    return None


def fill(place, left):
    """Until so many bytes are left; the name of the file."""
    ballast = place / "ballast"
    with open(ballast, "wb") as f:
        free = os.statvfs(place)
        os.posix_fallocate(f.fileno(), 0,
                           free.f_bavail * free.f_frsize - left)
    return ballast


def post_until(w, want):
    """A message is answered so within a few commits; its answer."""
    for _ in range(5):
        status, headers, text = w.ask("POST", "/v1/messages",
                                      {**GOOD, "to": c(9)})
        if status == want:
            return headers, json.loads(text)
        w.advance(1)
    check(False, status, text)
    return None


def low_disk(place):
    """Room for what is under way, but not for more."""
    with World(on=place / "store") as w:
        before = w.post(1)
        ballast = fill(place, 80 << 20)
        headers, answer = post_until(w, 507)
        same(answer["error"]["code"], "store_full")
        check(int(headers["Retry-After"]) > 0, headers)
        status, headers, _ = w.ask(
            "POST", f"/2010-04-01/Accounts/{SID}/Messages.json",
            f"To=%2B{c(1)[1:]}&From=%2B{FROM[1:]}&Body=x",
            Content_Type="application/x-www-form-urlencoded")
        same(status, 507)
        check(int(headers["Retry-After"]) > 0, headers)
        answers = w.batch([{"to": c(2)}, {"to": c(3)}])
        same([a["error"]["code"] for a in answers], ["store_full"] * 2)
        same(w.ask("GET", "/readyz")[0], 503)
        taken = w.sim.seen()
        w.receipt(1, "DELIVRD")
        w.expect(before, state="delivered")
        ballast.unlink()
        _, answer = post_until(w, 201)
        w.settle()
        same(w.sim.seen(), taken + 1, "submits")
        w.restart()
        w.expect(before, state="delivered")
        w.expect(answer["id"], state="forwarded")


def s_p8_little_room_refuses_new_messages_only():
    return on_a_small_disk(low_disk)


def no_disk(place):
    """Not a byte: no commit can succeed. What is there must survive."""
    with World(on=place / "store") as w:
        before = w.camp(*range(1, 6))
        ballast = fill(place, 0)
        statuses = []
        for n in range(10, 60):
            try:
                statuses.append(w.ask("POST", "/v1/messages",
                                      {**GOOD, "to": c(n)})[0])
            except OSError:
                break
        check(set(statuses) <= {201, 503, 507}, statuses)
        check(statuses.count(201) < 50, statuses)
        same(w.daemon.poll(), None, "the daemon ended on a full disk")
        ballast.unlink()
        post_until(w, 201)
        w.settle()
        for n in range(1, 6):
            w.receipt(n, "DELIVRD", settle=False)
        w.settle()
        w.expect_all(before, state="delivered")


def s_p8_no_room_at_all_loses_nothing():
    return on_a_small_disk(no_disk)
