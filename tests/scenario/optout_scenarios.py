# SPDX-License-Identifier: BSD-2-Clause
"""Who wants no more messages: spec/scenarios.md S-P90, statuses.md M18,
http-api.md 3, reliability.md 7.7.

Of S-P90 all is here. S-P87 to S-P89 are suggestions of a campaign's results;
they and the import of contacts (S-P104) come with campaigns: of S-P104 the
list of numbers is here, that of contacts is not.
"""
import json

from lib import FROM, HELLO, HOURS, SID, World, basic, c, check, same

OWN = f'numbers = {{ "{FROM}", "+12125550101" }}'
OTHER = "+12125550101"


def text(w, n, words, to=FROM, settle=True, **keys):
    """Contact n writes."""
    w.sim.say("mo", **{"from": c(n), "to": to, "text": words, **keys})
    if settle:
        w.settle()


def refused(w, n, **fields):
    """A message to contact n is refused in both faces, and not kept."""
    answer = w.json("POST", "/v1/messages", {
        "to": c(n), "from": FROM, "text": HELLO, **fields}, 400)
    same((answer["error"]["code"], answer["error"]["field"]),
         ("opted_out", "to"))
    status, _, said = w.ask(
        "POST", f"/2010-04-01/Accounts/{SID}/Messages.json",
        f"To=%2B{c(n)[1:]}&From=%2B{FROM[1:]}&Body=x",
        Content_Type="application/x-www-form-urlencoded")
    same((status, json.loads(said)["code"]), (400, 21610))


def m_id(w, message):
    """The carrier's id of a message."""
    return [e["smsc_id"] for e in w.get(message)["events"]
            if e["smsc_id"]][-1]


def optouts(w):
    """The numbers on the list."""
    found = w.json("GET", "/v1/optouts?page_size=100")["optouts"]
    return {o["number"]: o["source"] for o in found}


def s_p90_stop_start_and_help():
    with World(account=OWN) as w:
        text(w, 1, "stop ")
        sent, = w.sim.submits(1)
        check("START" in sent["text"], sent)
        same(sent["from"], FROM.lstrip("+"))
        refused(w, 1)
        same(optouts(w), {c(1): "stop"})
        for _ in range(3):
            text(w, 1, "STOP")
        same(w.sim.seen(1), 1, "confirmations of a STOP")
        text(w, 1, "START")
        same(w.sim.seen(1), 2, "a START is confirmed")
        same(optouts(w), {})
        m = w.post(1)
        w.expect(m, state="forwarded")
        text(w, 1, "HELP")
        same(w.sim.seen(1), 4, "help")
        text(w, 3, "HELP")
        same(w.sim.seen(3), 1, "help to another in that minute")
        check("STOP" in w.sim.submits(1)[-1]["text"], w.sim.submits(1)[-1])
        same(optouts(w), {})
        text(w, 2, "please stop")
        same(w.sim.seen(2), 0, "answers to what is no keyword")
        w.expect(w.post(2), state="forwarded")
        found = w.json("GET", "/v1/messages?direction=inbound")["messages"]
        same([m["text"].strip() for m in found], [
            "please stop", "HELP", "HELP", "START"] + ["STOP"] * 3 + ["stop"])


def s_p90_a_stop_counts_for_an_account_that_names_no_numbers():
    with World() as w:
        w.post(1)
        w.settle()
        text(w, 1, "STOP")
        same(optouts(w), {c(1): "stop"})
        refused(w, 1)
        text(w, 2, "STOP")
        alert, = w.json("GET", "/v1/alerts")["alerts"]
        same(alert["name"], "texts_of_nobody")
        check(" 1 say STOP" in alert["text"], alert)
        for n in range(3, 6):
            text(w, n, "hello")
        same(w.log_text().count("to a number of no account"), 1)
        w.advance(61)
        text(w, 6, "stop")
        same(w.log_text().count("to a number of no account"), 2)
        w.advance(1800)
        text(w, 6, "hello")
        w.advance(1830)
        alert, = w.json("GET", "/v1/alerts")["alerts"]
        check(alert["text"].startswith("6 texts") and
              " 2 say STOP" in alert["text"], alert)
        w.advance(3600 + 20)
        same(w.json("GET", "/v1/alerts")["alerts"], [])
        text(w, 6, "hello")
        alert, = w.json("GET", "/v1/alerts")["alerts"]
        check(alert["text"].startswith("1 texts"), alert)
        w.post(7)
        w.settle()
        w.restart()
        text(w, 7, "stop")
        same(optouts(w), {c(1): "stop", c(7): "stop"})


def s_p90_what_waits_is_skipped():
    with World(account=OWN, enquire_link="1h") as w:
        w.sim.rule(f"to={c(1)},first=1:status=RMSGQFUL")
        retried = w.post(1)
        w.expect(retried, state="queued", substate="retry_wait")
        later = w.post(1, send_at="2026-03-02T13:00:00Z")
        w.expect(later, state="held", substate="scheduled")
        other = w.post(2, send_at="2026-03-02T13:00:00Z")
        text(w, 1, "Stop.")
        w.leap(HOURS)
        w.expect(retried, state="skipped", substate="opted_out")
        w.expect(later, state="skipped", substate="opted_out")
        w.expect(other, state="forwarded")
        same(w.sim.seen(1), 2, "one attempt and one confirmation")
        same((w.twilio(later)["status"], w.twilio(later)["error_code"]),
             ("failed", 21610))


def s_p90_a_thousand_that_wait_and_none_goes_out():
    with World(account=OWN, window=100) as w:
        w.ctl("smsc", "pause", "acme")
        ids = []
        for _ in range(4):
            ids += w.camp(*[1] * 250)
        others = w.camp(2, 3)
        text(w, 1, "STOP")
        w.ctl("smsc", "resume", "acme")
        w.advance(60)
        same([s["text"][:8] for s in w.sim.submits(1)], ["You have"],
             "but for the confirmation")
        w.expect_all(others, state="forwarded")
        w.expect_all(ids[::37], state="skipped", substate="opted_out",
                     attempts=0)
        found = w.json("GET", "/v1/messages?status=skipped&limit=1000")
        same(len(found["messages"]), 1000, "skipped")
        w.restart()
        w.advance(60)
        same(w.sim.seen(1), 1, "submits after a restart")
        refused(w, 1)


def s_p90_a_stop_in_the_middle_of_a_thousand():
    with World(account=OWN, throughput=50) as w:
        for _ in range(4):
            w.camp(*[1] * 250, settle=False)
        others = w.camp(2, 3)
        w.advance(4)
        before = w.sim.seen(1)
        check(150 <= before <= 300, before)
        text(w, 1, "STOP", settle=False)
        while not w.sim.events("deliver_sm_resp"):
            pass
        at = len(w.sim.events())
        w.advance(60)
        late = [e for e in w.sim.events()[at:] if e["pdu"] == "submit_sm"
                and e["to"] == c(1)[1:]]
        same([e["text"][:8] for e in late], ["You have"])
        w.expect_all(others, state="forwarded")


def s_p90_a_stop_survives_a_kill_as_soon_as_it_is_acknowledged():
    with World(account=OWN) as w:
        w.ctl("smsc", "pause", "acme")
        m = w.post(1)
        text(w, 1, "STOP", settle=False)
        while not w.sim.events("deliver_sm_resp"):
            pass
        w.kill()
        w.start()
        w.ctl("smsc", "resume", "acme")
        w.advance(60)
        w.expect(m, state="skipped", substate="opted_out")
        check(not [s for s in w.sim.submits(1) if s["text"] == HELLO],
              "it went out")
        refused(w, 1)


def s_p90_all_words_that_stop():
    with World(account=OWN) as w:
        words = ("STOP", "stop all", "Unsubscribe", "CANCEL", "end", "Quit",
                 "opt out", "OPTOUT", "revoke", "Stop!", "Arrêt", "\"stop\"")
        for n, word in enumerate(words, 1):
            text(w, n, word)
        same(optouts(w), {c(n): "stop" for n in range(1, len(words) + 1)})
        for n, word in enumerate(("start", "YES", "unstop"), 1):
            text(w, n, word)
            check(c(n) not in optouts(w), word)
        for n, word in enumerate(("stop it", "I quit", "the end", "yes"), 20):
            text(w, n, word)
            check(c(n) not in optouts(w), word)
        same([w.sim.seen(n) for n in range(20, 24)], [0] * 4)


def s_p90_the_text_of_a_stop_is_configured():
    with World(account=OWN + '\n    reply_stop = "Bye"\n    reply_help = ""'
               ) as w:
        text(w, 1, "STOP")
        same([s["text"] for s in w.sim.submits(1)], ["Bye"])
        text(w, 2, "HELP")
        same(w.sim.seen(2), 0)


def s_p90_a_stop_to_nobodys_number_stops_nothing():
    with World(account=OWN) as w:
        text(w, 1, "STOP", to="+13105550199")
        same(optouts(w), {})
        w.expect(w.post(1), state="forwarded")
        same(w.json("GET", "/v1/messages?direction=inbound")["messages"], [])


def s_optouts_by_the_api():
    with World(account=OWN) as w:
        path = f"/v1/optouts/{c(1)}"
        w.json("GET", path, want=404)
        same(w.json("PUT", path), {"number": c(1), "changed": True})
        same(w.json("PUT", path), {"number": c(1), "changed": False})
        found = w.json("GET", path)
        same((found["number"], found["source"], found["since"][:19]),
             (c(1), "api", "2026-03-02T12:00:00"))
        refused(w, 1)
        same(w.sim.seen(1), 0, "nobody is told")
        w.restart()
        refused(w, 1)
        text(w, 1, "START")
        same(optouts(w), {})
        w.json("PUT", path)
        same(w.ask("DELETE", path)[0], 204)
        same(w.ask("DELETE", path)[0], 204)
        w.expect(w.post(1), state="forwarded")
        same(w.ask("PUT", "/v1/optouts/12345")[0], 400)


def s_p104_a_list_of_numbers_is_imported():
    with World(account=OWN) as w:
        rows = f"number\n{c(1)}\n{c(2)}\n12345\n{c(1)}\n\"{c(3)}\",x\n"
        for again in (False, True):
            status, _, said = w.ask("POST", "/v1/optouts:import", rows,
                                    Content_Type="text/csv")
            same(status, 200, said)
            lines = [json.loads(line) for line in said.splitlines()]
            bad = [a for a in lines if "error" in a]
            same([a["error"]["code"] for a in bad], ["invalid_number"], lines)
            same(bad[0]["line"], 4)
            changed = [a["line"] for a in lines if a.get("changed")]
            same(changed, [] if again else [2, 3, 6], lines)
            same(optouts(w), {c(n): "import" for n in (1, 2, 3)})
        refused(w, 3)
        status, head, said = w.ask("GET", "/v1/optouts", Accept="text/csv")
        same((status, head["Content-Type"].split(";")[0]), (200, "text/csv"))
        for n in (1, 2, 3):
            check(c(n) in said, said)


def s_an_optout_is_of_one_account():
    with World(account=OWN) as w:
        text(w, 1, "STOP")
        refused(w, 1)
        other = basic("AC00000000000000000000000000000002",
                      "fedcba9876543210fedcba9876543210")
        w.json("POST", "/v1/messages", {"to": c(1), "from": OTHER,
                                        "text": HELLO}, 201, **other)
        w.settle()
        same(w.sim.seen(1), 2, "a confirmation and the other account's")
        same(w.json("GET", "/v1/optouts", **other)["optouts"], [])


def s_p90_a_message_in_the_air_when_the_stop_comes():
    with World(account=OWN) as w:
        w.sim.rule(f"to={c(1)},text=Hello:hold")
        m = w.post(1)
        text(w, 1, "STOP")
        w.sim.say("answer")
        w.settle()
        w.receipt(m_id(w, m), "DELIVRD")
        w.expect(m, state="delivered")
