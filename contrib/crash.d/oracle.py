#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Judges a crash run from the outside.

usage: oracle.py --client FILE --smsc FILE --messages FILE
                 [--hold] [--window N]

It reads what the customers and the message centre wrote down and what the
daemon answers about each accepted message, believes the first two, and says
where the third is wrong. It shares no code with the daemon; the tables below
come from the specification. Exit 1 if a promise was broken.

  P1  every accepted message is at the message centre or says why it is not
  P2  each has one final state, reached by legal steps
  P4  a message is sent twice only if the answer of the first time may have
      been lost, flagged, at most a window for each broken connection;
      with --hold never
  P5  what an acknowledged receipt said is what the message says
      nothing is sent that nobody submitted, or that was refused
"""
import argparse
import collections
import sys

import journal

FINAL = {"delivered", "failed", "delivery_unknown", "skipped", "canceled",
         "recipient_deleted", "untracked"}

# From which state a message may go to which: what a single message can meet
# of the rules M5 to M9h, M10, M11, M14, M20, R2 to R4. A late answer or
# receipt may pass over a state.
STEPS = {
    "queued": {"submitting", "forwarded", "delivered", "failed"},
    "submitting": {"queued", "forwarded", "enroute", "delivered", "failed",
                   "delivery_unknown"},
    "forwarded": {"enroute", "delivered", "failed", "delivery_unknown"},
    "enroute": {"delivered", "failed", "delivery_unknown"},
    "failed": {"delivered"},
    "delivery_unknown": {"queued", "forwarded", "delivered", "failed"},
    "delivered": set(),
}

# An answer that was on its way for so long had time to be kept.
LEARNT = 2.0


class Centre:
    """The message centre's log, by token and by message id."""

    def __init__(self, options):
        self.hold = options.hold
        self.window = options.window
        self.submits = {}                           # (conn, seq) -> event
        self.by_token = collections.defaultdict(list)
        self.receipts = {}                          # (conn, seq) -> event
        self.by_id = collections.defaultdict(list)
        self.closed = {}                            # conn -> instant
        self.last_ack = {}                          # conn -> newest receipt
        self.read_smsc(options.smsc)

    def read_smsc(self, path):
        """What was taken and said."""
        for e in journal.read(path):
            place = e["conn"], e.get("seq")
            if e["event"] == "submit":
                e["answered"] = None
                self.submits[place] = e
                self.by_token[e["token"]].append(e)
            elif e["event"] == "answer":
                self.submits[place]["answered"] = e["at"]
            elif e["event"] == "receipt":
                e["acked"] = False
                self.receipts[place] = e
                self.by_id[e["id"]].append(e)
            elif e["event"] == "ack" and e["status"] == 0:
                receipt = self.receipts.get(place)
                if receipt:
                    receipt["acked"] = True
                    before = self.last_ack.get(e["conn"], 0)
                    self.last_ack[e["conn"]] = max(before, receipt["at"])
            elif e["event"] == "close":
                self.closed[e["conn"]] = e["at"]

    def was_learnt(self, submit):
        """Whether the daemon must have kept the answer of this submit.

        Answers and receipts are kept in the order in which they came. So an
        acknowledged receipt that was sent after the answer proves it.
        """
        if submit["answered"] is None:
            return False
        conn = submit["conn"]
        closed = self.closed.get(conn)
        return (self.last_ack.get(conn, 0) > submit["answered"] or
                closed is None or closed - submit["answered"] > LEARNT)

    def taken(self, token):
        """The submits of a token that the message centre took, by part."""
        parts = collections.defaultdict(list)
        for submit in self.by_token.get(token, []):
            if submit["status"] == 0:
                parts[submit["part"]].append(submit)
        return parts


class Run(Centre):
    """Both logs, and the messages at the end."""

    def __init__(self, options):
        super().__init__(options)
        self.sent = set()
        self.accepted = {}
        self.refused = set()
        self.read_client(options.client)
        self.answers = {m["token"]: m["answer"]
                        for m in journal.read(options.messages)}
        # Those that are what was asked for; check_kept() has the others.
        self.messages = {t: m for t, m in self.answers.items()
                         if t in m["text"]}

    def read_client(self, path):
        """What was asked and promised."""
        for e in journal.read(path):
            if e["event"] == "send":
                self.sent.update(e["tokens"])
            elif e["event"] == "accepted":
                self.accepted[e["token"]] = e["id"]
            elif e["event"] == "refused":
                self.refused.add(e["token"])


class Verdict:
    """Counts and complaints."""

    def __init__(self):
        self.count = collections.Counter()
        self.complaints = []

    def complain(self, token, what):
        """One broken promise."""
        self.complaints.append(f"{token}: {what}")

    def print(self):
        """The figures, then what is wrong, the first few in full."""
        for name in sorted(self.count):
            print(f"  {name:34} {self.count[name]}")
        for line in self.complaints[:20]:
            print("VIOLATION", line)
        if len(self.complaints) > 20:
            print("and", len(self.complaints) - 20, "more")


def check_phantoms(run, verdict):
    """No submit without somebody who asked for it."""
    for token, submits in run.by_token.items():
        if token not in run.sent:
            verdict.complain(token or "a text without a token",
                             f"was submitted {len(submits)} times, and never "
                             "asked for")
        elif token in run.refused:
            verdict.complain(token, "was refused and submitted all the same")


def why_lost(run, token):
    """How an accepted message got lost, or None."""
    message = run.answers.get(token)
    if message is None:
        return "nobody knows it now"
    if token not in message["text"]:
        return "it is another message now"
    state = message["state"]
    if token not in run.by_token and state not in ("failed",
                                                   "delivery_unknown"):
        return f"it is {state}, but was never submitted"
    return None


def check_kept(run, verdict):
    """Nothing accepted is lost, and all has ended."""
    for token, name in run.accepted.items():
        if why := why_lost(run, token):
            verdict.count["lost"] += 1
            verdict.complain(token, f"{name} was accepted, and {why}")
            continue
        state = run.messages[token]["state"]
        verdict.count[f"state {state}"] += 1
        if state not in FINAL:
            verdict.count["without a final state"] += 1
            verdict.complain(token, f"is still {state}")


def check_doubles(run, verdict):
    """Sent twice only in doubt, flagged, and bounded."""
    by_conn = collections.Counter()
    for token in run.by_token:
        for submits in run.taken(token).values():
            for again in submits[1:]:
                verdict.count["doubles"] += 1
                first = submits[submits.index(again) - 1]
                by_conn[first["conn"]] += 1
                judge_double(run, verdict, token,
                             (first, again, run.messages.get(token)))
    for conn, doubles in by_conn.items():
        verdict.count["most doubles of one connection"] = max(
            doubles, verdict.count["most doubles of one connection"])
        if doubles > run.window:
            verdict.complain(f"connection {conn}", f"{doubles} doubles, more "
                             f"than its window of {run.window}")


def judge_double(run, verdict, who, double):
    """One that was sent once more: its submits, and what it is now, or
    None."""
    first, again, message = double
    if run.hold:
        verdict.complain(who, "was sent again though it was to be held: "
                         f"connections {first['conn']} and {again['conn']}")
    if run.was_learnt(first):
        verdict.complain(who, "was sent again though its answer had come: "
                         f"{first} {again}")
    if first["conn"] not in run.closed:
        verdict.complain(who, "was sent again though nothing had broken")
    if message and "duplicate_risk" not in message["flags"]:
        verdict.complain(who, f"was sent twice, flags {message['flags']}")


def check_bound(run, verdict):
    """How many submits were open when their connection broke."""
    for submit in run.submits.values():
        if submit["conn"] in run.closed and not run.was_learnt(submit):
            verdict.count["in doubt at a break"] += 1
    if verdict.count["doubles"] > verdict.count["in doubt at a break"]:
        verdict.complain("all", "more doubles than doubts")


def check_steps(run, verdict):
    """The timeline is a legal way to the state that is shown."""
    for token, message in run.messages.items():
        at = None
        for event in message["events"]:
            state = event["state"]
            if at is None and state not in ("queued", "submitting"):
                verdict.complain(token, f"began as {state}")
            if at is not None and state != at and \
                    state not in STEPS.get(at, set()):
                verdict.complain(token, f"went from {at} to {state}")
            at = state
        if at != message["state"]:
            verdict.complain(token, f"is {message['state']}, its timeline "
                             f"says {at}")


def known_ids(message):
    """The ids of the message centre that this message had answers for."""
    return {e["smsc_id"] for e in message["events"]
            if e["event"] == "answered" and e["smsc_id"]}


def results_of(run, submits, known):
    """What acknowledged receipts said of a part's ids that are known."""
    return {r["stat"] for s in submits if s["id"] in known
            for r in run.by_id[s["id"]] if r["acked"]}


def expected(parts):
    """The states that fit what the receipts said of each part.

    A message is delivered if all parts are, failed if one is not, and unknown
    while neither is sure. A part of which both was said is delivered (R2, R3);
    in a message of several parts it may have failed that before.
    """
    if all("DELIVRD" in part for part in parts):
        states = {"delivered"}
    elif {"UNDELIV"} in parts:
        states = {"failed"}
    else:
        states = {"delivery_unknown"}
    if len(parts) > 1 and any("UNDELIV" in part for part in parts):
        states.add("failed")
    return states


def check_receipts(run, verdict):
    """A receipt that was acknowledged has been heard."""
    for receipt in run.receipts.values():
        verdict.count["receipts"] += 1
        verdict.count["receipts acknowledged"] += receipt["acked"]
    for token, message in run.messages.items():
        taken = run.taken(token)
        known = known_ids(message)
        for submits in taken.values():
            for s in submits:
                if s["id"] not in known and run.was_learnt(s):
                    verdict.complain(token, "the answer with the id "
                                     f"{s['id']} was forgotten")
        check_result(run, verdict, token, known)


def check_result(run, verdict, token, known):
    """The end of one message is the one that its receipts and refusals say."""
    message = run.messages[token]
    state = message["state"]
    taken = run.taken(token)
    parts = [results_of(run, taken.get(part, []), known)
             for part in range(1, message["parts"] + 1)]
    states = expected(parts)
    if any(s["status"] == 0x0B for s in run.by_token.get(token, [])):
        states.add("failed")
    if state in FINAL and state not in states:
        verdict.complain(token, f"is {state}, its receipts said {parts}")
    if state == "delivery_unknown" and not (
            run.hold and "in_doubt" in message["flags"]):
        verdict.complain(token, "is unknown but was not held in doubt")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--client", required=True)
    parser.add_argument("--smsc", required=True)
    parser.add_argument("--messages", required=True)
    parser.add_argument("--hold", action="store_true")
    parser.add_argument("--window", type=int, default=50)
    run = Run(parser.parse_args())
    verdict = Verdict()
    verdict.count.update({
        "sent": len(run.sent), "accepted": len(run.accepted),
        "refused": len(run.refused), "submits": len(run.submits),
        "connections": len({s["conn"] for s in run.submits.values()}),
        "lost": 0, "without a final state": 0, "doubles": 0,
        "in doubt at a break": 0})
    check_phantoms(run, verdict)
    check_kept(run, verdict)
    check_doubles(run, verdict)
    check_bound(run, verdict)
    check_steps(run, verdict)
    check_receipts(run, verdict)
    verdict.print()
    return 1 if verdict.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
