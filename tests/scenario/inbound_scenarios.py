# SPDX-License-Identifier: BSD-2-Clause
"""Texts of handsets: durable, whole, found again, answered (http-api.md 5.4;
reliability.md 6 H; S-P90's inbound side is in optout_scenarios.py)."""
import time
import urllib.parse

import sink
from lib import BIND, DELIVER, FROM, HOURS, MINUTE, PATIENCE, RESP, SID, \
    Centre, Wire, World, c, check, pdu, same

OWN = f'numbers = {{ "{FROM}", "+12125550101" }}'
FORM = "application/x-www-form-urlencoded"
LONG = ("An answer that is longer than one text can be, so that the handset "
        "sends it in three parts; each has a header with a reference, and "
        "they may come in any order. ") * 2 + "Grüße"


def inbox(w, **filters):
    """The texts that came, the latest first."""
    query = urllib.parse.urlencode({"direction": "inbound", **filters})
    return w.json("GET", f"/v1/messages?{query}")["messages"]


def deliver(sequence, source, octets, esm_class=0, coding=0):
    """A text from a handset to FROM."""
    return pdu(DELIVER, sequence,
               b"\0\x01\x01" + source.lstrip("+").encode() + b"\0\x01\x01"
               + FROM.lstrip("+").encode() + b"\0" + bytes([esm_class])
               + b"\0\0\0\0\0\0" + bytes([coding]) + b"\0"
               + bytes([len(octets)]) + octets)


def parts_of(text, size=120, reference=7):
    """In UCS-2, with a header each: all fits whatever the text says."""
    octets = text.encode("utf-16-be")
    found = [octets[at:at + size] for at in range(0, len(octets), size)]
    return [b"\5\0\3" + bytes([reference, len(found), n]) + part
            for n, part in enumerate(found, 1)]


def s_a_text_is_a_message_in_both_faces():
    with World(account=OWN) as w:
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "Grüße {€}"})
        w.settle()
        m, = inbox(w)
        same((m["from"], m["to"], m["text"], m["state"], m["direction"]),
             (c(1), FROM, "Grüße {€}", "received", "inbound"))
        check(m["id"].startswith("SM") and len(m["id"]) == 34, m)
        whole = w.get(m["id"])
        same(whole["text"], m["text"])
        seen = w.twilio(m["id"])
        same((seen["from"], seen["to"], seen["body"], seen["status"],
              seen["direction"], seen["num_segments"]),
             (c(1), FROM, "Grüße {€}", "received", "inbound", "1"))
        same(w.sim.seen(), 0, "answers")
        sent = w.post(1)
        same([x["id"] for x in inbox(w)], [m["id"]])
        path = f"/2010-04-01/Accounts/{SID}/Messages.json"
        found = w.json("GET", f"{path}?From=%2B{c(1)[1:]}")["messages"]
        same([x["sid"] for x in found], [m["id"]])
        found = w.json("GET", f"{path}?To=%2B{c(1)[1:]}")["messages"]
        same([x["sid"] for x in found], [sent])
        found = w.json("GET", path)["messages"]
        same([x["sid"] for x in found], [sent, m["id"]])


def s_a_text_is_acknowledged_after_it_is_durable():
    with World(account=OWN) as w:
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "kept"})
        while not w.sim.events("deliver_sm_resp"):
            pass
        w.restart()
        same([m["text"] for m in inbox(w)], ["kept"])


def s_a_long_text_out_of_order():
    with World(account=OWN) as w:
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": LONG})
        w.settle()
        m, = inbox(w)
        same(m["text"], LONG)


class Line(Wire):
    """One of several connections to a centre."""

    def __init__(self, centre):
        self.take(centre.server.accept()[0])
        asked = self.read(BIND)
        self.write(pdu(BIND | RESP, asked.sequence, b"raw\0"))

    def end(self):
        """Ours is closed."""
        self.sock.close()


def s_three_parts_over_two_binds_and_a_kill():
    text = "x" * 50 + "Grüße" + "y" * 110
    first, second, third = parts_of(text, 120)
    with Centre() as centre, World(raw=centre, account=OWN, binds=2) as w:
        one, two = Line(centre), Line(centre)
        take(one, 1, third)
        take(two, 1, first)
        w.settle()
        same(inbox(w), [])
        w.restart()
        for line in (one, two):
            line.end()
        one, two = Line(centre), Line(centre)
        # As if the answer to it was lost: the same part once more.
        take(two, 2, first)
        w.settle()
        same(inbox(w), [])
        take(one, 2, second)
        w.settle()
        m, = inbox(w)
        same((m["text"], m["from"], m["to"]), (text, c(1), FROM))
        same(w.twilio(m["id"])["num_segments"], "3")
        take(one, 3, second)
        w.settle()
        same(len(inbox(w)), 1, "messages after a double")
        w.restart()
        same([x["text"] for x in inbox(w)], [text])
        for line in (one, two):
            line.end()


def s_parts_of_two_handsets_with_one_reference():
    texts = ["a" * 100 + "ä", "b" * 100 + "ß"]
    with Centre() as centre, World(raw=centre, account=OWN) as w:
        centre.bind()
        (a1, a2), (b1, b2) = (parts_of(t, 120) for t in texts)
        for n, (octets, source) in enumerate(
                ((a2, c(1)), (b2, c(2)), (b1, c(2)), (a1, c(1))), 1):
            take(centre, n, octets, source)
        w.settle()
        same([(m["from"], m["text"]) for m in inbox(w)],
             [(c(1), texts[0]), (c(2), texts[1])])


def s_a_part_that_never_comes():
    with World(account=OWN, enquire_link="1h") as w:
        for octets in parts_of("d" * 150, 120)[::2]:
            w.sim.say("mo", **{"from": c(1), "to": FROM, "hex": octets.hex(),
                               "esm_class": 0x40, "data_coding": 8})
        w.settle()
        w.leap(24 * HOURS - 60)
        same(inbox(w), [])
        w.leap(11 * MINUTE)
        m, = inbox(w)
        check(m["text"].startswith("d" * 57) and m["text"].endswith("d" * 30)
              and "\ufffd" in m["text"], m["text"])


def take(centre, sequence, octets, source=c(1)):
    """Send a part; it is answered with 0."""
    centre.write(deliver(sequence, source, octets, 0x40, 8))
    answer = centre.read(DELIVER | RESP)
    same((answer.sequence, answer.status), (sequence, 0))


# ---- told to the customer --------------------------------------------------

def set_url(w, url, number=FROM, **form):
    """The SmsUrl of a number."""
    path = f"/2010-04-01/Accounts/{SID}/IncomingPhoneNumbers"
    found = w.json("GET", f"{path}.json?PhoneNumber=%2B{number[1:]}")
    sid = found["incoming_phone_numbers"][0]["sid"]
    w.json("POST", f"{path}/{sid}.json", urllib.parse.urlencode(
        {"SmsUrl": url, **form}), Content_Type=FORM)


def twiml(text):
    """An answer of Twilio's language."""
    return (200, "text/xml", "<?xml version='1.0'?><!-- x --><Response>"
            f"{text}</Response>")


def s_a_text_is_told_and_answered_with_twiml():
    with sink.Sink(twiml("<Message>Thanks &amp; <![CDATA[<bye>]]></Message>")
                   ) as hook, World(account=OWN + sink.ACCOUNT) as w:
        url = hook.url("/sms?a=1&b=2")
        set_url(w, url)
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "Grüße & €"})
        call, = hook.wait(w, 1)
        form = sink.fields(call)
        for key, value in {"From": c(1), "To": FROM, "Body": "Grüße & €",
                           "NumMedia": "0", "NumSegments": "1",
                           "SmsStatus": "received", "AccountSid": SID,
                           "ApiVersion": "2010-04-01"}.items():
            same(form.get(key), value, key)
        m, = inbox(w)
        same({form[k] for k in ("MessageSid", "SmsSid", "SmsMessageSid")},
             {m["id"]})
        same(call.path, "/sms?a=1&b=2")
        same(call.headers["X-Twilio-Signature"],
             sink.twilio_signature(url, form))
        sent, = until_sent(w, 1, 1)
        same((sent["text"], sent["from"]), ("Thanks & <bye>",
                                            FROM.lstrip("+")))
        hook.no_more(w, 1)
        reply = next(x for x in w.json(
            "GET", f"/2010-04-01/Accounts/{SID}/Messages.json")["messages"]
            if x["sid"] != m["id"])
        same(reply["direction"], "outbound-reply")


def until_sent(w, n, count):
    """The submits to a contact when there are so many."""
    end = time.monotonic() + PATIENCE
    while w.sim.seen(n) < count:
        check(time.monotonic() < end, "nothing was sent to", c(n))
        time.sleep(0.02)
        w.settle()
    return w.sim.submits(n)


def s_a_text_is_told_by_get_and_answered_in_plain_text():
    with sink.Sink((200, "text/plain", "Hi there")) as hook, \
            World(account=OWN + sink.ACCOUNT) as w:
        set_url(w, hook.url("/get?x=1"), SmsMethod="GET")
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "a+b=c&d"})
        call, = hook.wait(w, 1)
        same(call.method, "GET")
        same((sink.fields(call)["x"], sink.fields(call)["Body"]),
             ("1", "a+b=c&d"))
        same(call.headers["X-Twilio-Signature"], sink.twilio_signature(
            f"http://127.0.0.1:{hook.port}{call.path}", {}))
        same(until_sent(w, 1, 1)[0]["text"], "Hi there")


def s_a_second_number_has_a_url_of_its_own():
    with sink.Sink() as one, sink.Sink() as two, \
            World(account=OWN + sink.ACCOUNT) as w:
        set_url(w, one.url())
        set_url(w, two.url(), "+12125550101")
        for to in (FROM, "+12125550101"):
            w.sim.say("mo", **{"from": c(1), "to": to, "text": to})
        one.wait(w, 1)
        two.wait(w, 1)
        same([sink.fields(x.calls[0])["To"] for x in (one, two)],
             [FROM, "+12125550101"])


def s_a_stop_is_told_too_with_its_kind():
    with sink.Sink() as hook, World(account=OWN + sink.ACCOUNT) as w:
        set_url(w, hook.url())
        for n, (word, kind) in enumerate((("stop", "STOP"), ("YES", "START"),
                                          ("help", "HELP"), ("hello", None)),
                                         1):
            w.sim.say("mo", **{"from": c(1), "to": FROM, "text": word})
            form = sink.fields(hook.wait(w, n)[-1])
            same((form["Body"], form.get("OptOutType")), (word, kind))


def s_who_has_stopped_gets_no_reply_of_a_webhook():
    with sink.Sink(twiml("<Message>but wait</Message>")) as hook, \
            World(account=OWN + sink.ACCOUNT) as w:
        set_url(w, hook.url())
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "STOP"})
        hook.wait(w, 1)
        hook.no_more(w, 1)
        same(w.sim.seen(1), 1, "the confirmation alone")


def s_what_is_no_answer_sends_nothing():
    bad = ((200, "text/xml", "<Response><Message>x</Response>"),
           (200, "text/xml", "<Response/>"), (200, "application/pdf", "x"),
           (200, "text/xml", "<!DOCTYPE r [<!ENTITY x \"y\">]><Response>"
            "<Message>&x;</Message></Response>"), 204)
    with sink.Sink(*bad) as hook, World(account=OWN + sink.ACCOUNT) as w:
        set_url(w, hook.url())
        for n in range(1, len(bad) + 1):
            w.sim.say("mo", **{"from": c(n), "to": FROM, "text": "x"})
            hook.wait(w, n)
        hook.no_more(w, len(bad))
        same(w.sim.seen(), 0, "replies")
        same(len(inbox(w)), len(bad))


def s_a_text_to_a_deaf_customer_waits_over_a_kill():
    with sink.Sink(500, 500) as hook, World(account=OWN + sink.ACCOUNT) as w:
        set_url(w, hook.url())
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "patience"})
        hook.wait(w, 1)
        w.restart()
        calls = hook.wait(w, 3, step=1)
        same([sink.fields(x)["Body"] for x in calls], ["patience"] * 3)
        same(len({sink.fields(x)["MessageSid"] for x in calls}), 1)
        hook.no_more(w, 3)


def s_a_reply_is_one_message_over_a_kill():
    with sink.Sink(*[twiml("<Message>one</Message>")] * 20) as hook, \
            World(account=OWN + sink.ACCOUNT) as w:
        set_url(w, hook.url())
        for n in range(1, 6):
            before = len(hook.calls)
            w.sim.say("mo", **{"from": c(n), "to": FROM, "text": f"text {n}"})
            while len(hook.calls) == before:
                time.sleep(0.001)
            time.sleep(n * 0.001)
            w.restart()
        end = time.monotonic() + PATIENCE
        while len(rows := w.json("GET", "/v1/messages?direction=outbound")
                  ["messages"]) < 5:
            check(time.monotonic() < end, len(rows), "replies")
            w.advance(1)
        w.advance(30)
        rows = w.json("GET", "/v1/messages?direction=outbound")["messages"]
        same(sorted(m["to"] for m in rows), [c(n) for n in range(1, 6)])
