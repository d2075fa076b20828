# SPDX-License-Identifier: BSD-2-Clause
"""Texts that follow the first: spec/scenarios.md S-P37 and S-P38,
spec/statuses.md 5.5."""
from lib import FROM, HELLO, HOURS, c, same, seconds
from shop import LOS_ANGELES, QUIET, Shop, when

SECOND_TEXT = [{"text": "Second", "delay": "24h"}]
NEXT_DAY = "2026-03-03T12:00"


def s_p37_follow_ups_go_after_sent():
    with Shop() as w:
        camp = w.sent(5, steps=SECOND_TEXT)
        w.n(camp, total=10, outbox=5, in_queue=5)
        w.is_(camp, 1, "held/follow_up", step=1)
        w.receipts(range(1, 6), "DELIVRD")
        w.st(camp, "sent")
        same(w.cancel(camp, 409), "campaign_sent")
        w.till("2026-03-03T11:59:59")
        same(w.subs(), 5)
        w.till(NEXT_DAY)
        same(w.subs(), 10)
        same(w.texts(), [HELLO] * 5 + ["Second"] * 5)
        w.n(camp, total=10, outbox=5, sent=5)
        w.receipts(range(1, 6), "DELIVRD")
        w.st(camp, "done")
        w.n(camp, total=10, sent=10)
        same([k["sent"] for k in w.view(camp)["by_step"]], [5, 5])


def s_p37_a_follow_up_of_the_longest_delay():
    with Shop() as w:
        camp = w.sent(1, steps=[{"text": "Second", "delay": "45d"}])
        w.receipt(1, "DELIVRD")
        for _ in range(9):
            w.leap(5 * 24 * HOURS - (1 if w.now == 0 else 0))
        same(w.subs(), 1)
        w.advance(1)
        same(w.subs(), 2)
        w.n(camp, total=2, outbox=1, sent=1)


def s_p37_the_window_begins_with_the_last_follow_up():
    with Shop() as w:
        camp = w.sent(2, steps=SECOND_TEXT)
        w.receipts((1, 2), "DELIVRD")
        w.till(NEXT_DAY)
        w.receipt(1, "DELIVRD")
        w.till("2026-03-05T11:59:59")
        w.st(camp, "sent")
        w.n(camp, total=4, sent=3, outbox=1)
        w.till("2026-03-05T12:00")
        w.st(camp, "done")
        w.n(camp, total=4, sent=3, delivery_unknown=1)


def s_p38_a_cancel_before_sent_stops_follow_ups():
    with Shop(throughput=2) as w:
        camp = w.sent(5, steps=SECOND_TEXT)
        same(w.subs(), 2)
        w.n(camp, total=7, in_queue=5, outbox=2)
        w.cancel(camp)
        w.n(camp, total=7, outbox=2, canceled=5)
        w.till("2026-03-04T11:00")
        same(w.subs(), 2)
        w.n(camp, total=7, outbox=2, canceled=5)


def s_p38_an_answer_after_the_cancel_plans_no_follow_up():
    with Shop() as w:
        w.sim.rule("hold")
        camp = w.sent(2, steps=SECOND_TEXT)
        w.cancel(camp)
        w.sim.say("answer")
        w.settle()
        w.n(camp, total=2, outbox=2)
        w.till("2026-03-03T13:00")
        same(w.subs(), 2)


def s_p37_who_says_stop_or_is_deleted_gets_no_more():
    with Shop() as w:
        for n in range(1, 5):
            w.contact(n)
        camp = w.sent(4, steps=SECOND_TEXT)
        w.receipts(range(1, 5), "DELIVRD")
        w.opt_out(1)
        w.forget(2)
        w.n(camp, total=8, sent=4, in_queue=2, skipped=1,
            recipient_deleted=1)
        w.till(NEXT_DAY)
        same([w.subs(n) for n in range(1, 5)], [1, 1, 2, 2])
        w.n(camp, total=8, sent=4, outbox=2, skipped=1, recipient_deleted=1)


def s_p37_who_was_not_reached_gets_no_follow_up():
    with Shop() as w:
        w.on(1, "RINVDSTADR")
        camp = w.sent(2, steps=SECOND_TEXT)
        w.n(camp, total=3, error=1, outbox=1, in_queue=1)
        w.till(NEXT_DAY)
        same([w.subs(n) for n in (1, 2)], [1, 2])
        w.n(camp, total=3, error=1, outbox=2)


def s_p37_a_follow_up_respects_quiet_hours():
    with Shop(settings={"quiet_hours": QUIET}) as w:
        w.contact(1, LOS_ANGELES)
        w.till("20:00")
        camp = w.sent(1, steps=[{"text": "Second", "delay": "10h"}])
        w.receipt(1, "DELIVRD")
        w.till("2026-03-03T06:00")
        m = w.is_(camp, 1, "held/quiet_hours", step=1)
        same(seconds(m["release_at"]), when("2026-03-03T17:00"))
        w.till("2026-03-03T17:00")
        w.is_(camp, 1, "forwarded", step=1)


def s_b32_a_trial_that_is_used_up_stops_no_follow_up():
    """It ends what is being checked (T15); what belongs to those who have the
    first message goes (5.5), in sending and in sent, and counts."""
    for status in ("sending", "sent"):
        with Shop(settings={"trial": {"limit": 2}}) as w:
            camp = w.sent(2, steps=[{"text": "Second", "delay": "1min"}])
            if status == "sent":
                w.receipts((1, 2), "DELIVRD")
            w.st(camp, status)
            same(w.setting("trial")["used"], 2)
            w.advance(61)
            w.st(camp, status)
            same((w.subs(), w.setting("trial")["used"]), (4, 4))
            w.json("POST", "/v1/messages",
                   {"from": FROM, "to": c(3), "text": "hi"}, 403)
            w.st(w.sent([4]), "failed")
            same(w.subs(), 4)


def s_p37_follow_ups_are_exempt_from_smart_sending():
    with Shop(settings={"smart_sending_hours": 48}) as w:
        camp = w.sent(1, steps=SECOND_TEXT)
        w.receipt(1, "DELIVRD")
        w.till(NEXT_DAY)
        same(w.subs(1), 2)
        w.receipt(1, "DELIVRD")
        w.st(camp, "done")
        # And they count for others.
        w.till("2026-03-05T11:00")
        w.is_(w.sent(1), 1, "skipped/smart_sending")
        w.till("2026-03-05T12:00")
        w.is_(w.sent(1), 1, "forwarded")


def s_p37_three_steps_over_kills():
    steps = [{"text": "Second", "delay": "1h"},
             {"text": "Third", "delay": "2h"}]
    with Shop() as w:
        camp = w.sent(3, steps=steps)
        w.restart()
        w.till("12:30")
        w.restart()
        w.till("13:00")
        w.restart()
        w.till("14:59:59")
        same(w.subs(), 6)
        w.till("15:00")
        same(w.texts(1), [HELLO, "Second", "Third"])
        w.n(camp, total=9, outbox=9)
        w.leap(48 * HOURS)
        w.n(camp, total=9, delivery_unknown=9)
        w.st(camp, "done")
