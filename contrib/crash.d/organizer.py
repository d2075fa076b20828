# SPDX-License-Identifier: BSD-2-Clause
"""People who run campaigns and do not give up, whatever dies meanwhile.

Directors make campaigns over lists and numbers, send them, pause, resume and
cancel them at random; a meddler deletes contacts, makes them anew, opts them
out and in. The text of a campaign has a token that no other has, with its step
at the end. The log says, each line before or after the act:

  made       token, id: the daemon promised to keep this draft
  act        id, what: is about to be asked
  acted      id, what, status: its answer
  gone, out, in   number: a contact was deleted, opted out; is about to be
             opted in
"""
import http.client
import itertools
import json
import random
import threading
import time
import urllib.parse

import journal
import rig

WAIT = 10       # seconds, for an answer
LISTS = 3
PER_LIST = 2000     # contacts; half of each list is in the next one, too
DELAY = 2           # seconds, between the steps
REST = (2, 8)       # seconds, between the campaigns of a director


def number_of(n):
    """The n-th contact's."""
    return f"+1917{n // 10000 % 1000 + 200:03d}{n % 10000:04d}"


class Lost(Exception):
    """Nobody knows what became of the request."""


class Line:
    """A connection that is made anew whenever it breaks."""

    def __init__(self, port):
        self.port = port
        self.connection = None

    def ask(self, method, path, body=None, kind="application/json"):
        """Status and JSON of an answer; Lost: there was none."""
        if body is not None and kind == "application/json":
            body = json.dumps(body)
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection(
                    "127.0.0.1", self.port, timeout=WAIT)
            self.connection.request(method, path, body, {
                **rig.HEADERS, "Content-Type": kind})
            response = self.connection.getresponse()
            text = response.read()
            return response.status, json.loads(text) if text else None
        except TimeoutError as e:
            raise rig.Broken(f"{method} {path}: no answer in {WAIT} s") from e
        except (OSError, http.client.HTTPException) as e:
            self.connection.close()
            self.connection = None
            raise Lost from e

    def insist(self, method, path, body=None):
        """Again and again until there is an answer that is final; for what
        may be done twice."""
        while True:
            try:
                status, answer = self.ask(method, path, body)
                if status not in (503, 507):
                    return status, answer
            except Lost:
                pass
            time.sleep(0.02)

    def all(self, path, key, **filters):
        """All rows of a list that comes in pages."""
        rows, more = [], {}
        while True:
            status, page = self.insist(
                "GET", path + "?" + urllib.parse.urlencode({**filters,
                                                            **more}))
            if status != 200:
                raise rig.Broken(f"{path}: {status} {page}")
            rows += page[key]
            if page["next"] is None:
                return rows
            more = {"cursor": page["next"]}


def prepare(port):
    """Contacts and lists, while nothing dies yet; the ids of the lists."""
    line = Line(port)
    made = []
    for n in range(LISTS):
        status, answer = line.insist("POST", "/v1/lists", {"name": f"l{n}"})
        if status != 201:
            raise rig.Broken(f"a list: {status} {answer}")
        made.append(answer["id"])
        rows = "".join(f"{number_of(k)},User {k}\n" for k in range(
            n * PER_LIST // 2, n * PER_LIST // 2 + PER_LIST))
        status, answer = line.ask(
            "POST", f"/v1/contacts:import?list={made[-1]}",
            "number,name\n" + rows, "text/csv")
        if status != 200 or answer["imported"] != PER_LIST:
            raise rig.Broken(f"an import: {status} {answer}")
    return made


class Organizers:
    """A few threads that go on until they are told to stop."""

    def __init__(self, port, lists, log, seed):
        self.port = port
        self.lists = lists
        self.log = journal.Journal(log)
        self.seed = seed
        self.stopping = threading.Event()
        self.problem = None
        self.threads = [
            threading.Thread(target=self.keep, args=(n, body)) for n, body in
            enumerate([self.direct, self.direct, self.meddle])]

    def start(self):
        """Begin."""
        for thread in self.threads:
            thread.start()

    def stop(self):
        """End after what is under way."""
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def keep(self, n, body):
        """One of them."""
        dice = random.Random(self.seed * 1000 + n)
        try:
            body(n, dice, Line(self.port))
        except (rig.Broken, ValueError, KeyError, TypeError) as e:
            self.problem = f"organizer {n}: {e!r}"

    # ---- campaigns ---------------------------------------------------------

    def direct(self, n, dice, line):
        """One campaign after the other."""
        for k in itertools.count():
            if k and self.stopping.wait(dice.uniform(*REST)):
                return
            camp = self.make(f"token-{self.seed:x}-{n}-{k}", dice, line)
            if dice.random() < 0.1:
                # Nobody hears of the draft before it is deleted.
                self.act(line, camp, "delete")
                continue
            self.act(line, camp, "send")
            for what in self.plan(dice):
                if self.stopping.wait(dice.uniform(0.05, 1.5)):
                    return
                self.act(line, camp, what)

    @staticmethod
    def plan(dice):
        """What becomes of a campaign that was sent."""
        kind = dice.random()
        if kind < 0.3:
            return ["pause", "resume"]
        if kind < 0.5:
            return ["cancel"]
        if kind < 0.6:
            return ["pause", "cancel"]
        return ["look"]

    def make(self, token, dice, line):
        """A draft."""
        # The second is of several parts at times, with its token in each.
        texts = [f"Hi {{{{name|you}}}}, {token}-0",
                 f"{token}-0 " * dice.choice((1, 1, 1, 18))]
        lists = dice.sample(self.lists, dice.choice((1, 1, 2)))
        numbers = [number_of(dice.randrange(8000))
                   for _ in range(dice.randint(0, 200))]
        draft = {"name": token, "from": rig.NUMBER, "class": "promotional",
                 "audience": {"lists": lists, "numbers": numbers},
                 "variants": [{"name": "a", "text": texts[0], "weight": 2},
                              {"name": "b", "text": texts[1], "weight": 1}],
                 "steps": [{"text": f"Again, {token}-1",
                            "delay": f"{DELAY}s"}]}
        if dice.random() < 0.2:
            draft["rate"] = 400
        # What nobody heard of stays a draft, and there is another one.
        status, answer = line.insist("POST", "/v1/campaigns", draft)
        if status != 201:
            raise rig.Broken(f"a draft: {status} {answer}")
        self.log.note("made", token=token, id=answer["id"])
        return answer["id"]

    def act(self, line, camp, what):
        """Ask for it until there is an answer. 409: it was too late, or an
        answer that nobody heard had done it."""
        self.log.note("act", id=camp, what=what)
        path = f"/v1/campaigns/{camp}"
        if what == "look":
            status, answer = line.insist("GET", path)
        elif what == "delete":
            status, answer = line.insist("DELETE", path)
        else:
            status, answer = line.insist("POST", f"{path}/{what}", {})
        if status not in (200, 204, 409) and (what, status) != ("delete",
                                                               404):
            raise rig.Broken(f"{what} {camp}: {status} {answer}")
        self.log.note("acted", id=camp, what=what, status=status)

    # ---- contacts ----------------------------------------------------------

    def meddle(self, _, dice, line):
        """What people do to contacts while campaigns run."""
        while not self.stopping.wait(dice.uniform(0, 0.05)):
            number = number_of(dice.randrange((LISTS + 1) * PER_LIST // 2))
            kind = dice.random()
            if kind < 0.3:
                self.forget(line, number)
            elif kind < 0.6:
                line.insist("POST", "/v1/contacts", {
                    "number": number, "name": "Anew"})
            elif kind < 0.8:
                status, _ = line.insist(
                    "PUT", f"/v1/optouts/{urllib.parse.quote(number)}")
                if status == 200:
                    self.log.note("out", number=number)
            else:
                self.log.note("in", number=number)
                line.insist("DELETE",
                            f"/v1/optouts/{urllib.parse.quote(number)}")

    def forget(self, line, number):
        """A contact goes, if there is one of that number."""
        _, page = line.insist("GET", "/v1/contacts?" + urllib.parse.urlencode(
            {"number": number}))
        for contact in page["contacts"]:
            line.insist("DELETE", f"/v1/contacts/{contact['id']}")
            self.log.note("gone", number=number, contact=contact["id"])
