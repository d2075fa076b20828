# SPDX-License-Identifier: BSD-2-Clause
"""A scripted exchange between the daemon and a stack that is not ours.

The stack is a message centre (centre.js, centre.pl) which says what it saw and
takes orders. Each step of the exchange is a test.
"""
import http.client
import json
import subprocess
import threading
import time

import rig

PATIENCE = 10       # seconds for anything
TO = "+19175550011"
BINDS = {"transceiver": ["transceiver"], "pair": ["receiver", "transmitter"]}

SHORT = "Grüße from a gateway: 10 € [ok]"
LONG = "All parts of this text come with a header. " * 5
CYRILLIC = "привет, мир 🎉"


class Stack:
    """A message centre's process."""

    def __init__(self, name, command, env, port):
        self.name = name
        self.port = port
        self.said = []
        self.process = subprocess.Popen(
            [*command, str(port)], env=env, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.reader = threading.Thread(target=self.listen)
        self.reader.start()
        self.has("port")

    def listen(self):
        """Keep all that it says."""
        for line in self.process.stdout:
            self.said.append(json.loads(line))

    def wait(self, what, good, since=0, count=1):
        """What it said since then and is good, when there is enough of it."""
        end = time.monotonic() + PATIENCE
        while len(found := [s for s in self.said[since:] if good(s)]) < count:
            if time.monotonic() > end:
                raise rig.Broken(f"{self.name}: no {what} in "
                                 f"{PATIENCE} s: {self.said[since:][-20:]}")
            time.sleep(0.02)
        return found

    def has(self, key, since=0, count=1):
        """The values of a key, when there are so many."""
        return [s[key] for s in self.wait(key, lambda s: key in s, since,
                                          count)]

    def order(self, what, **rest):
        """Give it an order. Returns how much it had said before."""
        since = len(self.said)
        self.process.stdin.write(json.dumps({"do": what, **rest}) + "\n")
        self.process.stdin.flush()
        self.wait(f"end of {what}", lambda s: s.get("done") == what, since)
        return since

    def end(self):
        """Let it go; returns all that it said."""
        self.process.stdin.close()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.reader.join()
        return self.said


def with_keys(daemon, **keys):
    """Give its smsc more keys."""
    head = 'smsc "acme" {\n'
    lines = "".join(f"    {key} = {value}\n" for key, value in keys.items())
    daemon.conf.write_text(daemon.conf.read_text().replace(head, head + lines))


def inbound_total(daemon):
    """How many messages of handsets it has counted."""
    connection = http.client.HTTPConnection("127.0.0.1", daemon.port,
                                            timeout=PATIENCE)
    connection.request("GET", "/metrics", headers=rig.HEADERS)
    lines = connection.getresponse().read().decode().splitlines()
    connection.close()
    return next(float(line.split()[1]) for line in lines
                if line.startswith("esmed_inbound_total"))


def check(good, *what):
    """Fail unless it is so."""
    if not good:
        raise rig.Broken(" ".join(str(w) for w in what))


class Exchange:
    """All steps with one stack, one after another."""

    def __init__(self, stack, daemon, kind):
        self.stack = stack
        self.daemon = daemon
        self.binds = BINDS[kind]
        self.asker = rig.Asker(daemon.port)

    def smsc(self):
        """What the daemon tells of it."""
        status, answer = self.asker.ask("GET", "/v1/smscs")
        check(status == 200, status, answer)
        return answer["smscs"][0]

    def send(self, text, state, count=1, **plan):
        """A message, when its state is final, and its submit_sm: so many."""
        since = self.stack.order("next", **plan) if plan else \
            len(self.stack.said)
        found = self.asker.wait_for(self.asker.post(TO, text), state,
                                    PATIENCE)
        submits = self.stack.wait("submit_sm", lambda s: "text" in s, since,
                                  count)
        check(len(submits) == count, submits)
        for submit in submits:
            check(submit["to"] == TO[1:] and submit["from"] == "12125550100",
                  "not its numbers:", submit)
            check(submit["registered"] == 1, "no receipt wanted:", submit)
        return found, submits

    def is_bound_to(self):
        """Every bind, with its name and password, in SMPP 3.4."""
        self.stack.has("bind", count=len(self.binds))
        told = [s for s in self.stack.said if "bind" in s]
        check(sorted(s["bind"] for s in told) == self.binds, told)
        check(all((s["system_id"], s["password"], s["version"]) ==
                  ("rig", "secret", 0x34) for s in told), told)

    def takes_a_text(self):
        """In the default alphabet; its receipt is a text only."""
        _, submits = self.send(SHORT, "delivered", form="text")
        check([(s["text"], s["coding"], s["udh"]) for s in submits] ==
              [(SHORT, 0, "")], submits)

    def takes_a_long_text(self):
        """In two parts, which have their headers."""
        found, submits = self.send(LONG, "delivered", 2)
        check(found["parts"] == 2, found)
        check("".join(s["text"] for s in submits) == LONG, submits)
        headers = [bytes.fromhex(s["udh"]) for s in submits]
        # What counts is the end: some give the header with its length.
        check([h[-2:] for h in headers] == [b"\2\1", b"\2\2"] and
              len({h[-3] for h in headers}) == 1, submits)

    def takes_ucs2(self):
        """Its receipt has TLVs only."""
        _, submits = self.send(CYRILLIC, "delivered", form="tlv")
        check([(s["text"], s["coding"]) for s in submits] == [(CYRILLIC, 8)],
              submits)

    def says_undelivered(self):
        """The receipt's code is the reason."""
        found, _ = self.send("undelivered", "failed", stat="UNDELIV",
                             err="001")
        check(found["reason"] == 30005, found)

    def refuses_for_good(self):
        """An answer with an error is the end of a message."""
        found, _ = self.send("refused", "failed", status=0x0B)
        check("ESME_RINVDSTADR" in [e["status_name"]
                                    for e in found["events"]], found)

    def throttles_and_then_takes(self):
        """The same message again, and no other."""
        found, submits = self.send("throttled", "delivered", 2,
                                   status=0x58)
        check([(s["text"], s["status"]) for s in submits] ==
              [("throttled", 0x58), ("throttled", 0)], submits)
        check(found["reason"] is None, found)
        check(self.smsc()["throttled"] == 1, self.smsc())

    def sends_a_text_of_a_handset(self):
        """It is on record before it is acknowledged."""
        before = inbound_total(self.daemon)
        since = self.stack.order("mo", **{"from": TO[1:], "to": "12125550100",
                                          "text": "Where is it?"})
        acks = self.stack.wait("answer", lambda s: s.get("acked") == "mo",
                               since)
        check([a["status"] for a in acks] == [0], acks)
        check(inbound_total(self.daemon) == before + 1)

    def has_every_receipt_acknowledged(self):
        """One answer for each part that it took."""
        parts = {s["id"] for s in self.stack.said if s.get("id")}
        acks = self.stack.wait("acknowledgement", lambda s: "acked" in s, 0,
                               len(parts | {"mo"}))
        check(sorted(a["acked"] for a in acks) == sorted(parts | {"mo"}) and
              all(a["status"] == 0 for a in acks), parts, acks)
        inbound = self.smsc()["inbound"]
        check(inbound["acknowledged"] == len(acks) and
              inbound["refused"] == 0, inbound)

    def asks_whether_we_are_alive(self):
        """On each of its connections."""
        since = self.stack.order("enquire")
        answers = self.stack.has("alive", since, len(self.binds))
        check(answers == [0] * len(self.binds), answers)

    def is_asked_whether_it_is_alive(self):
        """Each bind asks after a second of silence."""
        since = len(self.stack.said)
        for kind in self.binds:
            self.stack.wait("question", lambda s, k=kind:
                            s.get("asked") == k, since)

    def unbinds_and_is_bound_again(self):
        """It has its answer, the binds come back and work."""
        since = self.stack.order("unbind")
        answers = self.stack.has("unbound", since, len(self.binds))
        check(answers == [0] * len(self.binds), answers)
        binds = self.stack.has("bind", since, len(self.binds))
        check(sorted(binds) == self.binds, binds)
        self.send("bound again", "delivered")

    def is_left_with_an_unbind(self):
        """The daemon ends with 0, and by unbind on each connection."""
        since = len(self.stack.said)
        self.daemon.stop()
        left = self.stack.has("left", since, len(self.binds))
        check(sorted(left) == self.binds, left)
        check(not [s for s in self.stack.said if "error" in s],
              self.stack.said)


STEPS = (
    Exchange.is_bound_to,
    Exchange.takes_a_text,
    Exchange.takes_a_long_text,
    Exchange.takes_ucs2,
    Exchange.says_undelivered,
    Exchange.refuses_for_good,
    Exchange.throttles_and_then_takes,
    Exchange.sends_a_text_of_a_handset,
    Exchange.has_every_receipt_acknowledged,
    Exchange.asks_whether_we_are_alive,
    Exchange.is_asked_whether_it_is_alive,
    Exchange.unbinds_and_is_bound_again,
    Exchange.is_left_with_an_unbind,
)


def play(tell, name, steps, *arguments):
    """Each step is a test. One that fails is the last: what comes after it
    would mostly wait for nothing."""
    for step in steps:
        try:
            step(*arguments)
        except (rig.Broken, OSError, KeyError,
                subprocess.TimeoutExpired) as e:
            tell(f"{name}_{step.__name__}", False, str(e) or repr(e))
            return
        tell(f"{name}_{step.__name__}", True)


def run(tell, stack, daemon, kind):
    """All steps with a daemon that binds in this way."""
    with_keys(daemon, bind=kind, enquire_link="1s")
    try:
        daemon.start()
        daemon.wait_until_up()
        play(tell, f"{stack.name}_as_a_{kind}", STEPS,
             Exchange(stack, daemon, kind))
    finally:
        daemon.abandon()
        stack.end()
