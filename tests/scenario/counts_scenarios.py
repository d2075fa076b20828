# SPDX-License-Identifier: BSD-2-Clause
"""Outcomes of a campaign's messages, and how they add up: spec/scenarios.md
S-P49 to S-P79 and S-P100 to S-P107, as far as campaigns are concerned."""
import collections
import json

import sink
from lib import FROM, HELLO, HOURS, MINUTE, c, check, same, seconds
from reason_scenarios import LABELS, TABLE
from shop import PARTITION, QUIET, SETTINGS, TOKYO, Shop, when

UKRAINE = "+380501234567"
LONDON = "+447700900001"
BLOCKED = "HTTP 400 error - Unable to create record"


def s_p49_the_words_of_a_message_on_its_way():
    with Shop() as w:
        w.sim.rule(f"to={c(1)}:hold")
        camp = w.sent(2)
        same(w.words(camp, 1), ("In the queue for sending", "Unknown"))
        w.sim.say("answer")
        w.settle()
        same(w.words(camp, 1), ("Forwarded to the operator", "Unknown"))
        w.receipt(1, "ENROUTE")
        same(w.words(camp, 1), ("In the process of delivery", "Unknown"))
        w.receipt(1, "DELIVRD")
        same(w.words(camp, 1), ("Delivered", "Delivered"))
        w.receipt(2, "UNDELIV", "001")
        same(w.words(camp, 2), ("Not delivered", "Failed"))
        w.n(camp, total=2, sent=1, error=1)


def s_p49_the_twilio_face_of_a_campaign():
    """statuses.md 7.3."""
    with Shop(settings={"quiet_hours": QUIET,
                        "smart_sending_hours": 8}) as w:
        for n, zone in ((1, TOKYO), (2, None), (3, None), (4, None),
                        (5, TOKYO)):
            w.contact(n, zone)
        w.till("15:00")
        w.sent([3])
        w.opt_out(2)
        camp = w.sent(5)
        w.forget(5)

        def word(n):
            found = w.twilio(w.m(camp, n)["id"])
            return found["status"], found["error_code"]

        same([word(n) for n in range(1, 6)], [
            ("scheduled", None), ("failed", 21610), ("canceled", None),
            ("sent", None), ("canceled", None)])
        w.cancel(camp)
        same(word(1), ("canceled", None))
        w.n(camp, total=5, outbox=1, skipped=2, canceled=1,
            recipient_deleted=1)


def s_the_twilio_face_tells_parts_and_price_of_a_campaign():
    with Shop(settings={"quiet_hours": QUIET}) as w:
        w.contact(2, TOKYO)
        w.till("15:00")
        camp = w.sent(2, text="x" * 200)
        found = w.twilio(w.m(camp, 1)["id"])
        same([found[k] for k in ("num_segments", "price", "price_unit")],
             ["2", "-0.02000", "USD"])
        same(w.twilio(w.m(camp, 2)["id"])["price"], None, "it waits")


def s_p50_the_reasons_of_a_campaign():
    with Shop() as w:
        camp = w.sent(len(TABLE))
        for n, (stat, err, _, _) in enumerate(TABLE, 1):
            w.receipt(n, stat, err, settle=False)
        w.settle()
        rows = w.recipients(camp, status="failed")
        same(len(rows), len(TABLE))
        by_number = {r["number"]: r for r in rows}
        for n, (stat, err, reason, detail) in enumerate(TABLE, 1):
            row = by_number[c(n)]
            same((row["reason"], row["detail"]), (reason, detail), stat, err)
            check(row["explanation"], "no explanation of", reason)
            if reason in LABELS:
                same(row["reason_text"], LABELS[reason])
        w.n(camp, total=len(TABLE), error=len(TABLE))
        found = w.view(camp)
        same({int(k): v for k, v in found["error_by_reason"].items()},
             dict(collections.Counter(t[2] for t in TABLE)))
        same(found["error_by_stage"]["network"], len(TABLE))
        same(len(w.recipients(camp, reason=30008)),
             sum(t[2] == 30008 for t in TABLE))


def s_p52_malformed_numbers_of_a_campaign():
    with Shop() as w:
        bad = ["12345", "+1917", "abcdefghij"]
        camp = w.sent(*bad, c(1))
        rows = w.recipients(camp)
        same(len(rows), 4)
        for row in rows[:3]:
            same((row["state"], row["stage"], row["reason"], row["detail"],
                  row["reason_text"]), ("failed", "local", 21211,
                 "number_incorrect", "Invalid number"))
        same(w.subs(), 1)
        w.n(camp, total=4, error=3, outbox=1)
        found = w.view(camp)["error_by_stage"]
        same({k: v for k, v in found.items() if v}, {"local": 3})


def s_p53_countries_and_refusals_of_a_campaign():
    with Shop() as w:
        w.on(1, "RINVDSTADR")
        camp = w.sent(UKRAINE, c(1), c(2))
        w.is_(camp, UKRAINE, "failed/local", 400, reason_text=BLOCKED,
              detail="country_not_supported")
        found = w.is_(camp, 1, "failed/submit", 400, reason_text=BLOCKED)
        same(found["raw"]["command_status"], "0x0000000B")
        same((w.subs(UKRAINE), w.subs(1)), (0, 1))
        w.n(camp, total=3, error=2, outbox=1)
        w.leap(HOURS)
        same(w.subs(1), 1)


def s_p54_campaigns_that_cannot_be():
    with Shop() as w:
        same(w.code("POST", f"/v1/campaigns/{w.camp(1, text='')}/send", {},
                    400), "empty_text")
        empty = w.camp([])
        same(w.send(empty, 400), "empty_audience")
        w.st(empty, "draft")
        w.camp(1, want=400, media_url="http://x.test/cat.jpg")
        w.camp(1, want=400, steps=[{"text": "x", "delay": "soon"}])
        w.camp(1, want=400, lists=["LSffffffff"])
        w.camp(1, want=400, colour="red")
        same(w.subs(), 0)


def s_p55_campaigns_and_contacts_that_are_not():
    with Shop() as w:
        for path in ("campaigns/CPffffffff", "campaigns/doesnotexist",
                     "contacts/doesnotexist", "contacts/CTffffffffffffffff",
                     "lists/LSffffffff"):
            said = w.op("GET", f"/v1/{path}", want=404)["error"]
            same(said["code"], "not_found", path)
            check(said["message"].startswith("Unable to fetch record"),
                  said["message"])


def s_p59_carrier_violations_are_not_the_customers_fault():
    with Shop() as w:
        w.contact(1)
        for _ in range(5):
            camp = w.sent(1)
            w.receipt(1, "UNDELIV", "110")
            w.is_(camp, 1, "failed/network", 30007)
        same(w.op("GET", "/v1/suggestions")["suggestions"], [])
        w.is_(w.sent(1), 1, "forwarded")
        status, _, text = w.ask(
            "GET", f"/v1/campaigns/{camp}/escalation.csv?reason=30007")
        same((status, len(text.splitlines())), (200, 2), text)
        check(c(1) in text, text)


def s_p60_the_reason_in_a_contacts_history():
    with Shop() as w:
        contact = w.contact(1)
        camp = w.sent(1)
        w.receipt(1, "UNDELIV", "027")
        whole = w.is_(camp, 1, "failed/network", 30003, detail="phone_off")
        for path in (f"/v1/contacts/{contact}/history", "/v1/messages"):
            row, = w.op("GET", path)["messages"]
            for key in ("reason", "detail", "explanation", "reason_text"):
                check(row[key], "no", key)
                same(row[key], whole[key], key)


def s_p61_what_was_sent_before_anybody_counted():
    def row(sent_at):
        return {"to": c(1), "from": FROM, "text": HELLO, "sent_at": sent_at,
                "status": "delivered"}

    for epoch in (None, "2016-01-01T00:00:00"):
        with Shop(smscs={"agg1": {"query": "on"}}) as w:
            if epoch:
                w.set(status_epoch=epoch)
            lines = "".join(json_line(row(at)) for at in (
                "2015-08-31T23:59:59", "2015-09-01T00:00:00"))
            status, _, text = w.ask("POST", "/v1/messages:import-history",
                                    lines,
                                    Content_Type="application/x-ndjson")
            same(status, 200, text)
            rows = w.json("GET", f"/v1/contacts/%2B{c(1)[1:]}/history")
            states = [m["state"] for m in rows["messages"]]
            same(sorted(states), ["untracked"] * 2 if epoch else
                 ["delivered", "untracked"])
            rows = w.json("GET", "/v1/messages?vocab=crm&status="
                          "Unknown%20state")["messages"]
            same(len(rows), 2 if epoch else 1)
            w.leap(48 * HOURS)
            same(w.sim.events("query_sm"), [])


def json_line(row):
    """A line of NDJSON."""
    return json.dumps(row) + "\n"


def s_p62_no_gambling_to_the_states():
    with Shop() as w:
        text = "Casino night! Place your bets"
        camp = w.camp(1, text=text)
        found = w.act(camp, "estimate")
        same([p["rule"] for p in found["policy"]], ["us_gambling"])
        said = w.op("POST", f"/v1/campaigns/{camp}/send", {}, 422)["error"]
        same(said["code"], "content_policy")
        check("us_gambling" in said["message"], said)
        w.st(camp, "draft")
        same(w.sched(camp, "10:00", want=422), "content_policy")
        same(w.subs(), 0)
        w.send(w.camp(LONDON, text=text))
        same(w.subs(), 1)


def s_p62_what_a_field_or_a_late_list_brings():
    with Shop() as w:
        w.contact(1, fields={"offer": "casino night"})
        w.contact(2, fields={"offer": "a free coffee"})
        made = w.list_of(1, 2)
        camp = w.camp(lists=[made], text="Tonight: {{offer}}",
                      steps=[{"text": "{{next|tea}}", "delay": "1min"}])
        found = w.act(camp, "estimate")
        same((found["sendable"], found["excluded"], found["policy"]),
             (1, {"content_policy": 1}, []))
        w.send(camp)
        w.is_(camp, 1, "failed/local", 400, detail="content_law")
        w.is_(camp, 2, "forwarded")
        w.leave(made, 1)
        w.op("PATCH", f"/v1/contacts/{w.contacts[2]}", {"fields": {"next": "poker"}})
        w.advance(61)
        w.is_(camp, 2, "failed/local", 400, step=1, detail="content_law")
        same(w.subs(), 1)
        # Scheduled over London alone; then somebody of the US comes.
        late = w.list_of(name="late")
        camp = w.camp(text="Casino n\u00adight", audience={
            "lists": [late], "numbers": [LONDON], "live": True})
        w.sched(camp, "10:00")
        w.join(late, 1)
        w.till("15:00:01")
        w.is_(camp, 1, "failed/local", 400, detail="content_law")
        w.is_(camp, LONDON, "forwarded")
        # A test goes by the same rules.
        camp = w.camp([5], text="Win at \u0440\u043eker")
        tried = w.act(camp, "test-send", {"to": [c(6), LONDON]})["messages"]
        same([m["error"] and m["error"]["code"] for m in tried],
             ["content_policy", None])
        w.send(camp, 422)


def s_p70_a_connection_lost_in_a_campaign():
    with Shop() as w:
        w.sim.rule("hold")
        camp = w.sent(3)
        same(w.subs(), 3)
        w.sim.say("clear")
        w.sim.say("drop")
        w.advance(60)
        same(w.subs(), 6)
        w.n(camp, total=3, outbox=3)
        for n in (1, 2, 3):
            w.is_(camp, n, "forwarded", flags=["duplicate_risk"])


def s_p71_evidence_by_a_status_request():
    with Shop(query="on") as w:
        w.sim.rule("query=ENROUTE")
        camp = w.sent(1)
        w.st(camp, "sending")
        w.advance(5 * MINUTE)
        w.st(camp, "sent")
        w.n(camp, total=1, outbox=1)


def s_p73_a_late_receipt_in_a_campaign():
    with Shop() as w:
        camp = w.sent(5)
        w.receipts(range(1, 5), "DELIVRD")
        w.till("2026-03-06T09:00")
        before = w.view(camp)
        events = w.is_(camp, 5, "delivery_unknown")["events"]
        w.receipt(5, "DELIVRD")
        found = w.is_(camp, 5, "delivered", flags=["late_receipt"])
        same(len(found["events"]), len(events) + 1)
        w.n(camp, total=5, sent=5)
        w.st(camp, "done")
        same(w.view(camp)["done_at"], before["done_at"])


def s_p74_contradictions_move_the_counts():
    with Shop() as w:
        camp = w.sent(5)
        w.receipt(1, "DELIVRD")
        w.receipt(2, "UNDELIV", "027")
        w.n(camp, total=5, sent=1, error=1, outbox=3)
        w.receipt(1, "UNDELIV", "027")
        w.receipt(2, "DELIVRD")
        w.n(camp, total=5, sent=2, outbox=3)
        w.is_(camp, 1, "delivered", flags=["contradicted"])
        w.is_(camp, 2, "delivered", flags=["revised"])
        for err in ("000", "110"):
            w.receipt(3, "UNDELIV", err)
        for err in ("027", "000"):
            w.receipt(4, "UNDELIV", err)
        w.receipt(5, "DELIVRD")
        w.receipt(5, "ENROUTE")
        w.is_(camp, 3, "failed/network", 30007)
        w.is_(camp, 4, "failed/network", 30003)
        w.is_(camp, 5, "delivered")
        w.n(camp, total=5, sent=3, error=2)
        same({k: v for k, v in w.view(camp)["error_by_reason"].items() if v},
             {"30007": 1, "30003": 1})


def s_p75_a_receipt_counts_once():
    with Shop() as w:
        camp = w.sent(1)
        w.receipt(1, "DELIVRD", times=5)
        w.n(camp, total=1, sent=1)
        same((w.view(camp)["forwarded"], w.view(camp)["evidence"]), (1, 1))
        same([e["state"] for e in w.m(camp, 1)["events"]].count("delivered"),
             1)


def s_p76_filtered_or_never_answered_at_the_close():
    silent = "+1646555"
    with Shop(carriers=f"+1917555,AT&T\n{silent},SilentTel\n",
              window=100) as w:
        w.batch([{"to": n} for k in range(101, 161)
                 for n in (c(k), f"{silent}{k:04d}")])
        w.receipts(range(101, 161), "DELIVRD")
        w.leap(73 * HOURS)
        camp = w.sent(c(1), f"{silent}0002")
        w.leap(47 * HOURS)
        w.restart()
        w.leap(HOURS)
        w.st(camp, "done")
        w.is_(camp, 1, "delivery_unknown", flags=["suspected_filtered"])
        w.is_(camp, f"{silent}0002", "delivery_unknown",
              flags=["carrier_no_receipts"])


def mixed(w):
    """S-P77: its campaign, as it is before anything more comes."""
    w.set(smart_sending_hours=8)
    for n in range(1, 20):
        w.contact(n)
    w.sent([3])
    for n in (1, 2):
        w.opt_out(n)
    camp = w.camp("12345", UKRAINE, *(c(n) for n in (1, 2, 3, 4)),
                  *(c(n) for n in range(6, 19)), c(6), name="Mixed")
    w.sched(camp, "10:00")
    w.till("13:00")
    w.forget(4)
    w.on(6, "RINVDSTADR")
    w.till("15:00")
    w.receipts(range(7, 13), "DELIVRD")
    w.receipts((13, 14), "UNDELIV", "027")
    w.receipt(15, "UNDELIV", "777")
    return camp


def chart(w, camp):
    """Its four figures."""
    found = w.op("GET", f"/v1/campaigns/{camp}/chart")
    return [found[k] for k in ("delivered", "failed", "unknown", "not_sent")]


def s_p77_p79_a_mixed_campaign_adds_up():
    with Shop() as w:
        camp = mixed(w)
        w.n(camp, total=20, sent=6, error=6, outbox=3, skipped=4,
            recipient_deleted=1)
        found = w.view(camp)
        same({k: v for k, v in found["error_by_stage"].items() if v},
             {"local": 2, "submit": 1, "network": 3})
        same({k: v for k, v in found["skipped_by_rule"].items() if v},
             {"opted_out": 2, "smart_sending": 1, "duplicate": 1})
        same((found["forwarded"], found["evidence"]), (12, 9))
        w.st(camp, "sending")
        w.receipt(16, "ENROUTE")
        w.st(camp, "sent")
        same(chart(w, camp), [6, 6, 3, 5])
        same(w.view(camp)["delivery_rate"], 0.5)
        w.till("2026-03-04T15:00")
        w.st(camp, "done")
        w.n(camp, total=20, sent=6, error=6, delivery_unknown=3, skipped=4,
            recipient_deleted=1)
        same(chart(w, camp), [6, 6, 3, 5])
        told = w.op("GET", f"/v1/campaigns/{camp}/counts")
        counts = w.view(camp)["counts"]
        same({k: told[k] for k in counts}, counts)


def s_p78_deleted_leads():
    with Shop() as w:
        for n in range(1, 6):
            w.contact(n)
        camp = w.camp(5)
        w.sched(camp, "10:00")
        w.till("13:00")
        w.forget(1)
        w.till("15:00")
        w.n(camp, total=5, outbox=4, recipient_deleted=1)
        same(w.view(camp)["deleted_leads_count"], 1)
        w.is_(camp, 1, "recipient_deleted")
        w.till("16:00")
        w.forget(2)
        same(w.view(camp)["deleted_leads_count"], 2)
        w.n(camp, total=5, outbox=4, recipient_deleted=1)
        w.receipt(2, "DELIVRD")
        w.n(camp, total=5, outbox=3, sent=1, recipient_deleted=1)
        w.restart()
        same(w.view(camp)["deleted_leads_count"], 2)


def s_p100_a_test_send_counts_nowhere():
    with Shop(settings={"smart_sending_hours": 8}) as w:
        camp = w.camp(3, text="Draft of {{name|you}}")
        w.act(camp, "test-send", {"to": [c(8), c(9)]})
        same((w.subs(8), w.subs(9), w.subs()), (1, 1, 2))
        same(w.texts(8), ["Draft of you"])
        w.st(camp, "draft")
        w.n(camp)
        w.is_(w.sent([8]), 8, "forwarded")
        w.send(camp)
        w.n(camp, total=3, outbox=3)


def s_p101_an_estimate_sends_nothing():
    with Shop() as w:
        w.opt_out(1)
        camp = w.camp(*(c(n) for n in range(1, 8)), "12345", UKRAINE, c(2),
                      text="x" * 161)
        found = w.act(camp, "estimate")
        same((found["recipients"], found["sendable"], found["segments"],
              float(found["cost"])), (10, 6, 12, 0.12))
        same({k: v for k, v in found["excluded"].items() if v}, {
            "opted_out": 1, "invalid_number": 1, "country_not_supported": 1,
            "duplicate": 1})
        same(w.json("GET", "/v1/messages")["messages"], [])
        w.st(camp, "draft")
        w.n(camp)
        same(w.subs(), 0)


def s_p101_follow_ups_and_trials_are_in_an_estimate():
    with Shop() as w:
        camp = w.camp(3, text="hi", steps=[
            {"text": "z" * 161, "delay": "1min"},
            {"text": "{{city}}", "delay": "1min"}])
        found = w.act(camp, "estimate")
        same((found["segments"], float(found["cost"]), found["trial_left"]),
             (3, 0.03, None))
        same([(f["step"], f["segments"], f["parts"], float(f["cost"]))
              for f in found["follow_ups"]],
             [(1, 6, 6, 0.06), (2, 0, 0, 0)])
        same(float(found["cost_at_most"]), 0.09)
        w.send(camp)
        w.advance(200)
        same(w.view(camp)["counts"]["parts"], 9)
        w.set(trial={"limit": 1000})
        w.set(trial={"limit": w.setting("trial")["used"] + 2})
        camp = w.camp([11, 12, 13])
        found = w.act(camp, "estimate")
        same((found["sendable"], found["trial_left"], found["excluded"]),
             (2, 2, {"trial_limit_reached": 1}))
        same((found["follow_ups"], float(found["cost_at_most"])), ([], 0.02))
        w.send(camp)
        w.n(camp, total=3, outbox=2, canceled=1)
        w.st(camp, "failed")


def s_p102_merge_fields():
    with Shop() as w:
        w.contact(1, fields={"city": "Paris"})
        w.contact(2, name=None)
        camp = w.sent(2, text="Hi {{name|there}}")
        same((w.texts(1), w.texts(2)), (["Hi User 1"], ["Hi there"]))
        same(w.m(camp, 1)["text"], "Hi User 1")
        camp = w.sent(2, text="Hi {{unknown}}")
        for n in (1, 2):
            w.is_(camp, n, "skipped/merge_field_missing",
                  rule="merge_field_missing")
        w.n(camp, total=2, skipped=2)
        w.st(camp, "done")


def s_p103_long_texts_count_as_one_message():
    with Shop() as w:
        camp = w.sent(2, text="x" * 161)
        same(w.subs(), 4)
        w.n(camp, total=2, outbox=2)
        same(w.view(camp)["parts"], 4)
        first, second = w.sim.submits(1)
        same((first["hex"][:6], first["hex"][8:12], second["hex"][8:12]),
             ("050003", "0201", "0202"))
        for e in (first, second):
            w.receipt(e["id"], "DELIVRD")
        w.n(camp, total=2, outbox=1, sent=1)


def s_p105_a_campaigns_own_rate():
    with Shop(throughput=50, window=50) as w:
        slow = w.sent(range(1, 101), text="slow", rate=5)
        fast = w.sent(range(101, 201), text="fast")
        same(collections.Counter(w.texts()), {"slow": 5, "fast": 45})
        w.advance(30)
        w.n(fast, total=100, outbox=100)
        seen = collections.Counter(int(s["at"]) for s in w.sim.submits()
                                   if s["text"] == "slow")
        same(set(seen.values()), {5}, "of the slow one in a second", seen)
        w.n(slow, total=100, outbox=100)
        w.st(slow, "sending")


def s_p105_a_rate_counts_parts():
    with Shop() as w:
        camp = w.sent(5, text="x" * 161, rate=5)
        same(w.subs(), 4)
        w.advance(5)
        seen = collections.Counter(int(s["at"]) for s in w.sim.submits())
        same(seen, {0: 4, 1: 4, 2: 2})
        w.n(camp, total=5, outbox=5)


def s_p106_two_texts_to_halves():
    with Shop() as w:
        camp = w.sent(10, variants=[{"text": "Alpha", "weight": 50},
                                    {"text": "Beta", "weight": 50}])
        same(collections.Counter(w.texts()), {"Alpha": 5, "Beta": 5})
        same([w.subs(n) for n in range(1, 11)], [1] * 10)
        w.receipts(range(1, 8), "DELIVRD")
        w.n(camp, total=10, sent=7, outbox=3)
        found = w.view(camp)
        same([v["total"] for v in found["by_variant"]], [5, 5])
        for key in ("total",) + PARTITION:
            same(sum(v[key] for v in found["by_variant"]),
                 found["counts"][key], key)


def s_p107_links_of_a_campaign_stay_as_they_are():
    with Shop() as w:
        text = "https://shop.example/x?y=1"
        w.sent(1, text=text)
        same(w.texts(), [text])


def s_p02_latency_is_told():
    with Shop() as w:
        w.sim.rule("delay=5ms")
        w.sent(20)
        w.advance(1)
        found = w.op("GET", "/v1/stats/latency")["queue_to_submit_ms"]
        same(found["count"], 20)
        check(0 <= found["mean"] <= 500, found)


def s_p77_counts_of_an_ended_campaign_after_a_kill():
    with Shop() as w:
        camp = mixed(w)
        before = w.view(camp)
        w.restart()
        same(w.view(camp), before)
        w.till("2026-03-04T15:00")
        before = w.view(camp)
        w.restart()
        same(w.view(camp), before)
        same(seconds(before["done_at"]), when("2026-03-04T15:00"))


def s_p98_webhooks_hear_of_campaigns():
    with sink.Sink() as hook, Shop(start=False) as w:
        w.account += f'{sink.ACCOUNT}    webhook = "{hook.url("/all")}"\n'
        w.configure()
        w.start()
        w.set(**SETTINGS)
        w.on(2, "RINVDSTADR")
        w.opt_out(3)
        camp = w.sent(3)
        w.receipt(1, "DELIVRD")
        calls = hook.wait(w, 6)
        hook.no_more(w, 6)
        told = collections.defaultdict(list)
        for call in calls:
            sink.check_webhook(call)
            letter = json.loads(call.body)
            same(letter["data"]["campaign"], camp)
            told[letter["data"]["to"]].append(letter["state"])
        same(dict(told), {c(1): ["queued", "forwarded", "delivered"],
                          c(2): ["queued", "failed"], c(3): ["skipped"]})


def s_p30_a_campaign_with_a_validity_ends():
    """M20."""
    with Shop() as w:
        w.on(2, "RMSGQFUL")
        camp = w.sent(2, validity=60)
        w.receipt(1, "DELIVRD")
        w.advance(59)
        w.n(camp, total=2, in_queue=1, sent=1)
        w.advance(2)
        w.is_(camp, 2, "failed/local", 30036)
        w.n(camp, total=2, sent=1, error=1)
        w.st(camp, "done")


def s_p70_doubt_that_is_held_in_a_campaign():
    """M9h: nobody knows, so it was not forwarded, and does not keep the
    campaign from its end."""
    with Shop(on_doubt="hold") as w:
        w.sim.rule(f"to={c(1)}:hold")
        camp = w.sent(3)
        w.n(camp, total=3, in_queue=1, outbox=2)
        w.advance(40)
        w.is_(camp, 1, "delivery_unknown", flags=["in_doubt"])
        w.receipts((2, 3), "DELIVRD")
        w.n(camp, total=3, sent=2, delivery_unknown=1)
        w.st(camp, "done")
        same(w.view(camp)["forwarded"], 2)
        w.sim.say("answer")
        w.settle()
        w.receipt(1, "DELIVRD")
        w.n(camp, total=3, sent=3)
        w.st(camp, "done")


def s_p28_five_thousand_recipients():
    """More than what is checked, fed or read in one piece."""
    with Shop(window=1000) as w:
        people = w.people(1, 5000)
        camp = w.camp([], lists=[people])
        w.send(camp)
        w.n(camp, total=5000, outbox=5000)
        same(w.subs(), 5000)
        found = w.view(camp)
        same((found["recipients"], found["checked"], found["parts"]),
             (5000, 5000, 5000))
        w.st(camp, "sending")


def s_p21_the_answer_is_evidence_where_it_is_all_one_gets():
    """X18."""
    with Shop(sent_evidence="submit_resp") as w:
        camp = w.sent(5)
        w.st(camp, "sent")
        w.n(camp, total=5, outbox=5)
        same(w.view(camp)["evidence"], 5)


def s_p20_the_threshold_is_a_setting():
    """X2."""
    with Shop(settings={"sent_threshold_pct": 0}) as w:
        w.st(w.sent(range(11, 15)), "sent")
        camp = w.sent(4, sent_threshold_pct=50)
        w.receipt(1, "ENROUTE")
        w.st(camp, "sending")
        w.receipt(2, "ENROUTE")
        w.st(camp, "sent")
