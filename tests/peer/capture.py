# SPDX-License-Identifier: BSD-2-Clause
"""What goes over the loopback to and from the ports of the message centres,
which are chosen before the first of them starts.
"""
import collections
import shutil
import subprocess
import time

from lib import free_port

PORTS = 16     # more than there are message centres
LONGEST = 600  # seconds, whatever becomes of the suite
REST = 0.6     # seconds; what was captured is written at least that often
MARKS = '_ws.malformed || _ws.expert.group == "Malformed" || ' \
    '(smpp && _ws.expert.severity == "Error")'


class Capture:
    """dumpcap at work from the moment that this is made."""

    def __init__(self, file):
        self.file = file
        self.ports = [free_port() for _ in range(PORTS)]
        self.spare = iter(self.ports)
        self.used = []
        self.why = None     # none is made
        self.process = None
        for program in ("dumpcap", "tshark"):
            if not shutil.which(program):
                self.why = f"{program} is not installed"
                return
        self.process = subprocess.Popen(
            ["dumpcap", "-q", "-i", "lo", "-a", f"duration:{LONGEST}",
             "-w", file, "-f",
             " or ".join(f"tcp port {port}" for port in self.ports)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            # It captures before it says so.
            if line.startswith("File: "):
                return
            if line.startswith("dumpcap: "):
                self.why = line.strip()
        self.process.wait()
        self.why = self.why or "dumpcap ended"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process:
            self.process.kill()
            self.process.wait()

    def port(self):
        """The next port for a message centre."""
        port = next(self.spare)
        self.used.append(port)
        return port

    def end(self):
        """When all that was sent is in the file."""
        size = -1
        while size != (size := self.file.stat().st_size):
            time.sleep(REST)
        self.process.terminate()
        self.process.communicate(timeout=10)

    def dissect(self, *options):
        """What tshark prints about it."""
        return subprocess.run(
            ["tshark", "-n", "-r", self.file,
             *sum((["-d", f"tcp.port=={port},smpp"] for port in self.used),
                  []), *options],
            check=True, capture_output=True, text=True, timeout=60).stdout

    def malformed(self):
        """The packets that tshark cannot read, in words."""
        return self.dissect("-Y", MARKS, "-V")

    def commands(self):
        """How often each command_id went to each port and came from it."""
        count = collections.Counter()
        rows = self.dissect("-Y", "smpp", "-T", "fields", "-e", "tcp.srcport",
                            "-e", "tcp.dstport", "-e", "smpp.command_id")
        for row in rows.splitlines():
            source, to, commands = row.split("\t")
            for command in commands.split(","):
                port = int(to) if int(to) in self.used else -int(source)
                count[port, int(command, 16)] += 1
        return count
