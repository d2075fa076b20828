# SPDX-License-Identifier: BSD-2-Clause
"""No answer: was it taken or not? spec/reliability.md 4.4, M9 and M9h."""
import subprocess

from lib import HOURS, PROGRAMS, World, c, check, same

RISK = ["duplicate_risk"]


def s_m9_an_answer_in_time_is_no_doubt():
    with World() as w:
        w.sim.rule("delay=29900ms")
        m = w.post(1)
        w.advance(29.9)
        w.expect(m, state="forwarded", flags=[])
        w.advance(60)
        same(w.sim.seen(), 1, "submits")


def s_m9_a_silent_smsc_gets_it_again():
    with World() as w:
        w.sim.rule("first=1:hold")
        m = w.post(1)
        w.at(29.9)
        w.expect(m, state="submitting", flags=[])
        w.at(30)
        w.expect(m, state="queued", substate="retry_wait", flags=RISK)
        w.at(39.9)
        same(w.sim.seen(), 1, "submits")
        w.at(40)
        w.expect(m, state="forwarded", flags=RISK, attempts=2)
        same([s["at"] for s in w.sim.submits()], [0, 40])


def s_m9_a_late_answer_before_the_resend_is_enough():
    with World() as w:
        w.sim.rule("first=1:hold")
        m = w.post(1)
        w.at(35)
        w.sim.say("answer")
        w.settle()
        w.expect(m, state="forwarded")
        w.at(120)
        same(w.sim.seen(), 1, "submits")
        w.receipt(1, "DELIVRD")
        w.expect(m, state="delivered")


def late_second_answer(smsc_id, stat, state):
    """The first answer comes after the resend; a receipt by either id."""
    with World() as w:
        w.sim.rule("first=1:hold")
        m = w.post(1)
        w.at(40)
        w.expect(m, state="forwarded", flags=RISK)
        w.at(45)
        w.sim.say("answer")
        w.settle()
        w.expect(m, state="forwarded", flags=RISK)
        w.receipt(smsc_id, stat, "027")
        w.expect(m, state=state, flags=RISK)
        same(w.sim.seen(), 2, "submits")


def s_m9_a_receipt_counts_by_the_first_id():
    late_second_answer("1", "DELIVRD", "delivered")


def s_m9_a_receipt_counts_by_the_second_id():
    late_second_answer("2", "DELIVRD", "delivered")


def s_m9_a_late_refusal_before_the_resend():
    with World() as w:
        w.sim.rule("first=1:hold")
        m = w.post(1)
        w.at(35)
        w.sim.say("answer", status="RINVDSTADR")
        w.settle()
        w.expect(m, state="failed", stage="submit", reason=400)
        w.at(120)
        same(w.sim.seen(), 1, "submits")


def s_m9h_hold_never_sends_again():
    with World(on_doubt="hold") as w:
        w.sim.rule("first=1:hold")
        m = w.post(1)
        w.at(30)
        w.expect(m, state="delivery_unknown", flags=["in_doubt"])
        w.at(600)
        same(w.sim.seen(), 1, "submits")
        w.expect(m, state="delivery_unknown")


def s_m9h_a_late_answer_forwards_what_was_held():
    with World(on_doubt="hold") as w:
        w.sim.rule("first=1:hold")
        m = w.post(1)
        w.at(50)
        w.sim.say("answer")
        w.settle()
        w.expect(m, state="forwarded")
        w.receipt(1, "DELIVRD")
        w.expect(m, state="delivered")
        same(w.sim.seen(), 1, "submits")


def s_m9h_a_message_may_have_its_own_policy():
    with World(on_doubt="hold") as w:
        w.sim.rule("first=2:hold")
        again = w.post(1, on_doubt="resend")
        held = w.post(2)
        w.at(60)
        w.expect(again, state="forwarded", flags=RISK)
        w.expect(held, state="delivery_unknown", flags=["in_doubt"])
        same((w.sim.seen(1), w.sim.seen(2)), (2, 1))


def s_p70_a_lost_connection_leaves_doubt():
    with World() as w:
        w.sim.rule("first=3:hold")
        ids = w.camp(1, 2, 3)
        w.sim.say("drop")
        w.settle()
        w.expect_all(ids, state="queued", flags=RISK)
        w.advance(60)
        w.expect_all(ids, state="forwarded", flags=RISK, attempts=2)
        same([w.sim.seen(n) for n in (1, 2, 3)], [2, 2, 2])


def s_p70_a_lost_connection_with_hold():
    with World(on_doubt="hold") as w:
        w.sim.rule("first=3:hold")
        ids = w.camp(1, 2, 3)
        w.sim.say("drop")
        w.advance(120)
        w.expect_all(ids, state="delivery_unknown", flags=["in_doubt"])
        same(w.sim.seen(), 3, "submits")
        w.sim.say("receipt", id="2", stat="DELIVRD")
        w.settle()
        # Its id never came, so nobody knows whose receipt that is.
        w.expect(ids[1], state="delivery_unknown")


def s_p95_kill_with_unanswered_claims_sends_them_again():
    with World() as w:
        w.sim.rule("first=4:hold")
        held = w.camp(1, 2, 3, 4)
        done = w.camp(5, 6)
        w.expect_all(done, state="forwarded")
        w.restart()
        w.advance(60)
        w.expect_all(held, state="forwarded", flags=RISK)
        w.expect_all(done, state="forwarded", flags=[])
        same([w.sim.seen(n) for n in range(1, 7)], [2, 2, 2, 2, 1, 1])


def s_p95_kill_with_unanswered_claims_and_hold():
    with World(on_doubt="hold") as w:
        w.sim.rule("first=2:hold")
        held = w.camp(1, 2)
        w.restart()
        w.expect_all(held, state="delivery_unknown", flags=["in_doubt"])
        w.advance(300)
        same(w.sim.seen(), 2, "submits")


def s_p95_kill_in_the_middle_of_a_thousand():
    with World(enquire_link="1h") as w:
        w.sim.rule("first=500:delay=10ms", "hold")
        ids = []
        for first in range(0, 1000, 250):
            ids += w.camp(*range(first, first + 250), settle=False)
        w.advance(5)
        outbox = [m for m in ids if w.state(m) == "forwarded"]
        same(len(outbox), 500, "answered before the kill")
        w.kill()
        w.sim.say("clear")
        w.start()
        w.advance(60)
        counts = [w.sim.seen(n) for n in (0, 500, 509, 510, 999)]
        same(counts, [1, 2, 2, 1, 1], "submits of some")
        same(w.sim.seen(), 1010, "submits")
        status, _, text = w.ask("GET", "/v1/messages?limit=1&state=queued")
        same((status, '"messages":[]' in text), (200, True), text)


def s_p96_a_restart_keeps_the_instants():
    with World(enquire_link="1h") as w:
        w.sim.rule(f"to={c(1)},first=2:status=RMSGQFUL",
                   f"to={c(2)}:hold")
        retried = w.post(1)
        w.at(5)
        w.restart()
        w.at(9.9)
        same(w.sim.seen(1), 1, "submits")
        w.at(10)
        same(w.sim.seen(1), 2, "submits")
        w.restart()
        w.at(39.9)
        w.expect(retried, state="queued", substate="retry_wait")
        w.at(40)
        w.expect(retried, state="forwarded", attempts=3)
        w.leap(10 * HOURS)
        w.restart()
        w.leap(37 * HOURS)
        w.restart()
        w.leap(25 * HOURS - 0.1)
        w.expect(retried, state="forwarded")
        w.advance(0.1)
        w.expect(retried, state="delivery_unknown")


def s_g10_three_silent_submits_end_the_session():
    with World() as w:
        w.sim.rule("first=3:hold")
        ids = []
        for n in (1, 2, 3):
            ids.append(w.post(n))
            w.advance(1)
        w.at(32.5)
        closed = w.sim.events("closed")
        check(closed, "the session still stands")
        w.advance(60)
        w.expect_all(ids, state="forwarded", flags=RISK)
        same(w.bind_state(), "bound")


def s_m9_a_receipt_for_a_message_in_doubt():
    with World() as w:
        w.sim.rule("first=1:hold")
        m = w.post(1)
        w.at(33)
        w.receipt(1, "DELIVRD")
        w.expect(m, state="queued")
        w.at(35)
        w.sim.say("answer")
        w.settle()
        w.expect(m, state="delivered")
        w.at(120)
        same(w.sim.seen(), 1, "submits")


def s_m9h_a_receipt_for_what_was_held_and_answered_late():
    with World(on_doubt="hold") as w:
        w.sim.rule("first=1:hold")
        m = w.post(1)
        w.at(33)
        w.receipt(1, "UNDELIV", "027")
        w.expect(m, state="delivery_unknown")
        w.at(35)
        w.sim.say("answer")
        w.settle()
        w.expect(m, state="failed", stage="network", reason=30003)


def s_m9_kill_while_it_waits_for_a_late_answer():
    with World() as w:
        w.sim.rule("first=1:hold")
        m = w.post(1)
        w.at(35)
        w.restart()
        w.at(39.9)
        same(w.sim.seen(), 1, "submits")
        w.at(60)
        w.expect(m, state="forwarded", flags=RISK)
        same(w.sim.seen(), 2, "submits")


def s_m9_kill_after_kill():
    with World() as w:
        w.sim.rule("first=9:hold")
        ids = w.camp(1, 2, 3)
        for n in range(1, 4):
            w.restart()
            w.advance(20)
            same(w.sim.seen(), 3 * (n + 1), "submits")
        w.expect_all(ids, state="forwarded", flags=RISK)


def s_m9_doubt_and_validity():
    with World() as w:
        w.sim.rule("first=1:hold")
        m = w.post(1, validity=35)
        w.at(35)
        w.expect(m, state="delivery_unknown", reason=None,
                 flags=["duplicate_risk", "in_doubt"])
        w.at(60)
        same(w.sim.seen(), 1, "submits")


def s_m9_a_late_answer_after_the_validity():
    with World() as w:
        w.sim.rule("first=1:hold")
        m = w.post(1, validity=35)
        w.at(36)
        # It may have been sent, so that it expired is not the whole truth.
        w.expect(m, state="delivery_unknown", flags=["duplicate_risk",
                                                     "in_doubt"])
        w.sim.say("answer")
        w.settle()
        w.receipt(1, "DELIVRD")
        w.expect(m, state="delivered")


def s_m9_a_late_throttle_brings_it_back():
    with World() as w:
        w.sim.rule("first=1:hold")
        m = w.post(1)
        w.at(32)
        w.sim.say("answer", status="RTHROTTLED")
        w.settle()
        w.at(60)
        w.expect(m, state="forwarded")
        same(w.sim.seen(), 2, "submits")


def s_m9_a_doubt_says_why_and_what_comes_next():
    with World() as w:
        w.sim.rule("first=1:hold")
        m = w.post(1)
        w.at(30)
        v = w.get(m)
        same([e["text"] for e in v["events"] if e["event"] == "doubt"],
             ["no_answer"])
        check(v["explanation"].startswith("No answer came in time."),
              v["explanation"])
        check("sent again at 2026-03-02T12:00:40" in v["advice"], v["advice"])
        told = subprocess.run(
            [PROGRAMS / "esmectl", "-s", w.work / "control", "explain",
             "message", m], capture_output=True, text=True,
            check=True).stdout
        check("No answer came in time." in told, told)
        check("text=no_answer" in told, told)
        w.at(40)
        w.expect(m, state="forwarded", flags=RISK)
        same(w.get(m)["explanation"], None)


def s_m9h_what_a_kill_left_in_doubt_says_so_and_how_to_go_on():
    with World(on_doubt="hold") as w:
        w.sim.rule("first=1:hold")
        m = w.post(1)
        w.restart()
        w.expect(m, state="delivery_unknown", flags=["in_doubt"])
        v = w.get(m)
        check("started anew" in v["explanation"], v["explanation"])
        check(f"message resend {m}" in v["advice"], v["advice"])
