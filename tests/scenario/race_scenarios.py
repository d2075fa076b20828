# SPDX-License-Identifier: BSD-2-Clause
"""What people do to campaigns at the worst moment: spec/statuses.md 5.2 to
5.6, T5, T6, T14, T15, M15, M18. G1 to G7 are asserted after each."""
import json

from lib import HOURS, SID, TOKEN, same
from shop import QUIET, Shop

OWN = 'account "demo" {'


def act(w, camp, what):
    """At once, whatever is under way; its answer."""
    status, _, said = w.ask("POST", f"/v1/campaigns/{camp}/{what}", {},
                            Authorization=f"Bearer {TOKEN}")
    return status, json.loads(said)


def s_m15_canceled_while_its_snapshot_is_made():
    with Shop() as w:
        people = w.people(1, 9000)
        w.down()
        camp = w.camp(lists=[people])
        same(act(w, camp, "send")[0], 200)
        status, said = act(w, camp, "cancel")
        same((status, said["status"]), (200, "canceled"))
        w.settle()
        w.n(camp, total=9000, canceled=9000)
        w.up()
        w.advance(60)
        same(w.subs(), 0, "submits")


def s_m15_canceled_while_it_is_killed():
    with Shop() as w:
        people = w.people(1, 5000)
        w.down()
        camp = w.camp(lists=[people])
        same(act(w, camp, "send")[0], 200)
        w.kill()
        w.start()
        same(act(w, camp, "cancel")[1]["status"], "canceled")
        w.restart()
        w.n(camp, total=5000, canceled=5000)


def s_t5_canceled_at_its_instant():
    """One of both, and nothing in between: it has not begun, or is over."""
    with Shop() as w:
        early = w.camp(3)
        w.sched(early, "08:00")
        w.at(HOURS - 0.001)
        same(act(w, early, "cancel")[1]["status"], "draft")
        late = w.camp(3)
        w.sched(late, "09:00")
        w.at(2 * HOURS)
        same(act(w, late, "cancel")[1]["status"], "canceled")
        w.settle()
        w.n(late, total=3, outbox=3)
        same(w.st(early), "draft")


def s_m18_deleted_between_the_check_and_its_release():
    with Shop(settings={"quiet_hours": QUIET}) as w:
        people = w.people(1, 4)
        camp = w.sent(lists=[people])
        w.n(camp, total=4, in_queue=4)
        page = w.op("GET", f"/v1/lists/{people}/members")
        gone = page.get("contacts", page.get("members"))[1]
        w.op("DELETE", f"/v1/contacts/{gone['id']}", want=204)
        w.settle()
        w.leap(2 * HOURS)   # until 09:00 in New York
        w.n(camp, total=4, outbox=3, recipient_deleted=1)
        same(w.subs(gone["number"]), 0, "submits")


def s_t15_settings_change_between_the_estimate_and_the_check():
    with Shop() as w:
        camp = w.camp([1, "+447700900123"])
        found = w.act(camp, "estimate")
        same(found["sendable"], 2, found)
        w.set(countries=["US"])
        w.send(camp)
        w.n(camp, total=2, outbox=1, error=1)
        w.set(quiet_hours=QUIET)
        held = w.sent([3, 4])
        w.n(held, total=2, in_queue=2)
        w.set(active=False)
        w.leap(2 * HOURS)
        w.st(held, "failed")
        w.n(held, total=2, canceled=2)
        w.set(active=True)
        w.advance(60)
        same(w.subs(3), 0, "submits")


def s_t6_the_account_is_not_configured_any_more():
    """What it had goes nowhere, and on when it is there again."""
    with Shop() as w:
        due = w.camp(2)
        w.sched(due, "08:00")
        with_steps = w.camp([5], steps=[{"text": "More", "delay": "1h"}])
        w.send(with_steps)
        same(w.subs(), 1, "submits")
        w.conf.write_text(w.conf.read_text().replace(
            OWN, 'account "someone" {').replace(SID, SID[:-1] + "9"))
        w.ctl("reload")
        w.advance(2 * HOURS)
        same(w.subs(), 1, "submits of an account that is not there")
        w.kill()
        w.configure()
        w.start()
        w.settle()
        same(w.subs(1), 1, "of the one that was due")
        same(w.subs(5), 2, "with the follow-up")
        w.n(due, total=2, outbox=2)
