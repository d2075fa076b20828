# SPDX-License-Identifier: BSD-2-Clause
"""Of some messages little is kept: ContentRetention and AddressRetention
(spec/http-api.md 2.1), and their like on the native face; reliability.md L12.
"""
import json
import urllib.parse

import sink
from lib import FROM, HOURS, SID, World, c, check, same
from page_scenarios import Browser
from shop import USERS

MESSAGES = f"/2010-04-01/Accounts/{SID}/Messages"
FORM = "application/x-www-form-urlencoded"
SECRET = "canary-8492017365"
LONG = f"{SECRET} " + "x" * 300 + f" {SECRET}"
LITTLE = {"content_retention": "discard", "address_retention": "obfuscate"}
MASKED = "+1917555XXXX"


def stored(w, *texts):
    """How often the texts are in a copy of the store, as a backup makes it: of
    what is in use."""
    copy = w.work / f"copy{len(list(w.work.glob('copy*')))}"
    w.ctl("backup", copy)
    octets = (copy / "data.mdb").read_bytes()
    w.ctl("verify", copy)
    return sum(octets.count(text.encode()) for text in texts)


def silent(*texts):
    """Neither text nor number is said."""
    for text in texts:
        check("canary" not in text and c(1)[1:] not in text, text)


def s_a_text_that_is_discarded_is_sent_and_gone():
    with sink.Sink() as hook, World(account=sink.ACCOUNT) as w:
        w.sim.rule("delay=2s")
        _, _, said = w.ask("POST", f"{MESSAGES}.json", urllib.parse.urlencode(
            {"To": c(1), "From": FROM, "Body": LONG,
             "ContentRetention": "discard", "AddressRetention": "obfuscate",
             "StatusCallback": hook.url()}), Content_Type=FORM)
        made = json.loads(said)
        same((made["body"], made["to"], made["num_segments"]),
             ("", MASKED, "3"))
        m = made["sid"]
        w.settle()
        w.expect(m, state="submitting", text=None, to=MASKED)
        check(stored(w, SECRET) > 0, "what was taken is not in the store")
        w.advance(2)
        same("".join(s["text"] for s in w.sim.submits(1)), LONG)
        w.expect(m, state="forwarded", text=None, to=MASKED, **LITTLE)
        same(stored(w, SECRET), 0, "texts in the store")
        for smsc_id in "123":
            w.receipt(smsc_id, "DELIVRD")
        hook.wait(w, 2)
        same([sink.fields(call)["To"] for call in hook.calls],
             [MASKED] * len(hook.calls))
        said += "".join(call.body.decode() for call in hook.calls)
        same(w.twilio(m)["status"], "delivered")
        same(stored(w, SECRET), 0, "texts in the store")
        same(w.json("GET", f"/v1/messages?to=%2B{c(1)[1:]}")["messages"]
             [0]["id"], m)
        same(w.json("GET", f"/v1/messages?q={SECRET}")["messages"], [])
        for path in (f"/v1/messages/{m}", "/v1/messages", "/v1/events",
                     f"/v1/messages/{m}/trace", f"{MESSAGES}/{m}.json",
                     f"/v1/messages/{m}/timeline", f"{MESSAGES}.json"):
            said += w.ask("GET", path)[2]
        said += json.dumps(w.ctl("explain", "message", m))
        silent(said)
        w.restart()
        silent(w.ask("GET", f"/v1/messages/{m}")[2], w.log_text())
        same(stored(w, SECRET), 0, "texts in the store")


def s_the_pages_show_neither_text_nor_number():
    with World(account=USERS) as w:
        one, two = w.post(1, SECRET, **LITTLE), w.post(2, "as it is")
        b = Browser(w)
        for path in ("/ui/messages", f"/ui/messages/{one}"):
            text = b.ask("GET", path)[2]
            check(SECRET not in text and MASKED in text, path)
        silent(b.ask("GET", f"/ui/messages/{one}")[2])
        check(c(2) in b.ask("GET", f"/ui/messages/{two}")[2], "all are masked")


def s_a_text_is_kept_for_as_long_as_it_may_be_sent():
    with World(on_doubt="resend") as w:
        w.sim.rule("first=1:hold")
        m = w.post(1, LONG[:100], **LITTLE)
        w.restart()
        w.expect(m, state="queued", text=None, flags=["duplicate_risk"])
        check(stored(w, SECRET) > 0, "it cannot be sent again")
        w.advance(60)
        same([s["text"] for s in w.sim.submits(1)], [LONG[:100]] * 2)
        w.expect(m, state="forwarded")
        same(stored(w, SECRET), 0, "texts in the store")


def s_a_text_in_doubt_is_kept_for_a_day():
    with World(on_doubt="hold", enquire_link="1h") as w:
        w.sim.rule("hold")
        one, two = (w.post(n, LONG[:100], **LITTLE) for n in (1, 2))
        w.restart()
        w.expect_all([one, two], state="delivery_unknown")
        w.sim.say("clear")
        w.json("POST", f"/v1/messages/{one}:resend")
        w.settle()
        w.expect(one, state="forwarded")
        same(w.sim.submits(1)[-1]["text"], LONG[:100])
        w.leap(23 * HOURS)
        w.restart()
        check(stored(w, SECRET) > 0, "it cannot be sent again")
        w.leap(1 * HOURS + 1)
        same(stored(w, SECRET), 0, "texts in the store")
        w.json("POST", f"/v1/messages/{two}:resend", want=409)


def s_a_text_that_is_discarded_is_sent_later():
    with World(enquire_link="1h") as w:
        m = w.post(1, LONG, send_at="2026-03-02T15:00:00Z", **LITTLE)
        gone = w.post(2, LONG, send_at="2026-03-02T15:00:00Z", **LITTLE)
        w.restart()
        w.expect_all([m, gone], state="held", text=None)
        w.json("POST", f"/v1/messages/{gone}:cancel")
        w.leap(3 * HOURS)
        same("".join(s["text"] for s in w.sim.submits(1)), LONG)
        same(w.sim.seen(2), 0)
        same(stored(w, SECRET), 0, "texts in the store")


def s_a_kill_at_any_instant_leaves_no_text():
    with World() as w:
        w.sim.rule("delay=100ms")
        sent = w.batch([{"to": c(n), "text": f"{SECRET} {n}", **LITTLE}
                        for n in range(1, 101)], settle=False)
        ids = [line["id"] for line in sent]
        for _ in range(5):
            w.advance(0.12)
            w.restart()
        w.sim.say("clear")
        w.advance(120)
        w.expect_all(ids, state="forwarded", text=None)
        texts = {s["to"]: s["text"] for s in w.sim.submits()}
        same(texts, {c(n)[1:]: f"{SECRET} {n}" for n in range(1, 101)})
        same(stored(w, SECRET), 0, "texts in the store")
