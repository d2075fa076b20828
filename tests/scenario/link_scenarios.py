# SPDX-License-Identifier: BSD-2-Clause
"""The link comes and goes; messages wait."""
from lib import (ENQUIRE, RESP, SUBMIT, UNBIND, Centre, World, c, check,
                 pdu, same, seconds, submit_resp)


def s_the_smsc_is_down_at_the_start():
    with World(start=False) as w:
        w.sim.say("close")
        w.start()
        check(w.bind_state() != "bound", w.bind_state())
        m = w.post(1)
        w.expect(m, state="queued", attempts=0)
        w.advance(20)
        w.expect(m, state="queued", attempts=0)
        w.sim.say("listen")
        w.advance(65)
        w.expect(m, state="forwarded", attempts=1, flags=[])


def s_p10_a_dropped_link_is_bound_again_with_growing_gaps():
    with World(start=False) as w:
        w.start()
        w.advance(100)
        w.sim.say("refuse")
        w.sim.say("drop")
        w.settle()
        found = w.smsc()["bind"][0]
        check(found["state"] != "bound", found)
        same(seconds(found["since"]), 100.0, "since")
        m = w.post(1)
        gaps, last = [], 100.0
        while len(gaps) < 8:
            at = seconds(w.smsc()["bind"][0]["next_try"])
            check(at is not None, "no next try")
            gaps.append(at - last)
            w.advance(at - w.now / 1e6 + 0.001)
            last = at
        check(gaps[0] <= 2.001, "the first gap", gaps)
        check(all(1 <= g <= 60.01 for g in gaps), gaps)
        check(max(gaps[4:]) > 4, "they do not grow", gaps)
        w.sim.say("accept")
        w.advance(61)
        same(w.bind_state(), "bound")
        w.expect(m, state="forwarded", attempts=1)


def s_d1_wrong_credentials_are_not_hammered():
    with World(sim=("--password", "other")) as w:
        found = w.smsc()["bind"][0]
        check(found["state"] != "bound", found)
        check(found["bind_status"][:10] in ("0x0000000E", "0x0000000F"), found)
        check(seconds(found["next_try"]) >= 300, found)


def s_p10_enquire_link_after_30_seconds_of_silence():
    with Centre() as centre, World(raw=centre) as w:
        centre.bind()
        w.settle()
        w.advance(29.9)
        centre.nothing()
        w.advance(0.1)
        asked = centre.read()
        same(asked.command, ENQUIRE)
        centre.write(pdu(ENQUIRE | RESP, asked.sequence))
        w.settle()
        w.advance(29.9)
        centre.nothing()
        w.advance(0.1)
        same(centre.read().command, ENQUIRE)
        # This one stays unanswered: closed 30 s later, and bound again.
        w.advance(29.9)
        centre.nothing()
        w.advance(0.1)
        centre.ended()
        w.advance(2)
        centre.bind()
        w.settle()
        same(w.bind_state(), "bound")


def s_e2_any_pdu_is_a_sign_of_life():
    with Centre() as centre, World(raw=centre) as w:
        centre.bind()
        w.settle()
        for n in range(1, 8):
            w.advance(20)
            centre.write(pdu(ENQUIRE, n))
            answer = centre.read()
            same((answer.command, answer.sequence), (ENQUIRE | RESP, n))
            w.settle()
        same(w.bind_state(), "bound")


def s_e3_a_deaf_smsc_is_left():
    with World() as w:
        w.advance(10)
        w.sim.say("deaf")
        m = w.post(1)
        w.expect(m, state="submitting")
        # Silent since 0: asked at 30, left at 60.
        w.at(61)
        check(w.bind_state() != "bound", w.bind_state())
        w.expect(m, flags=["duplicate_risk"], state="queued")


def s_d12_unbind_by_the_peer_with_unanswered():
    with Centre() as centre, World(raw=centre) as w:
        centre.bind()
        w.settle()
        first, second = w.camp(1, 2)
        one, two = centre.read(SUBMIT), centre.read(SUBMIT)
        w.settle()
        centre.write(pdu(UNBIND, 99))
        answer = centre.read(UNBIND | RESP)
        same(answer.sequence, 99)
        same(two.destination(), c(2))
        # It still takes answers for a while.
        centre.write(submit_resp(one.sequence, "1"))
        w.settle()
        w.expect(first, state="forwarded", flags=[])
        third = w.post(3)
        w.advance(8)
        w.expect(second, state="queued", flags=["duplicate_risk"])
        centre.bind()
        w.settle()
        w.expect(third, state="submitting", flags=[])
        same(centre.read(SUBMIT).destination(), c(3))
        w.advance(10)
        same(centre.read(SUBMIT).destination(), c(2))


def s_d12_unbind_by_the_simulator():
    with World() as w:
        w.sim.say("unbind")
        w.settle()
        m = w.post(1)
        w.advance(5)
        same(w.bind_state(), "bound")
        w.expect(m, state="forwarded", attempts=1, flags=[])


def s_f14_a_dead_link_leaves_its_share_to_another():
    with World(binds=2) as w:
        w.sim.rule("first=20:hold")
        ids = w.camp(*range(1, 21))
        same(w.sim.seen(), 20, "submits")
        w.sim.say("drop")
        w.advance(60)
        w.expect_all(ids, state="forwarded", flags=["duplicate_risk"])


def s_drops_in_the_middle_of_a_window():
    with World() as w:
        w.sim.rule(f"to={c(5)},first=1:drop")
        ids = w.camp(*range(1, 11))
        w.advance(60)
        w.expect_all(ids, state="forwarded")
        for n, m in enumerate(ids, 1):
            found = w.get(m)
            check(w.sim.seen(n) == 1 or found["flags"] == ["duplicate_risk"],
                  f"contact {n} was sent {w.sim.seen(n)} times", found)


def s_g9_not_bound_means_bind_again():
    with World() as w:
        w.sim.rule("first=1:status=RINVBNDSTS")
        m = w.post(1)
        w.advance(10)
        w.expect(m, state="forwarded", flags=[])
        binds = w.sim.events("bind_transceiver")
        same(len([b for b in binds if b["dir"] == "in"]), 2, "binds")


def s_d4_a_bind_that_is_never_answered():
    with Centre() as centre, World(raw=centre) as w:
        centre.accept()
        w.settle()
        w.advance(9.9)
        centre.nothing()
        w.advance(0.1)
        same(centre.ended(), b"")
        w.advance(3)
        centre.bind()
        w.settle()
        same(w.bind_state(), "bound")
