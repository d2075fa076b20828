# SPDX-License-Identifier: BSD-2-Clause
"""The chain from here to the handset: S-P02 to S-P13."""
import concurrent.futures
import http.client
import json
import subprocess
import time

from lib import (FROM, HELLO, HOURS, PATIENCE, SECOND, START, Sim, World,
                 basic, c, check, same, seconds)

TOLL_FREE = "+18885550100"
TABLE = """\
number_or_prefix,carrier,country,type
+1917555,AT&T,US,mobile
+19175550002,T-Mobile,US,mobile
"""


class Poster:
    """A customer with connections of its own, by the clock of the wall."""

    def __init__(self, w, each, gap):
        self.w = w
        self.each = each        # messages a connection
        self.gap = gap          # seconds between them
        self.begin = time.time()

    def post(self, first):
        """Messages to contacts from this one on; when each was taken."""
        taken = {}
        peer = http.client.HTTPConnection("127.0.0.1", self.w.port,
                                          timeout=PATIENCE)
        for n in range(first, first + self.each):
            due = self.begin + (n - first + first / self.each / 10) * self.gap
            time.sleep(max(0, due - time.time()))
            peer.request("POST", "/v1/messages", json.dumps(
                {"to": c(n), "from": FROM, "text": HELLO}),
                {**basic(), "Content-Type": "application/json"})
            answer = peer.getresponse()
            taken[c(n)[1:]] = time.time()
            found = json.loads(answer.read())
            same(answer.status, 201, found)
        peer.close()
        return taken


def s_p02_half_a_second_to_the_wire():
    with World(real=True, window=50) as w:
        w.sim.rule("delay=1-5ms")
        end = time.monotonic() + PATIENCE
        while w.bind_state() != "bound":
            check(time.monotonic() < end, "it does not bind")
            time.sleep(0.01)
        poster = Poster(w, each=100, gap=0.05)      # ten times 20 a second
        taken = {}
        with concurrent.futures.ThreadPoolExecutor(10) as pool:
            for some in pool.map(poster.post, range(1, 1001, 100)):
                taken.update(some)
        end = time.monotonic() + PATIENCE
        while len(w.sim.say("submits")["destinations"]) < 1000:
            check(time.monotonic() < end, "not all were submitted")
            time.sleep(0.05)
        submits = w.sim.submits()
        same(len({s["to"] for s in submits}), 1000, "numbers")
        late = [s["t"] / 1e6 - taken[s["to"]] for s in submits]
        mean = sum(late) / len(late)
        check(mean <= 0.5, f"mean from the answer to the wire is {mean} s")
        newest = w.json("GET", "/v1/messages?limit=100")["messages"]
        times = [w.get(m["id"])["timings"]["queue_to_submit_ms"]
                 for m in newest]
        check(sum(times) / len(times) <= 500, times)
        told = w.json("GET", "/v1/stats/latency")["queue_to_submit_ms"]
        same(told["count"], 1000)
        check(told["mean"] <= 500, told)


def exclusive_world():
    """An smsc for all, and one that only toll-free senders may use."""
    return World(smscs={"agg1": {}, "agg-tf": {"tags": ["exclusive"]}},
                 enquire_link="1h", reconnect_min="20s",
                 conf='route "toll-free" { from_kind = { "toll_free" } '
                      'smsc = { "agg-tf" } }\n')


def s_p04_toll_free_senders_use_the_exclusive_smsc():
    with exclusive_world() as w:
        one, tf = w.sims["agg1"], w.sims["agg-tf"]
        x = w.camp(*range(1, 6), **{"from": TOLL_FREE})
        y = w.camp(*range(6, 11))
        same(sorted(s["to"] for s in tf.submits()),
             [c(n)[1:] for n in range(1, 6)], "agg-tf saw")
        same(sorted(s["to"] for s in one.submits()),
             [c(n)[1:] for n in range(6, 11)], "agg1 saw")
        w.expect_all(x, smsc="agg-tf", state="forwarded")
        w.expect_all(y, smsc="agg1", state="forwarded")
        tf.say("refuse")
        tf.say("drop")
        w.settle()
        m, = w.camp(11, **{"from": TOLL_FREE})
        w.advance(600)
        same(one.seen(), 5, "agg1 saw")
        w.expect(m, state="queued", attempts=0)
        tf.say("accept")
        w.advance(300)
        w.expect(m, state="forwarded", smsc="agg-tf")
        same(one.seen(), 5, "agg1 saw")


def with_table(w, text):
    """The carriers' table of a world that is not started, or that runs."""
    path = w.work / "carriers.csv"
    path.write_text(text)
    w.extra = f'lookup {{ carriers = "{path}" }}\n'
    if w.daemon is None:
        w.configure()
        w.start()
    else:
        w.reload()


def s_p05_the_carrier_is_never_guessed():
    with World(start=False) as w:
        with_table(w, TABLE)

        def of(number):
            found = w.json("GET", f"/v1/lookup/{number}")
            return found["carrier"], found["source"]

        same(of(c(1)), ("AT&T", "prefix"))
        same(of(c(2)), ("T-Mobile", "ported"))
        same(of("+13105550001"), (None, "unknown"))
        with_table(w, "".join(TABLE.splitlines(True)[:2]))
        end = time.monotonic() + PATIENCE
        while of(c(2)) != ("AT&T", "prefix"):
            check(time.monotonic() < end, of(c(2)))
            time.sleep(0.01)
        same(of(c(1)), ("AT&T", "prefix"))


def hops(w, message):
    """Of its trace: the hops in their order, and each by its name."""
    found = w.json("GET", f"/v1/messages/{message}/trace")["hops"]
    for hop in found:
        check(hop["state"] in ("ok", "failed", "inferred", "unknown",
                               "not_reached"), hop)
    return [h["hop"] for h in found], {h["hop"]: h for h in found}


WAY = ["gateway", "aggregator", "registrar", "carrier", "spam_filter",
       "handset"]


def s_p06_hop_by_hop_with_the_filter_last():
    with World(start=False) as w:
        with_table(w, TABLE)
        one, two = w.camp(1, 2)
        w.advance(3)
        w.receipt(1, "DELIVRD")
        w.receipt(2, "UNDELIV", "110")
        names, by_name = hops(w, one)
        same(names, WAY)
        same(by_name["handset"]["state"], "ok")
        same(seconds(by_name["handset"]["at"]), 3.0)
        same(seconds(by_name["gateway"]["at"]), 0.0)
        names, by_name = hops(w, two)
        same(names, WAY)
        same((by_name["spam_filter"]["state"], by_name["handset"]["state"]),
             ("failed", "not_reached"))
        found = w.expect(two, reason=30007)
        check("spam" in found["explanation"] and "law" in
              found["explanation"], found["explanation"])


def s_p06_a_message_on_its_way_claims_nothing():
    with World() as w:
        w.sim.rule("hold")
        m = w.post(1)
        _, by_name = hops(w, m)
        check("ok" not in {by_name[n]["state"] for n in WAY[1:]}, by_name)
        w.sim.say("answer")
        w.settle()
        _, by_name = hops(w, m)
        same([by_name[n]["state"] for n in ("gateway", "aggregator")],
             ["ok", "ok"])
        check("ok" not in {by_name[n]["state"] for n in WAY[3:]}, by_name)


def s_p06_an_exclusive_aggregator_is_a_hop():
    with exclusive_world() as w:
        m = w.post(1, **{"from": TOLL_FREE})
        names, _ = hops(w, m)
        same(names, WAY[:2] + ["exclusive_aggregator"] + WAY[2:])


def s_p06_where_it_ended():
    with World() as w:
        w.sim.rule(f"to={c(1)}:status=RINVDSTADR")
        one, two = w.camp(1, 2)
        w.receipt(2, "UNDELIV", "027")
        _, by_name = hops(w, one)
        same(by_name["aggregator"]["state"], "failed")
        same({by_name[n]["state"] for n in WAY[3:]}, {"not_reached"})
        _, by_name = hops(w, two)
        same(by_name["handset"]["state"], "failed")
        answer = w.json("GET", "/v1/messages/doesnotexist/trace", want=404)
        same(answer["error"]["code"], "not_found")


def s_p10_three_refused_connects():
    with World() as w:
        w.advance(100)
        w.sim.say("close")
        w.sim.say("drop")
        w.settle()
        found = w.smsc()
        same(found["state"], "down")
        same(seconds(found["since"]), 100.0, "since")
        tries = []
        while len(tries) < 3:
            at = seconds(w.smsc()["bind"][0]["next_try"])
            tries.append(at)
            w.at(at + 0.001)
        check(w.bind_state() != "bound", "it is bound")
        w.sim.say("listen")
        w.at(220)
        found = w.smsc()
        same((found["state"], w.bind_state()), ("bound", "bound"))
        bound = seconds(found["bind"][0]["since"])
        gaps = [b - a for a, b in zip([100.0] + tries, tries + [bound])]
        check(len(gaps) >= 4, gaps)
        # Each is anywhere between the least and what has doubled again.
        for n, gap in enumerate(gaps):
            check(0.99 < gap < 2 ** (n + 1) + 0.1, "gaps", gaps)


def certificate(work, name):
    """An authority and a certificate of it for 127.0.0.1."""
    ca, key = work / f"{name}.pem", work / f"{name}.key"
    end, end_key = work / f"{name}-smsc.pem", work / f"{name}-smsc.key"
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "365000")

    def openssl(*words):
        subprocess.run(["openssl", *words], check=True, capture_output=True,
                       timeout=PATIENCE)

    openssl("req", "-x509", *curve, "-subj", f"/CN={name}", "-keyout", key,
            "-out", ca)
    openssl("req", "-x509", *curve, "-subj", "/CN=smsc", "-CA", ca, "-CAkey",
            key, "-addext", "subjectAltName=IP:127.0.0.1", "-addext",
            "basicConstraints=critical,CA:FALSE", "-keyout", end_key, "-out",
            end)
    return ca, end, end_key


def s_p11_tls_with_the_right_authority_and_a_wrong_one():
    with World(start=False) as w:
        ca, cert, key = certificate(w.work, "X")
        other, _, _ = certificate(w.work, "Y")
        # Certificates hold from the instant they are made.
        w.now = round((time.time() + HOURS - START.timestamp()) * SECOND)
        w.sim.end()
        w.sims["acme"] = Sim("acme", w.work, "--tls-certificate", cert,
                             "--tls-key", key, now=w.now)
        w.smscs["acme"].update(tls="yes", tls_ca=ca)
        w.configure()
        w.start()
        same(w.bind_state(), "bound")
        m = w.post(1)
        w.expect(m, state="forwarded")
        w.stop()
        before = len(w.sim.events("bind_transceiver"))
        w.smscs["acme"].update(tls_ca=other)
        w.configure()
        w.start()
        w.advance(30)
        same(len(w.sim.events("bind_transceiver")), before, "binds")
        found = w.smsc()
        same(found["state"], "down")
        same(found["bind"][0]["last_reason"], "tls_refused")
        last = w.ctl("smsc", "show", "acme")["last_error"]
        check("certificate" in last, last)
        m = w.post(2)
        w.expect(m, state="queued", attempts=0)


def s_p12_what_a_message_waits_for():
    rows = [f"{c(n)},{'AT&T' if n <= 10 else 'Verizon'}\n"
            for n in range(1, 42)]
    with World(start=False, window=50) as w:
        with_table(w, "".join(rows))
        ids = w.camp(*range(1, 41))
        for n in range(11, 41):
            w.receipt(n, "DELIVRD", settle=False)
        w.advance(300)
        w.expect(ids[0], delay_hint="carrier_traffic")
        w.expect(ids[39], delay_hint=None)
        w.sim.say("refuse")
        w.sim.say("drop")
        w.settle()
        last = w.post(41)
        w.expect(last, state="queued", delay_hint="aggregator_issue")
        found = w.smsc()
        same((found["state"], seconds(found["since"])), ("down", 300.0))
        w.sim.say("accept")
        w.advance(300)
        same(w.smsc()["state"], "bound")
        w.expect(last, state="forwarded")


def s_p12_a_throttled_smsc_is_its_aggregators_issue():
    with World() as w:
        w.sim.rule(f"to={c(1)},first=1:status=RTHROTTLED")
        m = w.post(1)
        w.expect(m, state="queued", delay_hint="aggregator_issue")
        w.advance(1)
        w.receipt(1, "DELIVRD")
        w.expect(m, state="delivered", delay_hint=None)
        other = w.post(2)
        w.expect(other, state="forwarded", delay_hint="aggregator_issue")
        w.advance(60)
        w.expect(other, state="forwarded", delay_hint=None)


def s_p12_an_smsc_that_says_nothing():
    with World() as w:
        ids = w.camp(*range(1, 5))
        w.receipt(1, "DELIVRD")
        w.expect(ids[1], delay_hint=None)
        w.advance(180)
        w.expect(ids[1], delay_hint="aggregator_issue")
        for n in (2, 3):
            w.receipt(n, "DELIVRD")
        w.expect(ids[3], delay_hint=None)
