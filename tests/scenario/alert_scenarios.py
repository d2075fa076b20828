# SPDX-License-Identifier: BSD-2-Clause
"""What wants a person: spec/scenarios.md S-P76, S-P91 to S-P94 and S-P108."""
import csv
import io

from counts_scenarios import mixed
from lib import HELLO, HOURS, c, check, same
from poll_scenarios import pass_to
from shop import PARTITION, Shop

LINK = "https://example.test/compliance"
ATT = "+1917555,AT&T,US,mobile\n"


def alerts(w, word):
    """Those of this kind."""
    return [a for a in w.op("GET", "/v1/alerts")["alerts"]
            if a["name"] == word]


def s_p91_too_many_carrier_violations():
    with Shop(window=200, settings={"compliance_link": LINK}) as w:
        camp = w.sent(200)
        w.receipts(range(1, 196), "DELIVRD")
        w.receipts(range(196, 200), "UNDELIV", "110")
        w.advance(60)
        same(alerts(w, "carrier_violation"), [])
        same(w.view(camp)["spam_rate"], 0.02)
        w.receipt(200, "UNDELIV", "110")
        w.advance(60)
        one, = alerts(w, "carrier_violation")
        same((one["count"], one["of"], one["campaign"],
              one["support_contact"], one["compliance_link"]),
             (5, 200, camp, "support@example.test", LINK))
        check("2.5 %" in one["text"], one["text"])
        found = w.view(camp)
        same((found["spam_rate"], found["compliance_link"]), (0.025, LINK))
        w.restart()
        w.leap(HOURS)
        same(len(alerts(w, "carrier_violation")), 1)


def s_p91_four_of_two_hundred_are_no_alert():
    with Shop(window=200) as w:
        w.sent(200)
        w.receipts(range(1, 197), "DELIVRD")
        w.receipts(range(197, 201), "UNDELIV", "110")
        w.leap(HOURS)
        same(alerts(w, "carrier_violation"), [])


def by_carrier(w, camp):
    """Its rows, by carrier; they add up to the whole."""
    found = w.op("GET", f"/v1/campaigns/{camp}/counts?by=carrier")
    rows = found["carriers"]
    for key in ("total", "forwarded", "evidence", *PARTITION):
        same(sum(r[key] for r in rows), found[key], key)
    for r in rows:
        same(r["total"], sum(r[key] for key in PARTITION), r["carrier"])
    return {r["carrier"]: r for r in rows}


def s_p91_the_rates_of_each_carrier():
    """A32: a number that was ported is of its new carrier, one of which
    nothing is known of none."""
    london = [f"+44770090{n:04d}" for n in range(1, 11)]
    with Shop(carriers=ATT + "".join(f"{c(n)},Verizon\n" for n in
                                     range(101, 151)), window=200) as w:
        camp = w.sent(*(c(n) for n in range(1, 151)), *london)
        w.receipts(range(1, 96), "DELIVRD")
        w.receipts(range(96, 101), "UNDELIV", "110")
        w.receipts(range(101, 151), "DELIVRD")
        found = by_carrier(w, camp)
        same({k: (r["total"], r["sent"], r["error"], r["outbox"],
                  r["delivery_rate"], r["spam_rate"])
              for k, r in found.items()},
             {"AT&T": (100, 95, 5, 0, 0.95, 0.05),
              "Verizon": (50, 50, 0, 0, 1, 0),
              None: (10, 0, 0, 10, 0, 0)})
        same(list(found), ["AT&T", "Verizon", None], "the largest first")
        w.restart()
        same(by_carrier(w, camp), found)
        same(w.ctl("campaign", "carriers", camp)["carriers"],
             list(found.values()))
        w.code("GET", f"/v1/campaigns/{camp}/counts?by=town", want=400)


def s_p91_by_carrier_whatever_became_of_them():
    """S-P77 with a follow-up: all that is counted is of some carrier."""
    with Shop(carriers=ATT + f"{c(3)},Verizon\n") as w:
        camp = mixed(w)
        found = by_carrier(w, camp)
        same({k: r["total"] for k, r in found.items()},
             {"AT&T": 17, "Verizon": 1, None: 2})
        same(found["Verizon"]["skipped"], 1)
        w.leap(49 * HOURS)
        w.st(camp, "done")
        by_carrier(w, camp)
        camp = w.sent(c(3), c(20), c(21),
                      steps=[{"text": "Again?", "delay": "1h"}])
        same({k: (r["in_queue"], r["outbox"])
              for k, r in by_carrier(w, camp).items()},
             {"AT&T": (2, 2), "Verizon": (1, 1)})
        w.advance(HOURS)
        same(by_carrier(w, camp)["AT&T"]["outbox"], 4)
        camp = w.camp(5)
        same(by_carrier(w, camp), {})
        w.sched(camp, "2026-03-09T10:00:00")
        same(by_carrier(w, camp)["AT&T"]["in_queue"], 4)


def s_p92_three_requests_that_found_nothing():
    for n, want in ((3, 1), (2, 0)):
        with Shop(query="on") as w:
            w.sim.rule("query=RINVMSGID")
            camp = w.sent(n)
            pass_to(w, 24 * HOURS)
            w.advance(60)
            w.n(camp, total=n, error=n)
            same(w.view(camp)["error_by_stage"]["status"], n)
            text = w.is_(camp, 1, "failed/status", 404)["explanation"]
            check("support@example.test" in text, text)
            same(len(alerts(w, "status_fetch_failures")), want)


def s_p93_what_the_carrier_is_asked_about():
    with Shop(carriers=ATT) as w:
        camp = mixed(w)
        status, _, text = w.ask(
            "GET", f"/v1/campaigns/{camp}/escalation.csv?reason=30008")
        same(status, 200)
        row, = csv.DictReader(io.StringIO(text))
        m = w.is_(camp, 15, "failed/network", 30008)
        values = " ".join(row.values())
        for word in (m["id"], "agg1", c(15), "AT&T", "UNDELIV", "777",
                     "2026-03-02T15:00:00", "stat:UNDELIV err:777"):
            check(word in values, word, "is not in", row)
        smsc_id = [e["smsc_id"] for e in m["events"] if e["smsc_id"]][-1]
        check(smsc_id in row.values(), smsc_id, "is not in", row)


def s_p94_a_probe_by_the_same_carrier():
    with Shop(carriers=f"{c(1)},AT&T\n{c(2)},AT&T\n{c(3)},Verizon\n") as w:
        camp = w.sent(1)
        w.receipt(1, "UNDELIV", "027")
        path = f"/v1/messages/{w.m(camp, 1)['id']}/probe"
        w.op("POST", path, {"to": c(2)}, 202)
        w.settle()
        same(w.texts(2), [HELLO])
        same(w.code("POST", path, {"to": c(3)}, 400), "different_carrier")
        same(w.subs(3), 0)
        w.n(camp, total=1, error=1)


def baseline(w):
    """AT&T answers 196 of 200."""
    w.batch([{"to": c(n)} for n in range(101, 301)])
    w.receipts(range(105, 301), "DELIVRD")


def s_p108_silent_filters():
    for delivered, want in ((30, 1), (45, 0)):
        with Shop(carriers=ATT, window=200) as w:
            baseline(w)
            w.leap(HOURS)
            camp = w.sent(60)
            w.receipts(range(1, delivered + 1), "DELIVRD")
            w.leap(3 * HOURS)
            w.restart()
            w.leap(HOURS - 60)
            same(alerts(w, "suspected_silent_filter"), [], "too early")
            w.advance(120)
            found = alerts(w, "suspected_silent_filter")
            same(len(found), want, delivered)
            if want:
                same([found[0][k] for k in ("campaign", "carrier", "count",
                                            "of")], [camp, "AT&T", 30, 60])
            w.leap(HOURS)
            same(len(alerts(w, "suspected_silent_filter")), want)
