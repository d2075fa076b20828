# SPDX-License-Identifier: BSD-2-Clause
"""How many at once, how many a second, and who goes first."""
import collections

from lib import World, c, check, same


def most_in(times, length):
    """The most of these instants in any span of this length."""
    return max(sum(1 for t in times if begin <= t < begin + length - 1e-9)
               for begin in times)


def s_p07_the_window_is_never_exceeded():
    with World() as w:
        w.sim.rule("hold")
        ids = w.camp(*range(1, 101))
        same(w.sim.seen(), 10, "submits")
        w.sim.say("answer", count=4)
        w.settle()
        same(w.sim.seen(), 14, "submits")
        w.sim.say("clear")
        w.sim.say("answer")
        w.settle()
        same(w.sim.seen(), 100, "submits")
        w.expect_all(ids, state="forwarded")


def s_p07_two_binds_have_two_windows():
    with World(binds=2) as w:
        w.sim.rule("hold")
        w.camp(*range(1, 31))
        same(w.sim.seen(), 20, "submits")
        by_session = collections.Counter(s["session"]
                                         for s in w.sim.submits())
        same(sorted(by_session.values()), [10, 10], "by session")


def s_p08_throughput():
    with World(throughput=20) as w:
        ids = w.camp(*range(1, 101))
        same(w.sim.seen(), 20, "submits")
        w.advance(1)
        same(w.sim.seen(), 40, "submits")
        w.advance(3)
        same(w.sim.seen(), 100, "submits")
        same(most_in([s["at"] for s in w.sim.submits()], 1), 20)
        w.expect_all(ids, state="forwarded")


def s_p08_a_fraction_a_second():
    with World(throughput="2.5") as w:
        w.camp(*range(1, 41))
        w.advance(20)
        times = [s["at"] for s in w.sim.submits()]
        # 3 permits, each of which comes back after 1.2 seconds.
        same([round(t, 3) for t in times],
             [round(1.2 * (n // 3), 3) for n in range(40)])


def s_p08_less_than_one_a_second():
    with World(throughput="0.5") as w:
        w.camp(1, 2, 3, 4)
        w.advance(10)
        same([s["at"] for s in w.sim.submits()], [0, 2, 4, 6])


def s_p08_throughput_counts_parts_over_all_binds():
    with World(throughput=5, binds=2) as w:
        w.batch([{"to": c(n), "text": "x" * 300} for n in range(1, 6)])
        same(w.sim.seen(), 5, "submits")
        w.advance(1)
        same(w.sim.seen(), 10, "submits")
        same(most_in([s["at"] for s in w.sim.submits()], 1), 5)


def s_the_queue_keeps_its_order():
    with World() as w:
        w.sim.say("close")
        w.sim.say("drop")
        w.settle()
        ids = w.camp(*range(1, 301))
        w.expect(ids[-1], state="queued", substate="ready")
        w.sim.say("listen")
        w.advance(65)
        same([s["to"] for s in w.sim.submits()],
             [c(n)[1:] for n in range(1, 301)], "the order")


def s_f15_otp_overtakes_a_backlog():
    with World() as w:
        w.sim.rule("hold")
        w.camp(*range(1, 51), **{"class": "promotional"})
        w.camp(51, **{"class": "transactional"})
        w.camp(52, **{"class": "otp"})
        same(w.sim.seen(), 10, "submits")
        w.sim.say("answer", count=1)
        w.settle()
        same(w.sim.submits()[-1]["to"], c(52)[1:], "the first to go")
        w.sim.say("answer", count=1)
        w.settle()
        same(w.sim.submits()[-1]["to"], c(51)[1:], "the second")


def s_f15_otp_goes_first_when_the_link_comes_back():
    with World() as w:
        w.sim.say("close")
        w.sim.say("drop")
        w.settle()
        w.camp(*range(1, 31), **{"class": "promotional"})
        w.camp(40, 41, **{"class": "otp"})
        w.sim.say("listen")
        w.advance(65)
        same([s["to"] for s in w.sim.submits()][:2], [c(40)[1:], c(41)[1:]])
        same(w.sim.seen(), 32, "submits")


def s_f2_answers_in_any_order():
    with World() as w:
        # The later it came the sooner it is answered.
        for n in range(1, 11):
            w.sim.rule(f"to={c(n)}:delay={(11 - n) * 100}ms")
        ids = w.camp(*range(1, 11))
        w.advance(0.1)
        w.expect(ids[9], state="forwarded")
        w.expect(ids[0], state="submitting")
        w.advance(0.9)
        w.expect_all(ids, state="forwarded")
        for n in range(1, 11):
            w.receipt(n, "DELIVRD", settle=False)
        w.settle()
        w.expect_all(ids, state="delivered")


def s_f3_a_burst_of_answers_refills_the_window():
    with World(window=50) as w:
        w.sim.rule("delay=1s")
        ids = w.camp(*range(1, 201))
        same(w.sim.seen(), 50, "submits")
        for n in range(2, 5):
            w.advance(1)
            same(w.sim.seen(), n * 50, "submits")
        w.advance(1)
        w.expect_all(ids, state="forwarded")
        check(not w.smsc()["unanswered"], "unanswered")


def s_m20_what_waits_behind_a_full_window_expires_in_time():
    with World(response_timeout="10min") as w:
        w.sim.rule("hold")
        ahead = w.camp(*range(1, 11))
        behind = w.camp(*range(11, 21), validity=60)
        w.at(59.9)
        w.expect_all(behind, state="queued")
        w.at(60)
        w.expect_all(behind, state="failed", reason=30036)
        w.sim.say("answer")
        w.settle()
        w.expect_all(ahead, state="forwarded")
        same(w.sim.seen(), 10, "submits")


def s_p08_throughput_after_a_restart():
    with World(throughput=10) as w:
        ids = w.camp(*range(1, 51))
        w.advance(1.5)
        same(w.sim.seen(), 20, "submits")
        w.restart()
        w.advance(10)
        w.expect_all(ids, state="forwarded", attempts=1)
        same(w.sim.seen(), 50, "submits")


def s_p09_a_restart_keeps_the_order_of_what_was_throttled():
    with World() as w:
        w.sim.say("limit", per_second=1)
        ids = w.camp(*range(1, 9))
        w.restart()
        w.sim.say("limit", per_second=0)
        w.advance(65)
        w.expect_all(ids, state="forwarded")
        taken = [s["to"] for s in w.sim.submits() if s["taken"]]
        same(taken, [c(n)[1:] for n in range(1, 9)], "the order")
