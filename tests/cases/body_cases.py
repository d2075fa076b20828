# SPDX-License-Identifier: BSD-2-Clause
"""C: bodies. What the reader of PDUs does alone, its unit tests tell."""
from lib import (DELIVER, ENQUIRE, RESP, SUBMIT, World, c, check, pdu,
                 receipt_pdu, same)
from peer import Peer, deliver_pdu, tlv


def answers_of(pdus):
    """The statuses a list of deliver_sm is answered with, all in one
    session, which stands afterwards."""
    with Peer() as peer, World(raw=peer) as w:
        link = peer.bound(w)
        statuses = []
        for octets in pdus:
            link.write(octets)
            statuses.append(link.read(DELIVER | RESP).status)
        link.write(pdu(ENQUIRE, 99))
        same(link.read().sequence, 99)
        same(w.bind_state(), "bound")
        m = w.post(1)
        link.answer(link.read(SUBMIT), "a")
        w.settle()
        w.expect(m, state="forwarded", flags=[])
        return statuses


def c1_c2_c3_c4_fields_beyond_their_room_are_refused():
    good = deliver_pdu(1, c(1), b"hello")[16:]
    at = good.index(b"\x05hello")
    same(answers_of([
        pdu(DELIVER, 1, good),
        pdu(DELIVER, 2, b"\0\x01\x01" + b"1" * 200),            # no NUL
        pdu(DELIVER, 3, b"123456\0" + good[1:]),                # 6 and a NUL
        pdu(DELIVER, 4, b"12345\0" + good[1:]),
        pdu(DELIVER, 5, good[:at] + b"\x09hello"),              # 9 > 5
        pdu(DELIVER, 6, good[:at] + b"\xff" + b"x" * 255),      # 255
    ])[0:1], [0])
    statuses = answers_of([
        pdu(DELIVER, 2, b"\0\x01\x01" + b"1" * 200),
        pdu(DELIVER, 3, b"123456\0" + good[1:]),
        pdu(DELIVER, 4, b"12345\0" + good[1:]),
        pdu(DELIVER, 5, good[:at] + b"\x09hello"),
        pdu(DELIVER, 6, good[:at] + b"\xff" + b"x" * 255)])
    check(statuses[0] != 0 and statuses[1] != 0, statuses)
    same(statuses[2:], [0, 1, 1], "statuses")


def c5_a_text_longer_than_its_length_says_is_no_tlv():
    good = deliver_pdu(1, c(1), b"hello")[16:]
    at = good.index(b"\x05hello")
    same(answers_of([pdu(DELIVER, 1, good[:at] +
                         b"\x05hello, and this is all too much")]), [0xc0])


def c10_c11_c12_tlvs_that_are_wrong_are_refused():
    good = deliver_pdu(1, c(1), b"hello")[16:]
    statuses = answers_of([
        pdu(DELIVER, 1, good + b"\x04\x24\xff\xff"),
        pdu(DELIVER, 2, good + tlv(0x0424, b"x") * 1000),
        pdu(DELIVER, 3, good + tlv(0x020a, b"\1\2\3"))])
    same(statuses[:2], [0xc0, 0xc0])
    same(statuses[2], 0xc2)


def c13_c14_tlvs_of_vendors_are_taken_in_any_order():
    good = deliver_pdu(1, c(1), b"hello")[16:]
    same(answers_of([
        pdu(DELIVER, 1, good + tlv(0x1400, b"x") + tlv(0x3fff, b"")),
        pdu(DELIVER, 2, good + tlv(0xffff, b"y") + tlv(0x020a, b"\0\1")),
    ]), [0, 0])


def c17_headers_of_user_data_that_lie_do_no_harm():
    texts = (b"\xff" + b"x" * 20, b"\x00hello", b"\x05\x00\x03\x01\x02",
             b"\x05\x00\x03\x01\x02\x01part", b"\x0a\x00\x03\x01\x02\x01" +
             b"\x00\x03\x01\x02", b"\x02\x00\xffz", b"")
    statuses = answers_of([deliver_pdu(n, c(1), text, esm_class=0x40)
                           for n, text in enumerate(texts, 1)])
    same(statuses, [0] * len(texts), "statuses")


def c18_parts_that_lie_about_their_number_are_taken():
    heads = [(0, 0), (0, 1), (2, 3), (255, 255), (2, 2), (2, 1), (2, 1),
             (3, 0)]
    same(answers_of([
        deliver_pdu(n, c(1), bytes([5, 0, 3, 77, total, number]) + b"piece",
                    esm_class=0x40)
        for n, (total, number) in enumerate(heads, 1)]), [0] * len(heads))


def c19_texts_of_every_data_coding_are_taken():
    octets = b"\x00A\xd8\x00\x1b\xff"
    same(answers_of([deliver_pdu(coding + 1, c(1), octets[:5 + coding % 2],
                                 coding=coding) for coding in range(256)]),
         [0] * 256)


def c21_reserved_bits_pass():
    good = bytearray(deliver_pdu(1, c(1), b"hello"))
    at = bytes(good).index(b"12125550100\0") + 12
    pdus = []
    for place, value in ((0, 0x83), (2, 0xff), (5, 0xff)):
        bad = bytearray(good)
        bad[at + place] = value
        pdus.append(bytes(bad))
    check(all(status in (0, 0x43, 0x06, 0x07) for status in answers_of(pdus)))


def c23_commands_that_nobody_sends_us_are_refused_in_their_own_answer():
    with Peer() as peer, World(raw=peer) as w:
        link = peer.bound(w)
        for n, command in enumerate((0x07, 0x21, 0x111, 0x112, 0x113), 1):
            link.write(pdu(command, n, b"\0" * 20))
            answer = link.read()
            same((answer.command, answer.sequence), (command | RESP, n))
            check(answer.status != 0, hex(command), "was taken")
        # An alert has no answer.
        link.write(pdu(0x102, 9, b"\1\1" + b"19175550001\0\1\1" + b"1\0"))
        link.write(pdu(ENQUIRE, 10))
        same(link.read().sequence, 10)


def c6_c7_texts_in_two_places_or_in_none():
    receipt = receipt_pdu(1, "nobody", "DELIVRD", c(1))
    two = deliver_pdu(3, c(1), b"hello", tail=tlv(0x0424, b"other"))
    statuses = answers_of([
        receipt, deliver_pdu(2, c(1), b""), two,
        deliver_pdu(4, c(1), b"", tail=tlv(0x0424, b"x" * 500))])
    check(statuses[2] in (0x01, 0xc4), statuses)
    same([statuses[0], statuses[1], statuses[3]], [0, 0, 0])
