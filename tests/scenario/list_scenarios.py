# SPDX-License-Identifier: BSD-2-Clause
"""Messages found again, canceled, redacted and deleted: spec/scenarios.md
S-P13, S-P54, S-P55, S-P60 and S-P85; http-api.md 2.3 and 2.4.

Of S-P85 the filters of messages are here; `campaign` and the lists of
campaigns and contacts come with these. S-P60 is here with a number's history;
its pages, as S-P86, come with the others. S-P61 (import of a history) and
S-P62 (a policy for contents) come with campaigns.
"""
import json
import re
import socket
import urllib.parse

from lib import FROM, HELLO, HOURS, PATIENCE, SID, World, basic, c, check, \
    same

MESSAGES = f"/2010-04-01/Accounts/{SID}/Messages"
FORM = "application/x-www-form-urlencoded"


def found(w, **filters):
    """The messages that fit; `from_` is from."""
    filters = {k.rstrip("_"): v for k, v in filters.items()}
    return w.json("GET", f"/v1/messages?{urllib.parse.urlencode(filters)}")


def count(w, **filters):
    """How many fit."""
    return len(found(w, **filters)["messages"])


def pages(w, **filters):
    """The ids on all pages, and how many pages there are."""
    ids, n, more = [], 0, {}
    while True:
        page = found(w, **filters, **more)
        ids += [m["id"] for m in page["messages"]]
        n += 1
        check(n < 100, "no end of pages")
        if page["next"] is None:
            return ids, n
        more = {"cursor": page["next"]}


def two_days(w):
    """Alpha to c1..c6 today, Beta to c7..c10 tomorrow."""
    alpha = w.camp(*range(1, 7), text="Alpha sale")
    w.leap(24 * HOURS)
    beta = w.camp(*range(7, 11), text="Beta news")
    for n in (1, 2, 3, 7):
        w.receipt(n, "DELIVRD")
    w.receipt(4, "UNDELIV", "027")
    w.receipt(5, "UNDELIV", "110")
    return alpha, beta


def s_p85_filters():
    with World(enquire_link="1h") as w:
        alpha, beta = two_days(w)
        same(count(w, status="delivered"), 4)
        same(count(w, status="failed"), 2)
        same([m["to"] for m in found(w, reason=30007)["messages"]], [c(5)])
        same(count(w, q="news"), 4)
        same(count(w, q="NEWS"), 4)
        same(count(w, q="nothing of the kind"), 0)
        same([m["id"] for m in found(w, to=c(4))["messages"]], [alpha[3]])
        same(count(w, to=c(11)), 0)
        same(count(w, from_="2026-03-03", to_date="2026-03-03"), 4)
        same(count(w, from_date="2026-03-02", to_date="2026-03-02"), 6)
        same(count(w, from_date="2026-03-04"), 0)
        same(count(w, status="failed", q="alpha"), 2)
        same(count(w, status="delivered", q="beta"), 1)
        same(count(w, vocab="crm", status="Not delivered"), 2)
        same(count(w, vocab="simple", status="Unknown"), 4)
        same(count(w, vocab="twilio", status="undelivered"), 2)
        same(count(w, status="failed,delivered"), 6)
        same(count(w, sender=FROM), 10)
        same(count(w, sender="+12125550101"), 0)
        same(count(w, smsc="acme"), 10)
        ids, n = pages(w, page_size=3)
        same((ids, n), ((alpha + beta)[::-1], 4))
        for filters in ({"status": "nonsense"}, {"vocab": "x"},
                        {"from_date": "yesterday"}, {"page_size": 0},
                        {"page_size": 1001}, {"cursor": "x"},
                        {"reason": "x"}, {"direction": "up"},
                        {"colour": "red"}):
            query = urllib.parse.urlencode(filters)
            answer = w.json("GET", f"/v1/messages?{query}", want=400)
            same(answer["error"]["field"], list(filters)[0], answer)


def s_p85_pages_of_what_is_rare():
    with World(window=100) as w:
        ids = []
        for first in range(0, 600, 200):
            ids += w.camp(*range(first, first + 200))
        some = list(range(3, 600, 40))
        for n in some:
            w.receipt(n, "UNDELIV", "027", settle=False)
        w.settle()
        got, n = pages(w, status="failed", page_size=4)
        same(got, [ids[n] for n in some][::-1])
        same(n, 4, "pages")
        got, n = pages(w, reason=30003, page_size=4)
        same(sorted(got), sorted(ids[n] for n in some))
        got, _ = pages(w, q="no such text", page_size=4)
        same(got, [])


def s_p85_a_page_stays_while_others_come():
    with World() as w:
        ids = w.camp(*range(1, 11))
        page = found(w, page_size=5)
        w.camp(*range(20, 31))
        rest = found(w, page_size=50, cursor=page["next"])
        same([m["id"] for m in page["messages"] + rest["messages"]],
             ids[::-1])


def s_p60_the_history_of_a_number():
    with World(account=f'numbers = {{ "{FROM}" }}') as w:
        one = w.post(1)
        w.receipt(1, "UNDELIV", "027")
        w.post(2)
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "who is it?"})
        w.settle()
        rows = w.json("GET", f"/v1/contacts/{c(1)}/history")["messages"]
        same([m["direction"] for m in rows], ["inbound", "outbound"])
        same((rows[1]["id"], rows[1]["reason"], rows[1]["detail"]),
             (one, 30003, "phone_off"))
        for key in ("reason_text", "explanation"):
            check(rows[1][key], "no", key)


def s_p54_the_same_in_the_twilio_face():
    with World(account='countries = { "US", "CA", "GB" }') as w:
        for form, code in (({"To": "12345"}, 21265), ({"To": ""}, 21604),
                           ({"To": "+380501234567"}, 21408),
                           ({"Body": ""}, 21602), ({"From": ""}, 21603),
                           ({"Body": "x" * 1601}, 21617),
                           ({"MediaUrl": "http://x.test/cat.jpg"}, 21622),
                           ({"StatusCallback": "nowhere"}, 21609),
                           ({"ValidityPeriod": "0"}, 21624)):
            answer = post(w, 400, **form)
            same((answer["code"], answer["status"]), (code, 400), form)
            same(answer["more_info"],
                 f"https://www.twilio.com/docs/errors/{code}")
            same(set(answer) <= {"code", "message", "more_info", "status",
                                 "details"}, True, answer)
        same(w.json("GET", f"{MESSAGES}.json")["messages"], [])
        same(w.sim.seen(), 0, "submits")


def post(w, want=201, **form):
    """A message of the Twilio face."""
    return w.json("POST", f"{MESSAGES}.json", urllib.parse.urlencode({
        "To": c(1), "From": FROM, "Body": HELLO, **form}), want,
        Content_Type=FORM)


def s_p63_the_refusal_of_media_has_a_link():
    with World() as w:
        answer = w.json("POST", "/v1/messages", {
            "to": c(1), "from": FROM, "text": HELLO,
            "media_url": "http://example.test/cat.jpg"}, 400)
        check("/v1/openapi.yaml" in answer["error"]["message"], answer)
        same(w.ask("GET", "/v1/openapi.yaml")[0], 200)


# ---- S-P13: hands off ------------------------------------------------------

def s_p13_a_forwarded_message_is_not_taken_back():
    with World() as w:
        m = w.post(1)
        for method in ("DELETE", "PATCH"):
            answer = w.json(method, f"/v1/messages/{m}", want=409)
            same(answer["error"]["code"], "message_forwarded", method)
        w.expect(m, state="forwarded", text=HELLO)
        answer = w.json("POST", f"/v1/messages/{m}:cancel", want=409)
        same(answer["error"]["code"], "message_forwarded")
        for method, form in (("DELETE", ""), ("POST", "Status=canceled"),
                             ("POST", "Body=")):
            status, _, text = w.ask(method, f"{MESSAGES}/{m}.json", form,
                                    Content_Type=FORM)
            same(status, 409, method, form, text)
            same(json.loads(text)["code"], 30409 if "Status" in form
                 else 20009)
        w.expect(m, state="forwarded", text=HELLO)


def s_p13_what_has_ended_is_deleted():
    with World() as w:
        one, two = w.camp(1, 2)
        w.receipt(1, "DELIVRD")
        w.receipt(2, "DELIVRD")
        same(w.ask("DELETE", f"/v1/messages/{one}")[0], 204)
        same(w.ask("DELETE", f"{MESSAGES}/{two}.json")[0], 204)
        for m in (one, two):
            w.json("GET", f"/v1/messages/{m}", want=404)
            same(w.json("GET", f"{MESSAGES}/{m}.json", want=404)["code"],
                 20404)
        same(found(w)["messages"], [])
        w.restart()
        w.json("GET", f"/v1/messages/{one}", want=404)
        same(found(w)["messages"], [])
        same(w.ask("DELETE", f"/v1/messages/{one}")[0], 404)
        # A late receipt wakes nobody.
        w.receipt(1, "UNDELIV", "027")
        w.json("GET", f"/v1/messages/{one}", want=404)


def s_a_text_is_taken_out_of_what_has_ended():
    secret = "the secret 8492017365"
    with World() as w:
        one, two = w.camp(1, 2, text=secret)
        w.receipt(1, "DELIVRD")
        w.receipt(2, "DELIVRD")
        seen = w.json("POST", f"{MESSAGES}/{one}.json", "Body=",
                      Content_Type=FORM)
        same((seen["body"], seen["status"], seen["to"]),
             ("", "delivered", c(1)))
        m = w.json("POST", f"/v1/messages/{two}:redact")
        check("redacted" in m["flags"] and not m["text"], m)
        w.restart()
        w.expect_all([one, two], state="delivered", text=None)
        same(count(w, q="secret"), 0)


def s_a_message_is_canceled_while_it_waits():
    with World() as w:
        w.ctl("smsc", "pause", "acme")
        m = w.post(1)
        same(w.json("POST", f"/v1/messages/{m}:cancel")["state"], "canceled")
        w.ctl("smsc", "resume", "acme")
        w.advance(60)
        w.expect(m, state="canceled")
        same(w.sim.seen(), 0, "submits")


# ---- later -----------------------------------------------------------------

def s_a_message_is_sent_at_its_instant():
    with World(enquire_link="1h") as w:
        m = w.post(1, send_at="2026-03-02T15:00:00Z")
        gone = w.post(2, send_at="2026-03-02T15:00:00Z")
        w.expect(m, state="held", substate="scheduled",
                 send_at="2026-03-02T15:00:00.000Z")
        same(w.twilio(m)["status"], "scheduled")
        same(w.json("POST", f"/v1/messages/{gone}:cancel")["state"],
             "canceled")
        w.leap(3 * HOURS - 1)
        same(w.sim.seen(), 0, "submits")
        w.restart()
        same(w.sim.seen(), 0, "submits")
        w.at(3 * HOURS)
        same((w.sim.seen(1), w.sim.seen(2)), (1, 0), "submits")
        w.expect(m, state="forwarded")
        w.expect(gone, state="canceled")


def s_p16_an_instant_that_passed_while_nobody_ran():
    with World(enquire_link="1h") as w:
        m = w.post(1, send_at="2026-03-02T15:00:00Z")
        w.leap(2.8 * HOURS)
        w.kill()
        w.sim.say("advance", to="2026-03-02T15:20:00Z")
        w.now = round((3 + 1 / 3) * HOURS) * 1000000
        w.start()
        w.advance(2)
        same(w.sim.seen(1), 1, "submits")
        w.expect(m, state="forwarded")


def s_an_instant_that_cannot_be():
    with World() as w:
        for at, code in (("2026-03-02T11:00:00Z", "schedule_in_past"),
                         ("tomorrow", "invalid_send_at"),
                         ("2026-06-02T12:00:00Z", "invalid_send_at"),
                         (17, "invalid_send_at")):
            answer = w.json("POST", "/v1/messages", {
                "to": c(1), "from": FROM, "text": HELLO, "send_at": at}, 400)
            same((answer["error"]["code"], answer["error"]["field"]),
                 (code, "send_at"), at)
        same(found(w)["messages"], [])


# ---- what happened ---------------------------------------------------------

def events(w, **query):
    """A page of what happened."""
    return w.json("GET", f"/v1/events?{urllib.parse.urlencode(query)}")


def s_events_are_read_from_a_place():
    with World(account=f'numbers = {{ "{FROM}" }}') as w:
        one, two = w.camp(1, 2)
        first = events(w)
        check(not first["more"], first)
        w.receipt(1, "DELIVRD")
        w.sim.say("mo", **{"from": c(3), "to": FROM, "text": "hello"})
        w.settle()
        more = events(w, after=first["next"])
        same([(e["state"], e["data"]["to"]) for e in more["events"]],
             [("delivered", c(1)), ("received", FROM)])
        seen, at = [], 0
        while True:
            page = events(w, after=at, limit=2)
            seen += page["events"]
            at = page["next"]
            if not page["more"]:
                break
        same([e["state"] for e in seen if e["data"]["id"] == one],
             ["queued", "forwarded", "delivered"])
        same([e["state"] for e in seen if e["data"]["id"] == two],
             ["queued", "forwarded"])
        numbers = [e["sequence"] for e in seen]
        same(numbers, sorted(set(numbers)))
        w.restart()
        same(events(w, after=first["next"])["events"], more["events"])


class Stream:
    """Server-sent events, as they come."""

    def __init__(self, w, last=None):
        head = {"Host": "x", "Accept": "text/event-stream", **basic()}
        if last is not None:
            head["Last-Event-ID"] = last
        self.peer = socket.create_connection(("127.0.0.1", w.port), PATIENCE)
        self.peer.sendall(("GET /v1/events HTTP/1.1\r\n" + "".join(
            f"{k}: {v}\r\n" for k, v in head.items()) + "\r\n").encode())
        self.text = ""
        self.until("retry:")
        check("text/event-stream" in self.text, self.text)

    def until(self, words):
        """Read until this has come."""
        while words not in self.text:
            more = self.peer.recv(65536)
            check(more, "the stream ended:", self.text[-500:])
            self.text += more.decode()

    def states(self):
        """What was told."""
        return re.findall(r'"type": ?"message\.(\w+)"', self.text)

    def last(self):
        """The id of the last event."""
        return re.findall(r"^id: ?(\d+)\r?$", self.text, re.M)[-1]

    def end(self):
        """Enough of it."""
        self.peer.close()


def s_a_stream_of_events_goes_on_where_it_was():
    with World() as w:
        w.post(9)
        stream = Stream(w)
        w.post(1)
        stream.until("message.forwarded")
        same(stream.states(), ["queued", "forwarded"])
        last = stream.last()
        stream.end()
        w.receipt(1, "DELIVRD")
        w.restart()
        stream = Stream(w, last)
        w.post(2)
        stream.until("message.forwarded")
        same(stream.states(), ["delivered", "queued", "forwarded"])
        stream.end()
