# SPDX-License-Identifier: BSD-2-Clause
"""One message, many parts: spec/statuses.md 4.8."""
from lib import World, check, same, seconds

LONG = "a" * 153 + "b" * 153 + "c" * 100    # three parts


def s_four_eight_all_parts_make_it_delivered():
    with World() as w:
        m = w.post(1, LONG)
        w.expect(m, state="forwarded", parts=3)
        sent = w.sim.submits()
        same([s["hex"][:6] for s in sent], ["050003"] * 3)
        same(len({s["hex"][6:8] for s in sent}), 1, "references")
        same([s["hex"][8:12] for s in sent], ["0301", "0302", "0303"])
        same("".join(s["text"] for s in sent), LONG)
        w.receipt("3", "DELIVRD")
        w.receipt("1", "DELIVRD")
        check(w.state(m) in ("forwarded", "enroute"), w.state(m))
        w.advance(7)
        w.receipt("2", "DELIVRD")
        found = w.expect(m, state="delivered")
        same(found["timings"]["end_to_end_ms"], 7000)


def s_four_eight_one_failed_part_fails_it():
    with World() as w:
        m = w.post(1, LONG)
        w.receipt("1", "DELIVRD")
        w.receipt("2", "UNDELIV", "027")
        w.expect(m, state="failed", stage="network", reason=30003)
        w.receipt("3", "DELIVRD")
        w.expect(m, state="failed", reason=30003)


def s_four_eight_a_part_that_is_revised():
    with World() as w:
        m = w.post(1, LONG)
        w.receipt("2", "UNDELIV", "027")
        w.receipt("1", "DELIVRD")
        w.receipt("3", "DELIVRD")
        w.expect(m, state="failed")
        w.receipt("2", "DELIVRD")
        w.expect(m, state="delivered", flags=["revised"])


def s_four_eight_the_same_part_three_times_is_not_three_parts():
    with World() as w:
        m = w.post(1, LONG)
        w.receipt("1", "DELIVRD", times=3)
        check(w.state(m) in ("forwarded", "enroute"), w.state(m))


def s_four_eight_emoji_are_never_split():
    text = "щ" * 66 + "😀" + "щ" * 66 + "😀" * 3
    with World() as w:
        m = w.post(1, text)
        sent = w.sim.submits()
        w.expect(m, state="forwarded", parts=len(sent))
        same({s["data_coding"] for s in sent}, {8})
        same("".join(s["text"] for s in sent), text)
        for s in sent:
            same(len(s["hex"]) // 2 <= 140, True, "octets of a part")
            octets = bytes.fromhex(s["hex"])[6:]
            octets.decode("utf-16-be")  # a lone surrogate would throw


def s_four_eight_escapes_are_never_split():
    text = "x" * 152 + "€" + "y" * 20
    with World() as w:
        m = w.post(1, text)
        w.expect(m, state="forwarded", parts=2)
        same("".join(s["text"] for s in w.sim.submits()), text)


def s_four_eight_the_window_counts_parts():
    with World(window=1) as w:
        w.sim.rule("hold")
        m = w.post(1, LONG)
        same(w.sim.seen(), 1, "submits")
        for n in (2, 3):
            w.sim.say("answer", count=1)
            w.settle()
            same(w.sim.seen(), n, "submits")
            w.expect(m, state="submitting")
        w.sim.say("answer")
        w.settle()
        w.expect(m, state="forwarded")
        same(w.sim.seen(), 3, "submits")


def s_four_eight_a_throttled_part_goes_alone():
    with World() as w:
        w.sim.rule("text=bbb,first=1:status=RTHROTTLED")
        m = w.post(1, LONG)
        w.expect(m, state="queued")
        w.advance(1)
        w.expect(m, state="forwarded", flags=[])
        parts = [s["hex"][10:12] for s in w.sim.submits()]
        same(sorted(parts), ["01", "02", "02", "03"], "parts sent")


def s_four_eight_a_refused_part_goes_alone_after_its_back_off():
    with World() as w:
        w.sim.rule("text=ccc,first=1:status=RMSGQFUL")
        m = w.post(1, LONG)
        w.expect(m, state="queued", substate="retry_wait")
        w.receipt("1", "DELIVRD")
        w.advance(10)
        found = w.expect(m, flags=[])
        check(found["state"] in ("forwarded", "enroute"), found["state"])
        same(seconds(found["timings"]["forwarded_at"]), 10.0)
        same([s["hex"][10:12] for s in w.sim.submits()],
             ["01", "02", "03", "03"])
        w.receipt("2", "DELIVRD")
        w.receipt("3", "DELIVRD")
        w.expect(m, state="delivered")


def s_four_eight_two_refused_parts_are_one_refusal():
    with World() as w:
        w.sim.rule("text=bbb,first=2:status=RMSGQFUL",
                   "text=ccc,first=2:status=RMSGQFUL")
        m = w.post(1, LONG)
        w.at(39.9)
        w.expect(m, state="queued")
        w.at(40)
        w.expect(m, state="forwarded")
        same([s["at"] for s in w.sim.submits()], [0, 0, 0, 10, 10, 40, 40])


def s_m8_after_a_final_refusal_no_part_is_sent():
    with World(window=1) as w:
        w.sim.rule("text=aaa:status=RINVDSTADR")
        m = w.post(1, LONG)
        w.advance(120)
        w.expect(m, state="failed", stage="submit", reason=400)
        same(w.sim.seen(), 1, "submits")


def s_m9_a_silent_part_goes_again_alone():
    with World() as w:
        w.sim.rule("text=bbb,first=1:hold")
        m = w.post(1, LONG)
        w.expect(m, state="submitting")
        w.at(40)
        w.expect(m, state="forwarded", flags=["duplicate_risk"])
        same([s["hex"][10:12] for s in w.sim.submits()],
             ["01", "02", "03", "02"])


def s_m9h_a_silent_part_with_hold():
    with World(on_doubt="hold") as w:
        w.sim.rule("text=bbb,first=1:hold")
        m = w.post(1, LONG)
        w.at(30)
        w.expect(m, state="delivery_unknown", flags=["in_doubt"])
        w.at(300)
        same(w.sim.seen(), 3, "submits")


def s_p95_kill_with_one_of_three_parts_unanswered():
    with World() as w:
        w.sim.rule("text=bbb,first=1:hold")
        m = w.post(1, LONG)
        w.restart()
        w.advance(60)
        w.expect(m, state="forwarded", flags=["duplicate_risk"])
        same([s["hex"][10:12] for s in w.sim.submits()],
             ["01", "02", "03", "02"])
