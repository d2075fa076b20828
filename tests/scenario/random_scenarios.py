# SPDX-License-Identifier: BSD-2-Clause
"""Anything in any order: campaigns that are sent, paused, canceled, answered
and killed by chance. What must hold then is asserted after each step (G1) and
at the end (G1 to G7); a failure names the seed, and SEED=1 in the environment
takes that one."""
import os
import random
import time

from lib import FROM, HELLO, MINUTE, SECOND, Failed, check, same, seconds
from shop import CHICAGO, LOS_ANGELES, NEW_YORK, PARTITION, Shop

CONTACTS = 24
RULES = (":hold", ",first=3:status=RMSGQFUL", ":status=RINVDSTADR",
         ",first=2:status=RTHROTTLED", ":delay=2s",
         ":receipt=DELIVRD,after=1s", ":receipt=UNDELIV,err=027,after=2s",
         ":receipt=ENROUTE,early", ",first=1:lose", ":cancel=RCANCELFAIL")
RECEIPTS = (("DELIVRD", "000"), ("UNDELIV", "027"), ("UNDELIV", "110"),
            ("UNDELIV", "101"), ("ENROUTE", "000"), ("EXPIRED", "000"),
            ("UNKNOWN", "000"))


class Chance:
    """One run."""

    def __init__(self, w, seed):
        self.w = w
        self.dice = random.Random(seed)
        self.done = []          # what was done so far
        self.lists = []

    def one(self, of):
        """One of these."""
        return self.dice.choice(of)

    def begin(self):
        """Contacts in zones, and lists of some of them."""
        for n in range(1, CONTACTS + 1):
            self.w.contact(n, self.one((None, NEW_YORK, CHICAGO,
                                        LOS_ANGELES)))
        for _ in range(3):
            self.lists.append(self.w.list_of(*self.dice.sample(
                range(1, CONTACTS + 1), 8)))

    # ---- what may be done --------------------------------------------------

    def create(self):
        """A campaign, sent at once or in a while."""
        w, fields = self.w, {}
        if self.dice.random() < 0.4:
            fields["steps"] = [
                {"text": f"Step {k}", "delay": f"{self.dice.randint(1, 40)}s"}
                for k in range(self.dice.randint(1, 3))]
        if self.dice.random() < 0.3:
            fields["variants"] = [{"text": "Alpha", "weight": 2},
                                  {"text": "Beta " + "b" * 160, "weight": 1}]
        if self.dice.random() < 0.3:
            fields["rate"] = self.dice.randint(1, 4)
        if self.dice.random() < 0.2:
            fields["class"] = "transactional"
        people = self.dice.sample(range(1, CONTACTS + 8),
                                  self.dice.randint(0, 10))
        if self.dice.random() < 0.2:
            people += ["12345", "+380501234567"] + people[:2]
        lists = self.dice.sample(self.lists, self.dice.randint(0, 2))
        camp = w.camp(people, lists=lists, close_window=self.one(
            ("2min", "10min")), text=HELLO, **fields)
        if self.dice.random() < 0.5:
            hour, minute = divmod(7 * 60 + int(w.now / 6e7) + 1, 60)
            self.act(camp, "schedule", {
                "local": f"2026-03-02T{hour:02}:{minute:02}:00",
                "mode": self.one(("site", "recipient"))})
        else:
            self.act(camp, "send")

    def act(self, camp, what, body=None):
        """Whether it may be or not: what is wrong is 4xx."""
        status, _, text = self.w.ask(
            "POST", f"/v1/campaigns/{camp}/{what}", body or {})
        check(status in (200, 201, 400, 409, 422), what, status, text)
        self.w.settle()

    def change(self):
        """To a campaign."""
        if self.w.camps:
            self.act(self.one(self.w.camps), self.one(
                ("cancel", "pause", "resume", "resume", "estimate")))

    def receipt(self):
        """For somebody's latest message."""
        stat, err = self.one(RECEIPTS)
        for _ in range(self.dice.randint(1, 8)):
            try:
                self.w.receipt(self.dice.randint(1, CONTACTS), stat, err,
                               settle=False)
            except Failed:
                pass    # there was none
        self.w.settle()

    def rule(self):
        """The message centre changes its mind."""
        self.w.sim.say("clear")
        self.w.sim.say("answer")
        to = f"to=+191755500{self.dice.randint(0, 2)}*"
        self.w.sim.rule(to + self.one(RULES))
        self.w.settle()

    def person(self):
        """Somebody says no, or is forgotten, or comes back."""
        n = self.dice.randint(1, CONTACTS)
        what = self.one(("stop", "start", "delete", "api"))
        if what == "api":
            self.w.opt_out(n)
        elif what == "delete":
            if n in self.w.contacts:
                self.w.forget(n)
                self.w.contact(n)
        else:
            self.w.sim.say("mo", **{"from": f"+1917555{n:04d}", "to": FROM,
                                    "text": what})
            self.w.settle()

    def time(self):
        """It goes on."""
        self.w.advance(self.one((0.2, 1, 5, 20, 61)))

    def line(self):
        """The connection is lost."""
        self.w.sim.say("drop")
        self.w.settle()

    def kill(self):
        """And all of it is, in the middle of a campaign."""
        w = self.w
        camp = w.camp(self.dice.sample(range(1, CONTACTS + 1), 9),
                      lists=self.lists, close_window="2min")
        w.ask("POST", f"/v1/campaigns/{camp}/send", {})
        time.sleep(self.dice.uniform(0, 0.02))
        w.restart()

    def site(self):
        """Other settings."""
        self.w.set(**self.one((
            {"smart_sending_hours": 1}, {"smart_sending_hours": 0},
            {"active": False}, {"active": True}, {"active": True},
            {"quiet_hours": {"start": "05:00", "end": "07:30"}},
            {"quiet_hours": None}, {"sent_threshold_pct": 50})))

    # ---- the run -----------------------------------------------------------

    def go(self, steps):
        """So many things, and then until nothing is to be done any more."""
        weights = {self.create: 6, self.change: 5, self.receipt: 6,
                   self.rule: 3, self.person: 3, self.time: 9, self.line: 1,
                   self.kill: 1, self.site: 1}
        for _ in range(steps):
            what, = self.dice.choices(list(weights), weights.values())
            self.done.append(what.__name__)
            what()
            self.sums()
        self.w.sim.say("clear")
        self.w.sim.say("answer")
        self.w.set(active=True, quiet_hours=None)
        for camp in self.w.camps:
            self.act(camp, "resume")
        self.w.advance(60)

    def sums(self):
        """G1, of all."""
        for row in self.w.op("GET", "/v1/campaigns?page_size=200") \
                ["campaigns"]:
            counts = row["counts"]
            same(sum(counts[k] for k in PARTITION), counts["total"],
                 "G1:", row["id"], counts)
            check(row["status"] != "done" or
                  counts["in_queue"] + counts["outbox"] == 0, "G3:", row)

    def close(self):
        """All of them end."""
        w = self.w
        for _ in range(8):
            w.advance(11 * 60)
            left = [c for c in w.camps if w.view(c)["status"] in (
                "processing", "sending", "sent")]
            if not left:
                break
        for camp in w.camps:
            found = w.view(camp)
            check(found["status"] in ("draft", "scheduled", "done", "failed",
                                      "canceled") or self.waits(found),
                  found["status"], found["counts"])

    def waits(self, found):
        """Somebody's clock is hours behind, or was until minutes ago."""
        if found["counts"]["in_queue"] == 0:
            return self.w.now / SECOND < seconds(found["last_forwarded_at"]) \
                + 10 * MINUTE
        held = [r for r in self.w.op(
            "GET", f"/v1/campaigns/{found['id']}/recipients?page_size=200")
            ["recipients"] if r["state"] == "held"]
        return len(held) == found["counts"]["in_queue"] and all(
            self.w.now / SECOND < seconds(r["release_at"]) and
            r["rule"] != "quiet_hours" for r in held)


def by_chance(steps, **keys):
    """One run; the seed is told if it fails."""
    seed = int(os.environ.get("SEED", random.randrange(1 << 30)))
    with Shop(**keys) as w:
        try:
            run = Chance(w, seed)
            run.begin()
            run.go(steps)
            run.close()
            w.end_checks()
        except Exception as e:
            raise Failed(f"seed {seed}: {' '.join(run.done[-12:])}: {e}") \
                from e


def s_p77_anything_adds_up():
    by_chance(40)


def s_p77_anything_adds_up_with_a_narrow_window():
    by_chance(35, window=2, cancel_sm="yes", response_timeout="3s")


def s_p77_anything_adds_up_when_doubt_is_held():
    by_chance(35, on_doubt="hold", response_timeout="3s", throughput=3)


for run_by_chance in (s_p77_anything_adds_up,
                      s_p77_anything_adds_up_with_a_narrow_window,
                      s_p77_anything_adds_up_when_doubt_is_held):
    run_by_chance.limit = 60
