# SPDX-License-Identifier: BSD-2-Clause
"""Callbacks about messages: spec/scenarios.md S-P98, reliability.md 7.4
(X1, X2, X4 to X7, X10, X11), http-api.md 5. Of S-P98 all is here.
"""
import json
import time
import urllib.parse

import sink
from lib import FROM, HELLO, HOURS, PATIENCE, SID, World, basic, c, check, \
    same

MESSAGES = f"/2010-04-01/Accounts/{SID}/Messages"
FORM = "application/x-www-form-urlencoded"


def said(call):
    """A native letter."""
    sink.check_webhook(call)
    return json.loads(call.body)


def states(hook, message=None):
    """What was told, of one message or in all."""
    letters = [said(call) for call in hook.calls]
    return [e["state"] for e in letters
            if message in (None, e["data"]["id"])]


def s_p98_each_step_is_told_in_order():
    with sink.Sink() as hook, World(account=sink.ACCOUNT) as w:
        w.sim.rule("delay=2s")
        m = w.post(1, status_callback=hook.url())
        hook.wait(w, 1)
        w.advance(2)
        hook.wait(w, 2)
        w.advance(3)
        w.receipt(1, "DELIVRD")
        letters = [said(call) for call in hook.wait(w, 3)]
        hook.no_more(w, 3)
        same([e["state"] for e in letters],
             ["queued", "forwarded", "delivered"])
        same([e["type"] for e in letters],
             ["message." + e["state"] for e in letters])
        same([e["timestamp"][:19] for e in letters],
             [f"2026-03-02T12:00:0{n}" for n in (0, 2, 5)])
        same({e["data"]["id"] for e in letters}, {m})
        check("reason" in letters[2]["data"], letters[2])
        numbers = [e["sequence"] for e in letters]
        same(numbers, sorted(set(numbers)), "sequence numbers")
        ids = [call.headers["webhook-id"] for call in hook.calls]
        same(len(set(ids)), 3, "ids of events")


def s_p98_a_failure_has_its_reason():
    with sink.Sink() as hook, World(account=sink.ACCOUNT) as w:
        m = w.post(1, status_callback=hook.url())
        w.receipt(1, "UNDELIV", "110")
        last = said(hook.wait(w, 3)[-1])
        same((last["state"], last["data"]["reason"], last["data"]["id"]),
             ("failed", 30007, m))


def s_p98_the_same_event_again_until_it_is_taken():
    with sink.Sink(204, 500, 500) as hook, World(account=sink.ACCOUNT) as w:
        w.post(1, status_callback=hook.url())
        hook.wait(w, 2)
        w.receipt(1, "DELIVRD")
        calls = hook.wait(w, 5, step=1)
        hook.no_more(w, 5)
        same(states(hook), ["queued"] + ["forwarded"] * 3 + ["delivered"])
        same(len({call.headers["webhook-id"] for call in calls[1:4]}), 1)
        same({call.body for call in calls[1:4]}, {calls[1].body})
        stamps = [int(call.headers["webhook-timestamp"])
                  for call in calls[1:4]]
        check(stamps == sorted(stamps) and stamps[2] - stamps[0] <= 15 + 3,
              stamps)


def s_p98_a_deaf_receiver_is_told_after_hours_and_a_kill():
    with sink.Sink(*[503] * 8) as hook, World(account=sink.ACCOUNT,
                                              enquire_link="1h") as w:
        m = w.post(1, status_callback=hook.url())
        hook.wait(w, 1)
        w.receipt(1, "DELIVRD")
        w.restart()
        # The longest of its waits is an hour.
        end = time.monotonic() + PATIENCE
        while len(hook.calls) < 11:
            check(time.monotonic() < end, len(hook.calls), "calls")
            w.leap(600)
            time.sleep(0.02)
        hook.no_more(w, 11)
        same(states(hook, m), ["queued"] * 9 + ["forwarded", "delivered"])


def s_p98_one_deaf_receiver_holds_up_nobody_else():
    with sink.Sink(*[500] * 50) as deaf, sink.Sink() as good, \
            World(account=sink.ACCOUNT) as w:
        for n in range(1, 6):
            w.post(n, status_callback=deaf.url())
            w.post(n + 10, status_callback=good.url())
        good.wait(w, 10)
        for n in range(11, 16):
            w.receipt(n, "DELIVRD")
        good.wait(w, 15)
        same(sorted(states(good)),
             ["delivered"] * 5 + ["forwarded"] * 5 + ["queued"] * 5)


def s_p98_fifty_messages_each_in_its_order():
    with sink.Sink() as hook, World(account=sink.ACCOUNT, window=100) as w:
        ids = w.camp(*range(1, 51), status_callback=hook.url())
        for n in range(1, 51):
            w.receipt(n, "DELIVRD", settle=False)
        hook.wait(w, 150)
        hook.no_more(w, 150)
        for m in ids:
            same(states(hook, m), ["queued", "forwarded", "delivered"])


def s_x10_a_kill_between_the_call_and_its_record():
    with sink.Sink() as hook, World(account=sink.ACCOUNT) as w:
        m = w.post(1, status_callback=hook.url(), settle=False)
        while len(hook.calls) < 2:
            w.settle()
        w.restart()
        w.receipt(1, "DELIVRD")
        end = time.monotonic() + PATIENCE
        while "delivered" not in states(hook, m):
            check(time.monotonic() < end, states(hook, m))
            w.advance(1)
        w.settle()
        by_id = {}
        for call in hook.calls:
            by_id.setdefault(call.headers["webhook-id"],
                             set()).add(said(call)["state"])
        same(sorted(map(sorted, by_id.values())),
             [["delivered"], ["forwarded"], ["queued"]])


def s_the_accounts_own_webhook_hears_of_all():
    with sink.Sink() as hook, World(start=False) as w:
        w.account = f'{sink.ACCOUNT}    webhook = "{hook.url("/all")}"\n' \
            f'    numbers = {{ "{FROM}" }}'
        w.configure()
        w.start()
        m = w.post(1)
        w.receipt(1, "DELIVRD")
        w.sim.say("mo", **{"from": c(2), "to": FROM, "text": "hello"})
        letters = [said(call) for call in hook.wait(w, 4)]
        same([e["state"] for e in letters if e["data"]["id"] == m],
             ["queued", "forwarded", "delivered"])
        same([(e["data"]["text"], e["data"]["from"]) for e in letters
              if e["type"] == "message.received"], [("hello", c(2))])


# ---- the Twilio form -------------------------------------------------------

def create(w, n, want=201, **form):
    """A message of the Twilio face; its answer."""
    return w.json("POST", f"{MESSAGES}.json", urllib.parse.urlencode({
        "To": c(n), "From": FROM, "Body": HELLO, **form}), want,
        Content_Type=FORM)


def service(w, callback):
    """A messaging service with the account's number, which calls there."""
    form = {"Content_Type": FORM}
    made = w.json("POST", "/v1/Services", urllib.parse.urlencode({
        "FriendlyName": "x", "StatusCallback": callback}), 201, **form)["sid"]
    number = w.json("GET", f"/2010-04-01/Accounts/{SID}/"
                    "IncomingPhoneNumbers.json")
    w.json("POST", f"/v1/Services/{made}/PhoneNumbers", urllib.parse.urlencode({
        "PhoneNumberSid": number["incoming_phone_numbers"][0]["sid"]}), 201,
        **form)
    return made


def told(hook):
    """Which statuses, by Twilio's forms."""
    return [sink.fields(call)["MessageStatus"] for call in hook.calls]


def s_a_message_of_a_service_tells_when_it_is_queued():
    """http-api.md 4: of the initial status nothing is told."""
    with sink.Sink() as hook, World(
            account=sink.ACCOUNT + f'    numbers = {{ "{FROM}" }}\n',
            enquire_link="1h") as w:
        sid = service(w, hook.url())
        first = create(w, 1, From="", MessagingServiceSid=sid)
        same((first["status"], first["from"]), ("accepted", None))
        hook.wait(w, 2)
        same(told(hook), ["queued", "sent"])
        form = sink.fields(hook.calls[0])
        same((form["MessageSid"], form["From"], form["MessagingServiceSid"]),
             (first["sid"], FROM, sid))
        same(create(w, 2, MessagingServiceSid=sid)["status"], "queued")
        hook.wait(w, 3)
        same(told(hook)[2:], ["sent"], "its sender was given")
        later = create(w, 3, From="", MessagingServiceSid=sid,
                       ScheduleType="fixed", SendAt="2026-03-02T13:00:00Z")
        same(later["status"], "scheduled")
        w.settle()
        hook.no_more(w, 3)
        w.leap(HOURS)
        hook.wait(w, 5)
        same(told(hook)[3:], ["queued", "sent"])
        later = create(w, 4, MessagingServiceSid=sid, ScheduleType="fixed",
                       SendAt="2026-03-02T14:00:00Z")
        same((later["status"], later["from"]), ("scheduled", FROM))
        w.leap(HOURS)
        hook.wait(w, 7)
        same(told(hook)[5:], ["queued", "sent"])


def s_p98_twilios_form_says_sent_then_delivered():
    with sink.Sink() as hook, World(account=sink.ACCOUNT) as w:
        url = hook.url("/cb?a=1&b=%20")
        m = create(w, 1, StatusCallback=url)["sid"]
        hook.wait(w, 1)
        w.receipt(1, "DELIVRD")
        forms = [sink.fields(call) for call in hook.wait(w, 2)]
        hook.no_more(w, 2)
        same([f["MessageStatus"] for f in forms], ["sent", "delivered"])
        for form, call in zip(forms, hook.calls):
            same((form["MessageSid"], form["SmsSid"]), (m, m))
            same((form["SmsStatus"], form["AccountSid"], form["To"],
                  form["From"], form["ApiVersion"]),
                 (form["MessageStatus"], SID, c(1), FROM, "2010-04-01"))
            check("ErrorCode" not in form, form)
            same(call.headers["Content-Type"],
                 FORM + "; charset=UTF-8")
            same(call.headers["X-Twilio-Signature"],
                 sink.twilio_signature(url, form))
            check(call.headers["I-Twilio-Idempotency-Token"], "none")


def s_p98_twilios_form_says_sent_once():
    """Also of what nobody tells of any more."""
    with sink.Sink() as hook, World(account=sink.ACCOUNT,
                                    enquire_link="1h") as w:
        m = create(w, 1, StatusCallback=hook.url())["sid"]
        hook.wait(w, 1)
        w.leap(73 * HOURS)
        w.expect(m, state="delivery_unknown")
        hook.no_more(w, 1)


def s_p98_twilios_form_says_why():
    with sink.Sink() as hook, World(account=sink.ACCOUNT) as w:
        w.sim.rule(f"to={c(2)}:status=RINVDSTADR")
        create(w, 1, StatusCallback=hook.url())
        w.settle()
        w.receipt(1, "UNDELIV", "027")
        forms = [sink.fields(call) for call in hook.wait(w, 2)]
        same((forms[1]["MessageStatus"], forms[1]["ErrorCode"]),
             ("undelivered", "30003"))
        create(w, 2, StatusCallback=hook.url())
        form = sink.fields(hook.wait(w, 3)[2])
        same((form["MessageStatus"], form["ErrorCode"]), ("failed", "21211"))


# ---- where it may go -------------------------------------------------------

def s_x2_urls_that_are_none():
    with World(account="callback_http = yes") as w:
        for url in ("ftp://example.test/", "http://", "nonsense", "//x/",
                    "http://a b.test/", "http://x.test\\@y.test/",
                    "https:///x", "http://x" + "y" * 4000 + ".test/"):
            answer = w.json("POST", "/v1/messages", {
                "to": c(1), "from": FROM, "text": HELLO,
                "status_callback": url}, 400)
            same((answer["error"]["code"], answer["error"]["field"]),
                 ("invalid_callback", "status_callback"), url)
            same(create(w, 1, 400, StatusCallback=url)["code"], 21609)


def s_x1_a_private_address_is_not_called():
    with sink.Sink() as hook, World(account="callback_http = yes") as w:
        answer = w.submit(1, want=400, status_callback=hook.url())
        same(answer["error"]["code"], "callback_denied")
        w.advance(60)
        hook.no_more(w, 0)


DENIED = ("http://example.com/", "https://169.254.169.254/", "https://[::1]/",
          "https://localhost/", "https://example.com:6379/",
          "https://10.1.2.3/")


def s_x1_what_may_not_be_called_is_refused_when_it_is_saved():
    with World(account=f'numbers = {{ "{FROM}" }}') as w:
        numbers = f"/2010-04-01/Accounts/{SID}/IncomingPhoneNumbers"
        number = w.json("GET", f"{numbers}.json")["incoming_phone_numbers"][0]
        for url in DENIED:
            answer = w.submit(1, want=400, status_callback=url)
            same(answer["error"]["code"], "callback_denied", url)
            for path, form in (
                    (f"{numbers}/{number['sid']}.json", {"SmsUrl": url}),
                    ("/v1/Services", {"FriendlyName": "x",
                                      "StatusCallback": url}),
                    ("/v1/Services", {"FriendlyName": "x",
                                      "InboundRequestUrl": url})):
                answer = w.json("POST", path, urllib.parse.urlencode(form),
                                400, Content_Type=FORM)
                check(answer["code"] == 21402, url, answer)
        same(w.json("GET", "/v1/Services")["services"], [])
        w.json("POST", f"{numbers}/{number['sid']}.json", urllib.parse
               .urlencode({"SmsUrl": "https://example.com/a"}),
               Content_Type=FORM)
    # One that was allowed once does not stand in the way of other changes.
    with World(account=sink.ACCOUNT + f'    numbers = {{ "{FROM}" }}') as w:
        number = w.json("GET", f"{numbers}.json")["incoming_phone_numbers"][0]

        def change(want, **form):
            return w.json("POST", f"{numbers}/{number['sid']}.json",
                          urllib.parse.urlencode(form), want,
                          Content_Type=FORM)
        change(200, SmsUrl="http://127.0.0.1/a")
        w.account = f'    numbers = {{ "{FROM}" }}'
        w.reload()
        change(200, FriendlyName="shop", SmsUrl="http://127.0.0.1/a")
        change(400, SmsUrl="http://127.0.0.1/b")


def s_x4_a_redirect_is_a_failure():
    with sink.Sink() as other, sink.Sink() as hook, \
            World(account=sink.ACCOUNT) as w:
        hook.answers = [(307, other.url(), "")]
        w.post(1, status_callback=hook.url())
        hook.wait(w, 3, step=1)
        same(states(hook), ["queued", "queued", "forwarded"])
        same(other.calls, [])


def dead(w):
    """The dead letters."""
    return w.json("GET", "/v1/webhooks/dead")["dead"]


def s_x6_given_up_after_72_hours():
    with sink.Sink(*[500] * 1000) as hook, \
            World(account=sink.ACCOUNT, enquire_link="1h") as w:
        m = w.post(1, status_callback=hook.url())
        w.receipt(1, "DELIVRD")
        hook.wait(w, 1)
        w.leap(71 * HOURS)
        same(dead(w), [])
        w.leap(2 * HOURS)
        found = dead(w)
        same([(d["type"], d["message"]) for d in found],
             [(f"message.{state}", m)
              for state in ("queued", "forwarded", "delivered")])
        check(found[0]["attempts"] > 20 and "500" in found[0]["why"],
              found[0])
        check("2026-03-05T12:" in found[0]["given_up_at"], found[0])


def s_x6_a_replay_before_others_that_wait():
    with sink.Sink(*[404] * 16, *[500] * 3) as hook, \
            World(account=sink.ACCOUNT) as w:
        m = w.post(1, status_callback=hook.url())
        hook.wait(w, 16, step=60)
        w.receipt(1, "DELIVRD")
        hook.wait(w, 17)
        w.restart()
        for letter in dead(w):
            same(w.ask("POST", f"/v1/webhooks/dead/{letter['id']}:replay")[0],
                 204)
        end = time.monotonic() + PATIENCE
        while len(hook.calls) < 22:
            check(time.monotonic() < end, states(hook, m)[16:])
            w.advance(60)
            time.sleep(0.02)
        same(sorted(set(states(hook, m)[16:])),
             ["delivered", "forwarded", "queued"])
        same(dead(w), [])


def s_x7_refused_letters_are_shown_and_sent_again():
    with sink.Sink(*[404] * 16) as hook, World(account=sink.ACCOUNT) as w:
        m = w.post(1, status_callback=hook.url())
        hook.wait(w, 16, step=60)
        found = dead(w)
        same([(d["type"], d["message"], d["attempts"]) for d in found],
             [("message.queued", m, 8), ("message.forwarded", m, 8)])
        w.restart()
        same(dead(w), found)
        for letter in found:
            same(w.ask("POST", f"/v1/webhooks/dead/{letter['id']}:replay")[0],
                 204)
        hook.wait(w, 18, step=60)
        hook.no_more(w, 18)
        same(states(hook, m)[16:], ["queued", "forwarded"])
        same(dead(w), [])
        same(w.ask("POST", f"/v1/webhooks/dead/{found[0]['id']}:replay")[0],
             404)


def s_x7_who_says_gone_is_not_asked_again():
    with sink.Sink(410) as hook, World(account=sink.ACCOUNT) as w:
        w.post(1, status_callback=hook.url())
        hook.wait(w, 1)
        w.advance(600)
        hook.no_more(w, 1)
        same(len(dead(w)), 2)


def s_x7_who_says_gone_is_an_alert_of_his_account():
    with sink.Sink(410) as hook, World(account=sink.ACCOUNT) as w:
        same(w.json("GET", "/v1/alerts")["alerts"], [])
        w.post(1, status_callback=hook.url("/gone?secret=1"))
        hook.wait(w, 1)
        alert, = w.json("GET", "/v1/alerts")["alerts"]
        same((alert["name"], alert["smsc"]), ("webhook_gone", None))
        check(f"http://127.0.0.1:{hook.port} " in alert["text"] and
              "secret" not in alert["text"], alert)
        check(alert["since"].startswith("2026-03-02T12:00"), alert)
        other = basic("AC00000000000000000000000000000002",
                      "fedcba9876543210fedcba9876543210")
        same(w.json("GET", "/v1/alerts", **other)["alerts"], [])
        w.leap(HOURS + 1)
        same(w.json("GET", "/v1/alerts")["alerts"], [])


def s_a_report_of_kannel_has_the_text_of_the_receipt_alone():
    with sink.Sink() as hook, World(account=sink.ACCOUNT + """
    sendsms_user "tester" { password = "foobar" }""") as w:
        query = urllib.parse.urlencode({
            "username": "tester", "password": "foobar", "from": FROM,
            "to": c(1), "text": "hi", "dlr-mask": 1,
            "dlr-url": hook.url("/dlr?a=%A")})
        same(w.ask("GET", f"/cgi-bin/sendsms?{query}")[0], 202)
        w.settle()
        w.receipt(1, "DELIVRD", via="text+tlv")
        said_there = sink.fields(hook.wait(w, 1)[0])["a"]
        check(said_there.startswith("id:") and "stat:DELIVRD" in said_there
              and said_there.endswith("text:hi"), said_there)
