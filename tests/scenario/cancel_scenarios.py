# SPDX-License-Identifier: BSD-2-Clause
"""What is called off, paused and begun anew: spec/scenarios.md S-P34 to S-P42,
S-P72 and S-P99."""
import json

from lib import FROM, HOURS, basic, same, seconds
from shop import LOS_ANGELES, NEW_YORK, VIEWER, Shop, when


def s_p34_a_canceled_schedule_is_a_draft_again():
    with Shop() as w:
        camp = w.camp(3)
        w.sched(camp, "10:00")
        w.n(camp, total=3, in_queue=3)
        w.cancel(camp)
        w.st(camp, "draft")
        w.n(camp)
        same(w.recipients(camp), [])
        w.edit(camp, text="Again")
        w.till("15:00")
        same(w.subs(), 0)
        w.sched(camp, "11:00")
        w.till("16:00")
        same(w.subs(), 3)
        same(set(w.texts()), {"Again"})
        w.n(camp, total=3, outbox=3)


def s_p35_canceled_in_processing():
    with Shop() as w:
        for n in range(1, 6):
            w.contact(n, NEW_YORK if n < 4 else LOS_ANGELES)
        camp = w.camp(5)
        w.sched(camp, "10:00", "recipient")
        w.till("16:00")
        w.cancel(camp)
        w.st(camp, "canceled")
        w.n(camp, total=5, outbox=3, canceled=2)
        w.till("18:00")
        same(w.subs(), 3)
        w.receipts((1, 2, 3), "DELIVRD")
        w.n(camp, total=5, sent=3, canceled=2)
        w.st(camp, "canceled")
        for n in (4, 5):
            w.is_(camp, n, "canceled")


def s_p36_canceled_in_sending():
    with Shop(throughput=10) as w:
        camp = w.sent(100)
        w.st(camp, "sending")
        same(w.subs(), 10)
        w.cancel(camp, reason="typo")
        w.n(camp, total=100, outbox=10, canceled=90)
        w.advance(60)
        same(w.subs(), 10)
        w.n(camp, total=100, outbox=10, canceled=90)
        last = w.op("GET", f"/v1/campaigns/{camp}/events")["events"][-1]
        same((last["to"], last["actor"], last["reason"],
              seconds(last["at"])), ("canceled", "olga", "typo", 0.0))


def s_p36_a_canceled_campaign_closes_its_outbox():
    with Shop(throughput=10) as w:
        camp = w.sent(20)
        w.cancel(camp)
        w.restart()
        w.receipt(1, "DELIVRD")
        w.n(camp, total=20, outbox=9, sent=1, canceled=10)
        w.till("2026-03-04T11:59:59")
        w.n(camp, total=20, outbox=9, sent=1, canceled=10)
        w.till("2026-03-04T12:00")
        w.n(camp, total=20, delivery_unknown=9, sent=1, canceled=10)
        w.st(camp, "canceled")


def s_p36_an_answer_after_the_cancel():
    """M16."""
    with Shop() as w:
        w.sim.rule("hold")
        camp = w.sent(20)
        w.cancel(camp)
        w.n(camp, total=20, in_queue=10, canceled=10)
        w.sim.say("answer", count=4)
        w.sim.say("answer", count=3, status="RMSGQFUL")
        w.settle()
        w.n(camp, total=20, in_queue=3, outbox=4, canceled=13)
        w.sim.say("clear")
        w.advance(600)
        w.n(camp, total=20, outbox=4, canceled=16)
        same(w.subs(), 10, "submits")


def s_p39_where_it_cannot_be_canceled():
    with Shop() as w:
        word = "campaign_not_cancelable"
        draft = w.camp(1)
        same(w.cancel(draft, 409), word)
        w.st(draft, "draft")
        done = w.sent(2)
        w.receipts((1, 2), "DELIVRD")
        same(w.cancel(done, 409), word)
        w.st(done, "done")
        w.set(active=False)
        failed = w.sent(3)
        w.set(active=True)
        same(w.cancel(failed, 409), word)
        w.st(failed, "failed")
        canceled = w.sent(4)
        w.cancel(canceled)
        same(w.cancel(canceled, 409), word)
        w.st(canceled, "canceled")


def s_p40_a_duplicate_begins_anew():
    with Shop() as w:
        camp = w.sent(5, text="Tpyo", rate=50, close_window="12h")
        w.cancel(camp)
        before = w.view(camp)
        w.edit(camp, 409, text="Typo")
        w.sched(camp, "10:00", want=409)
        w.send(camp, 409)
        w.act(camp, "resume", want=409)
        made = w.op("POST", f"/v1/campaigns/{camp}/duplicate", want=201)
        other = made["id"]
        w.camps.append(other)
        same((made["status"], made["text"], made["schedule"],
              made["duplicated_from"]), ("draft", "Tpyo", None, camp))
        for key in ("audience", "from", "class", "rate", "close_window"):
            same(made[key], before[key], key)
        w.n(other)
        w.edit(other, text="Typo")
        seen = w.subs()
        w.send(other)
        same(w.subs() - seen, 5)
        same(w.texts(1)[-1], "Typo")
        same(w.view(camp), before)


def s_p40_what_has_ended_is_not_sent_again():
    with Shop() as w:
        done = w.sent(2)
        w.receipts((1, 2), "DELIVRD")
        w.set(active=False)
        failed = w.sent(2)
        w.set(active=True)
        sent = w.sent(2)
        w.receipts((1, 2), "ENROUTE")
        for camp in (done, failed, sent):
            status = w.st(camp)
            w.send(camp, 409)
            w.sched(camp, "2026-03-03T10:00:00", want=409)
            w.act(camp, "resume", want=409)
            same(w.edit(camp, 409, text="x"), "campaign_locked")
            w.st(camp, status)


def s_p41_who_may_cancel():
    with Shop() as w:
        camp = w.sent(5)
        w.act(camp, "cancel", {}, 403, VIEWER)
        w.st(camp, "sending")
        w.cancel(camp)
        w.st(camp, "canceled")
        events = w.op("GET", f"/v1/campaigns/{camp}/events",
                      token=VIEWER)["events"]
        same(events[-1]["actor"], "olga")
        w.op("POST", "/v1/campaigns", {"name": "x", "from": "12345",
                                       "text": "x"}, 403, VIEWER)


def s_p42_what_was_forwarded_is_canceled_upstream():
    with Shop(cancel_sm="yes") as w:
        w.sim.rule("to=+19175550004:cancel=RCANCELFAIL")
        camp = w.sent(4)
        w.cancel(camp)
        asked = [e for e in w.sim.events("cancel_sm") if e["dir"] == "in"]
        same(len(asked), 4)
        w.n(camp, total=4, canceled=3, outbox=1)
        w.is_(camp, 4, "forwarded")
        w.receipt(4, "DELIVRD")
        w.n(camp, total=4, canceled=3, sent=1)
        # R7: what was canceled there, and came all the same.
        w.receipt(1, "DELIVRD")
        w.n(camp, total=4, canceled=2, sent=2)


def s_p42_nobody_asks_for_what_is_on_its_way():
    with Shop(cancel_sm="yes") as w:
        camp = w.sent(4)
        w.receipts((1, 2), "ENROUTE")
        w.st(camp, "sending")
        w.cancel(camp)
        asked = [e for e in w.sim.events("cancel_sm") if e["dir"] == "in"]
        same(len(asked), 2)
        w.n(camp, total=4, canceled=2, outbox=2)
        for n in (3, 4):
            w.is_(camp, n, "canceled")


def s_p72_the_cap_of_a_message_in_a_long_campaign():
    with Shop(throughput=1) as w:
        camp = w.sent(2)
        w.is_(camp, 1, "forwarded")
        w.act(camp, "pause")
        w.till("2026-03-05T12:00")
        w.is_(camp, 1, "delivery_unknown")
        w.st(camp, "sending")
        w.n(camp, total=2, in_queue=1, delivery_unknown=1)
        w.act(camp, "resume")
        w.is_(camp, 2, "forwarded")
        w.till("2026-03-07T11:59:59")
        w.st(camp, "sending")
        w.till("2026-03-07T12:00")
        w.st(camp, "done")
        w.n(camp, total=2, delivery_unknown=2)


def s_p99_pause_and_resume():
    with Shop(throughput=10) as w:
        camp = w.sent(100)
        same(w.subs(), 10)
        same(w.act(camp, "pause")["paused"], True)
        w.leap(HOURS)
        same(w.subs(), 10)
        w.st(camp, "sending")
        same(w.view(camp)["paused"], True)
        w.receipts(range(1, 11), "DELIVRD")
        w.n(camp, total=100, in_queue=90, sent=10)
        w.act(camp, "resume")
        w.advance(10)
        same(w.subs(), 100)
        same(w.view(camp)["paused"], False)
        w.n(camp, total=100, sent=10, outbox=90)


def s_p99_a_pause_outlives_a_kill_and_holds_retries():
    with Shop() as w:
        w.on(1, "RMSGQFUL")
        camp = w.sent(3)
        w.act(camp, "pause")
        w.sim.say("clear")
        w.restart()
        w.advance(300)
        same(w.subs(), 3)
        w.n(camp, total=3, in_queue=1, outbox=2)
        w.act(camp, "resume")
        w.advance(60)
        same(w.subs(1), 2)
        w.n(camp, total=3, outbox=3)


def s_p99_a_paused_schedule_of_zones():
    """Who becomes due while it is paused is not sent to."""
    with Shop() as w:
        w.contact(1, NEW_YORK)
        w.contact(2, LOS_ANGELES)
        camp = w.camp(2)
        w.sched(camp, "10:00", "recipient")
        w.till("15:00")
        w.act(camp, "pause")
        w.till("19:00")
        same(w.subs(), 1)
        w.act(camp, "resume")
        w.advance(1)
        same(w.subs(), 2)
        same(w.sim.submits(2)[0]["at"], when("19:00"))


def s_p41_an_operator_at_the_machine():
    """By esmectl, which no token is needed for."""
    with Shop(throughput=2) as w:
        camp = w.sent(9, name="Spring")
        found = w.ctl("campaign", "show", camp)
        same((found["id"], found["status"], found["counts"]["outbox"]),
             (camp, "sending", 2))
        w.ctl("campaign", "pause", camp)
        w.advance(10)
        same(w.subs(), 2)
        w.ctl("campaign", "resume", camp)
        w.settle()
        same(w.subs(), 4)
        w.ctl("campaign", "cancel", camp, "--reason", "typo")
        w.settle()
        w.n(camp, total=9, outbox=4, canceled=5)
        last = w.op("GET", f"/v1/campaigns/{camp}/events")["events"][-1]
        same((last["to"], last["reason"]), ("canceled", "typo"))
        rows = w.ctl("campaign", "list")["campaigns"]
        same([(r["id"], r["status"]) for r in rows], [(camp, "canceled")])


def s_p39_a_draft_is_deleted():
    with Shop() as w:
        camp = w.camp(3)
        w.op("DELETE", f"/v1/campaigns/{camp}", want=204)
        w.code("GET", f"/v1/campaigns/{camp}", want=404)
        same(w.op("GET", "/v1/campaigns")["campaigns"], [])
        other = w.sent(2)
        same(w.code("DELETE", f"/v1/campaigns/{other}"), "campaign_locked")
        w.st(other, "sending")


def s_p40_another_account_sees_nothing_of_it():
    with Shop() as w:
        contact = w.contact(1)
        people = w.list_of(1)
        camp = w.sent(2)
        other = basic("AC00000000000000000000000000000002",
                      "fedcba9876543210fedcba9876543210")
        for path in (f"campaigns/{camp}", f"campaigns/{camp}/recipients",
                     f"campaigns/{camp}/events", f"campaigns/{camp}/counts",
                     f"campaigns/{camp}/escalation.csv", f"lists/{people}",
                     f"contacts/{contact}", f"lists/{people}/members"):
            same(w.ask("GET", f"/v1/{path}", **other)[0], 404, path)
        for path in (f"{camp}/cancel", f"{camp}/pause", f"{camp}/duplicate",
                     f"{camp}/send", f"{camp}/estimate"):
            same(w.ask("POST", f"/v1/campaigns/{path}", {}, **other)[0], 404,
                 path)
        for path, key in (("campaigns", "campaigns"), ("lists", "lists"),
                          ("contacts", "contacts"),
                          ("suggestions", "suggestions")):
            status, _, text = w.ask("GET", f"/v1/{path}", **other)
            same((status, json.loads(text)[key]), (200, []), path)
        status, _, text = w.ask("POST", "/v1/campaigns", {
            "name": "x", "from": FROM, "text": "x",
            "audience": {"lists": [people], "numbers": []}}, **other)
        same(status, 400, text)
        w.st(camp, "sending")
