# SPDX-License-Identifier: BSD-2-Clause
"""The account s1 of spec/scenarios.md 0 (fixture B0), and its campaigns.

    with Shop() as w:
        camp = w.camp(3)
        w.send(camp)
        w.n(camp, total=3, outbox=3)

An audience is numbers; contacts are made by w.contact() or w.people(). After
each scenario all that holds of any campaign is asserted (G1 to G7); G6 is
World's. How the interface calls things is known here and in no scenario.
"""
import collections
import json
import subprocess
import urllib.parse

from lib import (FROM, HELLO, MINUTE, PATIENCE, PROGRAMS, SECOND, World, c,
                 check, micros, same, seconds)

OPERATOR = "operator-token-0123456789"
VIEWER = "viewer-token-0123456789"
TOLL_FREE = "+18885550100"
USERS = f"""
    user "olga" {{ token = "{OPERATOR}" role = operator }}
    user "vera" {{ token = "{VIEWER}" role = viewer }}
"""
SETTINGS = {
    "timezone": "America/New_York", "default_region": "US", "active": True,
    "sms_subscription": True, "subdomain": "shop", "trial": None,
    "quiet_hours": None, "smart_sending_hours": 0,
    "countries": ["US", "CA", "GB"], "price": "0.01",
    "support_contact": "support@example.test"}
QUIET = {"start": "20:00", "end": "09:00"}

# Zones of contacts.
NEW_YORK = "America/New_York"
CHICAGO = "America/Chicago"
LOS_ANGELES = "America/Los_Angeles"
TOKYO = "Asia/Tokyo"

# statuses.md 6: these add up to total.
PARTITION = ("in_queue", "outbox", "sent", "error", "delivery_unknown",
             "skipped", "canceled", "recipient_deleted")
BUCKET = {"new": "in_queue", "held": "in_queue", "queued": "in_queue",
          "submitting": "in_queue", "forwarded": "outbox",
          "enroute": "outbox", "delivered": "sent", "failed": "error",
          "delivery_unknown": "delivery_unknown", "skipped": "skipped",
          "canceled": "canceled", "recipient_deleted": "recipient_deleted"}

# statuses.md 5.2, T3 to T15.
MOVES = {"draft": {"scheduled", "processing", "failed"},
         "scheduled": {"draft", "processing", "failed"},
         "processing": {"sending", "sent", "canceled", "failed"},
         "sending": {"sent", "done", "canceled"},
         "sent": {"done"},
         "done": set(), "canceled": set(), "failed": set()}

# statuses.md 4.5: a message that is refused so is sent again.
TEMPORARY = {0x58, 0x14, 0x08, 0x64}


def when(text):
    """An instant as seconds since START: "15:00", "15:00:01" of that day, or
    a whole date; all UTC."""
    if "T" not in text:
        text = f"2026-03-02T{text}"
    return seconds(text.rstrip("Z") + "+00:00")


def number(who):
    """A contact's number, or what is one already."""
    return c(who) if isinstance(who, int) else who


def query(**words):
    """These as the end of a path; `from_` is from."""
    words = {k.rstrip("_"): v for k, v in words.items() if v is not None}
    return "?" + urllib.parse.urlencode(words) if words else ""


class Shop(World):
    """s1, its contacts and its campaigns."""

    def __init__(self, sim=(), smscs=None, settings=None, carriers=None,
                 account="", **keys):
        self.camps = []
        self.contacts = {}      # id of contact n
        self.carriers = carriers
        self.plain = None       # the configuration without the carriers
        keys = {"enquire_link": "1h", "response_timeout": "30s", **keys}
        # Seconds until an answer is missed.
        self.patience = float(keys["response_timeout"].rstrip("s"))
        super().__init__(sim, smscs=smscs or {"agg1": {}},
                         account=USERS + account, **keys)
        try:
            if self.daemon is not None:
                self.set(**{**SETTINGS, **(settings or {})})
        except BaseException as e:
            self.__exit__(type(e), e, None)
            raise

    def configure(self):
        """With the table of carriers, if there is one."""
        if self.plain is None:
            self.plain = self.extra
        if self.carriers is not None:
            path = self.work / "carriers.csv"
            path.write_text(self.carriers)
            self.extra = self.plain + f'lookup {{ carriers = "{path}" }}\n'
        super().configure()

    # ---- HTTP --------------------------------------------------------------

    def op(self, method, path, body=None, want=200, token=OPERATOR):
        """The JSON of an answer, as the operator has it."""
        status, _, text = self.ask(method, path, body,
                                   Authorization=f"Bearer {token}")
        same(status, want, method, path, text)
        return json.loads(text) if text else None

    def code(self, method, path, body=None, want=409, token=OPERATOR):
        """The word of an error, and no other status than this."""
        return self.op(method, path, body, want, token)["error"]["code"]

    # ---- the account, contacts, lists --------------------------------------

    def set(self, want=200, **settings):
        """Settings of the account; all of them as they are then."""
        return self.json("PUT", "/v1/accounts/self", settings, want)

    def setting(self, key):
        """One of them."""
        return self.json("GET", "/v1/accounts/self")[key]

    def contact(self, n, timezone=None, name="", **fields):
        """Contact n is there from now on; its id."""
        body = {"number": number(n), "timezone": timezone, **fields}
        if name is not None:
            body["name"] = name or f"User {n}"
        self.contacts[n] = self.op("POST", "/v1/contacts", body, 201)["id"]
        return self.contacts[n]

    def list_of(self, *who, name=None):
        """A list of these, who are contacts already; its id."""
        name = name or f"list {len(self.contacts)}"
        made = self.op("POST", "/v1/lists", {"name": name}, 201)["id"]
        for n in who:
            self.join(made, n)
        return made

    def join(self, made, n):
        """Contact n is on this list."""
        self.op("PUT", f"/v1/lists/{made}/members/{self.contacts[n]}",
                want=204)

    def leave(self, made, n):
        """It is no more."""
        self.op("DELETE", f"/v1/lists/{made}/members/{self.contacts[n]}",
                want=204)

    def people(self, first, last):
        """A list of contacts from here to there; its id."""
        made = self.list_of(name=f"people {first}")
        lines = "".join(f"{c(n)},User {n}\n" for n in range(first, last + 1))
        found = self.import_csv("number,name\n" + lines, made)
        same(found["imported"], last + 1 - first, "imported")
        return made

    def import_csv(self, text, to=None, want=200):
        """What became of these rows."""
        _, _, said = self.ask("POST", "/v1/contacts:import" + query(list=to),
                              text, Content_Type="text/csv",
                              Authorization=f"Bearer {OPERATOR}")
        found = json.loads(said)
        check(want != 200 or "error" not in found, said)
        return found

    def forget(self, n):
        """Contact n is deleted."""
        self.op("DELETE", f"/v1/contacts/{self.contacts[n]}", want=204)
        self.settle()

    def opt_out(self, n):
        """Number n wants no more."""
        self.op("PUT", f"/v1/optouts/{number(n)}")
        self.settle()

    # ---- campaigns ---------------------------------------------------------

    def camp(self, *who, text=HELLO, lists=(), name=None, want=201,
             **fields):
        """A draft over contacts 1 to n, or over these numbers and lists."""
        if len(who) == 1 and isinstance(who[0], int):
            who = range(1, who[0] + 1)
        elif len(who) == 1 and not isinstance(who[0], str):
            who, = who
        body = {"name": name or f"Campaign {len(self.camps) + 1}",
                "from": FROM, "class": "promotional",
                "audience": {"lists": list(lists),
                             "numbers": [number(n) for n in who]}, **fields}
        if text is not None and "variants" not in fields:
            body["text"] = text
        made = self.op("POST", "/v1/campaigns", body, want)
        if want != 201:
            return made["error"]["code"]
        self.camps.append(made["id"])
        return made["id"]

    def act(self, camp, what, body=None, want=200, token=OPERATOR,
            settle=True):
        """Something is done with it; the answer, or the word of the error."""
        said = self.op("POST", f"/v1/campaigns/{camp}/{what}", body, want,
                       token)
        if settle:
            self.settle()
        return said["error"]["code"] if want >= 400 else said

    def send(self, camp, want=200, **keys):
        """Now."""
        return self.act(camp, "send", want=want, **keys)

    def sent(self, *who, **fields):
        """A campaign that is sent at once."""
        camp = self.camp(*who, **fields)
        self.send(camp)
        return camp

    def sched(self, camp, local, mode="site", want=200):
        """At a wall clock's time."""
        if "T" not in local:
            local = f"2026-03-02T{local}:00"
        return self.act(camp, "schedule", {"local": local, "mode": mode},
                        want)

    def cancel(self, camp, want=200, **words):
        """It shall not go on."""
        return self.act(camp, "cancel", words, want)

    def edit(self, camp, want=200, **fields):
        """Other words in it."""
        said = self.op("PATCH", f"/v1/campaigns/{camp}", fields, want)
        return said["error"]["code"] if want >= 400 else said

    def view(self, camp):
        """All that is told of it; what stands beside the partition in its
        counts is found beside them, too."""
        found = self.op("GET", f"/v1/campaigns/{camp}")
        return {**found["counts"], **found,
                "by_step": found["counts"]["steps"],
                "by_variant": found["counts"]["variants"]}

    def st(self, camp, *want):
        """Its status; one of these."""
        found = self.view(camp)["status"]
        check(not want or found in want, f"status is {found}, not", *want)
        return found

    def word(self, camp, vocab):
        """Its status in the words of a vocabulary."""
        return self.view(camp)["words"][vocab]

    def counts(self, camp):
        """Its counts."""
        found = self.view(camp)["counts"]
        return {k: found[k] for k in ("total",) + PARTITION}

    def n(self, camp, **want):
        """Its counts are these, and 0 elsewhere."""
        same({k: v for k, v in self.counts(camp).items() if v}, want,
             "counts of", camp)

    def ev(self, camp):
        """Its moves: from, to and when."""
        found = self.op("GET", f"/v1/campaigns/{camp}/events")["events"]
        return [(e["from"], e["to"], seconds(e["at"])) for e in found
                if e["from"] != e["to"] and e["from"] is not None]

    def went(self, camp):
        """The statuses it went through."""
        return ["draft"] + [to for _, to, _ in self.ev(camp)]

    def recipients(self, camp, **filters):
        """All of them that fit."""
        rows, more = [], {}
        while True:
            page = self.op("GET", f"/v1/campaigns/{camp}/recipients" + query(
                page_size=1000, **filters, **more))
            rows += page["recipients"]
            if page["next"] is None:
                return rows
            more = {"cursor": page["next"]}

    def m(self, camp, who, step=0):
        """The message to a contact: its row there, and all of it if there is
        one yet."""
        row, = (r for r in self.recipients(camp, to=number(who), step=step)
                if r["step"] == step)
        if row["message"] is None:
            return {"attempts": 0, **row}
        whole = self.get(row["message"])
        for key in ("state", "substate", "reason", "detail", "flags"):
            same(whole[key], row[key], key, "of a message and its row")
        return {**row, **whole}

    def is_(self, camp, who, state, reason=None, step=0, **want):
        """Fail unless the message is like this: "held/quiet_hours",
        "failed/local"; returns it."""
        found = self.m(camp, who, step)
        state, _, sub = state.partition("/")
        same(found["state"], state, "state of", number(who))
        if sub:
            same(found["stage" if state == "failed" else "substate"], sub,
                 "what kind of", state)
        if state == "failed" or reason is not None:
            same(found["reason"], reason, "reason of", number(who))
        for key, value in want.items():
            same(found[key], value, key, "of", number(who))
        return found

    def words(self, camp, who):
        """Its words: crm and simple."""
        found = self.m(camp, who)["words"]
        return found["crm"], found["simple"]

    # ---- the message centre ------------------------------------------------

    def subs(self, who=None):
        """How many submit_sm were seen, by all message centres."""
        return sum(sim.seen(who) for sim in self.sims.values())

    def on(self, who, status):
        """It answers so from now on."""
        self.sim.rule(f"to={number(who)}:status={status}", first=True)

    def receipts(self, who, stat, err="000"):
        """A receipt for the latest message to each."""
        for n in who:
            self.receipt(n, stat, err, settle=False)
        self.settle()

    def down(self):
        """The message centre is gone."""
        self.sim.say("close")
        self.sim.say("drop")
        self.settle()

    def up(self):
        """It is there again, at the next attempt to bind."""
        self.sim.say("listen")

    def texts(self, who=None):
        """What it was told to send."""
        return [s["text"] for s in self.sim.submits(who)]

    def sim_now(self):
        """Where the clocks of the message centres stand."""
        return max(micros(sim.say("idle")["now"])
                   for sim in self.sims.values())

    # ---- the clock ---------------------------------------------------------

    def till(self, text):
        """On to this instant. What is long is gone through as World.leap()
        has it: nothing may go to and fro before the last second."""
        instant = when(text)
        if instant - self.now / SECOND > 2 * MINUTE:
            self.leap(instant - 1 - self.now / SECOND)
        self.at(instant)

    # ---- what holds after every scenario -----------------------------------

    def end(self):
        """G1 to G7."""
        if self.daemon is not None and self.daemon.poll() is None:
            self.end_checks()
            self.stop()
        self.verify()
        super().end()

    def verify(self):
        """The store holds what it promises, counts of campaigns too."""
        done = subprocess.run([PROGRAMS / "esmectl", "verify", self.store],
                              capture_output=True, text=True, check=False,
                              timeout=PATIENCE)
        same(done.returncode, 0, "esmectl verify:", done.stdout, done.stderr)

    def end_checks(self):
        """What is asked of a daemon that runs."""
        self.settle()
        for camp in self.camps:
            self.check_campaign(camp)
        self.check_submits()

    def check_campaign(self, camp):
        """G1, G3, G5, G7 of one."""
        status, _, _ = self.ask("GET", f"/v1/campaigns/{camp}")
        if status == 404:
            return      # a draft that was deleted
        found = self.view(camp)
        counts = found["counts"]
        same(self.view(camp)["counts"], counts, "G7: counts read twice")
        same(sum(counts[k] for k in PARTITION), counts["total"],
             "G1: the sum of counts of", camp, counts)
        rows = collections.Counter()
        if counts["total"]:
            for step in range(len(found["steps"] or []) + 1):
                rows += collections.Counter(
                    BUCKET[r["state"]]
                    for r in self.recipients(camp, step=step))
        same(dict(rows), {k: counts[k] for k in PARTITION if counts[k]},
             "G1: the recipients of", camp)
        if found["status"] == "done":
            same((counts["in_queue"], counts["outbox"]), (0, 0),
                 "G3: what waits in done", camp)
        at = "draft"
        for source, to, _ in self.ev(camp):
            same(source, at, "G5: where it was")
            check(to in MOVES[source], f"G5: from {source} to {to}")
            at = to
        same(found["status"], at, "G5: its status")

    def all_messages(self):
        """Every message of the account that went or will go out."""
        rows, more = [], {}
        while True:
            page = self.json("GET", "/v1/messages" + query(
                direction="outbound", page_size=1000, **more))
            rows += page["messages"]
            if page["next"] is None:
                return rows
            more = {"cursor": page["next"]}

    def check_submits(self):
        """G2, G4: nobody gets more than was meant for him."""
        may = collections.Counter()
        for m in self.all_messages():
            never = m["state"] in ("skipped", "recipient_deleted") or (
                m["state"] == "failed" and m["stage"] == "local")
            if m["to"] is not None and not never:
                may[m["to"].lstrip("+")] += m["parts"]
        seen = collections.Counter()
        for sim in self.sims.values():
            answered = {(e["session"], e["seq"]): e["at"]
                        for e in sim.events("submit_sm_resp")}
            for e in sim.events("fault"):   # it was written, and never left
                if e["of"] == "submit_sm_resp":
                    answered.pop((e["session"], e["seq"]), None)
            ended = {e["session"]: e["at"] for e in sim.events("closed")}
            for e in sim.submits():
                seen[e["to"]] += 1
                at = answered.get((e["session"], e["seq"]), 1e99)
                # An answer that a killed daemon may not have read.
                unread = self.killed and \
                    ended.get(e["session"], 1e99) - at < 1
                late = at - e["at"] >= self.patience
                if e["status"] in TEMPORARY or late or unread:
                    may[e["to"]] += 1
        for to, count in seen.items():
            check(count <= may[to], f"G2, G4: {count} submits to {to}, of "
                  f"{may[to]} that may be")
