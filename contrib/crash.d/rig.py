# SPDX-License-Identifier: BSD-2-Clause
"""What a run needs: a daemon on a store of its own, a message centre, a way
to ask. contrib/crash uses it, and the suites of tests/ that need a daemon.
"""
import base64
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

import journal

HERE = pathlib.Path(__file__).resolve().parent
MAPS = HERE.parent.parent / "conf" / "errors"

SID = "AC00000000000000000000000000000001"
TOKEN = "0123456789abcdef0123456789abcdef"
NUMBER = "+12125550100"     # of the account
HEADERS = {
    "Authorization":
        "Basic " + base64.b64encode(f"{SID}:{TOKEN}".encode()).decode(),
    "Content-Type": "application/json"}

START = 20  # seconds to come up; sanitizers and a long journal take time

CONF = """\
store {{ path = "{work}/store" }}
http "main" {{ listen = "127.0.0.1:{http}" }}
control {{ socket = "{work}/control" }}
log {{ level = {level} }}
account "demo" {{
    sid = "{sid}"
    token = "{token}"
    {account}
}}
smsc "acme" {{
    host = "127.0.0.1"
    port = {smpp}
    system_id = "rig"
    password = "secret"
    window = {window}
    reconnect_min = 10ms
    reconnect_max = 200ms
    on_doubt = {doubt}
    doubt_wait = 1s
    errors = "{maps}/ref.tsv"
}}
route "default" {{ smsc = {{ "acme" }} }}
"""


class Broken(Exception):
    """The daemon did what it must never do; the text says what."""


def free_port():
    """A port that nobody uses now."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Centre:
    """The message centre's process."""

    def __init__(self, log, *options):
        self.log = log
        self.process = subprocess.Popen(
            [sys.executable, "-B", HERE / "smsc.py", "--log", log, *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def say(self, word):
        """Give it an order."""
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()

    def rest(self):
        """How much it has still to say."""
        self.say("rest")
        return int(self.process.stdout.readline())

    def wait_for_bind(self):
        """Until somebody is bound."""
        end = time.monotonic() + START
        while not any(e["event"] == "bind" for e in journal.read(self.log)):
            if time.monotonic() > end:
                raise Broken(f"nobody has bound in {START} s")
            time.sleep(0.02)
        # The answer of the bind is on its way.
        time.sleep(0.1)

    def end(self):
        """Let it go."""
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()


class Daemon:
    """The program under test; each start is on the same store."""

    def __init__(self, program, work, smpp, **settings):
        self.program = program
        self.work = work
        self.port = free_port()
        self.process = None
        self.conf = work / "esmed.conf"
        self.conf.write_text(CONF.format(**{
            "work": work, "http": self.port, "smpp": smpp, "sid": SID,
            "token": TOKEN, "maps": MAPS, "window": 50, "doubt": "resend",
            "level": "warn", "account": "", **settings}))
        os.chmod(self.conf, 0o600)

    def start(self, *tracer, **environment):
        """Start it, under a tracer if one is given."""
        with open(self.work / "esmed.log", "ab") as log:
            self.process = subprocess.Popen(
                [*tracer, self.program, "-c", self.conf],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, **environment})

    def wait_until_up(self):
        """Until it takes connections."""
        end = time.monotonic() + START
        while time.monotonic() < end:
            if self.process.poll() is not None:
                self.die(f"esmed ended with {self.process.returncode}")
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.002)
        self.die(f"esmed was not up after {START} s")

    def kill(self):
        """What no program can prevent. It must have been alive until now."""
        if self.process.poll() is not None:
            self.die(f"esmed ended by itself with {self.process.returncode}")
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def die(self, why):
        """Its last words say more."""
        with open(self.work / "esmed.log", encoding="utf-8",
                  errors="replace") as log:
            lines = log.readlines()
        raise Broken(f"{why}\n{''.join(lines[-30:])}")

    def stop(self):
        """The polite end."""
        self.process.terminate()
        try:
            status = self.process.wait(timeout=START)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            self.die("esmed did not end when told to")
        if status != 0:
            self.die(f"esmed ended with {status} when told to end")

    def abandon(self):
        """After a failure: leave no process behind."""
        if not self.process:
            return
        if self.process.poll() is None:
            self.process.kill()
        elif self.process.returncode not in (0, -signal.SIGKILL):
            print("esmed had ended with", self.process.returncode, flush=True)
        self.process.wait()


class Asker:
    """A customer with one connection."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port,
                                                     timeout=10)

    def ask(self, method, path, body=None):
        """The status and the JSON of an answer."""
        try:
            self.connection.request(method, path, json.dumps(body)
                                    if body is not None else None, HEADERS)
            response = self.connection.getresponse()
            return response.status, json.loads(response.read())
        except (OSError, http.client.HTTPException) as e:
            raise Broken(f"{method} {path}: {e!r}") from e

    def get(self, message):
        """A message, or None if it is not known."""
        status, answer = self.ask("GET", f"/v1/messages/{message}")
        if status == 404:
            return None
        if status != 200:
            raise Broken(f"GET {message}: {status} {answer}")
        return answer

    def post(self, to, text):
        """A message taken, which is its id."""
        status, answer = self.ask("POST", "/v1/messages", {
            "to": to, "from": "+12125550100", "text": text})
        if status != 201:
            raise Broken(f"POST of {text}: {status} {answer}")
        return answer["id"]

    def wait_for(self, message, state, seconds=10):
        """The message when it has got there."""
        end = time.monotonic() + seconds
        while not (found := self.get(message)) or found["state"] != state:
            if time.monotonic() > end or not found:
                raise Broken(f"{message} is {found and found['state']}, "
                             f"not {state}")
            time.sleep(0.02)
        return found
