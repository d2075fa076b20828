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


# ---- what an answer leads to -----------------------------------------------

def s_urls_of_an_answer_are_relative_to_it():
    with sink.Sink(twiml("<Message statusCallback='../told?a=1'>x</Message>")
                   ) as hook, World(account=OWN + sink.ACCOUNT) as w:
        set_url(w, hook.url("/dir/sub/sms?x=1"))
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "hi"})
        call = hook.wait(w, 2)[1]
        same((call.path, sink.fields(call)["MessageStatus"]),
             ("/dir/told?a=1", "sent"))


def s_a_reply_goes_without_a_url_that_is_none():
    bad = "https://10.0.0.1/x"
    with sink.Sink(twiml(f"<Message statusCallback='{bad}' action='{bad}'>one"
                         "</Message><Message>two</Message>")) as hook, \
            World(account=OWN + sink.ACCOUNT) as w:
        set_url(w, hook.url())
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "hi"})
        hook.wait(w, 1)
        same([x["text"] for x in until_sent(w, 1, 2)], ["one", "two"])
        hook.no_more(w, 1)
        for what in ("statusCallback", "action"):
            check(f"its {what} is left out" in w.log_text(), what)


def s_a_redirect_is_followed():
    with sink.Sink(twiml("<Message>one</Message><Redirect method='GET'>next?b=2"
                         "</Redirect>"),
                   twiml("<Message statusCallback='told'>two</Message>")
                   ) as hook, World(account=OWN + sink.ACCOUNT) as w:
        set_url(w, hook.url("/dir/sms?a=1"))
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "hi"})
        calls = hook.wait(w, 3)
        form = sink.fields(calls[1])
        same((calls[1].method, calls[1].path.split("?")[0], form["b"],
              form["Body"], form["From"]),
             ("GET", "/dir/next", "2", "hi", c(1)))
        check("a" not in form, form)
        same(calls[1].headers["X-Twilio-Signature"], sink.twilio_signature(
            f"http://127.0.0.1:{hook.port}{calls[1].path}", {}))
        same(calls[2].path, "/dir/told")
        same([x["text"] for x in until_sent(w, 1, 2)], ["one", "two"])


def s_a_relative_url_leads_nowhere_that_is_forbidden():
    bad = "//10.0.0.1/x"
    with sink.Sink(twiml(f"<Message statusCallback='{bad}' action='{bad}'>one"
                         f"</Message><Redirect>{bad}</Redirect>")) as hook, \
            World(account=OWN + sink.ACCOUNT) as w:
        set_url(w, hook.url())
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "hi"})
        hook.wait(w, 1)
        same([x["text"] for x in until_sent(w, 1, 1)], ["one"])
        hook.no_more(w, 1)
        for what in ("statusCallback", "action", "Redirect"):
            check(f"its {what} is left out" in w.log_text(), what)
        same(w.json("GET", "/v1/webhooks/dead")["dead"], [])


def s_a_redirect_to_a_host_that_does_not_name_the_account():
    with sink.Sink(404) as other, sink.Sink(
            (200, "text/plain", SID),
            twiml(f"<Message>one</Message><Redirect>{other.url()}</Redirect>")
    ) as hook, World(account=OWN + sink.ACCOUNT + "callback_challenge = yes"
                     ) as w:
        set_url(w, hook.url())
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "hi"})
        hook.wait(w, 2)
        call, = other.wait(w, 1)
        same((call.method, call.path), ("GET", "/.well-known/esmed.txt"))
        same([x["text"] for x in until_sent(w, 1, 1)], ["one"])
        other.no_more(w, 1)


def s_redirects_in_a_ring_end():
    ring = twiml("<Redirect>sms</Redirect>")
    with sink.Sink(*[ring] * 20) as hook, \
            World(account=OWN + sink.ACCOUNT) as w:
        set_url(w, hook.url("/sms"))
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "hi"})
        hook.wait(w, 6)
        hook.no_more(w, 6)
        same([x.method for x in hook.calls], ["POST"] * 6)
        check("code=14106" in w.log_text(), "no reason")


def s_a_redirect_that_fails_begins_anew_and_sends_nothing_twice():
    first = twiml("<Message>one</Message><Redirect>next</Redirect>")
    with sink.Sink(first, 500, first, twiml("<Message>two</Message>")) as hook, \
            World(account=OWN + sink.ACCOUNT) as w:
        set_url(w, hook.url("/sms"))
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "hi"})
        calls = hook.wait(w, 4, step=1)
        same([x.path for x in calls], ["/sms", "/next"] * 2)
        same([x["text"] for x in until_sent(w, 1, 2)], ["one", "two"])
        hook.no_more(w, 4)
        same(w.sim.seen(1), 2, "replies")


def s_the_action_of_a_reply_is_asked_what_comes_next():
    with sink.Sink(twiml("<Message action='done'>one</Message>"),
                   twiml("<Message>two</Message>")) as hook, \
            World(account=OWN + sink.ACCOUNT) as w:
        set_url(w, hook.url("/dir/sms"))
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "hi"})
        call = hook.wait(w, 2)[1]
        form = sink.fields(call)
        same((call.method, call.path), ("POST", "/dir/done"))
        same([x["text"] for x in until_sent(w, 1, 2)], ["one", "two"])
        one, = [m for m in w.json("GET", "/v1/messages?direction=outbound")
                ["messages"] if m["text"] == "one"]
        same((form["MessageSid"], form["MessageStatus"], form["From"],
              form["To"], form["Body"], form["AccountSid"]),
             (one["id"], "queued", FROM, c(1), "one", SID))
        same(call.headers["X-Twilio-Signature"], sink.twilio_signature(
            hook.url("/dir/done"), form))
        hook.no_more(w, 2)


def s_an_action_is_asked_after_a_kill():
    with sink.Sink(twiml("<Message action='done' method='GET'>one</Message>"),
                   *[500] * 4) as hook, World(account=OWN + sink.ACCOUNT
                                              ) as w:
        set_url(w, hook.url("/sms"))
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "hi"})
        hook.wait(w, 2)
        w.restart()
        # The text itself may be told again, too.
        calls = []
        while len(calls) < 3:
            calls = [x for x in hook.wait(w, len(hook.calls) + 1, step=1)
                     if x.path != "/sms"]
        same({(x.method, x.path.split("?")[0]) for x in calls},
             {("GET", "/done")})
        same(len({sink.fields(x)["MessageSid"] for x in calls}), 1)
        same(w.sim.seen(1), 1, "replies")


def s_two_machines_that_answer_each_other_are_stopped():
    # However one of them spells itself.
    spelt = [twiml(f"<Message{more}>pong</Message>") for more in (
        "", f" from='{FROM[1:]}'")]
    with sink.Sink(*spelt * 50) as hook, \
            World(account=OWN + sink.ACCOUNT) as w:
        set_url(w, hook.url())
        for n in range(40):
            w.sim.say("mo", **{"from": c(1), "to": FROM, "text": f"ping {n}"})
        hook.wait(w, 40)
        hook.no_more(w, 40)
        same(w.sim.seen(1), 30, "replies")
        w.sim.say("mo", **{"from": c(2), "to": FROM, "text": "hello"})
        until_sent(w, 2, 1)
        alert, = w.json("GET", "/v1/alerts")["alerts"]
        check(alert["name"] == "replies_held" and
              alert["text"].startswith("10 "), alert)
        same(w.log_text().count("code=14107"), 1)
        check(c(1)[1:] not in w.log_text(), "a number in the log")
        w.advance(31)
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "again"})
        until_sent(w, 1, 31)
        hook.no_more(w, 42)


def s_a_reply_over_the_rate_of_its_account_goes_later():
    answer = twiml("<Message>one</Message><Message>two</Message>"
                   "<Redirect>/next</Redirect>")
    with sink.Sink(answer, answer) as hook, \
            World(account=OWN + "\n    rate = 1\n    " + sink.ACCOUNT) as w:
        set_url(w, hook.url())
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "hi"})
        calls = hook.wait(w, 3, 10)
        same([call.path for call in calls], ["/hook", "/hook", "/next"])
        same([s["text"] for s in until_sent(w, 1, 2)], ["one", "two"])


def s_urls_of_a_reply_are_not_those_of_the_next():
    answer = twiml("<Message statusCallback='/told' action='/next'>one"
                   "</Message><Message>two</Message>")
    with sink.Sink(answer) as hook, World(account=OWN + sink.ACCOUNT) as w:
        set_url(w, hook.url())
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "hi"})
        hook.wait(w, 3)
        until_sent(w, 1, 2)
        w.settle()
        rows = w.json("GET", "/v1/messages")["messages"]
        same({m["text"]: m["status_callback"] for m in rows
              if m["text"] != "hi"}, {"one": hook.url("/told"), "two": None})
        same([call.path for call in hook.calls].count("/next"), 1)


def s_a_redirect_is_relative_to_the_last_document():
    """Not to the fallback URL that led there."""
    with sink.Sink(500, twiml("<Redirect>/a/b</Redirect>"),
                   twiml("<Redirect>c</Redirect>"), twiml("")) as hook, \
            World(account=OWN + sink.ACCOUNT) as w:
        set_url(w, hook.url("/x/main"), SmsFallbackUrl=hook.url("/y/spare"))
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "hi"})
        same([call.path for call in hook.wait(w, 4, 10)],
             ["/x/main", "/y/spare", "/a/b", "/a/c"])


def s_a_reply_that_is_not_sent_takes_nothing_of_a_limit():
    """HELP that was answered just now, and one who has opted out."""
    answer = twiml("<Message>pong</Message>")
    with sink.Sink(*[answer] * 8) as hook, \
            World(account=OWN + "\n    daily = 7\n    " + sink.ACCOUNT) as w:
        set_url(w, hook.url())
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "STOP"})
        until_sent(w, 1, 1)
        for i, (n, text) in enumerate(((2, "HELP"), (1, "hi")) * 3):
            w.sim.say("mo", **{"from": c(n), "to": FROM, "text": text})
            hook.wait(w, i + 2)
        until_sent(w, 2, 4)
        same((w.sim.seen(1), w.sim.seen(2)), (1, 4))


def s_replies_that_were_not_taken_are_not_counted():
    wrong = twiml(f"<Message>{'pong' * 500}</Message>")
    with sink.Sink(*[wrong] * 31, twiml("<Message>pong</Message>")) as hook, \
            World(account=OWN + sink.ACCOUNT) as w:
        set_url(w, hook.url())
        for n in range(32):
            w.sim.say("mo", **{"from": c(1), "to": FROM, "text": f"ping {n}"})
            hook.wait(w, n + 1)
        until_sent(w, 1, 1)


# ---- alphabets that only handsets send -------------------------------------

GREETING = "こんにちは、世界。元気ですか？"
SPOKEN = {5: ("shift_jis", GREETING), 6: ("iso8859_5", "Привет, №5!"),
          7: ("iso8859_8", "שלום"), 10: ("iso2022_jp", GREETING),
          13: ("euc_jp", "丂と侄"), 14: ("euc_kr", "안녕하세요! OK")}


def say(w, octets, coding, esm_class=0):
    w.sim.say("mo", **{"from": c(1), "to": FROM, "hex": octets.hex(),
                       "esm_class": esm_class, "data_coding": coding})


def s_an_alphabet_of_handsets_is_read():
    with sink.Sink() as hook, World(account=OWN + sink.ACCOUNT) as w:
        set_url(w, hook.url("/sms"))
        for n, (coding, (codec, text)) in enumerate(SPOKEN.items(), 1):
            say(w, text.encode(codec), coding)
            w.settle()
            same(inbox(w)[0]["text"], text)
            same(sink.fields(hook.wait(w, n)[-1])["Body"], text)
        octets = GREETING.encode("shift_jis")
        for n, part in enumerate((octets[:7], octets[7:]), 1):
            say(w, b"\5\0\3\7\2" + bytes([n]) + part, 5, 0x40)
        w.settle()
        same(inbox(w)[0]["text"], GREETING)
        say(w, b"STOP", 14)
        w.settle()
        same([x["number"] for x in w.json("GET", "/v1/optouts")["optouts"]],
             [c(1)])
        say(w, b"\x06\x05\x04\xa0\xff\x01", 5)
        say(w, b"ab", 9)
        w.settle()
        same([m["text"] for m in inbox(w)[:2]], ["6162", "060504a0ff01"])
