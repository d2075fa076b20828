# SPDX-License-Identifier: BSD-2-Clause
"""Quiet hours and zones of recipients: spec/scenarios.md S-P43, S-P44, S-P47
and S-P48, spec/statuses.md 4.3."""
from lib import FROM, HOURS, MINUTE, c, check, same, seconds
from shop import (CHICAGO, LOS_ANGELES, NEW_YORK, QUIET, TOKYO, USERS, Shop,
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


EDGE = {"start": "07:01", "end": "09:00"}   # 12:01 to 14:00 UTC
ENDS = 2 * HOURS


def left(w, who=None):
    """How many left before the hours of EDGE, within them, after them."""
    at = [s["at"] for s in w.sim.submits(who)]
    return (sum(t < MINUTE for t in at),
            sum(MINUTE <= t < ENDS for t in at), sum(t >= ENDS for t in at))


def s_nothing_leaves_by_a_rate_when_quiet_hours_have_begun():
    """M3b: 60 of 100 at one a second leave before, the others after."""
    with Shop(window=50, settings={"quiet_hours": EDGE}) as w:
        camp = w.sent(100, rate=1)
        for at in (30, 59, 60, 61, 90, 130):
            w.at(at)
            w.n(camp, total=100, outbox=min(at + 1, 60),
                in_queue=100 - min(at + 1, 60))
        same(left(w), (60, 0, 0))
        m = w.is_(camp, 100, "held/quiet_hours", rule="quiet_hours")
        same(seconds(m["release_at"]), ENDS)
        same([m["words"][v] for v in ("flow4", "flow7", "crm", "bulk")],
             ["scheduled (Quiet Hours)"] * 2 +
             ["In the queue for sending", "In-queue"])
        same(w.view(camp)["completed_at"], None)
        w.st(camp, "sending")
        w.restart()
        w.till("13:59:59")
        same(left(w), (60, 0, 0))
        w.till("14:00")
        w.advance(45)
        same(left(w), (60, 0, 40))
        same(len({s["to"] for s in w.sim.submits()}), 100)
        w.n(camp, total=100, outbox=100)


def s_nothing_leaves_by_a_throughput_when_quiet_hours_have_begun():
    with Shop(throughput="1", settings={"quiet_hours": EDGE}) as w:
        camp = w.sent(100)
        w.at(130)
        same(left(w)[1], 0)
        w.n(camp, total=100, outbox=left(w)[0], in_queue=100 - left(w)[0])
        w.till("14:00")
        w.advance(60)
        same(sum(left(w)), 100)


def s_a_carrier_that_comes_back_in_quiet_hours_gets_nothing():
    with Shop(settings={"quiet_hours": EDGE}) as w:
        w.contact(1, LOS_ANGELES)
        w.down()
        camp = w.sent(3)
        alone = w.post(c(6), **{"class": "promotional"})
        other = w.post(c(7), **{"class": "transactional"})
        w.advance(90)
        w.up()
        w.advance(120)
        # It is 04:03 where the first one lives.
        same(left(w), (0, 2, 0))
        same((left(w, 1), left(w, 7)), ((0, 1, 0),) * 2)
        same(w.get(other)["state"], "forwarded")
        w.is_(camp, 1, "forwarded")
        w.is_(camp, 2, "held/quiet_hours")
        m = w.get(alone)
        same((m["state"], m["substate"], seconds(m["release_at"])),
             ("held", "quiet_hours", ENDS))
        w.n(camp, total=3, outbox=1, in_queue=2)
        w.opt_out(3)
        w.n(camp, total=3, outbox=1, in_queue=1, skipped=1)
        w.till("13:59:59")
        same(left(w), (0, 2, 0))
        w.till("14:00")
        same(left(w), (0, 2, 2))
        w.n(camp, total=3, outbox=2, skipped=1)
        same(w.get(alone)["state"], "forwarded")


def s_a_campaign_that_is_resumed_in_quiet_hours_waits():
    with Shop(settings={"quiet_hours": EDGE}) as w:
        w.down()
        camp = w.sent(5)
        w.act(camp, "pause")
        w.up()
        w.advance(120)
        w.act(camp, "resume")
        w.advance(2)
        same(w.subs(), 0)
        w.n(camp, total=5, in_queue=5)
        w.is_(camp, 5, "held/quiet_hours")
        w.till("14:00")
        same(left(w), (0, 0, 5))


def s_what_quiet_hours_held_leaves_when_they_are_taken_back():
    with Shop(settings={"quiet_hours": EDGE}) as w:
        w.down()
        camp = w.sent(3)
        w.advance(90)
        w.up()
        w.advance(120)
        late = w.sent(4, text="Hello again")
        w.n(camp, total=3, in_queue=3)
        w.is_(late, 4, "held/quiet_hours")
        w.opt_out(2)
        w.set(quiet_hours=None)
        w.settle()
        w.n(camp, total=3, outbox=2, skipped=1)
        w.is_(late, 4, "forwarded")
        same(left(w), (0, 5, 0))


def s_what_quiet_hours_held_leaves_as_fast_as_its_account_may():
    with Shop(account="    rate = 5\n", settings={"quiet_hours": EDGE}) as w:
        w.advance(90)
        camp = w.sent(20)
        w.n(camp, total=20, in_queue=20)
        w.set(quiet_hours=None)
        w.advance(10)
        w.n(camp, total=20, outbox=20)


def s_what_is_held_follows_the_hours_and_the_zone():
    with Shop(settings={"quiet_hours": EDGE}) as w:
        w.contact(2, CHICAGO)
        w.till("13:30")
        camp = w.sent(2)

        def ends(n):
            return seconds(w.is_(camp, n, "held/quiet_hours")["release_at"])

        same((ends(1), ends(2)), (when("14:00"), when("15:00")))
        w.set(quiet_hours={**EDGE, "end": "08:45"})
        w.settle()
        same((ends(1), ends(2)), (when("13:45"), when("14:45")))
        w.set(quiet_hours={**EDGE, "end": "10:00"})
        w.settle()
        same((ends(1), ends(2)), (when("15:00"), when("16:00")))
        # It is 05:30 there.
        w.set(timezone=LOS_ANGELES)
        w.settle()
        w.is_(camp, 1, "forwarded")
        same(ends(2), when("16:00"))
        w.till("15:59:59")
        w.is_(camp, 2, "held/quiet_hours")
        w.till("16:00")
        same(w.subs(), 2)


def configured(hours):
    """An account whose hours are not set."""
    return USERS + f"""
    quiet = {{ "{hours}" }}
    quiet_zone = "{NEW_YORK}"
"""


def s_what_is_held_follows_the_configuration():
    with Shop(start=False) as w:
        w.account = configured("07:01-09:00")
        w.configure()
        w.start()
        w.advance(90)
        camp = w.sent(1)
        same(seconds(w.is_(camp, 1, "held/quiet_hours")["release_at"]),
             when("14:00"))
        w.account = configured("07:01-08:00")
        w.reload()
        same(seconds(w.is_(camp, 1, "held/quiet_hours")["release_at"]),
             when("13:00"))
        w.kill()
        w.account = configured("06:00-07:00")
        w.configure()
        w.start()
        w.advance(1)
        w.is_(camp, 1, "forwarded")


def s_a_follow_up_waits_for_its_own_time_whatever_the_hours():
    with Shop(settings={"quiet_hours": EDGE}) as w:
        camp = w.sent(1, steps=[{"text": "And?", "delay": "10min"}])
        w.is_(camp, 1, "forwarded")
        w.advance(30)
        w.set(quiet_hours=None)
        w.settle()
        same(w.subs(1), 1)
        w.at(599)
        same(w.subs(1), 1)
        w.at(601)
        same(w.subs(1), 2)


def s_what_quiet_hours_held_back_takes_of_a_limit_once():
    with Shop(account="    daily = 5\n", settings={"quiet_hours": EDGE}) as w:
        w.down()
        camp = w.sent(5)
        w.advance(90)
        w.up()
        w.advance(120)
        w.n(camp, total=5, in_queue=5)
        w.till("14:00")
        same(left(w), (0, 0, 5))


def s_a_retry_waits_for_the_end_of_quiet_hours():
    """Tried at 0, 10 and 40; the next one would be at 100."""
    with Shop(settings={"quiet_hours": EDGE}) as w:
        w.on(1, "0x14")
        camp = w.sent(2)
        w.at(200)
        same((left(w, 1), left(w, 2)), ((3, 0, 0), (1, 0, 0)))
        m = w.is_(camp, 1, "queued/retry_wait")
        same(seconds(m["next_attempt_at"]), ENDS)
        w.on(1, "0x0")
        w.restart()
        w.till("13:59:59")
        same(left(w, 1), (3, 0, 0))
        w.till("14:00")
        same(left(w, 1), (3, 0, 1))
        w.n(camp, total=2, outbox=2)


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


def s_a16_a_schedule_follows_the_zone_of_the_account():
    with Shop() as w:
        w.contact(2, CHICAGO)
        one, each = w.camp(1), w.camp([2, 3])
        w.sched(one, "10:00")
        w.sched(each, "10:00", mode="recipient")

        def starts(camp):
            return seconds(w.view(camp)["starts_at_utc"])
        same(starts(one), when("15:00"))
        w.set(timezone=LOS_ANGELES)
        w.settle()
        same((starts(one), starts(each)), (when("18:00"), when("15:00")))
        w.restart()
        same((starts(one), w.setting("timezone")),
             (when("18:00"), LOS_ANGELES))
        same([e["action"] for e in w.op(
            "GET", f"/v1/campaigns/{one}/events")["events"]][-1], "retime")
        # There 10:00 has gone: 01:00 UTC.
        said = w.set(409, timezone=TOKYO)["error"]
        same((said["code"], said["field"]), ("campaigns_scheduled",
                                             "timezone"))
        check(one in said["message"] and each in said["message"], said)
        same(w.setting("timezone"), LOS_ANGELES)
        w.till("15:00:01")
        same(w.subs(), 0)
        w.till("16:00:01")
        same((w.subs(2), w.subs()), (1, 1))
        w.till("18:00:01")
        same((w.subs(1), w.subs(3)), (1, 1))


def s_a16_a_schedule_follows_the_zone_of_the_configuration():
    with Shop(start=False) as w:
        w.account = USERS + f'    quiet_zone = "{NEW_YORK}"\n'
        w.configure()
        w.start()
        one, each = w.camp(1), w.camp([2])
        w.sched(one, "10:00")
        w.sched(each, "10:00", mode="recipient")

        def starts(camp):
            return seconds(w.view(camp)["starts_at_utc"])

        first = starts(each)
        same(starts(one), when("15:00"))
        w.account = w.account.replace(NEW_YORK, LOS_ANGELES)
        w.reload()
        same((starts(one), starts(each)), (when("18:00"), first))
        event = w.op("GET", f"/v1/campaigns/{one}/events")["events"][-1]
        same((event["action"], event["actor"]), ("retime", None))
        # 10:00 has gone there, as is known at the next start.
        w.kill()
        w.account = w.account.replace(LOS_ANGELES, TOKYO)
        w.configure()
        w.start()
        same(starts(one), when("18:00"))
        w.kill()
        w.account = w.account.replace(TOKYO, CHICAGO)
        w.configure()
        w.start()
        same(starts(one), when("16:00"))
        w.till("16:00:01")
        same(w.subs(1), 1)


def s_a16_a_zone_that_is_earlier_brings_the_start_forward():
    with Shop(settings={"timezone": LOS_ANGELES}) as w:
        camp = w.camp(1)
        w.sched(camp, "10:00")
        w.set(timezone=CHICAGO, smart_sending_hours=8)
        w.settle()
        same(w.setting("smart_sending_hours"), 8)
        w.till("15:59:59")
        same(w.subs(), 0)
        w.till("16:00:01")
        same(w.subs(), 1)
