#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Judges a crash run of campaigns from the outside.

usage: counts.py --organizers FILE --smsc FILE --campaigns FILE
                 [--hold] [--window N]

It reads what the organizers and the message centre wrote down and what the
daemon says at the end about each campaign, believes the first two, and says
where the third is wrong. It shares no code with the daemon; the tables below
come from the specification (statuses.md 4 to 6). Exit 1 if a promise was
broken.

  C1  counts add up, and each is what its recipients are
  C2  every recipient has an end; who was sent nothing says why
  C3  nobody gets a step twice, unless flagged and in doubt; with --hold never
  C4  who was sent a first message of a campaign that lived has exactly one
      follow-up, others have none
  C5  a campaign goes along the legal moves only
  C6  nothing is sent that is of no recipient, nor after a cancel, while
      paused, or to somebody who has opted out, once that was said
"""
import argparse
import collections
import datetime
import sys

import journal
import oracle

BUCKETS = {"in_queue": {"new", "held", "queued", "submitting"},
           "outbox": {"forwarded", "enroute"}, "sent": {"delivered"},
           "error": {"failed"}, "delivery_unknown": {"delivery_unknown"},
           "skipped": {"skipped"}, "canceled": {"canceled"},
           "recipient_deleted": {"recipient_deleted"}}
MOVES = {"draft": {"scheduled", "processing", "failed"},
         "scheduled": {"draft", "processing", "failed"},
         "processing": {"sending", "sent", "canceled", "failed"},
         "sending": {"sent", "done", "canceled"},
         "sent": {"done"},
         "done": set(), "canceled": set(), "failed": set()}
LIVED = ("sent", "done")

# Between an answer of the daemon and a line of the message centre's log.
SLACK = 1.0


class Run(oracle.Centre):
    """All three logs."""

    def __init__(self, options):
        super().__init__(options)
        self.stops = collections.defaultdict(list)  # number -> (from, to)
        self.ins = collections.defaultdict(list)    # number -> opt-ins
        self.made = {}                              # token -> campaign
        self.quiet = collections.defaultdict(list)  # campaign -> (from, to)
        self.deleted = set()
        self.read_organizers(options.organizers)
        self.read_stops(options.smsc)
        self.campaigns = {e["campaign"]["id"]: e
                          for e in journal.read(options.campaigns)}
        self.sent = self.sort_submits()

    def read_organizers(self, path):
        """What was asked and answered."""
        for e in journal.read(path):
            if e["event"] == "made":
                self.made[e["token"]] = e["id"]
            elif e["event"] == "act" and e["what"] == "resume":
                self.end(self.quiet[e["id"]], e["at"])
            elif e["event"] == "acted" and e["status"] == 200 and \
                    e["what"] in ("pause", "cancel"):
                self.quiet[e["id"]].append([e["at"], None])
            elif e["event"] == "acted" and e["what"] == "delete":
                self.deleted.add(e["id"])
            elif e["event"] == "out":
                self.stops[e["number"]].append([e["at"], None])
            elif e["event"] == "in":
                self.end(self.stops[e["number"]], e["at"])
                self.ins[e["number"]].append(e["at"])

    @staticmethod
    def end(spans, at):
        """What is under way ends."""
        for span in spans:
            if span[1] is None:
                span[1] = at

    def read_stops(self, path):
        """A STOP that was acknowledged holds, until the next opt-in; one
        that was asked for shortly before may have come behind it."""
        asked = {}
        for e in journal.read(path):
            if e["event"] == "stop":
                asked[e["conn"], e["seq"]] = e["number"]
            elif e["event"] == "ack" and e["status"] == 0 and \
                    (e["conn"], e["seq"]) in asked:
                number = "+" + asked[e["conn"], e["seq"]]
                end = min((at for at in self.ins[number]
                           if at > e["at"] - 10), default=None)
                self.stops[number].append([e["at"], end])

    def sort_submits(self):
        """Those of campaigns: (campaign, step, number) -> submits."""
        found = collections.defaultdict(list)
        for token, submits in self.by_token.items():
            name, _, step = token.rpartition("-")
            for s in submits:
                if token:
                    found[self.made.get(name), int(step),
                          "+" + s["to"]].append(s)
        return found


def count_rows(rows):
    """What the counts of a campaign must say of these recipients."""
    found = {bucket: sum(r["state"] in states for r in rows)
             for bucket, states in BUCKETS.items()}
    found["total"] = len(rows)
    found["forwarded"] = sum(r["forwarded_at"] is not None for r in rows)
    return found


def compare(verdict, camp, what, counts, want):
    """C1 of one set of counts."""
    wrong = {k: (counts[k], n) for k, n in want.items() if counts[k] != n}
    if wrong:
        verdict.complain(camp, f"{what}: counts and recipients are {wrong}")


def check_counts(verdict, entry):
    """C1"""
    camp, rows = entry["campaign"]["id"], entry["recipients"]
    counts = entry["campaign"]["counts"]
    if sum(counts[b] for b in BUCKETS) != counts["total"]:
        verdict.complain(camp, f"its counts do not add up: {counts}")
    if entry["campaign"]["status"] in ("draft", "scheduled"):
        return
    compare(verdict, camp, "all", counts, count_rows(rows))
    for step in counts["steps"]:
        compare(verdict, camp, f"step {step['step']}", step, count_rows(
            [r for r in rows if r["step"] == step["step"]]))
    for v in counts["variants"]:
        compare(verdict, camp, f"variant {v['variant']}", v, count_rows(
            [r for r in rows if r["message"] is not None and
             r["variant"] == v["variant"]]))
    compare(verdict, camp, "others", {
        **counts, "first": counts["recipients"],
        "parts_of": counts["parts"],
        "stages": {k: n for k, n in counts["error_by_stage"].items() if n},
        "rules": {k: n for k, n in counts["skipped_by_rule"].items() if n}
    }, {"first": sum(r["step"] == 0 for r in rows),
        "checked": sum(r["step"] == 0 and r["message"] is not None
                       for r in rows),
        "parts_of": sum(r["parts"] for r in rows if r["forwarded_at"]),
        "stages": dict(collections.Counter(
            r["stage"] for r in rows if r["state"] == "failed")),
        "rules": dict(collections.Counter(
            r["substate"] for r in rows if r["state"] == "skipped"))})


def check_ends(run, verdict, entry):
    """C2"""
    status = entry["campaign"]["status"]
    camp = entry["campaign"]["id"]
    verdict.count[f"campaigns {status}"] += 1
    if status in ("draft", "scheduled"):
        return
    if status not in ("done", "canceled", "failed"):
        verdict.complain(camp, f"is still {status}: {entry['campaign']}")
    for r in entry["recipients"]:
        verdict.count[f"recipients {r['state']}"] += 1
        sent = run.sent.get((camp, r["step"], r["number"]), [])
        taken = [s for s in sent if s["status"] == 0]
        who = f"{camp} {r['step']} {r['number']} {r['message']}"
        if r["state"] not in oracle.FINAL:
            verdict.count["without a final state"] += 1
            verdict.complain(who, f"is still {r['state']}")
        if r["forwarded_at"] and not taken:
            verdict.complain(who, "was forwarded, and never submitted")
        stats = {x["stat"] for s in taken for x in run.by_id[s["id"]]}
        if r["state"] == "delivered" and "DELIVRD" not in stats:
            verdict.complain(who, f"is delivered, its receipts are {stats}")
        if r["stage"] == "network" and "UNDELIV" not in stats:
            verdict.complain(who, f"has failed, its receipts are {stats}")


def check_doubles(run, verdict, entry):
    """C3: of those that have several rows only one was sent."""
    camp = entry["campaign"]["id"]
    rows = collections.defaultdict(list)
    for r in entry["recipients"]:
        if r["substate"] != "duplicate":
            rows[r["step"], r["number"]].append(r)
    for (step, number), own in rows.items():
        forwarded = [r for r in own if r["forwarded_at"]]
        who = f"{camp} {step} {number}"
        if len(forwarded) > 1:
            verdict.complain(who, "was sent twice by two rows")
        parts = collections.defaultdict(list)
        for s in run.sent.get((camp, step, number), []):
            if s["status"] == 0:
                parts[s["part"]].append(s)
        for taken in parts.values():
            for first, again in zip(taken, taken[1:]):
                verdict.count["doubles"] += 1
                verdict.count[f"of connection {first['conn']}"] += 1
                oracle.judge_double(run, verdict, who, (first, again, own[0]))


def seconds(text):
    """An instant of an answer; None: never."""
    return text and datetime.datetime.fromisoformat(
        text.replace("Z", "+00:00")).timestamp()


def check_follow_ups(verdict, entry):
    """C4. What is forwarded and ended in one commit has none, and instants of
    messages are told to the millisecond below."""
    camp, swept = entry["campaign"]["id"], seconds(
        entry["campaign"]["swept_at"])
    lived = entry["campaign"]["status"] in LIVED
    after = collections.Counter((r["number"], r["contact"])
                                for r in entry["recipients"] if r["step"])
    for r in entry["recipients"]:
        if r["step"]:
            continue
        got = after.pop((r["number"], r["contact"]), 0) \
            if r["forwarded_at"] else 0
        who = f"{camp} {r['number']} {r['message']}"
        if not r["forwarded_at"]:
            continue
        verdict.count["follow-ups"] += got
        if got > 1:
            verdict.complain(who, f"has {got} follow-ups")
        at = seconds(r["forwarded_at"])
        must = lived or (swept and at + 0.002 < swept)
        if got == 0 and must:
            verdict.complain(who, f"was forwarded {r['forwarded_at']} and "
                             "has no follow-up")
        if got and swept and at > swept:
            verdict.complain(who, "has a follow-up, forwarded "
                             f"{r['forwarded_at']}, ended {swept}")
    for who, n in after.items():
        verdict.complain(camp, f"{who} has {n} follow-ups, and no first "
                         "message that was forwarded")


def check_moves(verdict, entry):
    """C5"""
    camp, at = entry["campaign"]["id"], "draft"
    for e in entry["events"]:
        if e["from"] == e["to"]:
            continue
        if e["from"] not in (None, at) or (e["from"] is not None and
                                           e["to"] not in MOVES[at]):
            verdict.complain(camp, f"went from {at} to {e['to']}: {e}")
        at = e["to"]
    if at != entry["campaign"]["status"]:
        verdict.complain(camp, f"is {entry['campaign']['status']}, its "
                         f"events say {at}")


def is_within(spans, at):
    """Is it in one of these, by more than what logs may differ?"""
    return any(begin + SLACK < at and (end is None or at < end)
               for begin, end in spans)


def check_submits(run, verdict):
    """C6"""
    known = {(camp, r["step"], r["number"])
             for camp, entry in run.campaigns.items()
             for r in entry["recipients"]}
    for place, submits in run.sent.items():
        camp, _, number = place
        if camp is not None and place not in known:
            verdict.complain(place, "was sent to and is no recipient")
        for s in submits:
            if is_within(run.quiet.get(camp, ()), s["at"]):
                verdict.complain(place, "was sent to in spite of a pause or "
                                 f"cancel: {s}, {run.quiet[camp]}")
            if is_within(run.stops.get(number, ()), s["at"]):
                verdict.complain(place, f"had opted out: {s}, "
                                 f"{run.stops[number]}")


def check_bound(run, verdict):
    """What one connection costs is at most its window."""
    most = 0
    for key in [k for k in verdict.count if k.startswith("of connection")]:
        most = max(most, verdict.count.pop(key))
    verdict.count["most doubles of one connection"] = most
    if most > run.window:
        verdict.complain("all", f"{most} doubles of one connection, more "
                         f"than its window of {run.window}")


def check_known(run, verdict):
    """A draft that was answered is there, or was deleted."""
    for token, camp in run.made.items():
        if camp not in run.campaigns and camp not in run.deleted:
            verdict.count["lost"] += 1
            verdict.complain(token, f"{camp} is lost")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--organizers", required=True)
    parser.add_argument("--smsc", required=True)
    parser.add_argument("--campaigns", required=True)
    parser.add_argument("--hold", action="store_true")
    parser.add_argument("--window", type=int, default=50)
    run = Run(parser.parse_args())
    verdict = oracle.Verdict()
    verdict.count.update({
        "campaigns": len(run.campaigns), "submits": len(run.submits),
        "connections": len({s["conn"] for s in run.submits.values()}),
        "receipts": len(run.receipts), "opted out": len(run.stops),
        "lost": 0, "without a final state": 0, "doubles": 0})
    check_known(run, verdict)
    for entry in run.campaigns.values():
        check_counts(verdict, entry)
        check_ends(run, verdict, entry)
        check_doubles(run, verdict, entry)
        check_follow_ups(verdict, entry)
        check_moves(verdict, entry)
    check_submits(run, verdict)
    check_bound(run, verdict)
    verdict.print()
    return 1 if verdict.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
