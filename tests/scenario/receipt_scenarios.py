# SPDX-License-Identifier: BSD-2-Clause
"""Receipts in every order: spec/statuses.md 4.6 and 4.7."""
import subprocess
import json

from lib import (DELIVER, HOURS, PROGRAMS, RESP, SUBMIT, Centre, World, c,
                 check, pdu, receipt_pdu, same, seconds, submit_resp)


def parked(w):
    """How many receipts wait, says esmectl."""
    done = subprocess.run([PROGRAMS / "esmectl", "--json", "-s",
                           w.work / "control", "status"],
                          capture_output=True, text=True, timeout=10,
                          check=True)
    return json.loads(done.stdout)["parked"]


def s_p71_no_receipt_for_72_hours():
    with World(enquire_link="1h") as w:
        m = w.post(1)
        w.leap(72 * HOURS - 1)
        w.expect(m, state="forwarded")
        w.advance(1)
        found = w.expect(m, state="delivery_unknown", flags=[])
        same(seconds(found["timings"]["final_at"]), 72.0 * HOURS)
        w.receipt(1, "DELIVRD")
        w.expect(m, state="delivered", flags=["late_receipt"])


def s_p73_a_late_failure_counts_too():
    with World(enquire_link="1h") as w:
        m = w.post(1)
        w.leap(100 * HOURS)
        w.receipt(1, "UNDELIV", "027")
        w.expect(m, state="failed", stage="network", reason=30003,
                 flags=["late_receipt"])


def s_p71_an_intermediate_receipt_does_not_move_the_cap():
    with World(enquire_link="1h") as w:
        m = w.post(1)
        w.leap(50 * HOURS)
        w.receipt(1, "ENROUTE")
        w.expect(m, state="enroute")
        w.leap(22 * HOURS)
        w.expect(m, state="delivery_unknown")


def s_p74_contradictions():
    with World() as w:
        one, two, three, four, five = w.camp(1, 2, 3, 4, 5)
        w.receipt(1, "DELIVRD")
        w.receipt(1, "UNDELIV", "027")
        w.expect(one, state="delivered", flags=["contradicted"], reason=None)
        w.receipt(2, "UNDELIV", "027")
        w.expect(two, state="failed", reason=30003)
        w.receipt(2, "DELIVRD")
        w.expect(two, state="delivered", flags=["revised"], reason=None)
        w.receipt(3, "UNDELIV", "000")
        w.expect(three, state="failed", reason=30008)
        w.receipt(3, "UNDELIV", "110")
        w.expect(three, state="failed", reason=30007)
        w.receipt(4, "UNDELIV", "027")
        w.receipt(4, "UNDELIV", "000")
        w.expect(four, state="failed", reason=30003)
        w.receipt(5, "DELIVRD")
        w.receipt(5, "ENROUTE")
        w.expect(five, state="delivered")


def s_p75_the_same_receipt_five_times():
    with World() as w:
        m = w.post(1)
        w.receipt(1, "DELIVRD", times=5)
        w.expect(m, state="delivered", flags=[])
        acks = w.sim.events("deliver_sm_resp")
        same([a["status"] for a in acks], [0] * 5)
        same([s for s, _ in w.changes(m)],
             ["queued", "submitting", "forwarded", "delivered"])
        events = [e for e in w.get(m)["events"] if e["event"] == "receipt"]
        same(len(events), 1, "receipts in the timeline")


def s_h1_a_receipt_before_its_answer():
    with World() as w:
        w.sim.rule("delay=2s,receipt=DELIVRD,early,after=1s")
        m = w.post(1)
        w.at(1)
        w.expect(m, state="submitting")
        same(parked(w), 1, "parked")
        w.at(2)
        found = w.expect(m, state="delivered")
        check(found["timings"]["end_to_end_ms"] in (1000, 2000), found)
        same(parked(w), 0, "parked")


def s_h1_a_failure_before_its_answer():
    with World() as w:
        w.sim.rule("receipt=UNDELIV,err=027,early,delay=1s")
        m = w.post(1)
        w.at(1)
        w.expect(m, state="failed", stage="network", reason=30003)


def s_h1_a_receipt_before_its_answer_and_a_restart_between():
    with World() as w:
        w.sim.rule("first=1:delay=2s,receipt=DELIVRD,early,after=1s")
        m = w.post(1)
        w.at(1)
        same(parked(w), 1, "parked")
        w.restart()
        w.advance(60)
        # The answer is lost; the receipt's id is nobody's.
        w.expect(m, state="forwarded", flags=["duplicate_risk"])
        same(parked(w), 1, "parked")


def s_p97_an_acknowledged_receipt_survives():
    with World() as w:
        m = w.post(1)
        w.receipt(1, "DELIVRD", settle=False)
        while not w.sim.events("deliver_sm_resp"):
            pass
        w.restart()
        w.expect(m, state="delivered")


def s_p97_an_unacknowledged_receipt_comes_again():
    with World() as w:
        m = w.post(1)
        w.kill()
        w.receipt(1, "DELIVRD", settle=False)
        w.start()
        w.advance(5)
        w.expect(m, state="delivered")


def s_intermediate_receipts():
    with World() as w:
        m = w.post(1)
        w.receipt(1, "ENROUTE")
        w.expect(m, state="enroute")
        w.receipt(1, "ACCEPTD")
        w.expect(m, state="enroute")
        w.receipt(1, "UNDELIV", "021")
        w.expect(m, state="failed", reason=30006)


def s_unknown_says_nothing():
    with World() as w:
        m = w.post(1)
        w.receipt(1, "UNKNOWN")
        w.expect(m, state="forwarded")
        w.receipt(1, "UNKNOWN", "027")
        w.expect(m, state="failed", reason=30003)


OWN_MAP = """\
vendor\tkind\tcode\tmeaning\tpermanence\tsuggested\tsource
own\terr\tE21\tthe phone is off\ttemporary\t30003\ttheir letter
own\terr\t027\tabsent\ttemporary\t30003\ttheir letter
own\tnetwork_error_code\t27\tabsent\ttemporary\t30003\ttheir letter
"""


def s_unknown_with_a_code_is_what_the_map_makes_of_it():
    with Centre() as centre, World(raw=centre, start=False) as w:
        own = w.work / "own.tsv"
        own.write_text(OWN_MAP)
        w.smscs["acme"]["errors"] = own
        w.configure()
        w.start()
        centre.bind()
        m = raw_message(centre, w, 1, "77")
        words = receipt_pdu(5, "77", "UNKNOWN", c(1), "027")
        flag = b"12125550100\0\x04"
        # An intermediate notification ends nothing, whatever its words.
        send_receipt(centre, w, 5, words.replace(flag, flag[:-1] + b"\x20"))
        w.expect(m, state="forwarded")
        # A code that the map lacks is told to who keeps the map.
        send_receipt(centre, w, 6, receipt_pdu(6, "77", "UNKNOWN", c(1),
                                               "E99"))
        w.expect(m, state="forwarded")
        code, = w.ctl("errors", "unmapped")["codes"]
        same((code["kind"], code["code"], code["count"]), ("err", "E99", 1))
        send_receipt(centre, w, 7, receipt_pdu(7, "77", "UNKNOWN", c(1),
                                               "E21"))
        w.expect(m, state="failed", reason=30003)
        # The TLV is the code where the text has none.
        n = raw_message(centre, w, 2, "78")
        body = receipt_pdu(8, "78", "UNKNOWN", c(2))[16:]
        send_receipt(centre, w, 8, pdu(DELIVER, 8, body + bytes.fromhex(
            "0423000303001b")))
        w.expect(n, state="failed", reason=30003)


def s_an_id_without_its_nul_is_found_by_its_receipt():
    with Centre() as centre, World(raw=centre) as w:
        centre.bind()
        m = w.post(1)
        sent = centre.read(SUBMIT)
        centre.write(pdu(SUBMIT | RESP, sent.sequence, b"A7B8"))
        w.settle()
        w.expect(m, state="forwarded")
        send_receipt(centre, w, 5, receipt_pdu(5, "A7B8", "DELIVRD", c(1)))
        w.expect(m, state="delivered")


def s_g4_an_id_that_is_not_ascii_is_octets():
    with Centre() as centre, World(raw=centre) as w:
        centre.bind()
        for n, octets in enumerate((b"caf\xe9", b"caf\xc3\xa9"), 1):
            for via in ("text", "tlv"):
                m = w.post(n)
                sent = centre.read(SUBMIT)
                centre.write(pdu(SUBMIT | RESP, sent.sequence,
                                 octets + b"\0"))
                w.settle()
                told = receipt_pdu(5, "cafe" if octets[3] == 0xe9 else
                                   "cafe?", "DELIVRD", c(n))
                if via == "text":
                    at = told.index(b"id:") + 3
                    told = told[:at] + octets + told[at + len(octets):]
                else:
                    told = pdu(DELIVER, 5, told[16:] + b"\0\x1e\0" +
                               bytes([len(octets) + 1]) + octets + b"\0")
                send_receipt(centre, w, 5, told)
                w.expect(m, state="delivered")


def s_a_header_that_is_not_there_costs_no_receipt():
    with Centre() as centre, World(raw=centre) as w:
        centre.bind()
        m = raw_message(centre, w, 1, "1234567890ABCDEF1234567890ABCDEF")
        octets = receipt_pdu(5, "1234567890ABCDEF1234567890ABCDEF",
                             "DELIVRD", c(1))
        flag = b"12125550100\0\x04"
        send_receipt(centre, w, 5, octets.replace(flag, flag[:-1] + b"\x44"))
        w.expect(m, state="delivered")


def s_all_ways_to_carry_a_receipt():
    with World() as w:
        ways = ("text", "payload", "tlv", "text+tlv", "payload+tlv")
        ids = w.camp(*range(1, len(ways) + 1))
        for n, via in enumerate(ways, 1):
            w.receipt(n, "DELIVRD", via=via)
        for m, via in zip(ids, ways):
            same(w.state(m), "delivered", via)


def s_tlv_failures_have_their_reason():
    with World() as w:
        m = w.post(1)
        w.receipt(1, "UNDELIV", via="tlv", network="3/27")
        w.expect(m, state="failed", reason=30003)


def s_ids_in_other_forms():
    forms = ("same", "hex", "upper", "lower", "padded")
    for form in forms:
        with World(sim=("--id-start", "3735928559")) as w:
            ids = w.camp(1, 2, 3)
            for n in (1, 2, 3):
                w.receipt(n, "DELIVRD", form=form)
            for m in ids:
                same(w.state(m), "delivered", form)


def s_hexadecimal_ids_told_in_decimal():
    with World(sim=("--ids", "hex", "--id-start", "3735928559")) as w:
        ids = w.camp(1, 2, 3)
        for n in (1, 2, 3):
            w.receipt(n, "DELIVRD", form="dec")
        w.expect_all(ids, state="delivered")


def s_uuid_ids():
    with World(sim=("--ids", "uuid")) as w:
        ids = w.camp(1, 2)
        w.receipt(1, "DELIVRD", form="upper")
        w.receipt(2, "DELIVRD")
        w.expect_all(ids, state="delivered")


def s_h14_another_smscs_receipt_is_not_ours():
    with World(smscs={"one": {}, "two": {}}) as w:
        a = w.post(1, smsc="one")
        b = w.post(2, smsc="two")
        # Both have the id 1.
        w.receipt(1, "DELIVRD", sim=w.sims["one"])
        w.expect(a, state="delivered")
        w.expect(b, state="forwarded")


def raw_message(centre, w, to, smsc_id):
    """A message that this centre took with this id."""
    m = w.post(to)
    sent = centre.read(SUBMIT)
    same(sent.destination(), c(to))
    centre.write(submit_resp(sent.sequence, smsc_id))
    w.settle()
    w.expect(m, state="forwarded")
    return m


def send_receipt(centre, w, sequence, octets):
    """It is answered with 0, once."""
    centre.write(octets)
    ack = centre.read(DELIVER | RESP)
    same((ack.sequence, ack.status), (sequence, 0))
    w.settle()


def s_a_receipt_from_another_number_is_not_ours():
    with Centre() as centre, World(raw=centre) as w:
        centre.bind()
        m = raw_message(centre, w, 1, "77")
        send_receipt(centre, w, 5, receipt_pdu(5, "77", "DELIVRD", c(2)))
        w.expect(m, state="forwarded")
        same(parked(w), 1, "parked")
        send_receipt(centre, w, 6, receipt_pdu(6, "77", "DELIVRD", c(1)))
        w.expect(m, state="delivered")


def s_a_parked_receipt_is_found_when_its_id_comes():
    with Centre() as centre, World(raw=centre) as w:
        centre.bind()
        send_receipt(centre, w, 5, receipt_pdu(5, "77", "DELIVRD", c(1)))
        same(parked(w), 1, "parked")
        m = w.post(1)
        sent = centre.read(SUBMIT)
        centre.write(submit_resp(sent.sequence, "77"))
        w.settle()
        w.expect(m, state="delivered")
        same(parked(w), 0, "parked")


def s_a_parked_receipt_survives_a_restart():
    with Centre() as centre, World(raw=centre) as w:
        centre.bind()
        send_receipt(centre, w, 5, receipt_pdu(5, "77", "DELIVRD", c(1)))
        w.restart()
        centre.bind()
        w.settle()
        same(parked(w), 1, "parked")
        m = w.post(1)
        sent = centre.read(SUBMIT)
        centre.write(submit_resp(sent.sequence, "77"))
        w.settle()
        w.expect(m, state="delivered")


def s_a_parked_receipt_is_dropped_after_72_hours():
    with World(enquire_link="1h") as w:
        w.sim.rule('id=late')
        m = w.post(2)
        w.receipt("late", "DELIVRD", shape="id:nobody stat:{stat} err:{err}",
                  via="text")
        same(parked(w), 1, "parked")
        w.leap(72 * HOURS - 1)
        same(parked(w), 1, "parked")
        w.advance(1)
        same(parked(w), 0, "parked")
        w.expect(m, state="delivery_unknown")


def s_g5_the_newest_message_with_an_id_wins():
    with Centre() as centre, World(raw=centre) as w:
        centre.bind()
        old = raw_message(centre, w, 1, "77")
        w.advance(10)
        new = raw_message(centre, w, 1, "77")
        send_receipt(centre, w, 5, receipt_pdu(5, "77", "DELIVRD", c(1)))
        w.expect(new, state="delivered")
        w.expect(old, state="forwarded")


def s_c19_a_receipt_with_octets_that_are_no_text():
    with Centre() as centre, World(raw=centre) as w:
        centre.bind()
        m = raw_message(centre, w, 1, "77")
        octets = receipt_pdu(5, "77", "DELIVRD", c(1))
        octets = octets[:-1] + b"\xff"
        send_receipt(centre, w, 5, octets)
        w.expect(m, state="delivered")


def s_h1_a_receipt_by_another_bind_before_the_answer():
    with World(binds=2) as w:
        w.sim.rule("delay=1s,receipt=DELIVRD,early")
        ids = w.camp(*range(1, 13))
        w.advance(1)
        w.expect_all(ids, state="delivered")


def s_h17_a_thousand_receipts_at_once():
    with World(window=1000, sim=("--window", "1000")) as w:
        ids = w.camp(*range(1, 1001))
        w.sim.say("deaf")
        w.sim.say("hear")
        for n in range(1, 1001):
            w.sim.say("receipt", to=c(n), stat="DELIVRD")
        w.settle()
        for m in ids[::50]:
            w.expect(m, state="delivered")
        same(len(w.json("GET", "/v1/messages?state=delivered&limit=1000")
                 ["messages"]), 1000)


def s_a_receipt_after_days_and_restarts():
    with World(enquire_link="1h") as w:
        ids = w.camp(1, 2)
        w.restart()
        w.leap(60 * HOURS)
        w.restart()
        w.receipt(1, "DELIVRD")
        w.expect(ids[0], state="delivered", flags=[])
        w.leap(13 * HOURS)
        w.restart()
        w.receipt(2, "DELIVRD")
        w.expect(ids[1], state="delivered", flags=["late_receipt"])
