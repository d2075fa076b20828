# SPDX-License-Identifier: BSD-2-Clause
"""Contacts, lists and who is among the recipients: spec/scenarios.md S-P81,
S-P85, S-P90 and S-P104."""
import urllib.parse

from lib import FROM, HOURS, c, check, same
from shop import LOS_ANGELES, QUIET, Shop


def s_p81_am_i_in_there():
    with Shop() as w:
        camp = w.sent(5)
        path = f"/v1/campaigns/{camp}/recipients?to="
        for to in (c(3), "+1 917 555 0003", "+1 (917) 555-0003",
                   "(917) 555-0003", "0019175550003"):
            found = w.op("GET", path + urllib.parse.quote(to, safe=""))
            same((found["targeted"], len(found["recipients"])), (True, 1),
                 to)
            row, = found["recipients"]
            same((row["number"], row["state"]), (c(3), "forwarded"), to)
        found = w.op("GET", path + urllib.parse.quote(c(9)))
        same((found["targeted"], found["recipients"]), (False, []))


def s_p81_recipients_come_in_pages():
    with Shop(window=100) as w:
        people = w.people(1, 120)
        camp = w.sent([121, 122], lists=[people])
        rows = w.recipients(camp)
        same([r["number"] for r in rows], [c(n) for n in range(1, 123)])
        same({r["name"] for r in rows[:3]}, {"User 1", "User 2", "User 3"})
        path, found, cursor = f"/v1/campaigns/{camp}/recipients?page_size=7", \
            [], ""
        while cursor is not None:
            page = w.op("GET", path + (f"&cursor={cursor}" if cursor else ""))
            found += page["recipients"]
            cursor = page["next"]
            check(len(page["recipients"]) <= 7, "a page is too long")
        same([r["number"] for r in found], [c(n) for n in range(1, 123)])


def s_p81_who_stands_in_two_lists_gets_one():
    with Shop() as w:
        for n in (1, 2, 3):
            w.contact(n)
        camp = w.sent([3], lists=[w.list_of(1, 2), w.list_of(2, 3)])
        same([w.subs(n) for n in (1, 2, 3)], [1, 1, 1])
        w.n(camp, total=5, outbox=3, skipped=2)
        same(w.view(camp)["skipped_by_rule"]["duplicate"], 2)


def found(w, path, **filters):
    """The rows on all pages, and how many pages there are."""
    filters = {k.rstrip("_"): v for k, v in filters.items()}
    rows, pages, more = [], 0, {}
    while True:
        page = w.op("GET", f"/v1/{path}?" + urllib.parse.urlencode(
            {**filters, **more}))
        rows += page[path]
        pages += 1
        check(pages < 100, "no end of pages")
        if page["next"] is None:
            return rows, pages
        more = {"cursor": page["next"]}


def s_p85_filters_of_campaigns_and_their_messages():
    with Shop() as w:
        for n in range(1, 11):
            w.contact(n)
        alpha = w.sent(6, name="Alpha", text="Alpha sale")
        w.leap(24 * HOURS)
        beta = w.sent(range(7, 11), name="Beta", text="Beta news")
        w.receipts((1, 2, 3, 7), "DELIVRD")
        w.receipt(4, "UNDELIV", "027")
        w.receipt(5, "UNDELIV", "110")
        for filters, want in (
                ({"status": "delivered"}, 4), ({"status": "failed"}, 2),
                ({"reason": 30007}, 1), ({"campaign": beta}, 4),
                ({"campaign": "Beta"}, 4),
                ({"status": "failed", "campaign": "Alpha"}, 2),
                ({"status": "delivered", "campaign": "Beta"}, 1),
                ({"q": "news"}, 4),
                ({"to": c(4)}, 1),
                ({"from_": "2026-03-03", "to_date": "2026-03-03"}, 4),
                ({"status": "failed", "campaign": alpha}, 2),
                ({"status": "delivered", "campaign": beta}, 1),
                ({"vocab": "crm", "status": "Not delivered"}, 2),
                ({"campaign": "CPffffffff"}, 0)):
            same(len(found(w, "messages", **filters)[0]), want, filters)
        rows, pages = found(w, "messages", page_size=3)
        same((pages, len(rows), len({r["id"] for r in rows})), (4, 10, 10))
        rows, pages = found(w, "messages", page_size=3, campaign="Alpha")
        same((pages, len({r["id"] for r in rows})), (2, 6))
        one = "/v1/contacts/" + c(2) + "/history?campaign="
        same([len(w.op("GET", one + name)["messages"])
              for name in ("Alpha", "Beta")], [1, 0])
        many = [w.camp(1, name=f"Nr. {n // 60}") for n in range(120)]
        same(len(found(w, "messages", campaign="Alpha")[0]), 6)
        w.code("GET", "/v1/messages?campaign=alpha", want=400)
        told = w.op("GET", "/v1/messages?campaign=Nr.+1", want=400)["error"]
        same((told["code"], told["field"]),
             ("ambiguous_campaign", "campaign"))
        check("60 campaigns" in told["message"] and
              many[-1] in told["message"], told)
        for camp in many:
            w.op("DELETE", f"/v1/campaigns/{camp}", want=204)
            w.camps.remove(camp)
        for filters, want in (
                ({"q": "alpha"}, [alpha]), ({"q": "news"}, [beta]),
                ({"from_": "2026-03-03"}, [beta]),
                ({"to_date": "2026-03-02"}, [alpha]),
                ({"page_size": 1}, [beta, alpha])):
            same([r["id"] for r in found(w, "campaigns", **filters)[0]],
                 want, filters)
        rows, pages = found(w, "contacts", page_size=3)
        same((pages, len({r["id"] for r in rows})), (4, 10))
        same([r["number"] for r in found(w, "contacts", q="user 7")[0]],
             [c(7)])
        same(len(found(w, "contacts", from_="2026-03-03")[0]), 0)


def s_p90_a_stop_reaches_what_waits_in_campaigns():
    with Shop(settings={"quiet_hours": QUIET}, reconnect_max="4min",
              account=f'numbers = {{ "{FROM}" }}') as w:
        w.contact(1)
        w.contact(2)
        w.till("2026-03-03T02:00")
        held = w.sent(2)
        w.is_(held, 1, "held/quiet_hours")
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "stop "})
        w.settle()
        w.is_(held, 1, "skipped/opted_out")
        w.n(held, total=2, in_queue=1, skipped=1)
        same(w.subs(1), 1, "the confirmation")
        for _ in range(3):
            w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "STOP"})
            w.settle()
        same(w.subs(1), 1)
        w.till("2026-03-03T15:00")
        w.n(held, total=2, outbox=1, skipped=1)
        w.sim.say("mo", **{"from": c(1), "to": FROM,
                           "text": "please stop"})
        w.sim.say("mo", **{"from": c(2), "to": FROM,
                           "text": "please stop"})
        w.sim.say("mo", **{"from": c(1), "to": FROM, "text": "START"})
        w.settle()
        w.is_(w.sent(2), 1, "forwarded")


def s_p90_an_opt_out_outlives_the_contact():
    with Shop() as w:
        w.contact(1)
        w.op("POST", f"/v1/contacts/{w.contacts[1]}/opt-out")
        w.forget(1)
        w.contact(1)
        w.is_(w.sent(1), 1, "skipped/opted_out")
        w.op("POST", f"/v1/contacts/{w.contacts[1]}/opt-in")
        w.is_(w.sent(1), 1, "forwarded")


def s_p104_contacts_come_in_by_csv():
    text = ("number,name,timezone,city\n"
            f"{c(1)},User 1,{LOS_ANGELES},Reno\n"
            f"{c(2)},\"Two, User\",,\n"
            "12345,Nobody,,\n"
            f"{c(1)},User 1,,\n"
            f"{c(5)},User 5,Mars/Base,\n")
    with Shop() as w:
        to = w.list_of(name="imported")
        said = w.import_csv(text, to)
        same((said["imported"], said["rejected"]), (2, 3), said)
        same([e["row"] for e in said["errors"]], [3, 4, 5])
        for e in said["errors"]:
            check(e["code"] and e["message"], e)
        rows, _ = found(w, "contacts")
        same({r["number"]: r["name"] for r in rows},
             {c(1): "User 1", c(2): "Two, User"})
        w.import_csv(text, to)
        again, _ = found(w, "contacts")
        same([r["id"] for r in again], [r["id"] for r in rows])
        camp = w.sent([], lists=[to], text="Hi {{city|you}}")
        same(sorted(w.texts()), ["Hi Reno", "Hi you"])
        w.n(camp, total=2, outbox=2)


def s_p104_a_contact_is_changed_and_deleted():
    with Shop() as w:
        one = w.contact(1, fields={"city": "Reno"})
        said = w.op("PATCH", f"/v1/contacts/{one}", {"name": "Anna"})
        same((said["name"], said["fields"]), ("Anna", {"city": "Reno"}))
        same(w.op("GET", "/v1/contacts/" + urllib.parse.quote(c(1)))["id"],
             one)
        w.forget(1)
        same(w.code("GET", f"/v1/contacts/{one}", want=404), "not_found")
        same(found(w, "contacts")[0], [])
        w.op("POST", "/v1/contacts", {"number": "12345"}, 400)
        w.op("POST", "/v1/contacts", {"number": c(3), "timezone":
                                      "Mars/Base"}, 400)
        for _ in range(2):
            status, _, _ = w.ask("DELETE", f"/v1/contacts/{one}")
            check(status in (204, 404), status)


def s_p24_a_list_is_taken_as_it_is_when_it_is_sent():
    with Shop() as w:
        for n in (1, 2, 3):
            w.contact(n)
        people = w.list_of(1, 2)
        camp = w.camp([], lists=[people])
        w.join(people, 3)
        w.leave(people, 1)
        w.sched(camp, "10:00")
        w.leave(people, 2)
        w.till("15:00")
        same([w.subs(n) for n in (1, 2, 3)], [0, 1, 1])
        w.n(camp, total=2, outbox=2)


def s_p24_a_live_audience_is_taken_as_it_is_at_the_start():
    """M1: audience=live."""
    with Shop() as w:
        for n in (1, 2, 3):
            w.contact(n)
        people = w.list_of(1, 2)
        camp = w.camp([], audience={"lists": [people], "live": True})
        w.sched(camp, "10:00")
        w.n(camp)
        w.join(people, 3)
        w.leave(people, 1)
        w.till("15:00")
        same([w.subs(n) for n in (1, 2, 3)], [0, 1, 1])
        w.n(camp, total=2, outbox=2)
        same(w.view(camp)["audience"]["live"], True)


def s_p85_a_list_that_is_gone_is_nobody_elses():
    with Shop() as w:
        gone = w.people(1, 3)
        camp = w.camp([9], lists=[gone])
        w.op("DELETE", f"/v1/lists/{gone}", want=204)
        w.restart()
        w.people(4, 6)
        w.send(camp)
        same([r["number"] for r in w.recipients(camp)], [c(9)])
