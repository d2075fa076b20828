# SPDX-License-Identifier: BSD-2-Clause
"""Not too often to the same person: spec/scenarios.md S-P45 and S-P46,
spec/statuses.md 4.3."""
from lib import HOURS, MINUTE, same, seconds
from shop import QUIET, Shop, c, when

SMART = {"smart_sending_hours": 8}


def s_p45_smart_sending_discards():
    with Shop(settings=SMART) as w:
        w.sent(1)
        w.till("19:59:59")
        camp = w.sent(2)
        m = w.is_(camp, 1, "skipped/smart_sending", rule="smart_sending")
        same(seconds(m["window_ends_at"]), when("20:00"))
        w.is_(camp, 2, "forwarded")
        w.till("20:00")
        w.is_(w.sent(1), 1, "forwarded")
        w.leap(72 * HOURS)
        same(w.subs(1), 2)


def s_p45_what_was_refused_blocks_nobody():
    with Shop(settings=SMART) as w:
        w.on(3, "RINVDSTADR")
        camp = w.sent([3])
        w.is_(camp, 3, "failed/submit", 400)
        w.on(3, "0")
        w.advance(10 * MINUTE)
        w.is_(w.sent([3]), 3, "forwarded")


def s_p45_what_waits_holds_the_slot():
    with Shop(settings=SMART, reconnect_max="4min") as w:
        w.down()
        first = w.sent(1)
        w.is_(first, 1, "queued")
        second = w.sent(1)
        w.is_(second, 1, "skipped/smart_sending")
        w.cancel(first)
        third = w.sent(1)
        w.is_(third, 1, "queued")
        w.up()
        w.advance(300)
        same(w.subs(1), 1)
        w.is_(third, 1, "forwarded")
        w.restart()
        w.is_(w.sent(1), 1, "skipped/smart_sending")


def s_p45_judged_when_it_would_be_queued():
    """X13: time holds first."""
    with Shop(settings={**SMART, "quiet_hours": QUIET}) as w:
        w.till("2026-03-03T00:30")
        w.sent(1)
        w.till("2026-03-03T02:00")
        camp = w.sent(1)
        w.is_(camp, 1, "held/quiet_hours")
        w.till("2026-03-03T14:00")
        w.is_(camp, 1, "forwarded")
        same(w.subs(1), 2)


def s_p45_what_went_while_it_was_off_counts():
    with Shop() as w:
        w.sent(1)
        w.advance(MINUTE)
        w.set(**SMART)
        w.is_(w.sent(2), 1, "skipped/smart_sending")
        w.set(smart_sending_hours=0)
        w.is_(w.sent(1), 1, "forwarded")


def s_p101_an_estimate_knows_smart_sending():
    """Of a contact and of a number that has none; one that is on its way."""
    with Shop(settings=SMART, reconnect_max="4min") as w:
        made = w.people(1, 2)
        w.sent(1)
        w.sent([5])
        w.down()
        w.sent([6])
        camp = w.camp(c(5), c(6), c(7), lists=[made])
        found = w.act(camp, "estimate")
        same((found["sendable"], found["segments"], found["excluded"]),
             (2, 2, {"smart_sending": 3}))
        plain = w.act(w.camp(c(5), **{"class": "transactional"}), "estimate")
        same((plain["sendable"], plain["excluded"]), (1, {}))
        w.up()
        w.advance(5 * MINUTE)
        w.send(camp)
        w.n(camp, total=5, outbox=2, skipped=3)
        w.leap(8 * HOURS)
        same(w.act(camp, "estimate")["excluded"], {})


def s_p46_the_range_of_smart_sending():
    with Shop() as w:
        for hours, want in ((169, 400), (-1, 400), (0, 200), (8, 200),
                            (168, 200)):
            said = w.set(want, smart_sending_hours=hours)
            if want == 400:
                same(said["error"]["field"], "smart_sending_hours")
        same(w.setting("smart_sending_hours"), 168)


def s_p46_settings_that_cannot_be():
    with Shop() as w:
        for settings in ({"timezone": "Mars/Base"}, {"close_window": "soon"},
                         {"quiet_hours": {"start": "25:00", "end": "9:00"}},
                         {"countries": ["Narnia"]}, {"active": "perhaps"},
                         {"sent_threshold_pct": 101}, {"colour": "red"}):
            said = w.set(400, **settings)
            same(said["error"]["field"].split(".")[0], *settings)
        w.restart()
        same(w.setting("timezone"), "America/New_York")
