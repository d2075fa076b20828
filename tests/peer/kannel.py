# SPDX-License-Identifier: BSD-2-Clause
"""Kannel as the client of our smscsim."""
import http.server
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.parse
import urllib.request

from exchange import CYRILLIC, LONG, PATIENCE, check, play
from lib import free_port

BOXES = ("bearerbox", "smsbox")
FROM, TO, AWAY = "12125550100", "19175550021", "19175550022"

CONF = """\
group = core
admin-port = {admin}
admin-password = secret
smsbox-port = {box}
box-allow-ip = 127.0.0.1
dlr-storage = internal
sms-resend-freq = 1

group = smsc
smsc = smpp
smsc-id = sim
host = 127.0.0.1
port = {smpp}
transceiver-mode = true
smsc-username = kannel
smsc-password = secret
system-type = ""
enquire-link-interval = 1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {box}
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1

group = sendsms-user
username = tester
password = secret
concatenation = true
max-messages = 10

group = sms-service
keyword = default
get-url = "http://127.0.0.1:{ours}/mo?from=%p&to=%P&text=%a"
max-messages = 0
"""


def wait(what, question):
    """Ask until the answer is not false, and return it."""
    end = time.monotonic() + PATIENCE
    while not (answer := question()):
        check(time.monotonic() < end, f"no {what} in {PATIENCE} s")
        time.sleep(0.02)
    return answer


def is_open(port):
    """Whether somebody listens there."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


class Sim:
    """A smscsim whose clock is the real one."""

    def __init__(self, program, work, port):
        self.log = work / "sim.jsonl"
        with open(work / "sim.log", "wb") as errors:
            self.process = self.launch(program, port, errors)
        line = self.process.stdout.readline()
        check("listening" in line, "smscsim says", repr(line))
        control = [w for w in line.split() if w.startswith("127.0.0.1:")][1]
        self.control = socket.create_connection(
            ("127.0.0.1", int(control.rstrip(",").split(":")[1])), PATIENCE)

    def launch(self, program, port, errors):
        """Its process, with all its rules."""
        return subprocess.Popen(
            [program, "-p", str(port), "-c", "0", "-u", "kannel", "-w",
             "secret", "--log", self.log, "text=again,first=1:status=0x58",
             f"to=+{AWAY}:receipt=UNDELIV,err=001,after=20ms",
             "receipt=DELIVRD,after=20ms"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
            text=True)

    def say(self, **command):
        """A command and its answer."""
        with self.control.makefile("rw") as lines:
            lines.write(json.dumps(command) + "\n")
            lines.flush()
            answer = json.loads(lines.readline())
        check(answer.get("ok"), command, answer)

    def events(self, pdu, **values):
        """The lines of its log of one kind, with these values."""
        with open(self.log, encoding="utf-8") as lines:
            found = [json.loads(line) for line in lines]
        return [e for e in found if e["pdu"] == pdu and
                all(e.get(k) == v for k, v in values.items())]

    def end(self):
        """It must end well."""
        self.control.close()
        self.process.terminate()
        check(self.process.wait(PATIENCE) == 0, "smscsim's exit status")


class Calls(http.server.ThreadingHTTPServer):
    """What Kannel tells by HTTP."""

    def __init__(self):
        self.told = []
        super().__init__(("127.0.0.1", 0), Call)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Call(http.server.BaseHTTPRequestHandler):
    """One such."""

    def do_GET(self):   # pylint: disable=invalid-name
        """Its path and its parameters."""
        path, _, query = self.path.partition("?")
        self.server.told.append(
            (path, dict(urllib.parse.parse_qsl(query))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):   # pylint: disable=arguments-differ
        """Nothing."""


def is_told(calls, path, **values):
    """Kannel has called with these parameters."""
    return lambda: [told for told in calls.told if told[0] == path and
                    values.items() <= told[1].items()]


class Kannel:
    """Its two programs."""

    def __init__(self, env, work, smpp, ours):
        self.env = env
        self.work = work
        self.smpp = smpp
        self.box = free_port()
        self.sendsms = free_port()
        self.ours = ours
        self.processes = []
        self.conf = work / "kannel.conf"
        self.conf.write_text(CONF.format(
            admin=free_port(), box=self.box, smpp=smpp, sendsms=self.sendsms,
            ours=ours))

    def start(self):
        """Up, and open to us."""
        for box, port in zip(BOXES, (self.box, self.sendsms)):
            with open(self.work / f"{box}.log", "wb") as log:
                self.processes.append(subprocess.Popen(
                    [shutil.which(box, path=self.env["PATH"]), "-v", "0",
                     self.conf], stdin=subprocess.DEVNULL, stdout=log,
                    stderr=log, env=self.env))
            wait(box, lambda port=port: is_open(port))

    def send(self, text, to=TO):
        """A message, taken, whose receipts we want to hear of."""
        query = urllib.parse.urlencode({
            "username": "tester", "password": "secret", "from": FROM,
            "to": to, "text": text, "charset": "UTF-8",
            **({} if text.isascii() else {"coding": 2}), "dlr-mask": 3,
            "dlr-url": f"http://127.0.0.1:{self.ours}/dlr?state=%d&to={to}"})
        with urllib.request.urlopen(
                f"http://127.0.0.1:{self.sendsms}/cgi-bin/sendsms?{query}",
                timeout=PATIENCE) as answer:
            check(answer.status == 202, answer.read())

    def stop(self):
        """Politely: both in the order that Kannel's manual wants."""
        while self.processes:
            self.processes[-1].send_signal(signal.SIGTERM)
            self.processes[-1].wait(2 * PATIENCE)
            self.processes.pop()

    def abandon(self):
        """Whatever is left of it."""
        for process in self.processes:
            process.kill()
            process.wait()


def binds(sim, *_):
    """As a transceiver."""
    wait("bind", lambda: sim.events("bind_transceiver"))


def sends_a_text(sim, kannel, calls):
    """It hears that it is delivered."""
    kannel.send("hello from Kannel")
    wait("receipt", is_told(calls, "/dlr", state="1", to=TO))
    found = sim.events("submit_sm", to=TO)
    check([e["text"] for e in found] == ["hello from Kannel"], found)


def sends_ucs2_and_a_long_text(sim, kannel, calls):
    """Both are read here."""
    for text, parts in ((CYRILLIC, 1), (LONG, 2)):
        before = len(sim.events("submit_sm"))
        calls.told.clear()
        kannel.send(text)
        wait("receipt", is_told(calls, "/dlr", state="1"))
        found = sim.events("submit_sm")[before:]
        check(len(found) == parts and
              "".join(e["text"] for e in found) == text, found)


def hears_of_a_failure(_, kannel, calls):
    """UNDELIV is 2 in its words."""
    kannel.send("undelivered", AWAY)
    wait("receipt", is_told(calls, "/dlr", state="2", to=AWAY))


def comes_again_when_throttled(sim, kannel, calls):
    """After a while of its own choice."""
    calls.told.clear()
    kannel.send("again")
    wait("receipt", is_told(calls, "/dlr", state="1", to=TO))
    check(len(sim.events("submit_sm", text="again")) == 2,
          sim.events("submit_sm"))


def takes_a_text_of_a_handset(sim, _, calls):
    """And answers it."""
    sim.say(cmd="mo", **{"from": TO, "to": FROM, "text": "STOP it"})
    wait("text", is_told(calls, "/mo", **{"from": TO, "to": FROM,
                                          "text": "STOP it"}))


def asks_whether_we_are_alive(sim, *_):
    """After a second of silence."""
    wait("enquire_link", lambda: sim.events("enquire_link"))


def leaves_with_an_unbind(sim, kannel, _):
    """When it is told to end."""
    kannel.stop()
    wait("unbind", lambda: sim.events("unbind"))


STEPS = (binds, sends_a_text, sends_ucs2_and_a_long_text, hears_of_a_failure,
         comes_again_when_throttled, takes_a_text_of_a_handset,
         asks_whether_we_are_alive, leaves_with_an_unbind)


def environment(env, root):
    """Where its programs are: Debian puts them where only root's path
    leads."""
    return {**env, "PATH": os.pathsep.join(
        (env.get("PATH", os.defpath), "/usr/sbin",
         str(pathlib.Path(root) / "usr" / "sbin")))}


def is_there(env):
    """Both of its programs are."""
    return all(shutil.which(box, path=env["PATH"]) for box in BOXES)


def run(tell, program, env, work, port):
    """All steps, with the program smscsim."""
    calls = Calls()
    sim = Sim(program, work, port)
    kannel = Kannel(env, work, port, calls.server_port)
    try:
        kannel.start()
        play(tell, "kannel", STEPS, sim, kannel, calls)
    finally:
        kannel.abandon()
        sim.end()
        calls.shutdown()
