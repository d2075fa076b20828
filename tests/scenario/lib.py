# SPDX-License-Identifier: BSD-2-Clause
"""A daemon, its message centres and a clock that only the scenario moves.

    with World(window=10) as w:
        m = w.post(1)
        w.advance(1.5)
        w.receipt(1, "DELIVRD")
        same(w.get(m)["timings"]["end_to_end_ms"], 1500)

Both programs run in test mode, so all times are exact. What the message
centre saw is read from its log, with the instants of its clock in seconds
since START.
"""
import base64
import collections
import datetime
import http.client
import json
import os
import pathlib
import random
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

SOURCE = pathlib.Path(os.environ.get(
    "srcdir", pathlib.Path(__file__).resolve().parent.parent.parent)).resolve()
PROGRAMS = pathlib.Path(os.environ.get(
    "builddir", SOURCE / "build" / "check")).resolve()
MAPS = SOURCE / "conf" / "errors"

START = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.timezone.utc)
SID = "AC00000000000000000000000000000001"
TOKEN = "0123456789abcdef0123456789abcdef"
FROM = "+12125550100"
HELLO = "Hello from s1"
MILLISECOND = 1000
SECOND = 1000000    # the clock counts microseconds since START
PATIENCE = 30       # real seconds for anything, on a machine at its worst

MINUTE = 60     # in seconds
HOURS = 3600

# Longer runs are wanted.
FULL = "--full" in sys.argv


class Failed(Exception):
    """What the scenario expects did not come."""


def check(good, *what):
    """Fail unless it is so."""
    if not good:
        raise Failed(" ".join(str(w) for w in what))


def same(got, want, *what):
    """Fail unless both are equal."""
    check(got == want, *what, f"is {got!r}, not {want!r}")


def c(n):
    """The number of contact n."""
    return f"+1917555{n:04d}"


def basic(user=SID, secret=TOKEN):
    """A header that says who asks."""
    word = base64.b64encode(f"{user}:{secret}".encode()).decode()
    return {"Authorization": f"Basic {word}"}


def micros(text):
    """A date of an answer as microseconds since START."""
    if text is None:
        return None
    date = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return round((date - START).total_seconds() * 1000) * MILLISECOND


def seconds(text):
    """A date of an answer as seconds since START."""
    return None if text is None else micros(text) / SECOND


def date_of(us):
    """The other way."""
    date = START + datetime.timedelta(microseconds=us)
    return date.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


_ports = set()
_ports_lock = threading.Lock()
_dice = random.Random()


def free_port():
    """A port that nobody uses, nor another scenario will. It is none that a
    kernel gives to whoever asks for any (some from 16,000 on), or it could be
    gone in a moment."""
    with _ports_lock:
        while True:
            port = _dice.randrange(10000, 16000)
            with socket.socket() as s:
                try:
                    s.bind(("127.0.0.1", port))
                except OSError:
                    continue
            if port not in _ports:
                _ports.add(port)
                return port


# The processes of the scenario that runs in this thread.
_mine = threading.local()


def watch(children):
    """From now on this thread's processes are listed there."""
    _mine.children = children


def run(program, *arguments, stdin=subprocess.DEVNULL, **options):
    """Start one of our programs."""
    process = subprocess.Popen([PROGRAMS / program, *arguments],
                               stdin=stdin, **options)
    if getattr(_mine, "children", None) is not None:
        _mine.children.append(process)
    return process


def quoted(value):
    """A value of the configuration, or a list of them."""
    if isinstance(value, (list, tuple)):
        return "{ " + ", ".join(quoted(v) for v in value) + " }"
    return f'"{value}"'


class Sim:
    """A smscsim in test mode, or with the clock of the wall."""

    def __init__(self, name, work, *options, now=0, real=False):
        self.log = work / f"{name}.jsonl"
        self.errors = work / f"{name}.log"
        mode = [] if real else [f"--test-mode={date_of(now)}"]
        with open(self.errors, "ab") as errors:
            self.process = run(
                "smscsim", *mode, "-p", "0", "-c", "0", "-n", name, "--log",
                self.log, *options, stdout=subprocess.PIPE, stderr=errors,
                text=True)
        line = self.process.stdout.readline()
        check(": listening on " in line, "smscsim says", repr(line))
        self.port, control = (
            int(w.rstrip(",\n").rsplit(":", 1)[1]) for w in line.split()
            if w.startswith("127.0.0.1:"))
        self.control = socket.create_connection(("127.0.0.1", control),
                                                PATIENCE)
        self.lines = self.control.makefile("rw")
        # Each command moves two things: its line and its answer.
        self.spent = 0
        self.progress = self.say("idle")["progress"] - self.spent

    def say(self, command, **keys):
        """A command and its answer."""
        self.lines.write(json.dumps({"cmd": command, **keys}) + "\n")
        self.lines.flush()
        answer = json.loads(self.lines.readline() or '{"error":"it died"}')
        self.spent += 2
        check(answer.get("ok"), command, keys, answer)
        return answer

    def moved(self):
        """Whether anything moved since this was asked last; what is due."""
        answer = self.say("idle")
        progress = answer["progress"] - self.spent
        moved = progress != self.progress
        self.progress = progress
        return moved, micros(answer["next_due"])

    def rule(self, *rules, first=False):
        """Add rules."""
        for rule in rules:
            self.say("rule", rule=rule, **({"first": True} if first else {}))

    def events(self, pdu=None):
        """The log, or its lines of one kind."""
        found = []
        with open(self.log, encoding="utf-8") as lines:
            for line in lines:
                e = json.loads(line)
                e["at"] = (e["t"] - round(START.timestamp()) * SECOND) \
                    / SECOND
                if pdu in (None, e["pdu"]):
                    found.append(e)
        return found

    def submits(self, to=None):
        """The submit_sm it saw, for a contact or in all."""
        return [e for e in self.events("submit_sm") if to is None or
                e["to"] == (c(to) if isinstance(to, int) else to).lstrip("+")]

    def seen(self, to=None):
        """How many these are."""
        return len(self.submits(to))

    def check_answers(self):
        """G6: each deliver_sm has one answer, but on what was closed."""
        count = collections.Counter()
        for e in self.events("deliver_sm"):
            count[e["session"], e.get("id"), e["n"]] += 1
        for e in self.events("deliver_sm_resp"):
            count[e["session"], e.get("id"), e["n"]] -= 1
        closed = {e["session"] for e in self.events("closed")}
        for (session, smsc_id, _), n in count.items():
            check(n == 0 or (n > 0 and session in closed),
                  f"{n} deliver_sm of {smsc_id} without an answer")

    def end(self):
        """Stop it; it must end well."""
        self.control.close()
        self.process.terminate()
        same(self.process.wait(PATIENCE), 0, "smscsim's exit status")
        self.process.stdout.close()


class World:
    """The daemon and all it talks to. Keys of an smsc are keywords."""

    def __init__(self, sim=(), raw=None, smscs=None, conf="", account="",
                 on="", start=True, real=False, env=None, **acme):
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="esmed-scenario."))
        self.store = pathlib.Path(on or self.work / "store")
        self.now = 0
        self.port = free_port()
        self.real = real    # by the clock of the wall
        self.env = env      # what the daemon's environment has besides
        self.daemon = None
        self.killed = False
        self.sims = {}
        self.smscs = {"acme": acme} if smscs is None else \
            {name: {**acme, **keys} for name, keys in smscs.items()}
        self.raw = raw
        self.extra = conf
        self.account = account
        try:
            if raw is None:
                for name in self.smscs:
                    self.sims[name] = Sim(name, self.work, *sim, real=real)
            self.configure()
            if start:
                self.start()
        except BaseException as e:
            self.__exit__(type(e), e, None)
            raise

    @property
    def sim(self):
        """The first of its message centres."""
        return next(iter(self.sims.values()))

    # ---- processes ---------------------------------------------------------

    def smsc_text(self, name, keys):
        """One smsc of the configuration."""
        keys = {"host": "127.0.0.1", "system_id": "esmed",
                "password": "secret", "window": 10,
                "errors": MAPS / "ref.tsv", "query": "off",
                "port": self.sims[name].port if name in self.sims
                else self.raw.port, **keys}
        lines = "".join(f"    {key} = {quoted(value)}\n"
                        for key, value in keys.items())
        return f'smsc "{name}" {{\n{lines}}}\n'

    def configure(self):
        """Write the configuration."""
        names = ", ".join(f'"{name}"' for name in self.smscs)
        self.conf = self.work / "esmed.conf"
        self.conf.write_text(f"""\
store {{ path = "{self.store}" }}
http "main" {{ listen = "127.0.0.1:{self.port}" }}
control {{ socket = "{self.work}/control" }}
account "demo" {{
    sid = "{SID}"
    token = "{TOKEN}"
    {self.account}
}}
account "other" {{
    sid = "AC00000000000000000000000000000002"
    token = "fedcba9876543210fedcba9876543210"
}}
""" + self.extra + "".join(self.smsc_text(*s) for s in self.smscs.items()) +
            f'route "default" {{ smsc = {{ {names} }} }}\n')
        self.conf.chmod(0o600)

    def start(self):
        """Start the daemon at the instant that is now."""
        with open(self.work / "esmed.log", "ab") as log:
            mode = [] if self.real else [f"--test-mode={date_of(self.now)}"]
            self.daemon = run("esmed", *mode, "-c", self.conf, stdout=log,
                              stderr=log,
                              env={**os.environ, **(self.env or {})})
        end = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                break
            except OSError:
                check(self.daemon.poll() is None, "esmed ended at its start")
                check(time.monotonic() < end, "esmed does not listen")
                time.sleep(0.002)
        if self.raw is None and not self.real:
            self.settle()

    def kill(self):
        """What no program can prevent."""
        self.killed = True
        self.daemon.kill()
        self.daemon.wait()
        self.settle_sims()

    def restart(self):
        """kill -9, and again from the same store."""
        self.kill()
        self.start()

    def stop(self):
        """The polite end: 0, and at once, as the clock stands still."""
        self.daemon.terminate()
        try:
            self.daemon.wait(0.5)
        except subprocess.TimeoutExpired:
            # What is unanswered would be waited for. A second time is enough.
            self.daemon.terminate()
        same(self.daemon.wait(PATIENCE), 0, "esmed's exit status")

    def log_text(self):
        """What the daemon and the message centres logged."""
        text = ""
        for path in sorted(self.work.glob("*.log")):
            text += path.read_text(encoding="utf-8", errors="replace")
        return text

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        try:
            if kind is None:
                self.end()
        except BaseException:
            kind = Failed
            raise
        finally:
            for process in [self.daemon] + [s.process
                                            for s in self.sims.values()]:
                if process is not None and process.poll() is None:
                    process.kill()
                    process.wait()
            if kind is not None:
                print("".join(f"    | {line}\n" for line in
                              self.log_text().splitlines()[-40:]), end="")
            shutil.rmtree(self.work, ignore_errors=True)

    def end(self):
        """What holds after every scenario."""
        if self.daemon is not None and self.daemon.poll() is None:
            self.stop()
        for sim in self.sims.values():
            if not self.killed:
                sim.check_answers()
            sim.end()
        for word in ("Sanitizer", "runtime error:"):
            check(word not in self.log_text(), word, "in the log")

    # ---- HTTP --------------------------------------------------------------

    def ask(self, method, path, body=None, **headers):
        """An answer: status, headers, text. A dict is sent as JSON."""
        headers = {**basic(), **{k.replace("_", "-"): v
                                 for k, v in headers.items()}}
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            headers = {"Content-Type": "application/json", **headers}
        body = body.encode() if isinstance(body, str) else body or b""
        head = "".join(f"{k}: {v}\r\n" for k, v in {
            "Host": "localhost", "Connection": "close", **headers,
            "Content-Length": len(body)}.items())
        # In one piece: a deadline for the rest would be one more instant at
        # which the clock has to stop.
        return self.exchange(f"{method} {path} HTTP/1.1\r\n{head}\r\n"
                             .encode() + body)

    def exchange(self, octets):
        """An answer to these bytes: status, headers, text."""
        with socket.create_connection(("127.0.0.1", self.port),
                                      PATIENCE) as peer:
            peer.sendall(octets)
            response = http.client.HTTPResponse(peer)
            response.begin()
            text = response.read().decode("utf-8")
            return response.status, dict(response.getheaders()), text

    def json(self, method, path, body=None, want=200, **headers):
        """The JSON of an answer with this status."""
        status, _, text = self.ask(method, path, body, **headers)
        same(status, want, method, path, text)
        return json.loads(text)

    def submit(self, to, text=HELLO, want=201, settle=True, **fields):
        """The answer to a message."""
        answer = self.json("POST", "/v1/messages", {
            "to": c(to) if isinstance(to, int) else to, "from": FROM,
            "text": text, **fields}, want)
        if settle and self.raw is None:
            self.settle()
        return answer

    def post(self, to, text=HELLO, **fields):
        """A message taken, which is its id."""
        return self.submit(to, text, **fields)["id"]

    def batch(self, messages, settle=True):
        """The answers to many, in their order."""
        lines = "".join(json.dumps({"from": FROM, "text": HELLO, **m}) + "\n"
                        for m in messages)
        _, _, text = self.ask("POST", "/v1/messages:batch", lines.encode(),
                              Content_Type="application/x-ndjson")
        if settle and self.raw is None:
            self.settle()
        return [json.loads(line) for line in text.splitlines()]

    def camp(self, *contacts, settle=True, **fields):
        """A message to each of these contacts; their ids."""
        answers = self.batch([{"to": c(n), **fields} for n in contacts],
                             settle)
        check(all("id" in a for a in answers), answers)
        return [a["id"] for a in answers]

    def get(self, message):
        """A message."""
        return self.json("GET", f"/v1/messages/{message}")

    def post_form(self, n, more=""):
        """Send a text to the n-th contact on the Twilio-compatible face; its
        sid."""
        found = self.json(
            "POST", f"/2010-04-01/Accounts/{SID}/Messages.json",
            f"To=%2B{c(n)[1:]}&From=%2B{FROM[1:]}&Body=x{more}", 201,
            Content_Type="application/x-www-form-urlencoded")
        return found["sid"]

    def twilio(self, message):
        """A message on the Twilio-compatible face."""
        return self.json(
            "GET", f"/2010-04-01/Accounts/{SID}/Messages/{message}.json")

    def smsc(self, name="acme"):
        """How an smsc is."""
        for smsc in self.json("GET", "/v1/smscs")["smscs"]:
            if smsc["name"] == name:
                return smsc
        raise Failed(f"no smsc {name}")

    def bind_state(self, name="acme"):
        """The state of its first bind."""
        return self.smsc(name)["bind"][0]["state"]

    def state(self, message):
        """Its state."""
        return self.get(message)["state"]

    def expect(self, message, **want):
        """Fail unless the message has these values; return it."""
        m = self.get(message)
        for key, value in want.items():
            same(m[key], value, f"{key} of a message to {m['to']}")
        return m

    def expect_all(self, messages, **want):
        """The same of each."""
        for message in messages:
            self.expect(message, **want)

    def changes(self, message):
        """The states it went through, and when."""
        found = []
        for e in self.get(message)["events"]:
            if not found or found[-1][0] != e["state"]:
                found.append((e["state"], seconds(e["at"])))
        return found

    # ---- receipts ----------------------------------------------------------

    def receipt(self, to, stat, err="000", sim=None, settle=True, **words):
        """A receipt for the latest message to a contact, or with id=."""
        keys = {"to": c(to)} if isinstance(to, int) else {"id": to}
        (sim or self.sim).say("receipt", **keys, stat=stat, err=err, **words)
        if settle:
            self.settle()

    # ---- esmectl -----------------------------------------------------------

    def ctl(self, *words):
        """What it says as JSON."""
        done = subprocess.run(
            [PROGRAMS / "esmectl", "--json", "-s", self.work / "control",
             *words], capture_output=True, text=True, timeout=PATIENCE,
            check=False)
        same(done.returncode, 0, "esmectl", words, done.stdout, done.stderr)
        return json.loads(done.stdout)

    def parked(self):
        """How many receipts fit no message yet."""
        return self.ctl("status")["parked"]

    def reload(self):
        """The daemon takes the configuration as it is now."""
        self.configure()
        self.ctl("reload")
        self.settle()

    # ---- the clock ---------------------------------------------------------

    def settle_daemon(self):
        """Whether it moved, and what is due."""
        if self.daemon is None or self.daemon.poll() is not None:
            return False, None
        answer = self.json("POST", "/test/settle")
        return answer["progress"] != 0, micros(answer["next_due"])

    def settle_sims(self):
        """Until no message centre moves."""
        while any([sim.moved()[0] for sim in self.sims.values()]):
            pass

    def settle(self):
        """Until nobody moves, twice in a row: what one has written may be on
        its way while the other says that it rests. Returns what is due: of
        the daemon, of the message centres."""
        if self.real:
            return None, None
        quiet = 0
        while quiet < 2:
            moved, due = self.settle_daemon()
            dues = []
            for sim in self.sims.values():
                more, at = sim.moved()
                moved = moved or more
                dues.append(at)
            quiet = 0 if moved else quiet + 1
        return due, min((d for d in dues if d is not None), default=None)

    def move_daemon(self, to):
        """Its clock."""
        if self.daemon is not None and self.daemon.poll() is None:
            self.json("PUT", "/test/clock", {"now": date_of(to)})

    def move_sims(self, to):
        """Theirs."""
        for sim in self.sims.values():
            sim.say("advance", to=date_of(to))

    def step(self, to, due, sim_due):
        """All to one instant. Who has something to do then comes last, so
        that what it sends does not arrive before its time."""
        if sim_due is not None and sim_due <= to:
            if due is not None and due <= to:
                self.move_sims(to - 1)
            self.move_daemon(to)
            self.move_sims(to)
        else:
            self.move_sims(to)
            self.move_daemon(to)
        self.now = to

    def advance(self, by):
        """So many seconds on, from one due instant to the next."""
        end = self.now + round(by * SECOND)
        while True:
            due, sim_due = self.settle()
            if self.now >= end:
                return
            to = end
            for at in (due, sim_due):
                # Dates are told without their microseconds.
                if at is not None:
                    to = min(to, max(at, self.now + MILLISECOND))
            self.step(to, due, sim_due)

    def leap(self, by):
        """So many seconds on, in which nothing but enquire_link goes to and
        fro: the daemon alone goes through all its instants, then the message
        centres follow. It saves a day's worth of waiting for each other."""
        end = self.now + round(by * SECOND)
        _, sim_due = self.settle()
        if sim_due is not None and sim_due < end:
            # Its timers are lazy: this is one of a receipt answered already.
            self.at(sim_due / SECOND)
            _, sim_due = self.settle()
        check(sim_due is None or sim_due > end, "a message centre is due at",
              sim_due)
        self.move_daemon(end)
        self.move_sims(end)
        self.now = end
        self.settle()

    def at(self, instant):
        """On to so many seconds since START."""
        self.advance(instant - self.now / SECOND)


# ---- a message centre of the scenario's own --------------------------------

BIND = 0x09
SUBMIT = 0x04
DELIVER = 0x05
UNBIND = 0x06
ENQUIRE = 0x15
NACK = 0x80000000
RESP = 0x80000000


def pdu(command, sequence, body=b"", status=0):
    """The bytes of one PDU."""
    return struct.pack(">IIII", 16 + len(body), command, status,
                       sequence) + body


def submit_resp(sequence, smsc_id, status=0):
    """The answer to a submit_sm."""
    return pdu(SUBMIT | RESP, sequence, smsc_id.encode() + b"\0", status)


def receipt_pdu(sequence, smsc_id, stat, source, err="000"):
    """A deliver_sm that is a receipt (SMPP 3.4, appendix B)."""
    text = (f"id:{smsc_id} sub:001 dlvrd:001 submit date:2603021200 "
            f"done date:2603021200 stat:{stat} err:{err} text:-").encode()
    return pdu(DELIVER, sequence,
               b"\0\x01\x01" + source.lstrip("+").encode() +
               b"\0\x01\x0112125550100\0\x04\0\0\0\0\0\0\0\0" +
               bytes([len(text)]) + text)


class Pdu:
    """One that came."""

    def __init__(self, head, body):
        _, self.command, self.status, self.sequence = struct.unpack(
            ">IIII", head)
        self.body = body

    def strings(self):
        """Of a submit_sm: its C-Octet Strings, by their names."""
        found, at = {}, 0
        # So many octets stand before each (SMPP 3.4, 4.4.1).
        for name, skip in (("service_type", 0), ("from", 2), ("to", 2),
                           ("schedule", 3), ("validity", 0)):
            end = self.body.index(b"\0", at + skip)
            found[name] = self.body[at + skip:end].decode()
            at = end + 1
        return found

    def destination(self):
        """Of a submit_sm: the number it goes to."""
        return "+" + self.strings()["to"]


class Wire:
    """One connection of plain bytes; `sock` is whose it is."""

    sock = None

    def take(self, sock):
        """Talk over this one from now on."""
        self.sock = sock
        self.sock.settimeout(PATIENCE)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def write(self, octets, each=None):
        """Send, in pieces of so many bytes if told."""
        if each is None:
            self.sock.sendall(octets)
            return
        for at in range(0, len(octets), each):
            self.sock.sendall(octets[at:at + each])
            time.sleep(0.0002)

    def exactly(self, length):
        """So many bytes."""
        octets = b""
        while len(octets) < length:
            more = self.sock.recv(length - len(octets))
            check(more, "the daemon closed the connection")
            octets += more
        return octets

    def read(self, *commands):
        """The next PDU; of these commands if given, whatever else comes."""
        while True:
            head = self.exactly(16)
            found = Pdu(head, self.exactly(struct.unpack(">I", head[:4])[0]
                                           - 16))
            if not commands or found.command in commands:
                return found

    def nothing(self, within=0.05):
        """Fail if anything comes."""
        self.sock.settimeout(within)
        try:
            octets = self.sock.recv(16)
            raise Failed(f"this came: {octets.hex() or 'the end'}")
        except TimeoutError:
            pass
        finally:
            self.sock.settimeout(PATIENCE)

    def ended(self):
        """What still comes until the daemon closes."""
        rest = b""
        try:
            while more := self.sock.recv(65536):
                rest += more
        except ConnectionResetError:
            pass
        return rest


class Centre(Wire):
    """Takes connections, one at a time, nothing by itself."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.settimeout(PATIENCE)
        self.port = self.server.getsockname()[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.sock:
            self.sock.close()
        self.server.close()

    def accept(self):
        """Take a connection; returns its bind."""
        if self.sock:
            self.sock.close()
        self.take(self.server.accept()[0])
        asked = self.read()
        same(asked.command, BIND, "the first PDU")
        return asked

    def bind(self, each=None):
        """Take a connection and its bind."""
        asked = self.accept()
        self.write(pdu(BIND | RESP, asked.sequence, b"raw\0"), each)
