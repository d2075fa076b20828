# SPDX-License-Identifier: BSD-2-Clause
"""D: binds, and how a session ends."""
import signal

from lib import (BIND, DELIVER, ENQUIRE, RESP, SUBMIT, UNBIND, World, c, check,
                 pdu, receipt_pdu, same, seconds)
from peer import RECEIVER, TRANSMITTER, Peer, deliver_pdu, tlv

RISK = ["duplicate_risk"]


def bind_of(w, n=0):
    """How its bind is."""
    return w.smsc()["bind"][n]


def wait_of(w):
    """Seconds to the next try."""
    at = seconds(bind_of(w)["next_try"])
    check(at is not None, "no next try")
    return at - w.now / 1e6


def refused_with(status):
    """A world whose binds are refused so."""
    w = World(start=False)
    w.sim.say("refuse", status=status)
    w.start()
    check(bind_of(w)["state"] != "bound", bind_of(w))
    return w


def d1_refused_credentials_raise_an_alarm_and_are_tried_slowly():
    for status in (0x0E, 0x0F, 0x53):
        with refused_with(status) as w:
            check("credentials" in w.smsc()["alarms"], w.smsc()["alarms"])
            check(300 <= wait_of(w) <= 3601, wait_of(w))
            m = w.post(1)
            w.sim.say("accept")
            w.advance(wait_of(w) + 1)
            same(w.bind_state(), "bound")
            same(w.smsc()["alarms"], {})
            w.expect(m, state="forwarded", attempts=1, flags=[])


def d2_already_bound_is_tried_later_and_is_not_bound():
    with refused_with(0x05) as w:
        for n in range(1, 6):
            same("already_bound" in w.smsc()["alarms"], n >= 5, "alarm at", n)
            check(29.9 <= wait_of(w) <= 60.1, wait_of(w))
            w.advance(wait_of(w) + 0.001)
        w.sim.say("accept")
        w.advance(61)
        same(w.bind_state(), "bound")
        same(w.smsc()["alarms"], {})


def d2_a_ghost_holds_the_only_bind():
    with World(sim=("--max-binds", "1")) as w:
        same(w.bind_state(), "bound")
        # The daemon dies; the simulator is deaf and does not see it.
        w.sim.say("deaf")
        w.restart()
        check(w.bind_state() != "bound", w.bind_state())
        w.sim.say("hear")
        w.settle()
        w.advance(61)
        same(w.bind_state(), "bound")


def d3_other_refusals_are_tried_soon():
    for status in (0x0D, 0x08, 0x58, 0x777):
        with refused_with(status) as w:
            same(w.smsc()["alarms"], {})
            for _ in range(6):
                check(wait_of(w) <= 60.1, wait_of(w))
                w.advance(wait_of(w) + 0.001)
            w.sim.say("accept")
            w.advance(61)
            same(w.bind_state(), "bound")


def d5_a_late_bind_answer():
    with World(start=False) as w:
        w.sim.rule("pdu=bind_resp,first=1:delay=9900ms")
        w.start()
        same(w.bind_state(), "binding")
        w.advance(9.9)
        same(w.bind_state(), "bound")
    with World(start=False) as w:
        w.sim.rule("pdu=bind_resp,first=1:delay=10100ms")
        w.start()
        w.advance(10)
        check(w.bind_state() != "bound", w.bind_state())
        same(bind_of(w)["last_reason"], "bind_timeout")
        w.advance(5)
        same(w.bind_state(), "bound")


def d6_an_answer_of_another_type_or_number_ends_it():
    for word in ("command=submit_sm_resp", "command=bind_receiver_resp",
                 "sequence=+1"):
        with World(start=False) as w:
            w.sim.rule(f"pdu=bind_resp,first=1:{word}")
            w.start()
            check(w.bind_state() != "bound", w.bind_state())
            w.advance(5)
            same(w.bind_state(), "bound", word)


def d7_refusals_have_any_body():
    for body in (b"", b"\0", b"raw\0", b"raw", b"raw\0" + tlv(0x210, b"\x34")):
        with Peer() as peer, World(raw=peer) as w:
            peer.link().bind(status=0x0D, body=body)
            w.settle()
            same(bind_of(w)["last_reason"], "bind_refused")
            w.advance(5)
            peer.bound(w)


def d8_any_version_works_and_so_does_none():
    for body in (b"", b"raw\0", b"raw", b"raw\0" + tlv(0x210, b"\x33"),
                 b"raw\0" + tlv(0x210, b"\x34"),
                 b"raw\0" + tlv(0x210, b"\x50"),
                 b"raw\0" + tlv(0x210, b"\x34\x00"),
                 b"raw\0" + tlv(0x210, b"")):
        with Peer() as peer, World(raw=peer) as w:
            link = peer.link().bind(body=body)
            w.settle()
            same(w.bind_state(), "bound", body)
            m = w.post(1)
            link.answer(link.read(SUBMIT), "a")
            w.settle()
            w.expect(m, state="forwarded", flags=[])


def d8_a_simulator_of_each_version():
    for version, more in (("3.3", {"bind": "pair"}), ("3.4", {}),
                          ("5.0", {})):
        with World(sim=("--version", version), **more) as w:
            w.sim.rule("receipt=DELIVRD,after=1s")
            m = w.post(1)
            w.advance(3)
            w.expect(m, state="delivered", flags=[])


def d9_requests_before_the_bind_answer():
    with Peer() as peer, World(raw=peer) as w:
        link = peer.link()
        asked = link.wait_bind()
        link.write(pdu(ENQUIRE, 1) + receipt_pdu(2, "x", "DELIVRD", c(1)))
        same(link.read(ENQUIRE | RESP).sequence, 1)
        same(link.read(DELIVER | RESP).status, 4)
        link.write(pdu(BIND | RESP, asked.sequence, b"raw\0"))
        w.settle()
        same(w.bind_state(), "bound")


def d10_closed_as_soon_as_accepted():
    with World(start=False) as w:
        w.sim.rule("pdu=connect,first=300:then=close")
        w.start()
        gaps = []
        for _ in range(12):
            check(w.bind_state() != "bound", w.bind_state())
            gaps.append(wait_of(w))
            w.advance(gaps[-1] + 0.001)
        check(max(gaps[6:]) > 4 and max(gaps) <= 60.1, gaps)
        w.advance(600)
        lines = w.log_text().count("\n")
        check(lines < 40 * 12, "the log has", lines, "lines")
        w.sim.say("clear")
        w.advance(61)
        same(w.bind_state(), "bound")


def d11_only_a_stable_bind_resets_the_back_off():
    with World(start=False) as w:
        w.sim.rule("pdu=bind_resp:then=close,then-after=3s")
        w.start()
        w.advance(3600)
        binds = len(w.sim.events("bind_transceiver"))
        # 3 s up and then up to a minute of waiting, once it has grown.
        check(40 <= binds <= 300, binds, "binds in an hour")
        m = w.post(1)
        w.sim.say("clear")
        w.advance(61)
        same(w.bind_state(), "bound")
        w.expect(m, state="forwarded", attempts=1, flags=[])
        w.advance(120)
        w.sim.say("drop")
        w.settle()
        check(wait_of(w) <= 2.001, wait_of(w))


def ended(w):
    """Its exit status."""
    return w.daemon.wait(10)


def d13_a_stop_waits_for_answers_and_unbinds():
    with Peer() as peer, World(raw=peer) as w:
        link = peer.bound(w)
        ids = w.camp(*range(1, 13))
        sent = [link.read(SUBMIT) for _ in range(10)]
        w.daemon.send_signal(signal.SIGTERM)
        for s in sent:
            link.answer(s, f"id{s.sequence}")
        # No more of them, but the unbind.
        asked = link.read()
        same(asked.command, UNBIND)
        link.write(pdu(UNBIND | RESP, asked.sequence))
        link.ended()
        same(ended(w), 0)
        w.start()
        link = peer.bound(w)
        w.expect_all(ids[:10], state="forwarded", flags=[])
        same({link.read(SUBMIT).destination() for _ in range(2)},
             {c(11), c(12)})


def d14_crossed_unbinds_are_both_answered():
    with Peer() as peer, World(raw=peer) as w:
        link = peer.bound(w)
        w.daemon.send_signal(signal.SIGTERM)
        asked = link.read()
        same(asked.command, UNBIND)
        link.write(pdu(UNBIND, 77))
        answer = link.read()
        same((answer.command, answer.sequence), (UNBIND | RESP, 77))
        link.write(pdu(UNBIND | RESP, asked.sequence))
        same(link.ended(), b"")
        same(ended(w), 0)


def d15_an_end_without_unbind_leaves_doubt_for_what_is_open():
    with Peer() as peer, World(raw=peer) as w:
        link = peer.bound(w)
        first, second = w.camp(1, 2)
        one, two = link.read(SUBMIT), link.read(SUBMIT)
        same(two.destination(), c(2))
        link.answer(one, "a")
        link.close()
        w.settle()
        w.expect(first, state="forwarded", flags=[])
        w.expect(second, state="queued", flags=RISK)
        w.advance(3)
        link = peer.bound(w)
        w.advance(10)
        link.answer(link.read(SUBMIT), "b")
        w.settle()
        w.expect(second, state="forwarded", flags=RISK)


def d16_an_outbind_that_nobody_asked_for_closes():
    with Peer() as peer, World(raw=peer) as w:
        link = peer.bound(w)
        link.write(pdu(0x0B, 1, b"smsc\0secret\0"))
        same(link.ended(), b"")
        w.settle()
        same(bind_of(w)["last_reason"], "outbind")


def d17_a_dead_address_does_not_hide_the_other():
    with Peer() as dead:
        port = dead.port
    with World(start=False) as w:
        keys = w.smscs["acme"]
        keys["port"] = port
        w.configure()
        text = w.conf.read_text()
        w.conf.write_text(text.replace(
            f'port = "{port}"',
            f'port = "{port}"\n    alternative_hosts = '
            f'{{ "127.0.0.1:{w.sim.port}" }}'))
        w.start()
        w.advance(5)
        same(w.bind_state(), "bound")


def d18_a_pair_works_with_one_half():
    with Peer() as peer, World(raw=peer, bind="pair") as w:
        links = [peer.link().bind(), peer.link().bind()]
        w.settle()
        kinds = {link.kind: link for link in links}
        same(set(kinds), {RECEIVER, TRANSMITTER}, "binds")
        sender, receiver = kinds[TRANSMITTER], kinds[RECEIVER]
        first = w.post(1)
        sender.answer(sender.read(SUBMIT), "a")
        receiver.write(receipt_pdu(1, "a", "DELIVRD", c(1)))
        same(receiver.read(DELIVER | RESP).status, 0)
        w.settle()
        w.expect(first, state="delivered")
        receiver.close()
        peer.server.close()
        w.advance(31)
        check("receiver_down" in w.smsc()["alarms"], w.smsc()["alarms"])
        second = w.post(2)
        sender.answer(sender.read(SUBMIT), "b")
        w.settle()
        w.expect(second, state="forwarded", flags=[])


def d12_an_unbind_right_behind_the_bind_answer():
    with Peer() as peer, World(raw=peer) as w:
        link = peer.link()
        asked = link.wait_bind()
        link.write(pdu(BIND | RESP, asked.sequence, b"raw\0") +
                   pdu(UNBIND, 5))
        answer = link.read()
        same((answer.command, answer.sequence), (UNBIND | RESP, 5))
        link.ended()
        w.advance(5)
        peer.bound(w)


def h19_a_deliver_sm_on_a_transmitter_is_taken():
    with Peer() as peer, World(raw=peer, bind="transmitter") as w:
        link = peer.bound(w)
        same(link.kind, TRANSMITTER)
        m = w.post(1)
        link.answer(link.read(SUBMIT), "a")
        link.write(receipt_pdu(1, "a", "DELIVRD", c(1)))
        same(link.read(DELIVER | RESP).status, 0)
        w.settle()
        w.expect(m, state="delivered")
        link.write(deliver_pdu(2, c(1), b"hello"))
        same(link.read(DELIVER | RESP).status, 0)


def d16_an_smsc_may_ask_to_be_bound():
    with World(start=False) as w:
        with Peer() as free:
            port = free.port
        w.smscs["acme"].update(outbind_listen=f"127.0.0.1:{port}",
                               outbind_system_id="smsc",
                               outbind_password="psst")
        w.configure()
        w.start()
        check(w.bind_state() != "bound", w.bind_state())
        w.sim.say("outbind", host="127.0.0.1", port=port, system_id="smsc",
                  password="wrong")
        w.settle()
        check(w.bind_state() != "bound", w.bind_state())
        w.sim.say("outbind", host="127.0.0.1", port=port, system_id="smsc",
                  password="psst")
        w.settle()
        same(w.bind_state(), "bound")
        m = w.post(1)
        w.expect(m, state="forwarded", flags=[])
