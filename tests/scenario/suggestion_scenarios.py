# SPDX-License-Identifier: BSD-2-Clause
"""Who had better be left out: spec/scenarios.md S-P87 to S-P89,
spec/statuses.md 4.4 and R9."""
import urllib.parse

from lib import same
from shop import Shop


def suggestions(w):
    """Those that are open, by number."""
    return {s["number"]: s for s in
            w.op("GET", "/v1/suggestions")["suggestions"]}


def suggested(which, what):
    """The place where that is said of one."""
    return f"/v1/suggestions/{urllib.parse.quote(which)}/{what}"


def fails(w, n, err, stat="UNDELIV"):
    """A campaign to contact n, and its receipt."""
    camp = w.sent([n])
    w.receipt(n, stat, err)
    return camp


def s_p87_three_in_a_row():
    with Shop() as w:
        one = w.contact(1)
        w.contact(2)
        fails(w, 1, "027")
        fails(w, 1, "001")
        same(suggestions(w), {})
        fails(w, 1, "027")
        for err in ("027", "027", None, "027"):
            fails(w, 2, err or "000", "UNDELIV" if err else "DELIVRD")
        found = suggestions(w)
        same(list(found), ["+19175550001"])
        same([found["+19175550001"][k] for k in ("contact", "strength",
                                                 "count")],
             [one, "may", 3])
        w.restart()
        same(list(suggestions(w)), ["+19175550001"])


def s_p88_a_landline_at_once():
    with Shop() as w:
        w.contact(1)
        fails(w, 1, "101")
        found, = suggestions(w).values()
        same((found["strength"], found["count"]), ("should", 1))


def s_p89_accepting_saves_what_it_would_cost():
    with Shop() as w:
        for n in range(1, 11):
            w.contact(n)
        for _ in range(3):
            fails(w, 1, "027")
            fails(w, 2, "027")
        camp = w.camp(10)
        found = w.act(camp, "estimate")
        same((found["sendable"], found["segments"], float(found["cost"])),
             (10, 10, 0.1))
        open_ = suggestions(w)
        one, two = (open_[f"+1917555000{n}"]["id"] for n in (1, 2))
        w.op("POST", suggested(one, "accept"), want=204)
        w.op("POST", suggested(two, "dismiss"), want=204)
        w.settle()
        same(suggestions(w), {})
        rows = w.json("GET", "/v1/optouts")["optouts"]
        same([(r["number"], r["source"]) for r in rows],
             [("+19175550001", "suggestion")])
        found = w.act(camp, "estimate")
        same((found["sendable"], found["segments"], float(found["cost"])),
             (9, 9, 0.09))
        before = w.subs(1)
        w.send(camp)
        w.is_(camp, 1, "skipped/opted_out")
        same(w.subs(1), before)
        w.receipt(2, "UNDELIV", "027")
        fails(w, 2, "027")
        same(suggestions(w), {}, "too early")
        fails(w, 2, "027")
        same(list(suggestions(w)), ["+19175550002"])
        w.code("POST", suggested(one, "accept"), want=404)


def s_p89_what_is_revised_takes_its_suggestion_back():
    """R9."""
    with Shop() as w:
        for _ in range(3):
            fails(w, 1, "027")
        same(len(suggestions(w)), 1)
        w.receipt(1, "DELIVRD")
        same(suggestions(w), {})


def s_p89_suggestions_may_be_accepted_by_themselves():
    with Shop(settings={"auto_optout": True}) as w:
        fails(w, 1, "101")
        same(suggestions(w), {})
        w.is_(w.sent(1), 1, "skipped/opted_out")
