# SPDX-License-Identifier: BSD-2-Clause
"""I and K: connections, TLS, signals."""
import ctypes
import os
import pathlib
import shutil
import signal
import subprocess
import threading
import time

from lib import (BIND, ENQUIRE, FULL, RESP, SUBMIT, UNBIND, World, c, check,
                 pdu, receipt_pdu, same, seconds)
from peer import Peer

ROUNDS = 100 if FULL else 6     # of each way to end


def files_of(process):
    """How many files it has open."""
    return len(os.listdir(f"/proc/{process.pid}/fd"))


def try_again(w):
    """On to the instant at which it dials."""
    at = seconds(w.smsc()["bind"][0]["next_try"])
    check(at is not None, w.smsc()["bind"][0])
    w.advance(max(0, at - w.now / 1e6) + 0.001)


def ended_at(stage, how):
    """A peer that ends like this at that stage, again and again."""
    with Peer() as peer, World(raw=peer) as w:
        counts = []
        for n in range(ROUNDS):
            link = peer.link()
            asked = link.wait_bind()
            if stage != "binding":
                link.write(pdu(BIND | RESP, asked.sequence, b"raw\0"))
                w.settle()
            if stage == "submitting":
                w.post(n + 1, settle=False)
                link.read(SUBMIT)
            if stage == "inside a PDU":
                link.write(b"\0\0\0")
            if stage == "half":
                link.write(receipt_pdu(n, "x", "DELIVRD", c(1)))
            how(link)
            w.settle()
            counts.append(files_of(w.daemon))
            try_again(w)
        check(max(counts[3:]) <= max(counts[:3]) + 1, "files", counts)
        # The last one is the one that stays.
        link = peer.link()
        asked = link.wait_bind()
        link.write(pdu(BIND | RESP, asked.sequence, b"raw\0"))
        w.settle()
        same(w.bind_state(), "bound")


def i1_a_reset_at_each_stage_leaves_nothing_open():
    for stage in ("binding", "bound", "submitting", "inside a PDU"):
        ended_at(stage, lambda link: link.reset())


def i1_an_end_at_each_stage_leaves_nothing_open():
    for stage in ("binding", "bound", "submitting", "inside a PDU"):
        ended_at(stage, lambda link: link.close())


def i1_a_half_close_ends_it_too():
    def half(link):
        link.half()
        link.ended()
    ended_at("half", half)


def i1_ends_of_all_kinds_behind_an_answer_leave_no_doubt():
    for then in ("half", "close", "unbind", "reset"):
        with World() as w:
            w.sim.rule(f"first=1:then={then}")
            m = w.post(1)
            w.advance(8)
            found = w.expect(m, state="forwarded")
            # A reset may overtake the answer.
            check(found["flags"] == [] or then == "reset", then, found)
            same(w.bind_state(), "bound", then)


def i2_i3_an_end_with_writes_pending_is_survived():
    with Peer() as peer, World(raw=peer, window=500) as w:
        for turn in range(5):
            link = peer.link().bind()
            w.settle()
            ids = w.camp(*range(turn * 500 + 1, turn * 500 + 501),
                         text="x" * 140, settle=False)
            link.read(SUBMIT)
            link.write(pdu(ENQUIRE, 1))
            link.reset()
            w.settle()
            same(len(ids), 500)
            try_again(w)
        same(w.daemon.poll(), None)


def i5_what_cannot_be_connected_is_told():
    with Peer() as peer:
        port = peer.port
    with World(start=False) as w:
        w.smscs["acme"]["port"] = port
        w.configure()
        w.start()
        found = w.smsc()["bind"][0]
        same((found["state"], found["last_reason"]),
             ("closed", "connect_failed"))
        check("connection refused" in w.log_text(), "the log does not say why")


AUTHORITY = """\
[ca]
default_ca = ours
[ours]
database = {work}/index
new_certs_dir = {work}
serial = {work}/serial
default_md = sha256
policy = any
x509_extensions = names
[any]
commonName = supplied
[req]
distinguished_name = empty
[empty]
[names]
subjectAltName = DNS:localhost,IP:127.0.0.1
basicConstraints = critical,CA:TRUE
"""


CLONE_NEWNET = 0x40000000


def in_a_network_of_its_own(mtu, function):
    """Call it in a thread whose processes have a loopback of that MTU. Why it
    cannot be, or None."""
    result = []

    def inside():
        try:
            if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) != 0:
                result.append(os.strerror(ctypes.get_errno()))
                return
            done = subprocess.run(["ip", "link", "set", "lo", "up", "mtu",
                                   str(mtu)], capture_output=True, text=True,
                                  check=False)
            if done.returncode != 0:
                result.append(done.stderr.strip())
                return
            function()
        except Exception as e:  # for the thread that waits
            result.append(e)
    thread = threading.Thread(target=inside)
    thread.start()
    thread.join()
    if result and isinstance(result[0], Exception):
        raise result[0]
    return result[0] if result else None


def dialogue():
    """Texts, answers, receipts: none may be lost, sent twice or in doubt."""
    with World(window=50) as w:
        w.sim.rule("receipt=DELIVRD,after=1s")
        ids = w.camp(*range(1, 201), text="x" * 300)
        w.advance(5)
        w.expect_all(ids, state="delivered", flags=[], attempts=1)
        same(w.sim.seen(), 400, "submits")


def i4_small_packets_are_slow_but_right():
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return "root and ip are needed"
    return in_a_network_of_its_own(68, dialogue) or \
        in_a_network_of_its_own(576, dialogue)


def certificate(work, name):
    """A key and a certificate of its own for localhost, of the years around
    the clock's, which is not the real one."""
    key, request, cert = (work / f"{name}.{s}" for s in ("key", "csr", "pem"))
    conf = work / "ca.conf"
    conf.write_text(AUTHORITY.format(work=work))
    (work / "index").write_text("")
    (work / "serial").write_text("01\n")
    for arguments in (
            ("req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj",
             f"/CN={name}", "-keyout", key, "-out", request),
            ("ca", "-batch", "-selfsign", "-keyfile", key, "-in", request,
             "-startdate", "20250101000000Z", "-enddate", "20450101000000Z",
             "-notext", "-out", cert)):
        subprocess.run(["openssl", arguments[0], "-config", conf,
                        *arguments[1:]], check=True, capture_output=True)
    return key, cert


class Secure:
    """A folder with the certificates of a simulator and of a stranger."""

    def __enter__(self):
        self.work = pathlib.Path(
            subprocess.run(["mktemp", "-d"], check=True, text=True,
                           capture_output=True).stdout.strip())
        self.key, self.cert = certificate(self.work, "acme")
        self.other = certificate(self.work, "stranger")[1]
        self.options = ("--tls-certificate", str(self.cert), "--tls-key",
                        str(self.key))
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.work)


def i8_a_certificate_that_is_trusted_binds_and_another_does_not():
    with Secure() as s:
        with World(sim=s.options, tls="yes", tls_ca=s.cert) as w:
            w.advance(1)
            same(w.bind_state(), "bound")
            w.sim.rule("receipt=DELIVRD,after=1s")
            m = w.post(1)
            w.advance(3)
            w.expect(m, state="delivered", flags=[])
        with World(sim=s.options, tls="yes", tls_ca=s.other) as w:
            w.advance(1)
            check(w.bind_state() != "bound", w.bind_state())
            check("tls_refused" in w.smsc()["alarms"], w.smsc())
            same(w.sim.events("bind_transceiver"), [])


def i9_another_name_does_not_bind():
    with Secure() as s, World(sim=s.options, tls="yes", tls_ca=s.cert,
                              tls_name="smsc.example") as w:
        w.advance(1)
        check(w.bind_state() != "bound", w.bind_state())
        check("not for smsc.example" in w.log_text(),
              "the log does not say why")
        same(w.sim.events("bind_transceiver"), [])


def i10_an_insecure_bind_is_told():
    with Secure() as s, World(sim=s.options, tls="yes", tls_ca=s.other,
                              tls_insecure="yes") as w:
        w.advance(1)
        same(w.bind_state(), "bound")
        check("tls_insecure" in w.smsc()["alarms"], w.smsc())
        check("insecure" in w.log_text(), "no warning in the log")


def i7_plain_and_tls_do_not_meet():
    with Secure() as s:
        with World(sim=s.options) as w:
            w.advance(1)
            check(w.bind_state() != "bound", w.bind_state())
            w.sim.say("drop")
    with World(tls="yes", tls_insecure="yes") as w:
        w.advance(1)
        check(w.bind_state() != "bound", w.bind_state())
        w.sim.say("drop")
        w.settle()
        check("TLS: " in w.log_text(), "the log does not say why")


def i14_single_bytes_over_tls():
    with Secure() as s, World(sim=s.options, tls="yes", tls_ca=s.cert,
                              start=False) as w:
        w.sim.rule("pdu=*,way=out:each=1")
        w.start()
        w.advance(1)
        same(w.bind_state(), "bound")
        ids = w.camp(1, 2, 3)
        w.advance(1)
        w.expect_all(ids, state="forwarded", flags=[])


def i13_a_cut_of_a_tls_connection_leaves_doubt():
    with Secure() as s, World(sim=s.options, tls="yes", tls_ca=s.cert) as w:
        w.advance(1)
        w.sim.rule("first=1:lose,then=reset")
        m = w.post(1)
        w.advance(30)
        w.expect(m, state="forwarded", flags=["duplicate_risk"])


def k1_a_good_reload_leaves_the_bind_and_changes_the_limit():
    with World(throughput=2) as w:
        w.sim.rule("hold")
        w.smscs["acme"]["throughput"] = 50
        w.configure()
        w.daemon.send_signal(signal.SIGHUP)
        wait_for_word(w, "reload", "configuration")
        w.camp(*range(1, 11))
        same(w.sim.seen(), 10, "submits")
        same(len(w.sim.events("bind_transceiver")), 1, "binds")


def wait_for_word(w, *words):
    """Until the log has one of these."""
    end = time.monotonic() + 5
    while not any(word in w.log_text() for word in words):
        check(time.monotonic() < end, "not in the log:", words)
        time.sleep(0.01)
    w.settle()


def k1_a_bad_reload_changes_nothing_and_says_where():
    with World() as w:
        good = w.conf.read_text()
        w.conf.write_text(good + "\nsmsc \"acme2\" {\n    windw = 3\n}\n")
        w.daemon.send_signal(signal.SIGHUP)
        line = good.count("\n") + 3
        wait_for_word(w, f"esmed.conf:{line}")
        m = w.post(1)
        w.expect(m, state="forwarded", flags=[])
        same(len(w.sim.events("bind_transceiver")), 1, "binds")


def k2_a_stop_under_load_loses_nothing_and_doubts_nothing():
    with World(window=50) as w:
        w.sim.rule("delay=1s")
        ids = w.camp(*range(1, 501), settle=False)
        w.daemon.send_signal(signal.SIGTERM)
        end = time.monotonic() + 10
        while w.daemon.poll() is None and time.monotonic() < end:
            w.sim.say("advance", by="100ms")
            time.sleep(0.01)
        same(w.daemon.poll(), 0, "exit status")
        w.sim.say("clear")
        w.now += 60 * 1000000
        w.sim.say("advance", by="1s")
        w.start()
        w.advance(5)
        w.expect_all(ids, state="forwarded", flags=[], attempts=1)
        same(w.sim.seen(), 500, "submits")


def k3_signals_that_mean_nothing_change_nothing():
    with World() as w:
        for number in (signal.SIGPIPE, signal.SIGUSR1, signal.SIGWINCH):
            w.daemon.send_signal(number)
            time.sleep(0.05)
            same(w.daemon.poll(), None, number.name)
            m = w.post(1)
            w.expect(m, state="forwarded")
        # It still hears those that mean something: the end is one.


def k3_sigint_ends_it_like_sigterm():
    with Peer() as peer, World(raw=peer) as w:
        link = peer.bound(w)
        w.daemon.send_signal(signal.SIGINT)
        asked = link.read()
        same(asked.command, UNBIND)
        link.write(pdu(UNBIND | RESP, asked.sequence))
        same(w.daemon.wait(10), 0)


def k3_an_unbind_that_is_not_answered_ends_it_at_the_second_signal():
    with Peer() as peer, World(raw=peer) as w:
        link = peer.bound(w)
        w.daemon.send_signal(signal.SIGTERM)
        same(link.read().command, UNBIND)
        w.daemon.send_signal(signal.SIGTERM)
        same(w.daemon.wait(10), 0)
        del link
