# SPDX-License-Identifier: BSD-2-Clause
"""Bytes that no well-behaved message centre sends: spec/reliability.md 6."""
import struct

from lib import (BIND, DELIVER, ENQUIRE, NACK, RESP, SUBMIT, Centre, World,
                 c, check, pdu, receipt_pdu, same, submit_resp)


def bound(centre, w):
    """A session that stands."""
    centre.bind()
    w.settle()
    same(w.bind_state(), "bound")


def s_a10_one_byte_per_segment():
    with Centre() as centre, World(raw=centre) as w:
        centre.bind(each=1)
        w.settle()
        ids = w.camp(1, 2, 3)
        for n in (1, 2, 3):
            sent = centre.read(SUBMIT)
            centre.write(submit_resp(sent.sequence, f"id{n}"), each=1)
        w.settle()
        w.expect_all(ids, state="forwarded")
        for n in (1, 2, 3):
            centre.write(receipt_pdu(n, f"id{n}", "DELIVRD", c(n)), each=1)
            same(centre.read(DELIVER | RESP).status, 0)
        w.settle()
        w.expect_all(ids, state="delivered")


def s_a11_a_thousand_pdus_in_one_segment():
    with Centre() as centre, World(raw=centre, window=500) as w:
        bound(centre, w)
        ids = w.camp(*range(1, 501))
        sent = [centre.read(SUBMIT) for _ in range(500)]
        octets = b"".join(
            submit_resp(s.sequence, f"id{n}") for n, s in enumerate(sent, 1))
        octets += b"".join(
            receipt_pdu(n, f"id{n}", "DELIVRD", sent[n - 1].destination())
            for n in range(1, 501))
        centre.write(octets)
        acks = [centre.read(DELIVER | RESP) for _ in range(500)]
        same([a.status for a in acks], [0] * 500)
        same(sorted(a.sequence for a in acks), list(range(1, 501)))
        w.settle()
        for m in ids:
            w.expect(m, state="delivered")


def s_a11_a_thousand_enquiries_are_answered_in_order():
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        centre.write(b"".join(pdu(ENQUIRE, n) for n in range(1, 1001)))
        same([centre.read(ENQUIRE | RESP).sequence for _ in range(1000)],
             list(range(1, 1001)))
        same(w.bind_state(), "bound")


def lost_framing(length):
    """generic_nack 0x02 with sequence 0, a new session, nothing lost."""
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        first, second = w.camp(1, 2)
        one, two = centre.read(SUBMIT), centre.read(SUBMIT)
        same(two.destination(), c(2))
        centre.write(submit_resp(one.sequence, "a") +
                     struct.pack(">IIII", length, SUBMIT | RESP, 0, 7) +
                     b"\0" * 64)
        nack = centre.read()
        same((nack.command, nack.status, nack.sequence), (NACK, 0x02, 0))
        centre.ended()
        w.settle()
        w.expect(first, state="forwarded", flags=[])
        w.expect(second, state="queued", flags=["duplicate_risk"])
        same(w.smsc()["bind"][0]["last_reason"], "framing")
        third = w.post(3)
        w.advance(3)
        centre.bind()
        w.settle()
        sent = centre.read(SUBMIT)
        same(sent.destination(), c(3))
        centre.write(submit_resp(sent.sequence, "c"))
        w.settle()
        w.expect(third, state="forwarded", flags=[])
        w.advance(10)
        sent = centre.read(SUBMIT)
        same(sent.destination(), c(2))
        centre.write(submit_resp(sent.sequence, "b"))
        w.settle()
        w.expect(second, state="forwarded", flags=["duplicate_risk"])


def s_a1_command_length_0():
    lost_framing(0)


def s_a2_command_length_15():
    lost_framing(15)


def s_a3_command_length_ffffffff():
    lost_framing(0xFFFFFFFF)


def s_a3_command_length_80000000():
    lost_framing(0x80000000)


def s_a7_a_pdu_that_is_never_completed():
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        centre.write(pdu(ENQUIRE, 1)[:15])
        w.advance(9.9)
        centre.nothing()
        w.advance(0.1)
        centre.ended()
        w.advance(3)
        bound(centre, w)


def s_a13_the_end_inside_a_pdu():
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        m = w.post(1)
        sent = centre.read(SUBMIT)
        centre.write(submit_resp(sent.sequence, "abc")[:-2])
        centre.sock.close()
        centre.sock = None
        w.settle()
        w.expect(m, state="queued", flags=["duplicate_risk"])


def s_b1_an_unknown_request_is_nacked():
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        for command, sequence in ((0xFF, 5), (0x00010200, 6)):
            centre.write(pdu(command, sequence, b"whatever"))
            nack = centre.read()
            same((nack.command, nack.status, nack.sequence),
                 (NACK, 0x03, sequence))
        same(w.bind_state(), "bound")


def s_b2_an_unknown_answer_is_ignored():
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        centre.write(pdu(0x800000FF, 5))
        w.settle()
        centre.nothing()
        same(w.bind_state(), "bound")


def s_b3_a_nack_refuses_the_request_it_names():
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        one, two = w.camp(1, 2)
        first, second = centre.read(SUBMIT), centre.read(SUBMIT)
        centre.write(pdu(NACK, first.sequence, status=0x03) +
                     pdu(NACK, second.sequence, status=0x58))
        w.settle()
        w.expect(one, state="failed", stage="submit")
        w.expect(two, state="queued")
        w.advance(1)
        same(centre.read(SUBMIT).destination(), c(2))


def s_b13_an_answer_to_what_was_never_sent():
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        m = w.post(1)
        sent = centre.read(SUBMIT)
        centre.write(submit_resp(sent.sequence + 1000, "nobody") +
                     submit_resp(0, "zero") +
                     submit_resp(0xFFFFFFFF, "last"))
        w.settle()
        centre.nothing()
        w.expect(m, state="submitting")
        centre.write(submit_resp(sent.sequence, "me"))
        w.settle()
        w.expect(m, state="forwarded")
        same(w.bind_state(), "bound")


def s_b15_two_answers_to_one_request():
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        m = w.post(1)
        sent = centre.read(SUBMIT)
        centre.write(submit_resp(sent.sequence, "one") +
                     submit_resp(sent.sequence, "two") +
                     submit_resp(sent.sequence, "", 0x0B))
        w.settle()
        w.expect(m, state="forwarded")
        centre.write(receipt_pdu(1, "one", "DELIVRD", c(1)))
        same(centre.read(DELIVER | RESP).status, 0)
        w.settle()
        w.expect(m, state="delivered")


def s_b15_the_second_id_counts_too():
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        m = w.post(1)
        sent = centre.read(SUBMIT)
        centre.write(submit_resp(sent.sequence, "one") +
                     submit_resp(sent.sequence, "two"))
        w.settle()
        centre.write(receipt_pdu(1, "two", "DELIVRD", c(1)))
        same(centre.read(DELIVER | RESP).status, 0)
        w.settle()
        w.expect(m, state="delivered", flags=[])
        same([e["event"] for e in w.get(m)["events"]].count("answered"), 1)


def s_f11_a_receipt_for_a_throttled_message_ends_it():
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        m = w.post(1)
        sent = centre.read(SUBMIT)
        centre.write(submit_resp(sent.sequence, "TH1", 0x58) +
                     receipt_pdu(9, "TH1", "DELIVRD", c(1)))
        same(centre.read(DELIVER | RESP).status, 0)
        w.settle()
        w.expect(m, state="delivered", flags=[])
        w.advance(20)
        centre.nothing()


def s_h1_a_receipt_before_its_answer_in_one_segment():
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        m = w.post(1)
        sent = centre.read(SUBMIT)
        centre.write(receipt_pdu(9, "x9", "DELIVRD", c(1)) +
                     submit_resp(sent.sequence, "x9"))
        same(centre.read(DELIVER | RESP).status, 0)
        w.settle()
        w.expect(m, state="delivered")


def s_g2_an_answer_without_an_id():
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        one, two = w.camp(1, 2)
        first, second = centre.read(SUBMIT), centre.read(SUBMIT)
        centre.write(submit_resp(first.sequence, "") +
                     pdu(SUBMIT | RESP, second.sequence))
        w.settle()
        w.expect(one, state="forwarded")
        w.expect(two, state="forwarded")


def s_g3_a_refusal_with_and_without_a_body():
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        ids = w.camp(1, 2, 3)
        sent = [centre.read(SUBMIT) for _ in ids]
        for s, body in zip(sent, (b"", b"\0", b"id7\0\x14\x00\x00\x01x")):
            centre.write(pdu(SUBMIT | RESP, s.sequence, body, 0x0B))
        w.settle()
        w.expect_all(ids, state="failed", stage="submit", reason=400)


def s_g4_ids_of_any_shape():
    shapes = ("0", "000123", "a" * 64, "ABCdef", "{x-1}", "id with blank")
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        ids = w.camp(*range(1, len(shapes) + 1))
        for shape in shapes:
            centre.write(submit_resp(centre.read(SUBMIT).sequence, shape))
        w.settle()
        for n, (m, shape) in enumerate(zip(ids, shapes), 1):
            # By the TLV, which can carry them all.
            body = (b"\0\x01\x01" + c(n)[1:].encode() + b"\0\x01\x01"
                    b"12125550100\0\x04\0\0\0\0\0\0\0\0\0" +
                    struct.pack(">HH", 0x001E, len(shape) + 1) +
                    shape.encode() + b"\0" +
                    struct.pack(">HHB", 0x0427, 1, 2))
            centre.write(pdu(DELIVER, n, body))
            same(centre.read(DELIVER | RESP).status, 0)
            w.settle()
            same(w.state(m), "delivered", shape)


def s_c8_a_deliver_sm_that_ends_too_early():
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        centre.write(pdu(DELIVER, 3, b"\0\x01\x01"))
        answer = centre.read()
        same(answer.sequence, 3)
        check(answer.status != 0, "it was taken")
        centre.write(pdu(ENQUIRE, 4))
        same(centre.read(ENQUIRE | RESP).sequence, 4)


def s_a_text_from_a_handset_is_answered():
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        body = (b"\0\x01\x0119175550001\0\x01\x0112125550100\0"
                b"\0\0\0\0\0\0\0\0\0\x04STOP")
        centre.write(pdu(DELIVER, 3, body))
        answer = centre.read(DELIVER | RESP)
        same((answer.sequence, answer.status), (3, 0))


def s_b10_the_same_sequence_number_twice():
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        centre.write(receipt_pdu(7, "a", "DELIVRD", c(1)) +
                     receipt_pdu(7, "b", "DELIVRD", c(1)))
        same([centre.read(DELIVER | RESP).sequence for _ in range(2)],
             [7, 7])
        centre.nothing()


def s_a_receipt_right_behind_the_bind_answer():
    with Centre() as centre, World(raw=centre) as w:
        asked = centre.accept()
        centre.write(pdu(BIND | RESP, asked.sequence, b"x\0") +
                     receipt_pdu(1, "77", "DELIVRD", c(1)) +
                     pdu(ENQUIRE, 2))
        got = {centre.read().command for _ in range(2)}
        same(got, {DELIVER | RESP, ENQUIRE | RESP})
        w.settle()
        same(w.bind_state(), "bound")


def s_d9_an_enquiry_before_the_bind_answer():
    with Centre() as centre, World(raw=centre) as w:
        asked = centre.accept()
        centre.write(pdu(ENQUIRE, 5))
        same(centre.read().command, ENQUIRE | RESP)
        centre.write(pdu(BIND | RESP, asked.sequence, b"x\0"))
        w.settle()
        same(w.bind_state(), "bound")


def s_d7_a_refused_bind_without_a_body():
    for body in (b"", b"\0", b"x\0"):
        with Centre() as centre, World(raw=centre) as w:
            asked = centre.accept()
            centre.write(pdu(BIND | RESP, asked.sequence, body, 0x0D))
            centre.ended()
            w.settle()
            found = w.smsc()["bind"][0]
            same((found["last_reason"], found["bind_status"]),
                 ("bind_refused", "0x0000000D ESME_RBINDFAIL"))
            w.advance(3)
            bound(centre, w)


def s_b4_nacks_that_name_nothing():
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        centre.write(pdu(NACK, 0, status=3) * 2)
        w.settle()
        same(w.bind_state(), "bound")
        centre.write(pdu(NACK, 0, status=3))
        centre.ended()
        w.advance(3)
        bound(centre, w)


def s_b14_answers_of_the_wrong_kind():
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        m = w.post(1)
        sent = centre.read(SUBMIT)
        centre.write(pdu(ENQUIRE | RESP, sent.sequence) * 2)
        w.settle()
        w.expect(m, state="submitting")
        centre.write(submit_resp(sent.sequence, "a"))
        w.settle()
        w.expect(m, state="forwarded")


def s_d16_an_outbind_that_nobody_asked_for():
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        centre.write(pdu(0x0B, 1, b"x\0y\0"))
        w.settle()
        w.advance(3)
        bound(centre, w)


def s_g4_an_id_that_is_too_long():
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        m = w.post(1)
        sent = centre.read(SUBMIT)
        centre.write(submit_resp(sent.sequence, "x" * 100))
        w.settle()
        found = w.get(m)
        check(found["state"] in ("forwarded", "submitting", "queued"), found)
        # Whatever it makes of it, it was taken once and is not stuck.
        other = w.post(2)
        sent = centre.read(SUBMIT)
        centre.write(submit_resp(sent.sequence, "2"))
        w.settle()
        w.expect(other, state="forwarded")
        same(w.state(m), "forwarded", "with an id of 100 octets")


def s_b9_b12_the_peer_uses_our_numbers():
    with Centre() as centre, World(raw=centre) as w:
        bound(centre, w)
        m = w.post(1)
        sent = centre.read(SUBMIT)
        centre.write(pdu(ENQUIRE, sent.sequence))
        same(centre.read().command, ENQUIRE | RESP)
        centre.write(receipt_pdu(sent.sequence, "z", "DELIVRD", c(2)))
        same(centre.read(DELIVER | RESP).sequence, sent.sequence)
        centre.write(submit_resp(sent.sequence, "a"))
        w.settle()
        w.expect(m, state="forwarded")


def s_a12_a_stream_split_at_every_byte():
    with Centre() as centre, World(raw=centre, window=100) as w:
        bound(centre, w)
        octets = (pdu(ENQUIRE, 1) + receipt_pdu(2, "nobody", "DELIVRD", c(1))
                  + pdu(ENQUIRE, 3))
        for at in range(1, len(octets), 5):
            centre.write(octets[:at])
            centre.write(octets[at:])
            same(sorted(centre.read().sequence for _ in range(3)), [1, 2, 3])
        same(w.bind_state(), "bound")
