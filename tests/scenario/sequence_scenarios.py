# SPDX-License-Identifier: BSD-2-Clause
"""tests/data/sequences.jsonl: orders of PDUs that carriers send, each from
the simulator and, byte by byte, from a message centre of our own."""
import json

from lib import (DELIVER, RESP, SOURCE, SUBMIT, Centre, World, c, pdu,
                 receipt_pdu, same, submit_resp)

LINES = [json.loads(line) for line in
         (SOURCE / "tests" / "data" / "sequences.jsonl").read_text(
             encoding="utf-8").splitlines()]

# What the Twilio-compatible face calls what the timeline tells.
WORDS = {"queued": "queued", "submitting": "queued", "forwarded": "sent",
         "enroute": "sent", "delivered": "delivered"}


class Player:
    """One line against a daemon. Who inherits plays the message centre."""

    def __init__(self, line, world):
        self.line = line
        self.world = world
        self.submits = 0
        self.parts = max(e.get("part", 1) for e in line["events"])
        self.message = world.post(
            1, "x" * (153 * self.parts if self.parts > 1 else 9))

    def submit(self, e):
        """It comes; after a refusal it may take a second."""
        if self.submits and "part" not in e:
            self.world.advance(1)
        self.submits += 1
        self.came(e)

    def submit_resp(self, e):
        """It is answered."""
        self.answer(e, int(e.get("command_status", "0"), 16))
        self.world.settle()

    def deliver_sm(self, e):
        """A receipt in the words of the line."""
        self.receipt(e["text"])
        self.world.settle()

    def status(self):
        """What the customer sees."""
        return self.world.twilio(self.message)["status"]

    def play(self):
        """What the customer saw after each event."""
        seen = []
        for e in self.line["events"]:
            getattr(self, e["ev"])(e)
            seen.append(self.status())
        return seen

    def path(self):
        """The statuses it went through."""
        found = []
        for state, _ in self.world.changes(self.message):
            word = WORDS.get(state) or self.status()
            if found[-1:] != [word]:
                found.append(word)
        return found

    def check(self):
        """It ends as expected."""
        w, want = self.world, self.line["expect"]
        seen = self.play()
        same(self.path(), want["status"], "the statuses")
        same(seen[-1], want["status"][-1], "the end")
        same(w.twilio(self.message)["error_code"], want.get("error_code"))
        same(w.parked(), want.get("lost", 0), "receipts without a message")
        if "delivered_after_event" in want:
            same(seen.index("delivered") + 1, want["delivered_after_event"])
        if "callbacks_final" in want:
            finals = [e for e in w.get(self.message)["events"]
                      if e["event"] == "receipt"]
            same(len(finals), want["callbacks_final"], "final events")
        if "retries" in want:
            same(self.submits - self.parts, want["retries"], "retries")
        w.advance(120)
        self.no_more()
        same(self.status(), want["status"][-1], "later")


class BySim(Player):
    """The simulator holds each message until its answer is due."""

    def __init__(self, line, world):
        self.ids = []
        for e in line["events"]:
            if e["ev"] == "submit_resp":
                self.ids.append(e["id"] or f"none{len(self.ids)}")
                world.sim.rule(f"first=1:hold,id={self.ids[-1]}")
        super().__init__(line, world)

    def came(self, _):
        """So many, and no more."""
        if self.parts == 1:
            same(self.world.sim.seen(1), self.submits, "submits")

    def answer(self, _, status):
        """To the oldest."""
        self.world.sim.say("answer", count=1,
                           **({"status": hex(status)} if status else {}))

    def receipt(self, text):
        """With the text as it is; who it is about is what the id says."""
        smsc_id = text[len("id:"):].split()[0].lower()
        known, = [i for i in self.ids if i.lower() == smsc_id]
        self.world.sim.say("receipt", id=known, stat="DELIVRD", via="text",
                           shape=text)

    def no_more(self):
        """What was sent is all."""
        same(self.world.sim.seen(), self.submits, "submits")
        for ack in self.world.sim.events("deliver_sm_resp"):
            same(ack["status"], 0, "the answer to a receipt")


class ByBytes(Player):
    """A message centre without a mind."""

    def __init__(self, line, world):
        self.sent = {}      # submit_sm by their numbers in the line
        self.receipts = 0
        super().__init__(line, world)

    def came(self, e):
        """It is read."""
        found = self.world.raw.read(SUBMIT)
        same(found.destination(), c(1))
        self.sent[e["seq"]] = found.sequence

    def answer(self, e, status):
        """To the one that is meant."""
        self.world.raw.write(submit_resp(self.sent[e["seq"]], e["id"] or "",
                                         status))

    def receipt(self, text):
        """It is answered with 0."""
        self.receipts += 1
        head = receipt_pdu(self.receipts, "", "", c(1))
        head = head[16:head.index(b"id:") - 1]
        words = text.encode()
        self.world.raw.write(pdu(DELIVER, self.receipts,
                                 head + bytes([len(words)]) + words))
        ack = self.world.raw.read(DELIVER | RESP)
        same((ack.sequence, ack.status), (self.receipts, 0))

    def no_more(self):
        """Nothing comes."""
        self.world.raw.nothing()


def by_sim(line):
    """The function that the runner calls."""
    def run():
        with World(enquire_link="1h") as w:
            BySim(line, w).check()
    return run


def by_bytes(line):
    """The same."""
    def run():
        with Centre() as centre, World(raw=centre, enquire_link="1h") as w:
            centre.bind()
            w.settle()
            ByBytes(line, w).check()
    return run


for _line in LINES:
    globals()[f"s_sequence_{_line['name']}"] = by_sim(_line)
    globals()[f"s_sequence_{_line['name']}_by_bytes"] = by_bytes(_line)
