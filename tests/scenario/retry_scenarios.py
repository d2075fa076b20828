# SPDX-License-Identifier: BSD-2-Clause
"""What is refused for now comes again, when it should and no sooner."""
import collections

from lib import FULL, HOURS, World, c, check, same, seconds


def s_p68_back_off_to_the_second():
    with World(enquire_link="1h") as w:
        w.sim.rule("first=12:status=RMSGQFUL")
        m = w.post(1)
        found = w.expect(m, state="queued", substate="retry_wait",
                         attempts=1)
        same(seconds(found["next_attempt_at"]), 10.0)
        w.at(2619)
        found = w.expect(m, state="queued", substate="retry_wait",
                         attempts=12)
        same(seconds(found["next_attempt_at"]), 2620.0)
        w.at(2620)
        found = w.expect(m, state="forwarded", attempts=13)
        same(seconds(found["timings"]["forwarded_at"]), 2620.0)
        same([s["at"] for s in w.sim.submits()],
             [0, 10, 40, 100, 220, 520] +
             [520 + 300 * n for n in range(1, 8)], "the attempts")


def s_p69_which_refusals_are_temporary():
    with World() as w:
        for n, status in enumerate(("0x14", "0x08", "0x64"), 1):
            w.sim.rule(f"to={c(n)},first=1:status={status}")
        ids = w.camp(1, 2, 3)
        w.expect_all(ids, state="queued", substate="retry_wait", reason=None)
        w.advance(9.9)
        same(w.sim.seen(), 3, "submits")
        w.advance(0.1)
        w.expect_all(ids, state="forwarded", attempts=2, flags=[])


def s_p09_a_throttled_message_comes_after_that_second():
    with World() as w:
        w.advance(0.25)
        w.sim.rule("first=1:status=RTHROTTLED")
        m = w.post(1)
        w.expect(m, state="queued")
        check(w.smsc()["throttle_pause"], "it goes on")
        w.advance(0.7)
        same(w.sim.seen(), 1, "submits in that second")
        w.advance(0.05)
        same(w.sim.seen(), 2, "submits after it")
        found = w.expect(m, state="forwarded", flags=[])
        same(seconds(found["timings"]["forwarded_at"]), 1.0)


def s_f8_a_throttled_attempt_is_not_counted():
    with World() as w:
        w.sim.rule("first=1:status=RTHROTTLED", "first=1:status=RMSGQFUL")
        m = w.post(1)
        w.advance(1)
        found = w.expect(m, state="queued", substate="retry_wait")
        same(seconds(found["next_attempt_at"]), 11.0, "the back-off")
        w.advance(10)
        # One refusal and one success.
        w.expect(m, state="forwarded", attempts=2)


def s_p30_hundreds_of_attempts():
    if not FULL:
        return "only with --full"
    with World(enquire_link="1h") as w:
        w.sim.rule("first=270:status=RMSGQFUL")
        m = w.post(1)
        w.at(520)
        for tries in range(7, 272):
            w.leap(299.5)
            w.advance(0.5)
            same(w.sim.seen(), tries, "submits")
        w.expect(m, state="forwarded", attempts=271)
    return None


def s_p09_throttled_messages_keep_their_order():
    with World() as w:
        w.sim.say("limit", per_second=3)
        ids = w.camp(*range(1, 21))
        w.advance(60)
        w.expect_all(ids, state="forwarded")
        taken = [s["to"] for s in w.sim.submits() if s["taken"]]
        same(taken, [c(n)[1:] for n in range(1, 21)], "the order")


def s_p09_the_rate_settles_below_the_limit():
    with World() as w:
        w.sim.say("limit", per_second=20)
        ids = w.camp(*range(1, 101))
        w.advance(60)
        w.expect_all(ids, state="forwarded", flags=[])
        taken = collections.Counter(
            s["to"] for s in w.sim.submits() if s["taken"])
        same(set(taken.values()), {1}, "times taken")
        by_second = collections.defaultdict(list)
        for s in w.sim.submits():
            by_second[int(s["at"])].append(s["status"])
        for second, statuses in by_second.items():
            if 0x58 in statuses:
                after = len(statuses) - statuses.index(0x58) - 1
                check(after <= 9, f"second {second}: {after} more submits")


def s_p69_an_unknown_status_is_final():
    with World() as w:
        w.sim.rule("first=1:status=0xC1")
        m = w.post(1)
        w.expect(m, state="failed", reason=30008, attempts=1)


def s_m20_validity_ends_a_wait_for_the_smsc():
    with World() as w:
        w.sim.say("close")
        w.sim.say("drop")
        w.settle()
        short = w.post(1, validity=60)
        long = w.post(2)
        w.at(59.999)
        w.expect(short, state="queued")
        w.at(60)
        found = w.expect(short, state="failed", stage="local", reason=30036)
        same(seconds(found["timings"]["final_at"]), 60.0)
        w.expect(long, state="queued")
        w.sim.say("listen")
        w.advance(65)
        w.expect(long, state="forwarded")
        same(w.sim.seen(1), 0, "submits of what was over")


def s_m20_the_accounts_queue_ttl_is_that_of_who_says_nothing():
    with World(enquire_link="1h", validity="24h",
               account="queue_ttl = 2h") as w:
        w.sim.say("close")
        w.sim.say("drop")
        w.settle()
        silent = [w.post(1), w.post_form(2)]
        says = [w.post(3, validity=8 * 3600),
                w.post_form(4, "&ValidityPeriod=28800")]
        w.leap(2 * HOURS - 1)
        w.expect_all(silent, state="queued")
        w.leap(1)
        w.expect_all(silent, state="failed", stage="local", reason=30036)
        w.sim.say("listen")
        w.advance(65)
        w.expect_all(says, state="forwarded")
    with World(enquire_link="1h", reconnect_max="1h") as w:
        w.sim.say("close")
        w.sim.say("drop")
        w.settle()
        silent = [w.post(1), w.post_form(2)]
        w.leap(100 * HOURS)     # nothing is given up by itself
        w.expect_all(silent, state="queued")
        w.sim.say("listen")
        w.advance(3700)
        w.expect_all(silent, state="forwarded")


def s_m20_validity_ends_a_wait_for_a_retry():
    with World() as w:
        w.sim.rule("status=RMSGQFUL")
        m = w.post(1, validity=60)
        w.at(60)
        found = w.expect(m, state="failed", stage="local", reason=30036)
        same(seconds(found["timings"]["final_at"]), 60.0)
        w.advance(300)
        same([s["at"] for s in w.sim.submits()], [0, 10, 40])


def s_m20_what_was_sent_does_not_expire_by_itself():
    with World() as w:
        m = w.post(1, validity=60)
        w.at(120)
        w.expect(m, state="forwarded")
        w.receipt(1, "DELIVRD")
        w.expect(m, state="delivered")
