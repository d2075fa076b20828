# SPDX-License-Identifier: BSD-2-Clause
"""From the request to the wire, and how long it took."""
from lib import (FROM, HELLO, HOURS, SECOND, SUBMIT, Centre, World, c, check,
                 same, seconds, submit_resp)


def s_p01_a_message_goes_to_the_wire_with_its_fields():
    with World() as w:
        w.advance(600)
        same(w.sim.seen(), 0, "submits before any message")
        ids = w.camp(1, 2, 3)
        same(w.sim.seen(), 3, "submits")
        for n in (1, 2, 3):
            sent, = w.sim.submits(n)
            same(sent["to"], c(n)[1:])
            same(sent["from"], FROM[1:])
            same(sent["registered_delivery"] & 1, 1, "registered_delivery")
            same(sent["text"], HELLO)
            same(sent["data_coding"], 0)
            same(sent["esm_class"], 0)
            same(sent["at"], 600.0)
        for m in ids:
            same(w.changes(m), [("queued", 600.0), ("submitting", 600.0),
                                ("forwarded", 600.0)], "events")


def s_p03_end_to_end_time_is_exact():
    with World() as w:
        ids = w.camp(*range(1, 21))
        w.advance(1.5)
        for n in range(1, 21):
            w.receipt(n, "DELIVRD", settle=False)
        w.settle()
        for m in ids:
            found = w.expect(m, state="delivered")
            same(found["timings"]["end_to_end_ms"], 1500)
            same(found["timings"]["queue_to_submit_ms"], 0)
            same(seconds(found["timings"]["final_at"]), 1.5)


def s_p03_a_delayed_answer_shows_in_the_times():
    with World() as w:
        w.sim.rule("delay=250ms,receipt=DELIVRD,after=1s")
        m = w.post(1)
        w.expect(m, state="submitting")
        w.advance(0.25)
        found = w.expect(m, state="forwarded")
        same(seconds(found["timings"]["forwarded_at"]), 0.25)
        w.advance(1)
        found = w.expect(m, state="delivered")
        same(found["timings"]["end_to_end_ms"], 1250)


def s_p103_segments_on_the_wire():
    with World() as w:
        w.post(1, "x" * 160)
        same(w.sim.seen(1), 1, "submits of 160 characters")
        m = w.post(2, "x" * 161)
        w.expect(m, parts=2, state="forwarded")
        first, second = w.sim.submits(2)
        same(first["hex"][:6], "050003")
        same(second["hex"][:6], "050003")
        same(first["hex"][6:8], second["hex"][6:8], "the reference")
        same(first["hex"][8:12], "0201")
        same(second["hex"][8:12], "0202")
        same(first["esm_class"] & 0x40, 0x40, "UDHI")
        same(first["text"] + second["text"], "x" * 161)
        w.post(3, "Привет")
        sent, = w.sim.submits(3)
        same(sent["data_coding"], 8)
        same(sent["text"], "Привет")
        w.post(4, "щ" * 71)
        same(w.sim.seen(4), 2, "submits of 71 Cyrillic letters")


def s_p107_links_arrive_as_they_were_written():
    with World() as w:
        text = "see https://shop.example/x?y=1&z=%20~{}[] now"
        w.post(1, text)
        same(w.sim.submits(1)[0]["text"], text)


def s_senders_of_all_kinds_have_their_type_of_number():
    with World() as w:
        for n, (sender, want) in enumerate((
                ("+12125550100", "12125550100"), ("12345", "12345"),
                ("MyShop", "MyShop")), 1):
            w.submit(n, **{"from": sender})
            same(w.sim.submits(n)[0]["from"], want)


def s_p13_once_forwarded_hands_off():
    with World(enquire_link="1h") as w:
        ids = w.camp(1, 2, 3, 4, 5)
        w.expect_all(ids, state="forwarded")
        w.sim.say("drop")
        w.settle()
        w.advance(5)
        same(w.bind_state(), "bound")
        w.restart()
        w.leap(30 * HOURS)
        same(w.sim.seen(), 5, "submits")
        w.expect_all(ids, state="forwarded")
        status, headers, text = w.ask("DELETE", f"/v1/messages/{ids[0]}")
        check(status in (405, 409), status, text)


def s_the_validity_period_on_the_wire():
    with Centre() as centre, World(
            raw=centre, window=1, validity="24h", enquire_link="1h",
            response_timeout="10min", account="queue_ttl = 2h") as w:
        centre.bind()
        w.settle()
        w.post(3)
        w.post(1, validity=600)
        w.post(2)
        # By the other face.
        for n, form in ((4, ""), (5, "&ValidityPeriod=600")):
            w.post_form(n, form)
        # The one that a service has by itself is nobody's wish.
        made = w.json("POST", "/v1/Services", "FriendlyName=x", 201,
                      Content_Type="application/x-www-form-urlencoded")
        w.post_form(6, f"&MessagingServiceSid={made['sid']}")
        w.settle()
        w.advance(100)
        found = {}
        for n in (3, 1, 2, 4, 5, 6):
            sent = centre.read(SUBMIT)
            found[n] = sent.strings()["validity"]
            centre.write(submit_resp(sent.sequence, f"id{n}"))
        same(found, {3: "000001000000000R", 1: "000000000820000R",
                     2: "000001000000000R", 4: "000001000000000R",
                     5: "000000000820000R", 6: "000001000000000R"})
    with Centre() as centre, World(raw=centre, validity="0") as w:
        centre.bind()
        w.settle()
        w.post(1)
        same(centre.read(SUBMIT).strings()["validity"], "")


def s_the_best_smsc_of_a_route_first():
    with World(smscs={"one": {}, "two": {}}) as w:
        m = w.post(1)
        w.expect(m, smsc="one", state="forwarded")
        w.sims["one"].say("close")
        w.sims["one"].say("drop")
        w.settle()
        m = w.post(2)
        w.expect(m, smsc="two", state="forwarded")
        only = w.post(3, smsc="one")
        w.expect(only, state="queued")
        w.sims["one"].say("listen")
        w.advance(65)
        w.expect(only, smsc="one", state="forwarded", attempts=1)
        w.expect(w.post(4), smsc="one")


def s_a_backlog_goes_to_whoever_is_there():
    with World(smscs={"one": {}, "two": {}}) as w:
        for sim in w.sims.values():
            sim.say("close")
            sim.say("drop")
        w.settle()
        ids = w.camp(*range(1, 31))
        w.expect_all(ids, state="queued")
        w.sims["two"].say("listen")
        w.advance(65)
        w.expect_all(ids, state="forwarded", smsc="two")


def s_the_clock_only_goes_forward():
    with World() as w:
        w.advance(100)
        w.json("PUT", "/test/clock", {"now": "2026-03-02T12:00:00Z"}, 400)
        w.json("PUT", "/test/clock", {"now": "tomorrow"}, 400)
        w.json("POST", "/test/clock/advance", {"by": "soon"}, 400)
        w.json("POST", "/test/clock/advance", {}, 400)
        found = w.json("POST", "/test/clock/advance", {"by": "10s"})
        same(found["now"], "2026-03-02T12:01:50.000Z")
        w.now += 10 * SECOND
        w.move_sims(w.now)
