# SPDX-License-Identifier: BSD-2-Clause
"""G and H: answers to submit_sm, receipts, texts from handsets."""
import http_scenarios as disk
from lib import (DELIVER, NACK, RESP, SUBMIT, World, c, check, pdu,
                 receipt_pdu, same)
from peer import Peer, deliver_pdu, tlv

RISK = ["duplicate_risk"]
# SMPP 3.4, 5.1.3: what is temporary, throttles or is the session's fault.
LATER = {0x08, 0x14, 0x58, 0x64, 0x04, 0x05, 0x0D, 0x0E, 0x0F, 0x53, 0xFE}


def g2_g3_answers_of_all_shapes():
    bodies = (b"", b"\0", b"abc", b"abc\0", b"abc\0" + tlv(0x1400, b"x"),
              tlv(0x0425, b"\0"))
    with Peer() as peer, World(raw=peer) as w:
        link = peer.bound(w)
        for n, body in enumerate(bodies, 1):
            m = w.post(n)
            s = link.read(SUBMIT)
            link.write(pdu(SUBMIT | RESP, s.sequence, body))
            w.settle()
            w.expect(m, state="forwarded", flags=[])
            m = w.post(n)
            s = link.read(SUBMIT)
            link.write(pdu(SUBMIT | RESP, s.sequence, body, 0x0B))
            w.settle()
            w.expect(m, state="failed")
        same(w.bind_state(), "bound")


def g4_ids_are_kept_byte_by_byte():
    ids = ["0000000012", "12", "AbC", "aBc", "0x1F", "f" * 64,
           "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "  x "]
    with World() as w:
        for n, smsc_id in enumerate(ids, 1):
            w.sim.rule(f'to={c(n)}:id="{smsc_id}",receipt=DELIVRD,after=1s')
        messages = w.camp(*range(1, len(ids) + 1))
        w.advance(3)
        w.expect_all(messages, state="delivered", flags=[])


def g4_an_id_of_65_octets_is_no_id():
    with World() as w:
        w.sim.rule("first=1:body=" + "41" * 65 + "00")
        m = w.post(1)
        w.expect(m, state="forwarded", attempts=1, flags=[])
        same(w.bind_state(), "bound")


def g6_every_status_has_an_end():
    statuses = [n for n in [*range(1, 0x100), *range(0x400, 0x420), 0x4ff,
                            0xffffffff] if n not in LATER]
    with World(window=100) as w:
        for n, status in enumerate(statuses, 1):
            w.sim.rule(f"to={c(n)}:status={status}")
        ids = w.camp(*range(1, len(statuses) + 1))
        w.advance(2)
        for status, m in zip(statuses, ids):
            found = w.get(m)
            same((found["state"], found["attempts"]), ("failed", 1),
                 hex(status))
        same(w.bind_state(), "bound")


def g7_temporary_refusals_are_tried_again():
    for status in (0x08, 0x14, 0x58, 0x64):
        with World() as w:
            w.sim.rule(f"first=1:status={status}")
            m = w.post(1)
            w.expect(m, state="queued")
            w.advance(15)
            w.expect(m, state="forwarded", flags=[])


def g8_a_refusal_for_good_is_sent_once():
    for status in (0x0B, 0x0A, 0x01, 0x45):
        with World(smscs={"acme": {}, "beta": {}}) as w:
            w.sims["acme"].rule(f"status={status}")
            m = w.post(1)
            w.advance(60)
            w.expect(m, state="failed", attempts=1)
            same(w.sims["beta"].seen(), 0, "submits")


def g9_a_session_fault_brings_the_message_again():
    with World() as w:
        w.sim.rule("first=1:status=RINVBNDSTS")
        m = w.post(1)
        w.advance(10)
        w.expect(m, state="forwarded", flags=[])
        same(len(w.sim.events("bind_transceiver")), 2, "binds")


def g10_answers_after_59_s_and_after_9_minutes():
    for late in (59, 540):
        with World(smscs={"acme": {"on_doubt": "hold"}}) as w:
            w.sim.rule(f"first=1:delay={late}s")
            m = w.post(1)
            # What else is sent keeps the session alive.
            for n in range(1, late // 20 + 1):
                w.post(100 + n)
                w.at(n * 20)
            w.at(late + 1)
            w.expect(m, state="forwarded", attempts=1)


def g10_an_answer_after_11_minutes_is_ignored():
    with World(smscs={"acme": {"on_doubt": "hold"}}) as w:
        w.sim.rule("first=1:delay=11m")
        m = w.post(1)
        for n in range(1, 34):
            w.post(100 + n)
            w.at(n * 20)
        w.at(662)
        found = w.get(m)
        check(found["state"] != "forwarded", found["state"])
        same(w.bind_state(), "bound")


def g12_a_late_answer_after_another_route_took_it():
    with World(smscs={"acme": {}, "beta": {}}) as w:
        w.sims["acme"].rule("first=1:delay=50s")
        m = w.post(1)
        w.at(20)
        w.post(2)
        w.at(35)
        w.post(3)
        w.at(52)
        w.expect(m, state="forwarded", flags=RISK)
        w.receipt(1, "DELIVRD", settle=True)
        w.expect(m, state="delivered", flags=RISK)


def b3_a_nack_of_any_status_ends_its_request():
    with Peer() as peer, World(raw=peer) as w:
        link = peer.bound(w)
        for n, status in enumerate((2, 3), 1):
            m = w.post(n)
            link.write(pdu(NACK, link.read(SUBMIT).sequence, b"", status))
            w.settle()
            w.expect(m, state="failed", attempts=1)


def h1_a_receipt_on_the_other_bind_before_the_answer():
    with World(binds=2) as w:
        w.sim.rule("first=1:delay=5s,receipt=DELIVRD,early,other-bind")
        m = w.post(1)
        w.expect(m, state="submitting")
        w.advance(6)
        w.expect(m, state="delivered", flags=[])


def h2_receipts_for_unknown_ids_are_taken():
    with World() as w:
        w.sim.rule("receipt=DELIVRD,after=1s,with-id=nobody,times=3")
        m = w.post(1)
        w.advance(5)
        w.expect(m, state="forwarded")
        same(w.sim.say("totals")["receipts_acked"], 3)


def h3_a_thousand_receipts_for_one_message():
    with World() as w:
        w.sim.rule("receipt=DELIVRD,after=1s,times=1000")
        m = w.post(1)
        w.advance(5)
        w.expect(m, state="delivered", flags=[])
        same(w.sim.say("totals")["receipts_acked"], 1000)


def h6_dates_that_cannot_be_do_no_harm():
    dates = ("7001010000", "0000000000", "9999999999", "3802010000",
             "991231235959", "20260302120000", "2603", "x", "")
    with World() as w:
        for n, date in enumerate(dates, 1):
            w.sim.rule(f'to={c(n)}:receipt=DELIVRD,after=1s,via=text,'
                       f'shape="id:{{id}} sub:001 dlvrd:001 submit date:{date}'
                       f' done date:{date} stat:{{stat}} err:000 text:"')
        ids = w.camp(*range(1, len(dates) + 1))
        w.advance(3)
        w.expect_all(ids, state="delivered")


def h6_a_receipt_after_two_years_is_taken():
    with Peer() as peer, World(raw=peer) as w:
        link = peer.bound(w)
        link.write(receipt_pdu(1, "of-long-ago", "DELIVRD", c(1)))
        same(link.read(DELIVER | RESP).status, 0)


def h8_texts_of_all_vendors_are_understood():
    shapes = ("id:{id} stat:DELIVRD", "stat:DELIVRD id:{id} err:0",
              "ID:{id} SUB:001 DLVRD:001 STAT:DELIVRD ERR:000",
              "id:{id} sub:001 dlvrd:001 submit date:{submit} done date:{done}"
              " stat:DELIVRD err:000000000000 Text:",
              "id:{id} sub:001 dlvrd:001 stat:DELIVRD err: text:stat:UNDELIV")
    with World() as w:
        for n, shape in enumerate(shapes, 1):
            w.sim.rule(f'to={c(n)}:receipt=DELIVRD,after=1s,via=text,'
                       f'shape="{shape}"')
        ids = w.camp(*range(1, len(shapes) + 1))
        w.advance(3)
        w.expect_all(ids, state="delivered")


def h9_a_receipt_without_its_flag():
    with World() as w:
        w.sim.rule("receipt=DELIVRD,after=1s,via=text,esm-class=0")
        m = w.post(1)
        w.advance(3)
        w.expect(m, state="delivered")
        # And one with the flag that says nothing is kept as it is.
        w.sim.say("mo", **{"from": c(1), "to": "+12125550100",
                           "text": "no receipt at all", "esm_class": 4})
        w.settle()
        same(w.sim.say("totals")["texts"], 1)
        w.expect(m, state="delivered")


def h11_states_that_are_none_change_nothing():
    for state in (0, 9, 200):
        with Peer() as peer, World(raw=peer) as w:
            link = peer.bound(w)
            m = w.post(1)
            link.answer(link.read(SUBMIT), "a")
            w.settle()
            link.write(deliver_pdu(1, c(1), b"", esm_class=4, tail=tlv(
                0x001e, b"a\0") + tlv(0x0427, bytes([state]))))
            same(link.read(DELIVER | RESP).status, 0)
            w.settle()
            check(w.state(m) != "delivered", state)


def h18_texts_from_handsets_of_any_kind_are_taken():
    with World() as w:
        texts = ({"text": "hello"}, {"hex": ""}, {"text": "\u00e9\u4f60"},
                 {"text": "x" * 1400}, {"hex": "00ff10", "data_coding": 4},
                 {"hex": "41" * 1000, "payload": True},
                 {"hex": "0605040b8423f0", "esm_class": 0x40,
                  "data_coding": 4})
        for keys in texts:
            w.sim.say("mo", **{"from": c(1), "to": "+19995550000", **keys})
        w.settle()
        w.sim.check_answers()
        refused = [e for e in w.sim.events("deliver_sm_resp") if e["status"]]
        same(refused, [])


def h20_a_text_in_two_places_is_refused_but_not_of_a_receipt():
    with Peer() as peer, World(raw=peer) as w:
        link = peer.bound(w)
        m = w.post(1)
        link.answer(link.read(SUBMIT), "a")
        w.settle()
        link.write(deliver_pdu(1, c(1), b"hello", tail=tlv(0x0424, b"other")))
        check(link.read(DELIVER | RESP).status in (0x01, 0xc4))
        link.write(deliver_pdu(
            2, c(1), b"id:a sub:001 dlvrd:001 stat:DELIVRD err:000 text:",
            esm_class=4, tail=tlv(0x0424, b"other")))
        same(link.read(DELIVER | RESP).status, 0)
        w.settle()
        w.expect(m, state="delivered")


def h14_an_id_of_another_smsc_is_not_ours():
    with World(smscs={"acme": {}, "beta": {}}) as w:
        m = w.post(1)
        beta = w.sims["beta"]
        w.sims["acme"].say("drop")
        w.sims["acme"].say("close")
        w.settle()
        w.advance(5)
        w.post(2)
        same(beta.seen(), 1, "submits")
        # Both gave the id "1"; that of beta says nothing of acme's message.
        w.receipt("1", "DELIVRD", sim=beta)
        w.expect(m, state="forwarded")


def full_disk(place):
    """Receipts come while no commit can succeed."""
    with World(on=place / "store") as w:
        ids = w.camp(*range(1, 6))
        ballast = disk.fill(place, 0)
        for n in range(10, 60):
            if w.ask("POST", "/v1/messages", {**disk.GOOD, "to": c(n)})[0] \
                    != 201:
                break
        for n in range(1, 6):
            w.receipt(n, "DELIVRD", settle=False)
        w.settle()
        found = [e["status"] for e in w.sim.events("deliver_sm_resp")]
        check(0x14 in found and set(found) <= {0, 0x14}, found)
        ballast.unlink()
        w.advance(12)
        w.expect_all(ids, state="delivered")
        w.restart()
        w.expect_all(ids, state="delivered")


def h15_a_receipt_that_cannot_be_kept_is_refused_for_a_while():
    return disk.on_a_small_disk(full_disk)
