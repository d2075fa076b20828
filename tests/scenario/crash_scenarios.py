# SPDX-License-Identifier: BSD-2-Clause
"""Campaigns and kill -9: spec/scenarios.md S-P95 and S-P96, and kills at any
instant: nobody is lost, and nobody gets a text twice without a sign of it."""
import collections
import http.client
import json
import random
import threading
import time

from campaign_scenarios import (BEFORE_CAP, CAP, check_closed,
                                closed_by_the_window)
from lib import HELLO, HOURS, SECOND, Failed, c, check, same
from shop import Shop


def s_p95_a_campaign_of_a_thousand_is_killed_half_way():
    with Shop() as w:
        people = w.people(1, 1000)
        w.sim.rule("first=500:delay=10ms", "hold")
        camp = w.camp([], lists=[people])
        w.send(camp)
        w.advance(5)
        w.n(camp, total=1000, outbox=500, in_queue=500)
        shown = {r["number"] for r in w.recipients(camp, status="forwarded")}
        same(len(shown), 500)
        w.kill()
        w.sim.say("clear")
        w.start()
        w.advance(60)
        w.n(camp, total=1000, outbox=1000)
        seen = collections.Counter("+" + s["to"] for s in w.sim.submits())
        same(len(seen), 1000, "numbers")
        same(max(seen.values()), 2, "submits to one")
        twice = {n for n, k in seen.items() if k == 2}
        same(len(twice), 10, "that got two")
        same(twice & shown, set(), "sent again though it was in the outbox")
        flags = {r["number"] for r in w.recipients(camp)
                 if "duplicate_risk" in r["flags"]}
        same(flags, twice, "duplicate_risk")


def s_p96_the_close_survives_restarts():
    with Shop() as w:
        camp = closed_by_the_window(w)
        for hours in (10, 37):
            w.leap(hours * HOURS)
            w.restart()
        w.till(BEFORE_CAP)
        w.st(camp, "sent")
        w.n(camp, total=5, sent=4, outbox=1)
        w.till(CAP)
        check_closed(w, camp)


def s_p96_what_is_held_survives_restarts():
    with Shop() as w:
        camp = w.camp(5, steps=[{"text": "Second", "delay": "1h"}])
        w.sched(camp, "10:00")
        w.restart()
        w.till("14:00")
        w.restart()
        w.till("15:00")
        same(w.subs(), 5)
        w.restart()
        w.till("15:59")
        w.restart()
        w.till("16:00")
        same(w.subs(), 10)
        w.n(camp, total=10, outbox=10)


class Chaos:
    """A world whose daemon is killed at any instant."""

    def __init__(self, w, seed):
        self.w = w
        self.dice = random.Random(seed)

    def rush(self):
        """Time goes on until the daemon dies in the middle of it."""
        w = self.w
        alarm = threading.Timer(self.dice.uniform(0, 0.15), w.daemon.kill)
        alarm.start()
        end = w.now + SECOND
        try:
            while w.now < end:
                w.advance(self.dice.choice((0.05, 0.05, 0.4)))
        except (OSError, http.client.HTTPException, json.JSONDecodeError,
                Failed, AttributeError):
            pass
        finally:
            alarm.join()

    def kill_within(self, most):
        """While it works at something for itself."""
        time.sleep(self.dice.uniform(0, most))
        self.rise()

    def rise(self):
        """It starts where the message centre's clock stands."""
        w = self.w
        w.kill()
        w.now = max(w.now, w.sim_now())
        w.start()


def killed(w, camp, times, seed):
    """Kill it so often, then let it come to its end."""
    chaos = Chaos(w, seed)
    for _ in range(times):
        chaos.rush()
        chaos.rise()
    w.advance(400)
    found = w.view(camp)
    same(found["status"], "done", "seed", seed, found["counts"])


def check_each(w, camp, people, steps, seed):
    """None is lost, none is sent twice but at risk."""
    by_text = collections.defaultdict(collections.Counter)
    for s in w.sim.submits():
        by_text[s["text"]]["+" + s["to"]] += 1
    for step, text in enumerate(steps):
        rows = w.recipients(camp, step=step)
        same(len(rows), people, "recipients of step", step, "seed", seed)
        for row in rows:
            count = by_text[text][row["number"]]
            check(count >= 1, row["number"], "was lost in step", step,
                  "seed", seed)
            check(count == 1 or "duplicate_risk" in row["flags"],
                  f"{row['number']} got {count} of step {step}, flags "
                  f"{row['flags']}, seed {seed}")


def s_p95_twenty_kills_lose_nobody():
    seed = random.randrange(10000)
    with Shop() as w:
        w.sim.rule("delay=50ms,receipt=DELIVRD,after=400ms")
        people = w.people(1, 200)
        camp = w.camp([], lists=[people],
                      steps=[{"text": "Second", "delay": "2s"}])
        w.send(camp, settle=False)
        killed(w, camp, 20, seed)
        check_each(w, camp, 200, (HELLO, "Second"), seed)
        w.n(camp, total=400, sent=400)


def s_p95_kills_while_a_thousand_are_taken_in():
    """The snapshot and the checks are as durable as the rest."""
    seed = random.randrange(10000)
    with Shop(window=100) as w:
        w.sim.rule("receipt=DELIVRD,after=100ms")
        people = w.people(1, 1200)
        chaos = Chaos(w, seed)
        texts = [f"Text {k}" for k in range(5)]
        for text in texts:
            w.send(w.camp([], lists=[people], text=text), settle=False)
            chaos.kill_within(0.06)
        w.advance(120)
        for camp, text in zip(w.camps, texts):
            check_each(w, camp, 1200, (text,), seed)
            same(w.view(camp)["recipients"], 1200)


def s_p36_kills_while_it_is_canceled():
    seed = random.randrange(10000)
    with Shop(throughput=20) as w:
        people = w.people(1, 1500)
        camp = w.camp([], lists=[people])
        w.send(camp)
        w.advance(2)
        w.act(camp, "cancel", {}, settle=False)
        chaos = Chaos(w, seed)
        for _ in range(3):
            chaos.kill_within(0.05)
        w.advance(60)
        counts = w.counts(camp)
        same((counts["total"], counts["in_queue"]), (1500, 0))
        same(counts["outbox"] + counts["canceled"], 1500)
        check(60 <= counts["outbox"] <= 80, counts)
        w.st(camp, "canceled")
        seen = collections.Counter(s["to"] for s in w.sim.submits())
        check(all(to in seen for to in {
            r["number"][1:] for r in w.recipients(camp,
                                                  status="forwarded")}),
            "forwarded, and never submitted")
        same(c(1)[1:] in seen, True)


s_p95_twenty_kills_lose_nobody.limit = 60
