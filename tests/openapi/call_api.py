# SPDX-License-Identifier: BSD-2-Clause
"""Every operation is called on purpose, and many at random."""
import http.client
import json
import pathlib
import random
import re
import socket
import string
import threading
import time

from call_people import CAMPAIGN, CONTACT, LIST, people
from caller import Caller
from lib import (FROM, FULL, HELLO, PATIENCE, SOURCE, World, basic, c, check,
                 same)

GOOD = {"to": c(1), "from": FROM, "text": HELLO}
NDJSON = {"Content-Type": "application/x-ndjson"}
CSV = {"Content-Type": "text/csv"}
NONE = "SM" + "0" * 15 + "f" + "0" * 16
LETTER = "L00000001-0000000000000001"


def messages(w, a):
    """Operations of messages."""
    w.sim.rule(f"to={c(9)}:status=RINVDSTADR")
    m = a.call("createMessage", GOOD, 201)["id"]
    keyed = {"headers": {"Idempotency-Key": "k1"}}
    first = a.call("createMessage", GOOD, 201, **keyed)
    same(a.call("createMessage", GOOD, 201, **keyed)["id"], first["id"])
    error = a.call("createMessage", {**GOOD, "text": "?"}, 422, **keyed)
    same(error["error"]["code"], "idempotency_key_reused")
    a.call("createMessage", {**GOOD, "to": "x"}, 400)
    a.call("createMessage", {**GOOD, "price": 1}, 422)
    a.call("createMessage", "x=1", 415,
           headers={"Content-Type": "text/plain"})
    lines = "".join(json.dumps({**GOOD, "to": c(n)}) + "\n"
                    for n in (7, 8, 9)) + "{}\n"
    answers = a.call("createMessages", lines, 200, headers=NDJSON)
    same([x["line"] for x in answers], [1, 2, 3, 4])
    check("error" in answers[3], answers)
    a.call("createMessages", lines, 415, headers=CSV)
    w.settle()
    w.receipt(1, "DELIVRD")
    same(a.call("fetchMessage", id=m, want=200)["state"], "forwarded")
    same(a.call("fetchMessage", id=first["id"], want=200)["state"],
         "delivered")
    same(a.call("fetchMessage", id=answers[2]["id"], want=200)["state"],
         "failed")
    for operation in ("listMessageEvents", "showMessageTimeline",
                      "traceMessage"):
        for n in (m, first["id"], answers[2]["id"]):
            a.call(operation, id=n, want=200)
    same(len(a.call("listMessages", want=200,
                    query={"page_size": 3})["messages"]), 3)
    same(len(a.call("listMessages", want=200, query={
        "status": "delivered,failed", "q": "hello"})["messages"]), 2)
    a.call("listMessages", want=400, query={"status": "gone"})
    return m, first["id"]


def wishes(w, a, forwarded, delivered):
    """What may be wished of a message, and what not."""
    later = {**GOOD, "send_at": "2026-03-03T00:00:00Z"}
    held = a.call("createMessage", later, 201)
    same((held["state"], held["send_at"]),
         ("held", "2026-03-03T00:00:00.000Z"))
    a.call("deleteMessage", id=held["id"], want=409)
    same(a.call("cancelMessage", id=held["id"], want=200)["state"],
         "canceled")
    for operation in ("deleteMessage", "changeMessage", "redactMessage",
                      "cancelMessage", "resendMessage"):
        a.call(operation, id=forwarded, want=409)
        a.call(operation, id=NONE, want=404)
    a.call("changeMessage", id=held["id"], want=405)
    same(a.call("redactMessage", id=delivered, want=200)["text"], None)
    little = a.call("createMessage", {
        **GOOD, "content_retention": "discard",
        "address_retention": "obfuscate"}, 201)
    same((little["text"], little["to"][-4:]), (None, "XXXX"))
    a.call("deleteMessage", id=delivered, want=204)
    for operation in ("fetchMessage", "listMessageEvents", "traceMessage",
                      "showMessageTimeline"):
        a.call(operation, id=delivered, want=404)


def doubt(a, w):
    """A message that is held in doubt goes again."""
    w.sim.rule(f"to={c(12)}:hold", first=True)
    m = a.call("createMessage", {**GOOD, "to": c(12), "on_doubt": "hold"},
               201)["id"]
    w.advance(120)
    same(a.call("fetchMessage", id=m, want=200)["state"], "delivery_unknown")
    a.call("resendMessage", id=m, want=200)


def stream(w):
    """The first event of a stream from the begin."""
    with socket.create_connection(("127.0.0.1", w.port), PATIENCE) as s:
        s.sendall(("GET /v1/events?after=0 HTTP/1.1\r\nHost: x\r\nAccept: "
                   "text/event-stream\r\nAuthorization: " +
                   basic()["Authorization"] + "\r\n\r\n").encode())
        text = b""
        while b"\ndata: {" not in text or not text.endswith(b"\n\n\r\n"):
            octets = s.recv(65536)
            check(octets, "the stream ended", text)
            text += octets
    check(b"Content-Type: text/event-stream" in text, text[:300])
    return text.decode()


def events(w, a):
    """Operations of events."""
    page = a.call("listEvents", want=200, query={"limit": 3})
    # Of a deleted message nothing is told.
    same((1 <= len(page["events"]) <= 3, page["more"]), (True, True))
    rest = a.call("listEvents", want=200, query={"after": page["next"],
                                                 "limit": 1000})
    check(len(rest["events"]) > 3, rest)
    a.call("listEvents", want=400, query={"after": "x"})
    text = stream(w)
    check(f"id: {page['events'][0]['sequence']}\n" in text, text[:1000])
    a.seen.add(("listEvents", 200, "text/event-stream"))
    a.call("listDeadLetters", want=200)
    a.call("listDeadLetters", want=400, query={"page_size": 0})
    a.call("replayDeadLetter", id=LETTER, want=404)


def optouts(w, a):
    """Operations of opt-outs."""
    same(a.call("setOptout", number=c(20), want=200)["changed"], True)
    same(a.call("fetchOptout", number=c(20), want=200)["source"], "api")
    a.call("fetchOptout", number=c(21), want=404)
    error = a.call("createMessage", {**GOOD, "to": c(20)}, 400)
    same(error["error"]["code"], "opted_out")
    answers = a.call("importOptouts", f"number\n{c(21)}\nx\n{c(22)}\n",
                     headers=CSV, want=200)
    same(["error" in x for x in answers], [False, True, False])
    a.call("importOptouts", json.dumps({"number": c(23)}) + "\n",
           headers=NDJSON, want=200)
    a.call("importOptouts", {}, 415, headers={"Content-Type": "text/plain"})
    page = a.call("listOptouts", want=200, query={"page_size": 3})
    same(len(page["optouts"]), 3)
    same(len(a.call("listOptouts", want=200, query={
        "cursor": page["next"]})["optouts"]), 1)
    a.call("listOptouts", want=400, query={"cursor": "x"})
    text = a.call("listOptouts", want=200, headers={"Accept": "text/csv"})
    same(len(text.splitlines()), 5, text)
    a.call("clearOptout", number=c(20), want=204)
    for operation in ("setOptout", "fetchOptout", "clearOptout"):
        a.call(operation, number="none", want=400)
    a.call("createMessage", {**GOOD, "to": c(20)}, 201)


def knowledge(w, a):
    """The others."""
    same(a.call("lookupNumber", number=c(1), want=200)["country"], "US")
    a.call("lookupNumber", number="x", want=400)
    same(len(a.call("showHistory", id=c(1), want=200)["messages"]), 2)
    a.call("showHistory", id="x", want=404)
    a.call("showHistory", id=c(1), want=400, query={"vocab": "x"})
    same(a.call("explainText", {"text": "h\u00e9llo \u2713"}, 200)
         ["encoding"], "UCS-2")
    a.call("explainText", {"text": 1}, 400)
    a.call("explainText", {"text": "a", "txt": "b"}, 422)
    a.call("explainText", "x", 415, headers={"Content-Type": "text/plain"})
    one, = a.call("listSmscs", want=200)["smscs"]
    same(a.call("fetchSmsc", name=one["name"], want=200)["name"], one["name"])
    a.call("fetchSmsc", name="nobody", want=404)
    # All but the one that was refused.
    same(a.call("showStats", want=200)["account"]["today"]["messages"], 4)
    for operation in ("listAlerts", "showDescription", "isAlive", "isReady",
                      "showMetrics"):
        a.call(operation, want=200)


def native_rows():
    """Methods and paths of the native face's table."""
    text = (SOURCE / "src" / "api" / "endpoints.def").read_text()
    return {(method, path) for method, path in re.findall(
        r'^ENDPOINT\((\w+), +"([^"]+)", +\w+, +NATIVE,', text, re.MULTILINE)}


def carriers(w):
    """A table of them: of the contacts' numbers all are of one."""
    path = w.work / "carriers.csv"
    path.write_text("number_or_prefix,carrier,country,type\n"
                    "+1917555,AT&T,US,mobile\n")
    w.extra = f'lookup {{ carriers = "{path}" }}\n'
    w.configure()


def o_every_operation_answers_as_it_is_described():
    with World(start=False) as w:
        carriers(w)
        w.start()
        a = Caller(w)
        forwarded, delivered = messages(w, a)
        knowledge(w, a)
        wishes(w, a, forwarded, delivered)
        events(w, a)
        optouts(w, a)
        doubt(a, w)
        people(w, a)
        for o in a.spec.operations.values():
            if o.id == "replayDeadLetter":  # tests/api/test_optouts.c
                continue
            for status, kind in o.successes():
                check((o.id, status, kind) in a.seen, o.id, status, kind,
                      "was not seen")
            called = {status for i, status, _ in a.seen if i == o.id}
            for status in o.responses:
                check(status == "default" or int(status) in called or
                      status in ("429", "503", "507"),
                      o.id, status, "was not seen")


def o_every_path_is_described():
    with World() as w:
        a = Caller(w)
        described = {(o.method, o.path) for o in a.spec.operations.values()}
        served = {(method, path) for method, path in native_rows()
                  if not path.startswith("/cgi-bin/")}
        same(described - served, set(), "described and not there")
        same(served - described, set(), "there and not described")


def o_the_file_is_what_is_served():
    with World() as w:
        text = (SOURCE / "doc" / "openapi.yaml").read_text()
        same(w.ask("GET", "/v1/openapi.yaml")[2], text)


def o_who_has_no_credentials_is_refused_by_every_operation():
    with World() as w:
        a = Caller(w)
        for o in a.spec.operations.values():
            open_to_all = o.path in ("/healthz", "/readyz", "/metrics",
                                     "/v1/openapi.yaml")
            path = a.path_of(o, {"id": NONE, "number": c(1), "sub": NONE},
                             None)
            status, headers, text = a.exchange(o.method, path, b"", {})
            same(status == 401, not open_to_all, o.id, status)
            a.judge(o, status, headers, text)


# ---- at random ---------------------------------------------------------------

ODD = ["", " ", "0", "-1", "null", "\u0000", "\ud7ff", "\u202e", "%", "'\"<>",
       "+" * 20, "9" * 40, "SM" + "0" * 32, "a" * 3000, "../..", "\r\n",
       "2026-02-30", "1e999", "\U0001f469\u200d\U0001f467", "[]", "{}"]


class Dice:
    """Values after a schema, and now and then others."""

    def __init__(self, seed, ids):
        self.random = random.Random(seed)
        self.ids = ids

    def odd(self):
        """Nothing that anybody asked for."""
        return self.random.choice(ODD + [
            None, True, 0, -1, 1 << 63, 1.5, [], {}, [[]] * 3, {"a": 1},
            self.word(self.random.randrange(300))])

    def word(self, length):
        """Characters."""
        letters = string.printable + "\u00e9\u20ac\u4e2d\U0001f600"
        return "".join(self.random.choice(letters) for _ in range(length))

    def value(self, spec, schema, name=""):
        """Mostly as the schema says."""
        schema = spec.resolve(schema)
        r = self.random
        if r.random() < 0.08:
            return self.odd()
        if "enum" in schema:
            return r.choice(schema["enum"])
        if "oneOf" in schema:
            return self.value(spec, r.choice(schema["oneOf"]), name)
        kind = schema.get("type")
        if kind == "object":
            return {k: self.value(spec, s, k)
                    for k, s in schema.get("properties", {}).items()
                    if k in schema.get("required", ()) or r.random() < 0.15}
        if kind == "array":
            return [self.value(spec, schema.get("items", {}))
                    for _ in range(r.randrange(3))]
        if kind == "boolean":
            return r.random() < 0.5
        if kind in ("integer", "number"):
            low = schema.get("minimum", 0)
            high = schema.get("maximum", low + 100000)
            return r.choice([low, high, r.randint(low, high)])
        return self.text(schema, name)

    def text(self, schema, name):
        """A string: what such a field would have."""
        r = self.random
        if name in ("to", "number"):
            return c(r.randrange(1, 40))
        if name in ("from", "sender"):
            return r.choice([FROM, "esmed", "12345"])
        kind = schema.get("pattern", "")[1:3]
        if name in ("id", "sub") or kind in ("SM", "CP", "CT", "LS"):
            return r.choice([i for i in self.ids if i.startswith(kind)]
                            if kind in ("SM", "CP", "CT", "LS") else self.ids)
        if name == "smsc":
            return "acme"
        if name in ("from_date", "to_date"):
            return r.choice(["2026-03-02", "2026-03-02T12:00:00Z"])
        if schema.get("format") == "date-time":
            return r.choice(["2026-03-02T12:00:01Z",
                             "2026-03-09T12:00:00+01:00"])
        if name == "status":
            return r.choice(["delivered", "failed,queued", "sent"])
        if name in ("binary", "udh"):
            return r.randbytes(r.randrange(8)).hex()
        if name == "status_callback":
            return "https://example.test/" + str(r.randrange(9))
        if "default" in schema or "example" in schema:
            return schema.get("example", schema.get("default"))
        return self.word(r.randrange(schema.get("minLength", 0), min(
            schema.get("maxLength", 60), 60) + 1))


def header_of(value):
    """What http.client lets through."""
    return "".join(x for x in str(value) if " " <= x <= "~") or "x"


def random_call(a, dice, o):
    """One call; its status."""
    r = dice.random
    parts, query, headers = {}, [], dict(basic())
    for p in o.parameters:
        value = dice.value(a.spec, p["schema"], p["name"])
        if p["in"] == "path":
            text = str(value).encode("utf-8", "replace").decode()
            parts[p["name"]] = text.replace("/", "_") or "x"
        elif r.random() < 0.3:
            if p["in"] == "query":
                query.append((p["name"], str(value)))
            else:
                headers[p["name"]] = header_of(value)
    if r.random() < 0.03:
        query.append((dice.word(4), dice.word(4)))
    if o.id == "listOptouts" and r.random() < 0.2:
        headers["Accept"] = "text/csv"
    body = None
    if o.body:
        kind = r.choice(list(o.body))
        lines = r.randrange(1, 5) if kind != "application/json" else 1
        values = [dice.value(a.spec, o.body[kind]["schema"])
                  for _ in range(lines)]
        body = "\n".join(
            json.dumps(v, ensure_ascii=r.random() < 0.5)
            if not isinstance(v, str) or kind != "text/csv" else v
            for v in values).encode("utf-8", "replace")
        if r.random() < 0.05:
            body = body[:r.randrange(len(body) + 1)]
        headers["Content-Type"] = kind if r.random() > 0.02 else "text/html"
    path = a.path_of(o, parts, query)
    status, got, text = a.exchange(o.method, path, body, headers)
    check(status < 500 or (o.id == "isReady" and status == 503), o.method,
          path, headers, body, "is answered", status, text)
    # A path that became another one has no operation to be held against.
    if status not in (404, 405, 400, 414):
        a.judge(o, status, got, text)
    return status


def things(a):
    """Some campaigns, contacts and lists; their ids."""
    ids = [a.call("createList", {"name": "All"}, 201)["id"]]
    for n in range(1, 6):
        ids.append(a.call("createContact", {"number": c(n),
                                            "lists": ids[:1]}, 201)["id"])
        ids.append(a.call("createCampaign", {
            "text": "Hi", "from": FROM, "audience": {"lists": ids[:1]}},
            201)["id"])
    return ids


def w30_random_calls_find_no_5xx():
    calls = 100000 if FULL else 2000
    seed = int(time.time()) if FULL else 17
    print(f"{calls} calls, seed {seed}")
    with World() as w:
        a = Caller(w)
        ids = [NONE]
        for n in range(1, 30):
            ids.append(a.call("createMessage", {**GOOD, "to": c(n)},
                              201)["id"])
        ids += [CAMPAIGN, CONTACT, LIST] + things(a)
        w.settle()
        dice = Dice(seed, ids)
        operations = list(a.spec.operations.values())
        good = 0
        for n in range(calls):
            o = dice.random.choice(operations)
            good += random_call(a, dice, o) < 300
            if n % 500 == 499:
                w.settle()
        check(good > calls / 10, "only", good, "were taken")


# ---- W19: a crash between ----------------------------------------------------

def w19_a_crash_between_leaves_exactly_one():
    dice = random.Random(19)
    with World() as w:
        for n in range(1, 11):
            body = json.dumps({**GOOD, "to": c(n)})
            head = (f"POST /v1/messages HTTP/1.1\r\nHost: x\r\n"
                    f"Idempotency-Key: crash-{n}\r\nContent-Type: "
                    f"application/json\r\nContent-Length: {len(body)}\r\n"
                    f"Authorization: {basic()['Authorization']}\r\n\r\n")
            with socket.create_connection(("127.0.0.1", w.port)) as s:
                s.sendall((head + body).encode())
                # Somewhere between the request and its answer.
                time.sleep(dice.random() * 0.004)
                w.restart()
            for _ in range(2):
                answer = w.json("POST", "/v1/messages", body, 201,
                                Idempotency_Key=f"crash-{n}",
                                Content_Type="application/json")
            w.settle()
            found = w.json("GET", f"/v1/messages?to=%2B{c(n)[1:]}")
            same([m["id"] for m in found["messages"]], [answer["id"]])


# ---- a long batch ------------------------------------------------------------

def anonymous(w):
    """MiB of memory that are the daemon's own."""
    text = pathlib.Path(f"/proc/{w.daemon.pid}/status").read_text()
    return int(text.split("RssAnon:")[1].split()[0]) >> 10


def write_lines(s, count, padding):
    """A batch of so many lines, in chunks."""
    lines = [json.dumps({**GOOD, "to": c(n)}).replace("{", "{" + padding)
             .encode() + b"\n" for n in range(100)]
    chunk = b"".join(lines)
    for _ in range(count // 100):
        s.sendall(b"%x\r\n%s\r\n" % (len(chunk), chunk))
    s.sendall(b"0\r\n\r\n")


def o_a_long_batch_takes_no_more_memory_than_a_short_one():
    count, padding = (1000000, " " * 1000) if FULL else (20000, " " * 20000)
    with World(real=True) as w, \
            socket.create_connection(("127.0.0.1", w.port)) as s:
        before = anonymous(w)
        s.sendall(("POST /v1/messages:batch HTTP/1.1\r\nHost: x\r\nContent-"
                   "Type: application/x-ndjson\r\nTransfer-Encoding: chunked"
                   f"\r\nAuthorization: {basic()['Authorization']}\r\n\r\n")
                  .encode())
        writer = threading.Thread(target=write_lines,
                                  args=(s, count, padding), daemon=True)
        writer.start()
        answer = http.client.HTTPResponse(s)
        answer.begin()
        seen = 0
        for line in answer:
            seen += 1
            found = json.loads(line)
            check(found["line"] == seen and "id" in found, line)
            if seen == count // 2:
                # The body so far has 200 MB and more.
                check(anonymous(w) - before < 160, before, anonymous(w))
        writer.join(PATIENCE)
        same(seen, count)
