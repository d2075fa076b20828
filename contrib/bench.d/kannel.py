# SPDX-License-Identifier: BSD-2-Clause
"""Kannel, where it is installed, asked for the same messages."""
import json
import os
import shutil
import subprocess

import parts
from parts import TOKEN, Broken, clean, free_port, is_open, wait_until

# Debian puts them where only root's path leads.
PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
BOXES = ("bearerbox", "smsbox")

CONF = """\
group = core
admin-port = {admin}
admin-password = {token}
smsbox-port = {box}
box-allow-ip = 127.0.0.1
dlr-storage = internal
{store}

group = smsc
smsc = smpp
smsc-id = peer
host = 127.0.0.1
port = {smpp}
transceiver-mode = true
smsc-username = bench
smsc-password = secret
system-type = ""
max-pending-submits = {window}

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {box}
sendsms-port = {http}
sendsms-interface = 127.0.0.1

group = sendsms-user
username = bench
password = {token}
concatenation = true
max-messages = 10
"""


def is_installed():
    """Both of its programs are there."""
    return all(shutil.which(box, path=PATH) for box in BOXES)


class Kannel:
    """Its two programs, on ports of their own."""

    def __init__(self, work, smpp, window, spool):
        self.work = clean(work)
        self.http = free_port()
        self.processes = []
        store = ""
        if spool:
            (work / "spool").mkdir()
            store = f"store-type = spool\nstore-location = {work}/spool"
        self.conf = work / "kannel.conf"
        self.conf.write_text(CONF.format(
            admin=free_port(), box=free_port(), http=self.http, smpp=smpp,
            window=window, token=TOKEN, store=store))

    def start(self, is_bound):
        """Up, and bound to the centre."""
        self.launch("bearerbox")
        wait_until("Kannel's bind", is_bound, parts.START)
        self.launch("smsbox")
        wait_until("smsbox", lambda: is_open(self.http), parts.START)

    def launch(self, box):
        """One of the two."""
        with open(self.work / f"{box}.log", "ab") as log:
            self.processes.append(subprocess.Popen(
                [shutil.which(box, path=PATH), "-v", "4", str(self.conf)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log))

    def cpu(self):
        """Seconds of processor time of both."""
        total = 0
        for p in self.processes:
            with open(f"/proc/{p.pid}/stat", encoding="ascii") as f:
                fields = f.read().rsplit(")", 1)[1].split()
            total += (int(fields[11]) + int(fields[12])) / parts.TICK
        return total

    def abandon(self):
        """What it has not sent is of no use here."""
        for p in reversed(self.processes):
            p.kill()
            p.wait()


def has_guest(port):
    """Somebody is connected to that port of ours."""
    with open("/proc/net/tcp", encoding="ascii") as f:
        return any(line.split()[1].endswith(f":{port:04X}") and
                   line.split()[3] == "01" for line in f.readlines()[1:])


def run(bench, count, spool):
    """A message a request, 32 in flight, window 100, as `single`; Kannel has
    no batches. The end is the acknowledgement of the last receipt."""
    port = free_port()
    work = clean(bench.work / "kannel")
    centre = bench.centre(port, count, (0, 0), "-o", work / "at")
    kannel = Kannel(work / "boxes", port, 100, spool)
    try:
        kannel.start(lambda: has_guest(port))
        cpu = kannel.cpu()
        said = json.loads(bench.tool(
            "load", "-g", "-p", kannel.http, "-k", TOKEN, "-n", count, "-c",
            32, "-o", work / "at.sent").result())
        ended = json.loads(centre.result())
        cpu = kannel.cpu() - cpu
    finally:
        kannel.abandon()
        centre.end()
    if ended["twice"] != 0:
        raise Broken(f"Kannel sent {ended['twice']} messages twice")
    took = max(parts.read_instants(work / "at.final")) / 1e6 - said["begun"]
    return {"per_s": count / took, "accepted_per_s": count / said["seconds"],
            "cpu_us": cpu * 1e6 / count,
            "wire": parts.spans(work / "at.sent", work / "at.wire"),
            "final": parts.spans(work / "at.sent", work / "at.final")}
