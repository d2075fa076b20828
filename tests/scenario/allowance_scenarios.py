# SPDX-License-Identifier: BSD-2-Clause
"""How many messages an account may have scheduled, and what it has used: both
to the message, whatever is killed when."""
import json
import urllib.parse

from lib import FROM, HELLO, HOURS, SID, World, c, same

LATER = "2026-03-02T15:00:00Z"
ACCOUNT = f"/2010-04-01/Accounts/{SID}"
FORM = "application/x-www-form-urlencoded"


def waiting(w):
    """Limit and number of those that wait, as a person is told."""
    told = w.json("GET", "/v1/accounts/self")["scheduled"]
    limits = w.ctl("account", "limits")["limits"][0]
    same((limits["scheduled"], limits["scheduled_max"]),
         (told["used"], told["limit"]), "esmectl account limits")
    return told["used"], told["limit"]


def refused(w, **fields):
    """One more is not taken."""
    answer = w.submit(9, want=400, send_at=LATER, **fields)
    same((answer["error"]["code"], answer["error"]["field"]),
         ("too_many_scheduled", "send_at"))


def service(w):
    """A messaging service of the Twilio face, with a sender."""
    form = {"Content_Type": FORM}
    made = w.json("POST", "/v1/Services", "FriendlyName=x", 201, **form)
    numbers = w.json("GET", f"{ACCOUNT}/IncomingPhoneNumbers.json")
    sender = numbers["incoming_phone_numbers"][0]["sid"]
    w.json("POST", f"/v1/Services/{made['sid']}/PhoneNumbers",
           f"PhoneNumberSid={sender}", 201, **form)
    return made["sid"]


def twilio_later(w, sid, want=201):
    """A message of the Twilio face for later."""
    form = urllib.parse.urlencode({
        "To": c(9), "Body": HELLO, "MessagingServiceSid": sid,
        "ScheduleType": "fixed", "SendAt": LATER})
    answer = w.json("POST", f"{ACCOUNT}/Messages.json", form, want,
                    Content_Type=FORM)
    w.settle()
    return answer


def s_more_are_not_scheduled_than_the_account_may():
    with World(enquire_link="1h", account=f'numbers = {{ "{FROM}" }}\n'
               "    scheduled_max = 5") as w:
        sid = service(w)
        m = w.post(1, send_at=LATER)
        same(twilio_later(w, sid)["status"], "scheduled")
        # Of one batch the first are taken.
        lines = w.batch([{"to": c(n), "send_at": LATER}
                         for n in range(2, 7)])
        same(["id" in line for line in lines], [True] * 3 + [False] * 2)
        same({line["error"]["code"] for line in lines[3:]},
             {"too_many_scheduled"})
        same(waiting(w), (5, 5))
        answer = twilio_later(w, sid, 400)
        same((answer["code"], answer["status"]), (35125, 400))
        refused(w)
        w.post(8)
        w.restart()
        same(waiting(w), (5, 5))
        refused(w)
        w.json("POST", f"/v1/messages/{m}:cancel")
        same(waiting(w), (4, 5))
        w.restart()
        w.post(7, send_at=LATER)
        refused(w)
        w.leap(3 * HOURS)
        same(waiting(w), (0, 5))
        same(w.sim.seen(), 6, "submits")
        w.restart()
        same(waiting(w), (0, 5))


def s_the_most_that_may_be_scheduled_is_changed_while_they_wait():
    with World(enquire_link="1h", account="scheduled_max = 2") as w:
        w.post(1, send_at=LATER)
        w.post(2, send_at=LATER)
        refused(w)
        w.account = "scheduled_max = 1"
        w.reload()
        refused(w)
        same(waiting(w), (2, 1))
        w.account = "scheduled_max = 3"
        w.reload()
        w.post(3, send_at=LATER)
        refused(w)
        w.account = ""
        w.reload()
        w.post(4, send_at=LATER)
        same(waiting(w), (4, 500000))


def usage(w, category, period="", **query):
    """Count, usage and price of a category's records."""
    asked = urllib.parse.urlencode({"Category": category, **query})
    found = w.json("GET", f"{ACCOUNT}/Usage/Records{period}.json?{asked}")
    return [(r["count"], r["usage"], r["price"])
            for r in found["usage_records"]]


def price_of(w):
    """What all messages say they cost, in millionths."""
    found = w.json("GET", f"{ACCOUNT}/Messages.json?PageSize=1000")
    return sum(round(-float(m["price"]) * 1000000)
               for m in found["messages"] if m["price"] is not None)


def s_what_was_used_is_what_was_sent_whatever_was_killed():
    with World(enquire_link="1h", account='prices = { "US=0.0075" }') as w:
        w.sim.rule(f"to={c(3)[1:]}:status=0x0b")
        same(usage(w, "sms-outbound"), [("0", "0", "0")])
        w.post(1)
        w.post(2, "x" * 161)
        w.post(3)           # refused
        w.post(4, send_at=LATER)
        want = [("2", "3", "0.0225")]
        same(usage(w, "sms-outbound"), want)
        w.restart()         # at once: nothing is a second late
        same(usage(w, "sms-outbound"), want)
        same(usage(w, "sms-outbound-longcode", "/Today"), want)
        same(usage(w, "totalprice"), [(None, "0.0225", "0.0225")])
        # Killed while its carrier has it and has not answered.
        w.sim.say("rule", rule=f"to={c(5)[1:]}:hold", first=True)
        w.post(5)
        same(usage(w, "sms-outbound"), want)
        w.kill()
        w.sim.say("clear")
        w.start()
        w.advance(90)
        want = [("3", "4", "0.03")]
        same(usage(w, "sms-outbound"), want)
        w.restart()
        same(usage(w, "sms-outbound"), want)
        w.leap(24 * HOURS)
        want = [("4", "5", "0.0375")]
        same(usage(w, "sms-outbound"), want)
        same(usage(w, "sms-outbound", "/Yesterday"), want)
        same(usage(w, "sms-outbound", "/Today"), [("0", "0", "0")])
        same(usage(w, "sms", "/Daily", StartDate="-30days"),
             [("0", "0", "0")] + want)
        same(price_of(w), 37500, "millionths by the messages")


def s_an_unknown_category_is_refused_and_all_are_listed():
    with World() as w:
        status, _, text = w.ask(
            "GET", f"{ACCOUNT}/Usage/Records.json?Category=smoke-signals")
        same((status, json.loads(text)["code"]), (400, 20422))
        found = w.json("GET", f"{ACCOUNT}/Usage/Records.json")
        same([r["category"] for r in found["usage_records"]],
             ["sms", "sms-inbound", "sms-inbound-longcode",
              "sms-inbound-shortcode", "sms-inbound-tollfree",
              "sms-outbound", "sms-outbound-longcode",
              "sms-outbound-shortcode", "sms-outbound-tollfree",
              "totalprice"])
