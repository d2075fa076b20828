# SPDX-License-Identifier: BSD-2-Clause
"""Status by question: S-P56, S-P64 to S-P67, spec/statuses.md 8."""
import struct

from lib import (DELIVER, ENQUIRE, HOURS, MINUTE, RESP, SECOND, SUBMIT,
                 Centre, World, c, check, pdu, receipt_pdu, same, seconds,
                 submit_resp)

OFFSETS = [5, 10, 20, 40, 80, 160, 320, 560, 800, 1120, 1440]
QUERY = 0x03
QUERY_RESP = QUERY | RESP
ENROUTE, DELIVERED, UNDELIVERABLE = 1, 2, 5
RSYSERR, RINVMSGID = 0x08, 0x0C


def minutes(w):
    """When the message centre was asked."""
    return [e["at"] / MINUTE for e in w.sim.events("query_sm")
            if e["dir"] == "in"]


def pass_to(w, instant):
    """On to so many seconds since START; both clocks move together only
    where a question may come."""
    for at in [MINUTE * n for n in OFFSETS] + [instant]:
        if w.now < at * SECOND <= instant * SECOND:
            if at * SECOND - w.now > SECOND:
                w.leap(at - 1 - w.now / SECOND)
            w.at(at)


def s_p64_asked_at_growing_gaps_for_a_day():
    with World(query="on", enquire_link="1h") as w:
        w.sim.rule("query=ENROUTE")
        m = w.post(1)
        w.at(5 * MINUTE - 1)
        same(minutes(w), [])
        w.at(5 * MINUTE)
        same(minutes(w), [5])
        w.expect(m, state="enroute")
        pass_to(w, 49 * HOURS)
        same(minutes(w), OFFSETS)
        pass_to(w, 72 * HOURS)
        same(minutes(w), OFFSETS)
        w.expect(m, state="delivery_unknown")


def s_p64_a_restart_misses_no_offset():
    """It may ask once more what was asked last, as nothing is written."""
    with World(query="on", enquire_link="1h") as w:
        w.sim.rule("query=ENROUTE")
        w.post(1)
        restarts = [15, 30, 700]
        for minute in restarts:
            pass_to(w, minute * MINUTE)
            w.restart()
        pass_to(w, 26 * HOURS)
        found = minutes(w)
        same([at for at in found if at not in restarts], OFFSETS)
        check(len(found) <= len(OFFSETS) + len(restarts), found)


def s_p65_a_receipt_ends_the_questions():
    for stat in ("DELIVRD", "UNDELIV"):
        with World(query="on", enquire_link="1h") as w:
            w.sim.rule("query=ENROUTE")
            w.post(1)
            pass_to(w, 30 * MINUTE)
            w.receipt(1, stat)
            pass_to(w, 26 * HOURS)
            same(minutes(w), [5, 10, 20], stat)


class Oracle:
    """A message centre that answers questions as it is told."""

    def __init__(self, centre, w):
        self.centre = centre
        self.w = w

    def take(self, smsc_id, to=1):
        """A message with this id."""
        m = self.w.post(to)
        sent = self.centre.read(SUBMIT)
        self.centre.write(submit_resp(sent.sequence, smsc_id))
        self.w.settle()
        return m

    def pass_to(self, instant):
        """On to so many seconds since START, with a sign of life from time
        to time, for who has enquire_link every hour."""
        while self.w.now < instant * SECOND:
            self.w.leap(min(50 * MINUTE, instant - self.w.now / SECOND))
            self.centre.write(pdu(ENQUIRE, 9))
            same(self.centre.read().command, ENQUIRE | RESP)

    def asked(self):
        """The question that comes now: its number, the id it is about."""
        found = self.centre.read(QUERY)
        return found.sequence, found.body.split(b"\0")[0].decode()

    def say(self, question, state=ENROUTE, status=0, code=0):
        """The answer."""
        sequence, smsc_id = question
        body = b"" if status else (smsc_id.encode() + b"\0\0" +
                                   bytes([state, code]))
        self.centre.write(pdu(QUERY_RESP, sequence, body, status))
        self.w.settle()

    def answer(self, minute, state=ENROUTE, **words):
        """To the question that comes at this minute and no sooner; the id it
        is about."""
        self.pass_to(minute * MINUTE - 1)
        self.w.advance(1)
        question = self.asked()
        self.say(question, state, **words)
        return question[1]


def oracle_world(centre, **keys):
    """The daemon, which asks."""
    return World(raw=centre, enquire_link="1h", query="on", **keys)


def s_p66_the_third_question_finds_it():
    with Centre() as centre, oracle_world(centre) as w:
        centre.bind()
        w.settle()
        oracle = Oracle(centre, w)
        m = oracle.take("A1")
        same([oracle.answer(n) for n in (5, 10)], ["A1", "A1"])
        w.expect(m, state="enroute")
        oracle.answer(20, DELIVERED)
        found = w.expect(m, state="delivered")
        same(seconds(found["timings"]["final_at"]), 20.0 * MINUTE)
        check("by_query" in found["flags"], found["flags"])
        oracle.pass_to(26 * HOURS)


def s_p66_a_failure_keeps_the_words_of_the_answer():
    with Centre() as centre, oracle_world(centre) as w:
        centre.bind()
        w.settle()
        oracle = Oracle(centre, w)
        m = oracle.take("A1")
        oracle.answer(5, UNDELIVERABLE, code=27)
        found = w.expect(m, state="failed", reason=30003)
        same((found["raw"]["message_state"], found["raw"]["err"],
              found["raw"]["stat"]), (UNDELIVERABLE, "027", None))
        # An answer without its body says nothing, whatever TLVs it has.
        n = oracle.take("A2")
        oracle.pass_to(10 * MINUTE - 1)
        w.advance(1)
        sequence, smsc_id = oracle.asked()
        same(smsc_id, "A2")
        centre.write(pdu(QUERY_RESP, sequence, bytes.fromhex("0427000102")))
        w.settle()
        w.expect(n, state="forwarded")


def s_p66_a_question_that_fails_changes_nothing():
    with Centre() as centre, oracle_world(centre) as w:
        centre.bind()
        w.settle()
        oracle = Oracle(centre, w)
        m = oracle.take("A1")
        oracle.answer(5, status=RSYSERR)
        found = w.expect(m, state="forwarded")
        last = found["events"][-1]
        same((last["state"], last["status"]), ("forwarded", RSYSERR))
        oracle.answer(10, status=RINVMSGID)
        w.expect(m, state="forwarded")
        oracle.answer(20, UNDELIVERABLE, code=27)
        w.expect(m, state="failed", stage="network", reason=30003)


def s_p66_the_question_has_the_sender_of_the_message():
    with Centre() as centre, oracle_world(centre) as w:
        centre.bind()
        w.settle()
        Oracle(centre, w).take("A1")
        w.at(5 * MINUTE)
        found = centre.read(QUERY)
        same(found.body, b"A1\0" + struct.pack("BB", 1, 1) +
             b"12125550100\0")


def s_r6_a_receipt_beats_an_answer():
    with World(query="on", enquire_link="1h") as w:
        w.sim.rule("query=UNDELIVERABLE")
        m = w.post(1)
        w.at(5 * MINUTE)
        w.expect(m, state="failed")
        w.receipt(1, "DELIVRD")
        w.expect(m, state="delivered")


def s_r6_an_answer_that_comes_after_the_receipt():
    with Centre() as centre, oracle_world(centre) as w:
        centre.bind()
        w.settle()
        oracle = Oracle(centre, w)
        m = oracle.take("A1")
        w.at(5 * MINUTE)
        question = oracle.asked()
        centre.write(receipt_pdu(5, "A1", "DELIVRD", c(1)))
        centre.read(DELIVER | RESP)
        w.settle()
        oracle.say(question, UNDELIVERABLE)
        w.expect(m, state="delivered", reason=None, flags=["contradicted"])


def s_r4_an_answer_is_less_than_a_late_receipt():
    with World(query="on", enquire_link="1h") as w:
        w.sim.rule("query=ENROUTE")
        m = w.post(1)
        pass_to(w, 73 * HOURS)
        w.expect(m, state="delivery_unknown")
        w.receipt(1, "DELIVRD")
        w.expect(m, state="delivered", flags=["late_receipt"])


def s_four_eight_only_parts_without_an_answer_are_asked():
    with Centre() as centre, oracle_world(centre, query_rate=10) as w:
        centre.bind()
        w.settle()
        oracle = Oracle(centre, w)
        m = w.post(1, "x" * 400)
        for smsc_id in ("A1", "A2", "A3"):
            sent = centre.read(SUBMIT)
            centre.write(submit_resp(sent.sequence, smsc_id))
        w.settle()
        centre.write(receipt_pdu(5, "A2", "DELIVRD", c(1)))
        centre.read(DELIVER | RESP)
        w.settle()
        w.at(5 * MINUTE)
        found = []
        while len(found) < 2:
            w.advance(0.1)
            question = oracle.asked()
            found.append(question[1])
            oracle.say(question, DELIVERED)
        same(sorted(found), ["A1", "A3"])
        w.expect(m, state="delivered")
        w.advance(MINUTE)
        centre.nothing()


def s_p64_no_more_than_the_rate():
    with World(query="on", enquire_link="1h", query_rate=2,
               window=100) as w:
        w.sim.rule("query=ENROUTE")
        w.camp(*range(1, 21))
        w.at(6 * MINUTE)
        times = sorted(at * MINUTE for at in minutes(w))
        same(len(times), 20, "questions")
        for first, third in zip(times, times[2:]):
            check(third - first > 0.999, "too fast", times)


def s_p67_unsupported_is_asked_no_more():
    with World(query="auto", enquire_link="1h") as w:
        w.sim.rule("pdu=query_sm_resp:status=RINVCMDID")
        m = w.post(1)
        w.at(5 * MINUTE)
        same(minutes(w), [5])
        two = w.post(2)
        pass_to(w, 26 * HOURS)
        same(minutes(w), [5])
        w.expect(m, state="forwarded")
        w.expect(two, state="forwarded")
        same(w.ctl("smsc", "show", "acme")["query"]["mode"], "unsupported")


def s_p67_off_never_asks():
    with World(query="off", enquire_link="1h") as w:
        m = w.post(1)
        pass_to(w, 26 * HOURS)
        same(minutes(w), [])
        w.expect(m, state="forwarded")


def s_p67_auto_does_not_ask_who_sends_receipts():
    with World(query="auto", enquire_link="1h") as w:
        one, two = w.camp(1, 2)
        w.receipt(1, "DELIVRD")
        pass_to(w, 26 * HOURS)
        same(minutes(w), [])
        w.expect(one, state="delivered")
        w.expect(two, state="forwarded")


def s_p56_a_day_of_not_found():
    with World(query="on", enquire_link="1h", conf="""
message { support_contact = "support@example.test" }""") as w:
        w.sim.rule("query=RINVMSGID")
        m = w.post(1)
        pass_to(w, 24 * HOURS - 1)
        found = w.expect(m, state="forwarded")
        failed = [e for e in found["events"] if e["status"] == RINVMSGID]
        same(len(failed), 10, "failed requests in the timeline")
        pass_to(w, 24 * HOURS)
        same(minutes(w), OFFSETS)
        found = w.expect(m, state="failed", stage="status", reason=404,
                         detail="status_fetch_failed", reason_text=
                         "HTTP 404 error - Unable to fetch record")
        check("does not know" in found["explanation"], found["explanation"])
        check("support@example.test" in found["explanation"],
              found["explanation"])
        same(seconds(found["timings"]["final_at"]), 24.0 * HOURS)
        w.receipt(1, "DELIVRD")
        w.expect(m, state="delivered", flags=["late_receipt"])


def s_p56_one_other_answer_and_it_is_not_404():
    with Centre() as centre, oracle_world(centre) as w:
        centre.bind()
        w.settle()
        oracle = Oracle(centre, w)
        m = oracle.take("A1")
        for n in OFFSETS:
            oracle.answer(n, status=0 if n == 40 else RINVMSGID)
        w.expect(m, state="enroute", reason=None)
