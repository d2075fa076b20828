# SPDX-License-Identifier: BSD-2-Clause
"""Campaigns: one of many recipients beside single messages, its end, and a
thousand that wait for their day."""
import datetime
import http.client
import json
import statistics
import threading
import time

import parts
import runs
from parts import Broken, Esmed, clean, free_port

RATE = 100          # single messages a second beside a campaign
MANY = RATE * 600   # of them, more than are sent
LINK = 10           # milliseconds between two enquire_link
CLOSE = 60          # seconds, the least close_window
WAITING = 1000      # campaigns that wait for their day
FIRST = 10_000_000  # numbers from here on are all of somebody's phone
HURRY = 0.02        # seconds between two looks
FINAL = 300         # seconds for a campaign's rows to follow it
TEXT = "Hello {{name}}, our sale begins today. Reply STOP to end."


class Shop:
    """The account, as its operator has it."""

    def __init__(self, esmed):
        self.esmed = esmed

    def ask(self, method, path, body=None, kind="application/json"):
        """What the API says; anything but success ends the run."""
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        web = http.client.HTTPConnection("127.0.0.1", self.esmed.http,
                                         timeout=parts.PATIENCE)
        web.request(method, path, body,
                    {"Authorization": f"Bearer {parts.TOKEN}",
                     "Content-Type": kind})
        answer = web.getresponse()
        text = answer.read()
        web.close()
        if answer.status >= 300:
            raise Broken(f"{method} {path}: {answer.status} {text[:300]}")
        return json.loads(text)

    def settle(self):
        """What the account may do."""
        self.ask("PUT", "/v1/accounts/self", {
            "timezone": "Europe/London", "default_region": "GB",
            "countries": ["GB"], "quiet_hours": None})

    def people(self, count):
        """A list of so many contacts, and the seconds that it took."""
        made = self.ask("POST", "/v1/lists", {"name": "all"})["id"]
        rows = b"number,name\n" + b"".join(
            b"+4477%08d,Customer %d\n" % (FIRST + n, n) for n in range(count))
        begun = time.monotonic()
        said = self.ask("POST", f"/v1/contacts:import?list={made}", rows,
                        "text/csv")
        took = time.monotonic() - begun
        if said["imported"] != count:
            raise Broken(f"{said['imported']} of {count} imported")
        return made, took

    def draft(self, name, **fields):
        """A campaign; its id."""
        return self.ask("POST", "/v1/campaigns", {
            "name": name, "from": "INFO", "class": "promotional",
            "text": TEXT, **fields})["id"]

    def act(self, camp, what, body=None):
        """Something is done with it; when it was asked, and the seconds."""
        begun = time.monotonic()
        self.ask("POST", f"/v1/campaigns/{camp}/{what}", body or {})
        return begun, time.monotonic() - begun

    def counts(self, camp):
        """Its counts."""
        return self.ask("GET", f"/v1/campaigns/{camp}/counts")

    def wait(self, camp, what, count, seconds=parts.PATIENCE):
        """Until so many of it are that; returns when."""
        end = time.monotonic() + seconds
        while (is_now := self.counts(camp)[what]) < count:
            if time.monotonic() > end:
                raise Broken(f"{what} is {is_now} of {count}")
            time.sleep(HURRY)
        return time.monotonic()


class Most:
    """The most memory while it is looked at."""

    def __init__(self, esmed):
        self.esmed, self.mib, self.ending = esmed, 0, threading.Event()
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()

    def watch(self):
        """Now and then."""
        while not self.ending.wait(0.1):
            try:
                self.mib = max(self.mib, self.esmed.anonymous())
            except (Broken, OSError):
                return  # the run is over

    def end(self):
        """MiB."""
        self.ending.set()
        self.thread.join()
        return max(self.mib, self.esmed.anonymous())


def longest_link(path, begun, ended):
    """The longest time to an enquire_link_resp and between two of them, in
    milliseconds, from an instant of the clock to another."""
    flat = parts.read_instants(path)
    pairs = [(a, b) for a, b in zip(flat[::2], flat[1::2])
             if begun <= a / 1e6 <= ended]
    if len(pairs) < 2 or not all(b for _, b in pairs[:-1]):
        raise Broken("an enquire_link has no answer")
    answered = sorted(b for _, b in pairs if b)
    return {"link_ms": max(b - a for a, b in pairs if b) / 1000,
            "link_gap_ms": max(b - a for a, b in
                               zip(answered, answered[1:])) / 1000}


def spans_of(sent, wire, begun, ended):
    """Accept to wire of the single messages of that time."""
    took = sorted(b - a for a, b in zip(sent, wire)
                  if begun <= a / 1e6 <= ended and b)
    if not took:
        raise Broken("no single message at that time")
    return {"p50_ms": took[len(took) // 2] / 1000,
            "p99_ms": took[len(took) * 99 // 100] / 1000,
            "most_ms": took[-1] / 1000}


class Traffic:
    """A centre and single messages, to numbers behind those of a campaign of
    `count`; what was sent when, and what came."""

    def __init__(self, bench, esmed, count, *more):
        work = clean(bench.work / "traffic")
        self.esmed, self.at = esmed, work / "at"
        self.centre = bench.centre(esmed.smpp, count + MANY, (0, 0), "-e",
                                   LINK, "-f", FIRST, "-o", self.at, *more)
        self.bench, self.count, self.load = bench, count, None
        self.sent = self.wire = ()

    def begin(self):
        """Single messages from now on; they have settled down then."""
        self.load = self.bench.load(
            self.esmed, "single", MANY, "-r", RATE, "-f",
            FIRST + self.count, "-o", f"{self.at}.sent")
        time.sleep(2)

    def rest(self):
        """No more of them; how many there were."""
        load, self.load = self.load, None
        return json.loads(load.finish())["accepted"]

    def end(self):
        """No more at all."""
        said = json.loads(self.centre.finish())
        if said["twice"] != 0:
            raise Broken(f"{said['twice']} messages came twice")
        self.sent = parts.read_instants(f"{self.at}.sent")
        self.wire = parts.read_instants(f"{self.at}.wire")

    def figures(self, begun, ended):
        """What single messages and the link met in that time."""
        return {"wire": spans_of(self.sent, self.wire[self.count:], begun,
                                 ended),
                **longest_link(f"{self.at}.link", begun, ended)}

    def abandon(self):
        """Leave no process behind."""
        if self.load:
            self.load.end()
        self.centre.end()


def send(bench, shop, people, count):
    """A campaign from its activation to its last receipt."""
    esmed = shop.esmed
    camp = shop.draft("send", audience={"lists": [people]})
    had = runs.delivered(esmed)
    t = Traffic(bench, esmed, count)
    try:
        esmed.wait_for_bind()
        alone = time.monotonic()
        t.begin()
        cpu, most = esmed.cpu(), Most(esmed)
        begun, _ = shop.act(camp, "send")
        out = {"filled_per_s": count / (shop.wait(camp, "recipients", count)
                                        - begun)}
        out["checked_per_s"] = count / (shop.wait(camp, "checked", count)
                                        - begun)
        gone = shop.wait(camp, "forwarded", count)
        out["forwarded_per_s"] = count / (gone - begun)
        singles = t.rest()
        esmed.wait_for("delivered", had + count + singles)
        out["cpu_us"] = (esmed.cpu() - cpu) * 1e6 / (count + singles)
        out["anonymous_mib"] = most.end()
        if shop.counts(camp)["sent"] != count:
            raise Broken("the counts are not what was delivered")
        t.end()
        out.update({"alone": t.figures(alone, begun),
                    "beside": t.figures(begun, gone)})
    finally:
        t.abandon()
    return out


def cancel(bench, shop, people, count):
    """A restart while half is checked; then all of it waits, and is
    canceled. Its rows follow."""
    esmed = shop.esmed
    camp = shop.draft("cancel", audience={"lists": [people]}, rate=1)
    had = esmed.status()["messages"]["canceled"]
    t = Traffic(bench, esmed, count, "-q")
    try:
        esmed.wait_for_bind()
        shop.act(camp, "send")
        shop.wait(camp, "checked", count // 2)
        esmed.stop()
        out = {"start_s": esmed.start()}
        shop.wait(camp, "checked", count)
        t.begin()
        begun, took = shop.act(camp, "cancel")
        out["answer_ms"] = took * 1000
        canceled = shop.counts(camp)["canceled"]
        if canceled < count - 1000:
            raise Broken(f"{canceled} of {count} are canceled at once")
        ended = esmed.wait_for("canceled", had + canceled, FINAL)
        out["rows_per_s"] = canceled / (ended - begun)
        time.sleep(0.1)
        t.rest()
        t.end()
        out.update(t.figures(begun, ended + 0.1))
    finally:
        t.abandon()
    return out


def close(bench, shop, people, count):
    """No receipt comes, and the window of a campaign ends."""
    esmed = shop.esmed
    camp = shop.draft("close", audience={"lists": [people]},
                      close_window="1min")
    had = esmed.status()["messages"]["delivery_unknown"]
    t = Traffic(bench, esmed, count, "-q")
    try:
        esmed.wait_for_bind()
        shop.act(camp, "send")
        shop.wait(camp, "forwarded", count)
        time.sleep(CLOSE - 5)
        t.begin()
        shop.wait(camp, "delivery_unknown", count)
        begun = time.monotonic() - 0.1
        ended = esmed.wait_for("delivery_unknown", had + count, FINAL)
        time.sleep(0.1)
        t.rest()
        t.end()
        out = t.figures(begun, ended + 0.1)
    finally:
        t.abandon()
    return {"rows_per_s": count / (ended - begun), **out}


def waiting(bench, shop, count):
    """Single messages while none and while a thousand campaigns wait."""
    esmed = shop.esmed
    day = datetime.datetime.now() + datetime.timedelta(days=30)
    peer = bench.peer(esmed.smpp, 6 * count, (0, 0))
    found = []
    try:
        esmed.wait_for_bind()
        for part in range(6):
            if part == 3:
                for n in range(WAITING):
                    camp = shop.draft(f"{n}", audience={
                        "numbers": [f"+4477{FIRST + n}"]})
                    shop.act(camp, "schedule",
                             {"local": day.strftime("%Y-%m-%dT%H:%M:%S")})
            found.append(runs.drive(bench, esmed, "single", count, "-f",
                                    part * count))
    finally:
        peer.end()

    def median(key, some):
        return statistics.median(f[key] for f in some)

    return {"campaigns": WAITING,
            "ratio": median("per_s", found[3:]) / median("per_s", found[:3]),
            "cpu_ratio": median("cpu_us", found[3:]) /
            median("cpu_us", found[:3])}


def run(bench, count):
    """All of it, on one store."""
    esmed = Esmed(bench.bin, clean(bench.work / "campaign"), free_port(),
                  1000)
    shop = Shop(esmed)
    out = {"recipients": count}
    try:
        esmed.start()
        shop.settle()
        out["anonymous_mib_before"] = esmed.anonymous()
        most = Most(esmed)
        people, took = shop.people(count)
        out["import"] = {"per_s": count / took, "anonymous_mib": most.end()}
        out["send"] = send(bench, shop, people, count)
        out["cancel"] = cancel(bench, shop, people, count)
        out["close"] = close(bench, shop, people, count)
        out["anonymous_mib_after"] = esmed.anonymous()
        out["waiting"] = waiting(bench, shop, max(count // 10, 1000))
        esmed.stop()
        out["start_s"] = esmed.start()
        esmed.stop()
    finally:
        esmed.abandon()
    return out
