# SPDX-License-Identifier: BSD-2-Clause
"""Campaigns from their first word to their last: spec/scenarios.md S-P01 to
S-P33, what they say of campaigns; S-P99 to S-P107 are in counts_scenarios.py.
"""
import collections

from lib import (FROM, FULL, HELLO, HOURS, MINUTE, SECOND, c, check, same,
                 seconds)
from shop import (CHICAGO, LOS_ANGELES, NEW_YORK, QUIET, TOKYO, TOLL_FREE,
                  Shop, when)

CAP = "2026-03-04T12:00:00"     # 48 hours after the beginning
BEFORE_CAP = "2026-03-04T11:59:59"


def s_p01_activation_puts_messages_on_the_wire():
    with Shop() as w:
        camp = w.camp(3)
        w.advance(600)
        same(w.subs(), 0, "submits before it is sent")
        w.send(camp)
        same(w.subs(), 3, "submits")
        for n in (1, 2, 3):
            sent, = w.sim.submits(n)
            same((sent["to"], sent["from"], sent["text"]),
                 (c(n)[1:], FROM[1:], HELLO))
            same(sent["registered_delivery"] & 1, 1, "registered_delivery")
            went = w.changes(w.m(camp, n)["id"])
            same(went[-3:], [("queued", 600.0), ("submitting", 600.0),
                             ("forwarded", 600.0)], "events")
        w.n(camp, total=3, outbox=3)


def s_p03_a_campaigns_end_to_end_time():
    with Shop() as w:
        camp = w.sent(20)
        w.advance(1.5)
        w.receipts(range(1, 21), "DELIVRD")
        for n in range(1, 21):
            same(w.m(camp, n)["timings"]["end_to_end_ms"], 1500)
        found = w.op("GET", "/v1/stats/latency")
        same(found["end_to_end_ms"]["p50"], 1500)
        same(found["end_to_end_ms"]["count"], 20)


def s_p04_toll_free_campaigns_use_the_exclusive_smsc():
    with Shop(smscs={"agg1": {}, "agg-tf": {"tags": ["exclusive"]}},
              reconnect_min="20s",
              conf='route "toll-free" { from_kind = { "toll_free" } '
                   'smsc = { "agg-tf" } }\n') as w:
        one, tf = w.sims["agg1"], w.sims["agg-tf"]
        w.sent(1, 2, 3, 4, 5, **{"from": TOLL_FREE})
        w.sent(6, 7, 8, 9, 10)
        same([{s["to"] for s in sim.submits()} for sim in (tf, one)],
             [{c(n)[1:] for n in range(k, k + 5)} for k in (1, 6)])
        tf.say("close")
        tf.say("drop")
        w.settle()
        camp = w.sent([11], **{"from": TOLL_FREE})
        w.advance(600)
        same(one.seen(), 5, "agg1 saw")
        w.is_(camp, 11, "queued")
        tf.say("listen")
        w.advance(300)
        w.is_(camp, 11, "forwarded", smsc="agg-tf")


def s_p06_the_way_of_a_campaigns_message():
    with Shop(carriers="+1917555,AT&T,US,mobile\n") as w:
        camp = w.sent(2)
        w.receipt(1, "DELIVRD")
        w.receipt(2, "UNDELIV", "110")
        for n, states in ((1, ("ok", "ok")), (2, ("failed", "not_reached"))):
            m = w.m(camp, n)
            hops = w.op("GET", f"/v1/messages/{m['id']}/trace")["hops"]
            same([h["hop"] for h in hops], [
                "gateway", "aggregator", "registrar", "carrier",
                "spam_filter", "handset"])
            if n == 2:
                same((hops[-2]["state"], hops[-1]["state"]), states)
            else:
                same(hops[-1]["state"], "ok")
        text = w.is_(camp, 2, "failed/network", 30007)["explanation"]
        check("spam" in text and "law" in text, text)


def s_p07_a_campaign_keeps_the_window():
    with Shop() as w:
        w.sim.rule("hold")
        camp = w.sent(100)
        same(w.subs(), 10, "submits")
        w.sim.say("answer", count=4)
        w.settle()
        same(w.subs(), 14, "submits")
        w.n(camp, total=100, in_queue=96, outbox=4)
        w.sim.say("clear")
        w.sim.say("answer")
        w.settle()
        same(w.subs(), 100, "submits")
        w.n(camp, total=100, outbox=100)


def s_p08_a_campaign_keeps_the_throughput():
    with Shop(throughput=20) as w:
        camp = w.sent(100)
        same(w.subs(), 20)
        w.advance(1)
        same(w.subs(), 40)
        w.advance(3)
        same(w.subs(), 100)
        seen = collections.Counter(int(s["at"]) for s in w.sim.submits())
        same(max(seen.values()), 20, "in a second of the clock")
        w.n(camp, total=100, outbox=100)


def s_p09_a_throttled_campaign():
    with Shop() as w:
        w.sim.say("limit", per_second=20)
        camp = w.sent(100)
        w.advance(60)
        w.n(camp, total=100, outbox=100)
        w.st(camp, "sending")
        taken, behind = collections.Counter(), collections.Counter()
        for s in w.sim.submits():
            second = int(s["at"])
            if s["status"] or second in behind:
                behind[second] += 1
            taken[s["to"]] += not s["status"]
        same((len(taken), set(taken.values())), (100, {1}), "answers of ROK")
        # The one that was refused, and those in the window behind it.
        check(max(behind.values()) <= 10, behind)


def s_p12_why_a_campaign_waits():
    rows = "".join(f"{c(n)},{'AT&T' if n <= 10 else 'Verizon'}\n"
                   for n in range(1, 42))
    link = "https://status.example.test/"
    with Shop(carriers=rows, window=50, status_page=link) as w:
        camp = w.sent(40)
        w.receipts(range(11, 41), "DELIVRD")
        w.advance(300)
        w.is_(camp, 1, "forwarded", delay_hint="carrier_traffic")
        reason, = w.view(camp)["delay_reasons"]
        same((reason["reason"], reason["carrier"]),
             ("carrier_traffic", "AT&T"))
        w.down()
        other = w.sent([41])
        w.is_(other, 41, "queued", delay_hint="aggregator_issue")
        same([r["reason"] for r in w.view(other)["delay_reasons"]],
             ["aggregator_issue"])
        found, = w.op("GET", "/v1/status-page")["smscs"]
        same((found["name"], found["state"], seconds(found["since"]),
              found["queue"], found["link"]),
             ("agg1", "down", 300.0, 1, link))
        w.up()
        w.advance(300)
        found, = w.op("GET", "/v1/status-page")["smscs"]
        same((found["state"], found["queue"]), ("up", 0))


def s_p13_once_forwarded_a_campaign_is_out_of_hand():
    with Shop() as w:
        camp = w.sent(5)
        w.sim.say("drop")
        w.advance(5)
        same(w.bind_state("agg1"), "bound")
        w.restart()
        w.leap(30 * HOURS)
        same(w.subs(), 5, "submits")
        m = w.is_(camp, 1, "forwarded")["id"]
        for method in ("DELETE", "PATCH"):
            same(w.code(method, f"/v1/messages/{m}", {"text": "x"}
                        if method == "PATCH" else None), "message_forwarded")


def s_p14_a_draft_is_saved_and_inert():
    with Shop() as w:
        camp = w.camp(3)
        w.edit(camp, text="Hi")
        w.restart()
        found = w.view(camp)
        same((found["text"], found["status"]), ("Hi", "draft"))
        w.n(camp)
        same(w.subs(), 0)
        same(w.edit(camp, audience={"numbers": [c(7)], "lists": []})
             ["audience"]["numbers"], [c(7)])
        same(w.edit(camp, **{"from": TOLL_FREE})["from"], TOLL_FREE)
        w.edit(camp, **{"from": FROM})
        w.advance(600)
        same(w.subs(), 0)
        w.send(camp)
        same(w.texts(7), ["Hi"])
        w.n(camp, total=1, outbox=1)


def s_p15_a_schedule_is_in_the_accounts_zone():
    with Shop() as w:
        camp = w.camp(2)
        w.sched(camp, "10:00")
        w.st(camp, "scheduled")
        same(seconds(w.view(camp)["starts_at_utc"]), when("15:00"))
        w.n(camp, total=2, in_queue=2)
        w.till("14:59:59")
        same(w.subs(), 0)
        w.till("15:00")
        same(w.subs(), 2)
        same({s["at"] for s in w.sim.submits()}, {when("15:00")})
        w.set(timezone=TOKYO)
        other = w.camp(2)
        w.sched(other, "2026-03-03T10:00:00")
        same(seconds(w.view(other)["starts_at_utc"]),
             when("2026-03-03T01:00:00"))
        late = w.camp(2)
        same(w.sched(late, "2026-03-02T23:59:59", want=400),
             "schedule_in_past")
        w.st(late, "draft")


def s_p16_a_schedule_that_passed_while_nobody_ran():
    with Shop() as w:
        camp = w.camp(2)
        w.sched(camp, "10:00")
        w.till("14:50")
        w.stop()
        w.till("15:20")
        w.start()
        same(w.subs(), 2)
        same(w.ev(camp)[:2], [
            ("draft", "scheduled", 0.0),
            ("scheduled", "processing", when("15:20"))])


def seven(w):
    """One of each kind, as S-P17 has them."""
    w.contact(20, NEW_YORK)
    w.contact(21, LOS_ANGELES)
    w.opt_out(20)
    found = {"D": w.camp(5), "E": w.camp(5), "F": w.camp([20, 21]),
             "I": w.camp(5)}
    w.set(active=False)
    w.send(found["I"])
    w.set(active=True)
    w.sched(found["E"], "2026-03-03T10:00:00")
    w.sched(found["F"], "10:00", "recipient")
    w.till("15:00")
    found["H"] = w.sent(31, 32, 33, 34, 35)
    w.receipts(range(31, 35), "ENROUTE")
    found["G"] = w.sent(41, 42, 43, 44, 45)
    found["J"] = w.sent(51, 52, 53, 54, 55)
    w.cancel(found["J"])
    return found


SEVEN = {"D": ("draft", "Draft", "Draft"),
         "E": ("scheduled", "Scheduled", "Scheduled"),
         "F": ("processing", "Processing", "Sending"),
         "G": ("sending", "Sending", "Sending"),
         "H": ("sent", "Sent", "Sent"),
         "I": ("failed", "Failed", "Failed"),
         "J": ("canceled", "Canceled", "Canceled")}


def s_p17_one_status_for_each_campaign_in_all_words():
    with Shop() as w:
        found = seven(w)
        w.n(found["F"], total=2, in_queue=1, skipped=1)
        for place, vocab in enumerate((None, "flow7", "flow4")):
            rows = w.op("GET", "/v1/campaigns" + (
                f"?vocab={vocab}" if vocab else ""))["campaigns"]
            by_id = {r["id"]: r["word" if vocab else "status"] for r in rows}
            same(len(by_id), len(rows), "campaigns that stand there twice")
            same({k: by_id[i] for k, i in found.items()},
                 {k: words[place] for k, words in SEVEN.items()}, vocab)


def s_p19_why_each_recipient_was_sent_to_or_not():
    with Shop(settings={"smart_sending_hours": 8,
                        "quiet_hours": QUIET}) as w:
        w.contact(3, NEW_YORK)
        w.contact(4, TOKYO)
        w.till("18:00")
        w.sent(1)
        w.opt_out(2)
        w.till("23:00")
        before = w.subs()
        camp = w.sent(4)
        one = w.is_(camp, 1, "skipped/smart_sending", rule="smart_sending")
        same(seconds(one["window_ends_at"]), when("2026-03-03T02:00:00"))
        two = w.is_(camp, 2, "skipped/opted_out", rule="opted_out")
        w.is_(camp, 3, "forwarded")
        four = w.is_(camp, 4, "held/quiet_hours", rule="quiet_hours")
        same(seconds(four["release_at"]), when("2026-03-03T00:00:00"))
        for m in (one, two, four):
            check(m["explanation"], "no explanation of", m["rule"])
        same(w.subs() - before, 1, "submits")
        same(w.subs(3), 1)
        w.n(camp, total=4, in_queue=1, outbox=1, skipped=2)


def s_p20_eight_of_ten_make_it_sent():
    with Shop() as w:
        camp = w.sent(10)
        w.st(camp, "sending")
        w.n(camp, total=10, outbox=10)
        w.advance(10)
        w.receipts(range(1, 8), "ENROUTE")
        w.st(camp, "sending")
        w.advance(10)
        w.receipt(8, "ENROUTE")
        w.st(camp, "sent")
        same(seconds(w.view(camp)["sent_at"]), 20.0)
        same(w.went(camp), ["draft", "processing", "sending", "sent"])


def s_p21_four_fifths_are_rounded_up():
    with Shop(window=50) as w:
        first = 1
        for forwarded, needed in ((1, 1), (3, 3), (4, 4), (5, 4), (9, 8),
                                  (10, 8)):
            camp = w.sent(range(first, first + forwarded))
            w.receipts(range(first, first + needed - 1), "ENROUTE")
            w.st(camp, "sending")
            w.receipt(first + needed - 1, "ENROUTE")
            w.st(camp, "sent")
            same(w.view(camp)["evidence"], needed)
            first += forwarded


def s_p21_any_receipt_is_evidence():
    with Shop() as w:
        camp = w.sent(5)
        for n, stat in ((1, "ENROUTE"), (2, "DELIVRD"), (3, "ACCEPTD")):
            w.receipt(n, stat)
            w.receipt(n, stat)
        w.receipt(5, "UNKNOWN")
        w.st(camp, "sending")
        w.receipt(4, "UNDELIV", "027")
        w.st(camp, "sent")
        w.n(camp, total=5, outbox=3, sent=1, error=1)
        same((w.view(camp)["forwarded"], w.view(camp)["evidence"]), (5, 4))


def s_p22_sent_is_not_delivered():
    with Shop() as w:
        camp = w.sent(10)
        w.receipts(range(1, 11), "ENROUTE")
        w.st(camp, "sent")
        w.n(camp, total=10, outbox=10)
        same(w.view(camp)["delivery_rate"], 0)
        w.receipts(range(1, 7), "DELIVRD")
        w.st(camp, "sent")
        w.n(camp, total=10, sent=6, outbox=4)
        same(w.view(camp)["delivery_rate"], 0.6)


def s_p23_processing_waits_for_zones():
    with Shop() as w:
        for n, zone in ((1, NEW_YORK), (2, NEW_YORK), (3, CHICAGO),
                        (4, LOS_ANGELES), (5, None)):
            w.contact(n, zone)
        camp = w.camp(5)
        w.sched(camp, "10:00", "recipient")
        w.till("14:59:59")
        w.st(camp, "scheduled")
        w.till("15:00")
        w.st(camp, "processing")
        for n in (1, 2, 5):
            w.is_(camp, n, "forwarded")
        for n, at in ((3, "16:00"), (4, "18:00")):
            m = w.is_(camp, n, "held/local_time", rule="local_time")
            same(seconds(m["release_at"]), when(at))
        same(w.edit(camp, 409, text="x"), "campaign_locked")
        w.till("16:00")
        w.is_(camp, 3, "forwarded")
        w.st(camp, "processing")
        w.till("17:59:59")
        same(w.subs(4), 0)
        w.till("18:00")
        w.is_(camp, 4, "forwarded")
        w.st(camp, "sending")
        same(w.ev(camp)[-1], ("processing", "sending", when("18:00")))


def s_p24_sending_is_skipped():
    with Shop() as w:
        for n in range(1, 6):
            w.contact(n, LOS_ANGELES if n == 5 else NEW_YORK)
        camp = w.camp(5)
        w.sched(camp, "10:00", "recipient")
        w.till("15:00")
        w.receipts(range(1, 5), "DELIVRD")
        w.st(camp, "processing")
        w.till("16:00")
        w.forget(5)
        w.st(camp, "done")
        same(w.ev(camp)[-2:], [("processing", "sent", when("16:00")),
                               ("sent", "done", when("16:00"))])
        w.n(camp, total=5, sent=4, recipient_deleted=1)


def s_p25_sending_waits_for_providers():
    with Shop(reconnect_max="4min") as w:
        w.down()
        camp = w.sent(5)
        for hours in (0, 6):
            w.leap(hours * HOURS)
            w.st(camp, "sending")
            w.n(camp, total=5, in_queue=5)
            for n in range(1, 6):
                same(w.words(camp, n)[0], "In the queue for sending")
        w.up()
        w.advance(5 * MINUTE)
        w.n(camp, total=5, outbox=5)
        w.st(camp, "sending")


def s_p26_done_when_all_is_confirmed():
    with Shop() as w:
        camp = w.sent(5)
        w.receipts(range(1, 5), "DELIVRD")
        w.st(camp, "sent")
        same(w.word(camp, "bulk"), "In progress")
        same(seconds(w.view(camp)["completed_at"]), 0.0)
        w.leap(HOURS)
        w.receipt(5, "UNDELIV", "027")
        w.st(camp, "done")
        found = w.view(camp)
        same((seconds(found["done_at"]), found["cause"]),
             (float(HOURS), "confirmed"))
        same(w.word(camp, "bulk"), "Done")
        w.n(camp, total=5, sent=4, error=1)


def closed_by_the_window(w):
    """S-P27; its campaign."""
    camp = w.sent(5)
    w.receipts(range(1, 5), "DELIVRD")
    return camp


def check_closed(w, camp):
    """Its end."""
    w.st(camp, "done")
    w.n(camp, total=5, sent=4, delivery_unknown=1)
    same(w.is_(camp, 5, "delivery_unknown")["words"]["bulk"],
         "Delivery unknown")
    found = w.view(camp)
    same((seconds(found["done_at"]), found["cause"]),
         (when(CAP), "window"))


def s_p27_forty_eight_hours_and_it_is_closed():
    with Shop() as w:
        camp = closed_by_the_window(w)
        w.till(BEFORE_CAP)
        w.st(camp, "sent")
        w.n(camp, total=5, sent=4, outbox=1)
        same(w.word(camp, "bulk"), "In progress")
        w.till(CAP)
        check_closed(w, camp)


def s_p28_closed_without_four_fifths():
    with Shop() as w:
        camp = w.sent(4)
        w.till(BEFORE_CAP)
        w.st(camp, "sending")
        w.till(CAP)
        w.st(camp, "done")
        same(w.ev(camp)[-1], ("sending", "done", when(CAP)))
        w.n(camp, total=4, delivery_unknown=4)


def s_p29_the_close_window_is_a_setting():
    with Shop(settings={"close_window": "24h"}) as w:
        camp, own = w.sent(4), w.sent(5, 6, 7, 8, close_window="12h")
        w.till("2026-03-02T23:59:59")
        w.st(own, "sending")
        w.till("2026-03-03T00:00")
        w.st(own, "done")
        w.till("2026-03-03T11:59:59")
        w.st(camp, "sending")
        w.till("2026-03-03T12:00")
        w.st(camp, "done")
        for done, at in ((own, "2026-03-03T00:00"),
                         (camp, "2026-03-03T12:00")):
            w.n(done, total=4, delivery_unknown=4)
            same(w.ev(done)[-1], ("sending", "done", when(at)))


def s_p30_no_close_while_something_waits():
    with Shop() as w:
        w.on(4, "RMSGQFUL")
        camp = w.sent(4)
        w.advance(9 * HOURS if FULL else 600)
        attempts = w.is_(camp, 4, "queued/retry_wait")["attempts"]
        check(attempts > 100 if FULL else attempts == 6, attempts)
        w.ctl("smsc", "pause", "agg1")
        w.till("2026-03-05T11:00")
        w.st(camp, "sending")
        w.n(camp, total=4, in_queue=1, outbox=3)
        w.on(4, "0")
        w.ctl("smsc", "resume", "agg1")
        w.advance(5 * MINUTE)
        found = w.is_(camp, 4, "forwarded")
        close = seconds(found["timings"]["forwarded_at"]) + 48 * HOURS
        w.leap(close - 1 - w.now / SECOND)
        w.st(camp, "sending")
        w.advance(1)
        w.st(camp, "done")
        same(seconds(w.view(camp)["done_at"]), close)


def s_p31_what_forbids_to_send():
    cases = (
        ({"active": False, "sms_subscription": False},
         ["site_inactive", "no_sms_subscription"]),
        ({"sms_subscription": False}, ["no_sms_subscription"]),
        ({"subdomain": None}, ["subdomain_missing"]),
        ({"active": False, "subdomain": None},
         ["site_inactive", "subdomain_missing"]))
    good = {"active": True, "sms_subscription": True, "subdomain": "shop"}
    with Shop() as w:
        for settings, codes in cases:
            w.set(**{**good, **settings})
            camp = w.camp(3)
            estimate = w.act(camp, "estimate")
            same(sorted(p["code"] for p in estimate["preflight"]),
                 sorted(codes))
            w.st(camp, "draft")
            w.send(camp)
            w.st(camp, "failed")
            w.n(camp, total=3, canceled=3)
            failure = w.view(camp)["failure"]
            same(sorted(failure["codes"]), sorted(codes))
            check(failure["text"], failure)
            same(failure["support_contact"], "support@example.test")
            w.set(**good)
        later = w.camp(3)
        w.sched(later, "10:00")
        w.set(active=False)
        w.till("15:00")
        w.st(later, "failed")
        same(w.ev(later)[-1], ("scheduled", "failed", when("15:00")))
        same(w.subs(), 0)
        w.submit(1, want=403)


def s_p32_a_trial_that_is_enough():
    with Shop(window=100, settings={"trial": {"limit": 100}}) as w:
        camp = w.sent(100)
        w.st(camp, "sending")
        w.n(camp, total=100, outbox=100)
        same(w.setting("trial")["used"], 100)
        more = w.sent([101])
        w.st(more, "failed")
        same(w.view(more)["failure"]["codes"], ["trial_limit_reached"])
        same(w.subs(101), 0)
        w.n(more, total=1, canceled=1)


def s_p32_a_trial_that_ends_on_the_way():
    with Shop(window=100, settings={"trial": {"limit": 100}}) as w:
        camp = w.sent(150)
        same(w.subs(), 100)
        w.st(camp, "failed")
        w.n(camp, total=150, outbox=100, canceled=50)
        same(w.view(camp)["failure"]["codes"], ["trial_limit_reached"])
        w.receipt(1, "DELIVRD")
        w.n(camp, total=150, sent=1, outbox=99, canceled=50)
        w.st(camp, "failed")
        w.till(CAP)
        w.st(camp, "failed")
        w.n(camp, total=150, sent=1, delivery_unknown=99, canceled=50)


def s_p33_the_words_of_bulk():
    with Shop(reconnect_max="4min") as w:
        w.contact(1, NEW_YORK)
        w.contact(2, LOS_ANGELES)
        camp = w.camp(2)
        w.sched(camp, "10:00", "recipient")
        w.till("14:59")
        w.down()
        w.till("15:00")
        w.st(camp, "processing")
        same(w.word(camp, "bulk"), "Being processed")
        w.up()
        w.advance(300)
        w.st(camp, "processing")
        w.is_(camp, 1, "forwarded")
        same(w.word(camp, "bulk"), "In progress")
        w.till("18:00")
        w.st(camp, "sending")
        same(w.word(camp, "bulk"), "In progress")
        w.receipts((1, 2), "ENROUTE")
        w.st(camp, "sent")
        same(w.word(camp, "bulk"), "In progress")
        w.receipts((1, 2), "DELIVRD")
        w.st(camp, "done")
        same(w.word(camp, "bulk"), "Done")
        found = w.view(camp)
        same((found["delivery_rate"], found["counts"]["sent"]), (1, 2))
        other = w.sent(3)
        w.cancel(other)
        same(w.word(other, "bulk"), "Canceled")
