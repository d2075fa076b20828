# SPDX-License-Identifier: BSD-2-Clause
"""`drive_smpp` of Kannel's tests as the message centre.

It knows a transmitter and a receiver only, takes all that it is sent without
a message id, so that there are no receipts, and asks enquire_link after each
text of a handset that it sends. It cannot unbind, so it is killed instead.
"""
import socket
import subprocess
import time

import rig
from exchange import CYRILLIC, LONG, PATIENCE, TO, check, inbound_total, \
    play, with_keys

TEXTS = 3          # of handsets, each time it is started
BOX_PORT = 13001   # it ends unless it can connect there, to be Kannel's smsbox
LINE = "Handling SMPP PDU of type "


class Drive:
    """Its process; what it handles is in its log."""

    def __init__(self, program, env, work, port):
        self.command = [program, "-v", "0", "-p", str(port), "-m", str(TEXTS)]
        self.env = env
        self.log = work / "drive.log"
        self.process = None

    def start(self):
        """Start it, with an empty log."""
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                self.command, env=self.env, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT)

    def kill(self):
        """Its connections break."""
        self.process.kill()
        self.process.wait()

    def text(self):
        """Its log."""
        return self.log.read_text(errors="replace")

    def wait(self, line, count=1):
        """Until the log has so many such lines."""
        end = time.monotonic() + PATIENCE
        while (found := self.text().count(line + "\n")) < count:
            check(time.monotonic() < end, f"drive_smpp: {line}: {found} of "
                  f"{count} in {PATIENCE} s\n{self.text()[-2000:]}")
            time.sleep(0.02)
        check(found == count, f"{line}: {found} times, not {count}")

    def wait_for_binds(self):
        """Until it has taken both."""
        for kind in ("transmitter", "receiver"):
            self.wait(f"{LINE}bind_{kind}")

    def end(self):
        """Let it go."""
        if self.process:
            self.kill()


def send(daemon, drive, text, nth):
    """A message is taken, the nth submit_sm is its last."""
    asker = rig.Asker(daemon.port)
    found = asker.wait_for(asker.post(TO, text), "forwarded")
    check(found["smsc"] == "acme", found)
    drive.wait(LINE + "submit_sm", nth)


def is_bound_to(_, drive):
    """As a transmitter and a receiver, the only ways it knows."""
    drive.wait_for_binds()


def takes_a_text(daemon, drive):
    """It shows the text that it reads."""
    send(daemon, drive, "token-1", 1)
    drive.wait("submit_sm: short_message = <token-1>")


def takes_ucs2_and_a_long_text(daemon, drive):
    """One part, then two."""
    send(daemon, drive, CYRILLIC, 2)
    send(daemon, drive, LONG, 4)


def sends_texts_of_handsets(daemon, drive):
    """All are acknowledged and on record, and so is that we are alive."""
    drive.wait(LINE + "deliver_sm_resp", TEXTS)
    drive.wait(LINE + "enquire_link_resp", TEXTS)
    check(inbound_total(daemon) == TEXTS, inbound_total(daemon))


def is_asked_whether_it_is_alive(_, drive):
    """Two binds ask after a second of silence."""
    end = time.monotonic() + PATIENCE
    while drive.text().count(LINE + "enquire_link\n") < 2:
        check(time.monotonic() < end, drive.text())
        time.sleep(0.02)


def dies_and_is_bound_again(daemon, drive):
    """The message of meanwhile waits for it."""
    drive.kill()
    asker = rig.Asker(daemon.port)
    message = asker.post(TO, "meanwhile")
    drive.start()
    drive.wait_for_binds()
    asker.wait_for(message, "forwarded")
    drive.wait("submit_sm: short_message = <meanwhile>")
    drive.wait(LINE + "deliver_sm_resp", TEXTS)


def is_left_with_an_unbind(daemon, drive):
    """It ends when the first connection does, and may not see the other's."""
    daemon.stop()
    check(drive.process.wait(PATIENCE) == 0, "drive_smpp's exit status")
    said = drive.text()
    check(LINE + "unbind\n" in said, said)
    check(not any(f" {word}: " in said
                  for word in ("WARNING", "ERROR", "PANIC")), said)


STEPS = (is_bound_to, takes_a_text, takes_ucs2_and_a_long_text,
         sends_texts_of_handsets, is_asked_whether_it_is_alive,
         dies_and_is_bound_again, is_left_with_an_unbind)


def box():
    """What it takes for Kannel, or None if there is no such port."""
    try:
        return socket.create_server(("127.0.0.1", BOX_PORT))
    except OSError:
        return None


def run(tell, drive, daemon):
    """All steps with a daemon that binds as a pair."""
    with_keys(daemon, bind="pair", enquire_link="1s")
    try:
        drive.start()
        daemon.start()
        daemon.wait_until_up()
        play(tell, "drive_smpp", STEPS, daemon, drive)
    finally:
        daemon.abandon()
        drive.end()
