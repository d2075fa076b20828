# SPDX-License-Identifier: BSD-2-Clause
"""E and F: signs of life, windows, limits."""
import contextlib
import os
import shutil
import signal
import subprocess
import threading
import time

from lib import (DELIVER, ENQUIRE, RESP, SUBMIT, World, c, check, pdu,
                 receipt_pdu, same)
from peer import Peer, tlv

RISK = ["duplicate_risk"]
SLOWEST = 0.1       # of an answer to enquire_link, spec E1
ROOM = 5            # a machine that builds elsewhere may need more


def slowest_enquiry(link, seconds):
    """The longest wait for an answer in so many real seconds."""
    slowest, end, n = 0, time.monotonic() + seconds, 0
    while time.monotonic() < end:
        n += 1
        begun = time.monotonic()
        link.write(pdu(ENQUIRE, n))
        link.read(ENQUIRE | RESP)
        slowest = max(slowest, time.monotonic() - begun)
        time.sleep(0.01)
    return slowest


@contextlib.contextmanager
def stalled(w, usec=2000000):
    """Each sync of the daemon takes so long; None if that cannot be had."""
    tracer = subprocess.Popen(
        ["strace", "-f", "-q", "-o", "/dev/null", "-e",
         "trace=fdatasync,fsync,msync", "-e",
         f"inject=fdatasync,fsync,msync:delay_enter={usec}",
         "-p", str(w.daemon.pid)],
        stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(0.5)
        yield tracer.poll() is None
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.wait()


def can_stall():
    """Why no disk can be made slow, or None."""
    if os.geteuid() != 0 or shutil.which("strace") is None:
        return "strace as root is needed"
    return None


def e1_a_disk_that_stalls_delays_no_enquire_link():
    if why := can_stall():
        return why
    with Peer() as peer, World(raw=peer) as w:
        link = peer.bound(w)
        took = []

        def post():
            begun = time.monotonic()
            w.submit(1, settle=False)
            took.append(time.monotonic() - begun)
        with stalled(w) as good:
            if not good:
                return "strace may not trace here"
            poster = threading.Thread(target=post)
            poster.start()
            slowest = slowest_enquiry(link, 1.5)
            poster.join()
        check(took and took[0] > 1.5, "the disk did not stall", took)
        check(slowest < SLOWEST * ROOM, "an answer took", slowest)
    return None


def h16_a_receipt_whose_commit_is_slow_may_come_again():
    if why := can_stall():
        return why
    with Peer() as peer, World(raw=peer) as w:
        link = peer.bound(w)
        m = w.post(1)
        link.answer(link.read(SUBMIT), "a")
        w.settle()
        with stalled(w) as good:
            if not good:
                return "strace may not trace here"
            link.write(receipt_pdu(1, "a", "DELIVRD", c(1)))
            link.nothing(1)
            link.write(receipt_pdu(2, "a", "DELIVRD", c(1)))
            answers = [link.read(DELIVER | RESP) for _ in range(2)]
        same([(a.sequence, a.status) for a in answers], [(1, 0), (2, 0)])
        w.settle()
        same([state for state, _ in w.changes(m)][-1], "delivered")
        w.expect(m, state="delivered", flags=[])
    return None


def e1_a_full_window_delays_no_enquire_link():
    with Peer() as peer, World(raw=peer) as w:
        link = peer.bound(w)
        w.camp(*range(1, 101))
        slowest = slowest_enquiry(link, 0.5)
        check(slowest < SLOWEST * ROOM, "an answer took", slowest)


def e4_a_zombie_is_left_and_told():
    with World() as w:
        w.sim.rule("lose")
        ids = w.camp(*range(1, 11))
        w.at(29)
        w.expect_all(ids, state="submitting")
        w.at(31)
        check("zombie" in w.smsc()["alarms"], w.smsc())
        w.sim.say("clear")
        w.advance(120)
        w.expect_all(ids, state="forwarded", flags=RISK)
        same(w.smsc()["alarms"], {})


def e3_enquire_links_that_are_lost_end_it():
    with World() as w:
        w.sim.rule("pdu=enquire_link,way=in:lose")
        w.at(59.9)
        same(w.bind_state(), "bound")
        w.at(60)
        check(w.bind_state() != "bound", w.bind_state())
        same(w.smsc()["bind"][0]["last_reason"], "silent")
        w.sim.say("clear")
        w.advance(10)
        same(w.bind_state(), "bound")


def e5_a_peer_that_neither_reads_nor_writes_is_left():
    with World() as w:
        w.sim.rule("pdu=*,way=out,skip=1:then=mute")
        w.sim.say("deaf")
        m = w.post(1)
        w.at(61)
        check(w.bind_state() != "bound", w.bind_state())
        w.sim.say("hear")
        w.sim.say("clear")
        w.advance(30)
        w.expect(m, state="forwarded", flags=RISK)


def e7_a_flood_of_enquiries_leaves_the_other_smsc_served():
    with Peer() as peer, World(raw=peer, smscs={
            "acme": {}, "beta": {}}) as w:
        one, two = peer.link().bind(), peer.link().bind()
        w.settle()
        block = b"".join(pdu(ENQUIRE, n) for n in range(1, 5001))
        done = []

        def flood():
            for _ in range(4):
                one.write(block)
                got = 0
                while got < 16 * 5000:
                    got += len(one.sock.recv(65536))
            done.append(True)
        flooder = threading.Thread(target=flood)
        flooder.start()
        slowest = slowest_enquiry(two, 0.3)
        flooder.join()
        check(done, "the flood was not answered")
        check(slowest < SLOWEST * ROOM * 2, "an answer took", slowest)


def e9_jumps_of_the_wall_clock_do_nothing():
    # In test mode both clocks are one, so it is tried by a jump of both.
    with World() as w:
        w.advance(10 * 60)
        same(w.bind_state(), "bound")
        same(len(w.sim.events("bind_transceiver")), 1, "binds")
        check(18 <= len(w.sim.events("enquire_link")) <= 20,
              len(w.sim.events("enquire_link")))


def e10_each_smsc_has_its_own_interval():
    with World(smscs={"acme": {"enquire_link": "1s"},
                      "beta": {"enquire_link": "300s"}}) as w:
        w.advance(299)
        many = len(w.sims["acme"].events("enquire_link"))
        few = len(w.sims["beta"].events("enquire_link"))
        check(290 <= many <= 300, many)
        same(few, 0)


def f1_a_window_that_is_never_answered_stays_full():
    with World(window=7) as w:
        w.sim.rule("lose")
        w.camp(*range(1, 51))
        same(w.sim.seen(), 7, "submits")
        w.advance(29)
        same(w.sim.seen(), 7, "submits")


def f2_answers_in_random_order():
    with World(window=100) as w:
        w.sim.rule("delay=0-20s")
        ids = w.camp(*range(1, 101))
        w.advance(21)
        w.expect_all(ids, state="forwarded", attempts=1, flags=[])


def f4_a_peer_that_reads_slowly_gets_all():
    with Peer() as peer, World(raw=peer, window=300) as w:
        link = peer.bound(w)
        ids = w.camp(*range(1, 301), text="x" * 100)
        held = [link.read(SUBMIT) for _ in range(300)]
        for s in held:
            link.answer(s, f"id{s.sequence}")
        w.settle()
        w.expect_all(ids, state="forwarded", flags=[])


def f9_a_storm_of_throttles_fails_no_message():
    with World() as w:
        w.sim.rule("chance=90%:status=RTHROTTLED")
        ids = w.camp(*range(1, 21))
        w.advance(600)
        w.sim.say("clear")
        w.advance(60)
        w.expect_all(ids, state="forwarded", attempts=1, flags=[])


def f10_a_full_queue_for_one_number_leaves_the_others():
    with World() as w:
        w.sim.rule(f"to={c(1)},first=3:status=RMSGQFUL")
        ids = w.camp(*range(1, 11))
        w.advance(300)
        w.expect_all(ids, state="forwarded", flags=[])


def f12_congestion_slows_down():
    with World(interface_version="5.0", throughput=100, window=100,
               sim=("--version", "5.0")) as w:
        w.camp(*range(1, 401))
        w.advance(1)
        before = w.sim.seen()
        check(before >= 190, before)
        w.sim.say("drop")
        w.sim.rule("pdu=submit_sm_resp:tail=0428000163")
        w.camp(*range(401, 1401))
        w.advance(20)
        at = w.sim.seen()
        w.advance(10)
        rate = (w.sim.seen() - at) / 10
        check(rate < 90, "it sends", rate, "a second to a congested peer")
        check(rate > 0, "it sends nothing")


def f13_binds_of_one_smsc_share_its_limit():
    with World(binds=10, throughput=50) as w:
        w.camp(*range(1, 1001))
        w.advance(10)
        same(w.sim.seen(), 550, "submits")
        sessions = {s["session"] for s in w.sim.submits()}
        same(len(sessions), 10, "sessions")


def f13_a_tail_that_is_no_congestion_is_passed_over():
    with Peer() as peer, World(raw=peer) as w:
        link = peer.bound(w)
        m = w.post(1)
        s = link.read(SUBMIT)
        link.write(pdu(SUBMIT | RESP, s.sequence,
                       b"a\0" + tlv(0x0428, b"\xff\xff")))
        w.settle()
        w.expect(m, state="forwarded", flags=[])
