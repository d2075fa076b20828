# SPDX-License-Identifier: BSD-2-Clause
"""The official Twilio SDK, in two of its major versions, against the daemon;
the carrier is smscsim. Nothing of Twilio is imitated: sdk.js is a customer."""
import pathlib
import subprocess

import rig
from exchange import check

HERE = pathlib.Path(__file__).resolve().parent
PACKAGES = ("twilio", "twilio-5")
SECONDS = 120

ACCOUNT = """\
    numbers = { "+12125550100", "+12125550101" }
    callback_http = yes
    callback_hosts = { "127.0.0.0/8" }
"""


class Sim:
    """A smscsim that delivers; +19175550002's phone is off."""

    def __init__(self, program, log, port):
        with open(log, "wb") as errors:
            self.process = subprocess.Popen(
                [program, "-p", str(port), "-c", "0",
                 "-r", "to=+19175550002:receipt=UNDELIV,err=027,after=20ms",
                 "-r", "receipt=DELIVRD,after=20ms"],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=errors, text=True)
        line = self.process.stdout.readline()
        check(": listening on " in line, "smscsim says", repr(line))
        _, self.control = (
            int(w.rstrip(",\n").rsplit(":", 1)[1]) for w in line.split()
            if w.startswith("127.0.0.1:"))

    def end(self):
        """Let it go."""
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()


def run(programs, env, work, port, package):
    """All that sdk.js does with one version; what it printed."""
    work.mkdir()
    sim = Sim(programs / "smscsim", work / "smscsim.log", port)
    daemon = rig.Daemon(programs / "esmed", work, port)
    head = 'account "demo" {\n'
    daemon.conf.write_text(daemon.conf.read_text().replace(head,
                                                           head + ACCOUNT))
    try:
        daemon.start()
        daemon.wait_until_up()
        done = subprocess.run(
            ["node", HERE / "sdk.js", package,
             f"http://127.0.0.1:{daemon.port}", rig.SID, rig.TOKEN,
             str(sim.control)], env=env, text=True, timeout=SECONDS,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        daemon.stop()
    finally:
        daemon.abandon()
        sim.end()
    if done.returncode != 0 and "\nFAIL " not in "\n" + done.stdout:
        return f"{done.stdout}\nFAIL {package}_runs"
    return done.stdout
