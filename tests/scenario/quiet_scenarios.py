# SPDX-License-Identifier: BSD-2-Clause
"""Quiet hours and zones of recipients: spec/scenarios.md S-P43, S-P44, S-P47
and S-P48, spec/statuses.md 4.3."""
from lib import FROM, c, check, same, seconds
from shop import (CHICAGO, LOS_ANGELES, NEW_YORK, QUIET, TOKYO, Shop,
                  when)

MORNING = "2026-03-03T14:00:00"     # 09:00 in New York


def s_p43_quiet_hours_hold_each_by_the_own_clock():
    with Shop(settings={"quiet_hours": QUIET}) as w:
        for n, zone in ((1, NEW_YORK), (2, LOS_ANGELES), (3, None)):
            w.contact(n, zone)
        w.till("2026-03-03T02:00:00")
        camp = w.sent(3)
        same(w.subs(), 1)
        w.is_(camp, 2, "forwarded")
        for n in (1, 3):
            m = w.is_(camp, n, "held/quiet_hours", rule="quiet_hours")
            same(seconds(m["release_at"]), when(MORNING))
            same(m["words"]["flow7"], "scheduled (Quiet Hours)")
        w.st(camp, "processing")
        w.till("2026-03-03T13:59:59")
        same(w.subs(), 1)
        w.till(MORNING)
        same(w.subs(), 3)
        w.st(camp, "sending")
        w.n(camp, total=3, outbox=3)


def s_p44_the_edges_of_quiet_hours():
    with Shop(settings={"quiet_hours": QUIET}) as w:
        w.contact(1, NEW_YORK)
        for at, quiet in (("2026-03-03T00:59:59", False),
                          ("2026-03-03T01:00:00", True),
                          ("2026-03-03T13:59:59", True)):
            w.till(at)
            camp = w.sent(1)
            if not quiet:
                w.is_(camp, 1, "forwarded")
                continue
            m = w.is_(camp, 1, "held/quiet_hours")
            same(seconds(m["release_at"]), when(MORNING), at)
        w.till(MORNING)
        same(w.subs(1), 3)
        w.is_(w.sent(1), 1, "forwarded")
        same([s["at"] for s in w.sim.submits(1)],
             [when("2026-03-03T00:59:59")] + [when(MORNING)] * 3)


def s_p44_quiet_hours_end_by_the_clock_of_that_morning():
    """Clocks in New York go on by an hour at 2026-03-08T07:00Z."""
    with Shop(settings={"quiet_hours": QUIET}) as w:
        w.contact(1, NEW_YORK)
        w.till("2026-03-08T03:00:00")
        camp = w.sent(1)
        m = w.is_(camp, 1, "held/quiet_hours")
        same(seconds(m["release_at"]), when("2026-03-08T13:00:00"))
        w.till("2026-03-08T13:00:00")
        w.is_(camp, 1, "forwarded")


def s_p47_transactional_campaigns_do_not_wait():
    with Shop(settings={"quiet_hours": QUIET,
                        "smart_sending_hours": 168}) as w:
        w.till("2026-03-03T00:59:00")
        w.sent(1)
        w.till("2026-03-03T02:00:00")
        camp = w.sent(1, **{"class": "transactional"})
        w.is_(camp, 1, "forwarded")
        same(w.subs(1), 2)
        w.opt_out(1)
        camp = w.sent(1, **{"class": "transactional"})
        w.is_(camp, 1, "skipped/opted_out")
        same(w.subs(1), 2)


def s_p48_who_has_no_zone_is_in_the_accounts():
    with Shop() as w:
        w.contact(5)
        camp = w.camp([5])
        w.sched(camp, "10:00", "recipient")
        w.till("14:59:59")
        same(w.subs(), 0)
        w.till("15:00")
        same(w.subs(), 1)
        w.set(timezone="Europe/Kyiv")
        camp = w.camp([5])
        w.sched(camp, "2026-03-03T10:00:00", "recipient")
        w.till("2026-03-03T07:59:59")
        same(w.subs(), 1)
        w.till("2026-03-03T08:00:00")
        same(w.subs(), 2)


def s_p48_who_is_late_is_sent_at_once_and_all_late_is_refused():
    """11:00 is over in New York when Chicago has it in half an hour."""
    with Shop() as w:
        w.contact(1, NEW_YORK)
        w.contact(2, CHICAGO)
        w.till("16:30")
        camp = w.camp(2)
        w.sched(camp, "11:00", "recipient")
        w.advance(1)
        w.is_(camp, 1, "forwarded")
        w.is_(camp, 2, "held/local_time")
        w.till("17:00")
        w.is_(camp, 2, "forwarded")
        w.till("17:01")
        late = w.camp(2)
        same(w.sched(late, "11:00", "recipient", 400), "schedule_in_past")
        w.st(late, "draft")


def s_p48_a_time_that_is_not_or_is_twice():
    """In New York 2026-03-08 has no 02:30, and 2026-11-01 two of 01:30."""
    with Shop() as w:
        for local, starts in (("2026-03-08T02:30:00", "2026-03-08T07:00:00"),
                              ("2026-11-01T01:30:00",
                               "2026-11-01T05:30:00")):
            camp = w.camp(1)
            w.sched(camp, local)
            same(seconds(w.view(camp)["starts_at_utc"]), when(starts), local)


def s_p43_a_zone_hold_ends_in_quiet_hours():
    """M3: what was held is checked again from the top."""
    with Shop(settings={"quiet_hours": QUIET}) as w:
        w.contact(1, LOS_ANGELES)
        camp = w.camp(1)
        w.sched(camp, "2026-03-02T21:00:00", "recipient")
        w.till("2026-03-03T04:59:59")
        check(w.st(camp) in ("scheduled", "processing"), w.st(camp))
        w.till("2026-03-03T05:00:00")
        m = w.is_(camp, 1, "held/quiet_hours")
        same(seconds(m["release_at"]), when("2026-03-03T17:00:00"))
        w.till("2026-03-03T16:00:00")
        w.opt_out(1)
        w.is_(camp, 1, "skipped/opted_out")
        w.st(camp, "done")
        same(w.subs(), 0)


def s_quiet_hours_hold_messages_of_no_campaign():
    """What an account has set counts for whatever it sends."""
    with Shop() as w:
        w.till("2026-03-03T02:00:00")
        w.post(c(1), **{"class": "promotional"})
        w.set(quiet_hours=QUIET)
        held = w.post(c(2), **{"class": "promotional"})
        w.post(c(3), **{"class": "transactional"})
        same(w.subs(), 2)
        m = w.get(held)
        same((m["state"], seconds(m["release_at"])), ("held", when(MORNING)))
        w.reload()
        same(w.get(w.post(c(5), **{"class": "promotional"}))["state"], "held")
        w.set(quiet_hours=None)
        w.post(c(4), **{"class": "promotional"})
        same(w.subs(), 3)
        w.till(MORNING)
        same(w.subs(), 5)


def s_countries_that_are_set_are_those_of_all_messages():
    with Shop() as w:
        w.set(countries=["CA"])
        body = {"from": FROM, "to": c(1), "text": "hi"}
        w.json("POST", "/v1/messages", body, 400)
        w.set(countries=["US"])
        w.json("POST", "/v1/messages", body, 201)
        # It is 21:00 there.
        w.set(timezone=TOKYO, quiet_hours=QUIET)
        m = w.json("POST", "/v1/messages", {**body, "class": "promotional"},
                   201)
        same(m["state"], "held")
