# SPDX-License-Identifier: BSD-2-Clause
"""What an operator does with numbers and webhooks, by esmectl."""
import json
import pathlib
import subprocess
import tempfile
import time

import sink
from lib import FROM, PATIENCE, PROGRAMS, World, c, check, same
from shop import Shop


def ctl(world, *words, text=None):
    """Its exit status, what it said, and its complaints."""
    done = subprocess.run(
        [PROGRAMS / "esmectl", "-s", world.work / "control", *words],
        input=text, capture_output=True, text=True, timeout=PATIENCE,
        check=False)
    check("Sanitizer" not in done.stderr, done.stderr)
    return done.returncode, done.stdout, done.stderr


def s_opt_outs_go_in_and_out_as_files():
    demo = ("--account", "demo")
    with World() as w:
        lines = "".join(f"x,{c(n)}\n" for n in range(1, 401))
        status, _, text = ctl(w, "optout", "list")
        same(status, 1)
        check("demo, other" in text, text)
        status, said, text = ctl(w, "optout", "import", *demo, "-",
                                 text="name,number\n" + lines + "x,nobody\n")
        same(status, 1, text)
        same(said, "400 numbers: 400 added, 0 had opted out already\n")
        same(text, "esmectl: line 402 has no number: x,nobody\n")
        status, exported, text = ctl(w, "optout", "export", *demo)
        same(status, 0, text)
        same(len(exported.splitlines()), 401)
        check(f"{c(7)},2026-03-02T12:00:00.000Z,import\n" in exported,
              exported[:200])
        w.submit(7, want=400)
        w.ctl("optout", "remove", *demo, c(7))
        w.post(7)
        w.restart()
        status, said, _ = ctl(w, "optout", "import", *demo, "-",
                              text=exported)
        same(status, 0)
        same(said, "400 numbers: 1 added, 399 had opted out already\n")
        w.submit(7, want=400)


def rename(w, smsc):
    """The first smsc has another name, in the file."""
    (_, keys), = w.smscs.items()
    w.smscs = {smsc: {**keys, "start": "yes"}}
    w.sims = {smsc: w.sim}


def routed_anew(end):
    """What waits for an smsc goes by another, by this sort of reload."""
    with World(smscs={"acme": {"start": "no", "window": 100}}) as w:
        messages = [a["id"] for a in w.batch(
            [{"to": c(n), "text": "hello"} for n in range(1, 260)])]
        long = w.post(260, text="x" * 400)
        w.settle()
        rename(w, "newco")
        end(w)
        w.advance(3)
        w.expect_all([*messages[::25], long], state="forwarded",
                     smsc="newco")
        same([w.sim.seen(n) for n in range(1, 260)], [1] * 259)
        told, = [e for e in w.get(messages[0])["events"]
                 if e["event"] == "rerouted"]
        same(told["smsc"], "acme")
        check("not configured any more" in told["text"], told)
        same(w.ctl("status")["alerts"], [])
        w.restart()
        w.advance(3)
        same([w.sim.seen(n) for n in range(1, 260)], [1] * 259)


def s_messages_of_an_smsc_that_was_renamed_are_routed_anew():
    routed_anew(World.reload)


def s_messages_of_an_smsc_renamed_before_a_start_are_routed_anew():
    routed_anew(restart_with)


def s_the_last_that_waits_is_routed_anew_too():
    """One more than is looked at in one commit."""
    with World(smscs={"acme": {"start": "no", "window": 300}}) as w:
        w.batch([{"to": c(n), "text": "hello"} for n in range(1, 202)])
        w.settle()
        rename(w, "newco")
        restart_with(w)
        w.advance(3)
        same([w.sim.seen(n) for n in range(1, 202)], [1] * 201)


def restart_with(w):
    """Stop, and start with the configuration as it is now."""
    w.kill()
    w.configure()
    w.start()


def s_messages_that_no_route_takes_any_more_are_an_alert():
    with World(smscs={"acme": {"start": "no"}}) as w:
        m, canceled = w.post(1), w.post(2)
        w.settle()
        rename(w, "newco")
        w.configure()
        w.conf.write_text(w.conf.read_text().replace(
            'route "default" {', 'route "default" { prefix = { "44" } '))
        w.ctl("reload")
        w.settle()
        alert, = w.ctl("status")["alerts"]
        same(alert["alert"], "messages_stranded")
        check(alert["text"].startswith("2 messages wait"), alert)
        got = w.expect(m, state="queued", delay_hint="no_smsc")
        check(got["explanation"].startswith("smsc acme is not configured"),
              got["explanation"])
        status, said, text = ctl(w, "explain", "message", m)
        same(status, 0, text)
        check("smsc acme is not configured any more" in said, said)
        w.json("POST", f"/v1/messages/{canceled}:cancel")
        check("not configured" not in str(w.get(canceled)["explanation"]),
              "why what waits no more waits")
        w.reload()
        w.advance(5)
        w.expect(m, state="forwarded", smsc="newco")
        same(w.ctl("status")["alerts"], [])


def s_what_would_be_sent_otherwise_is_not_routed_anew():
    with World(smscs={"acme": {"start": "no"}}) as w:
        long, short = w.post(1, text="x" * 400), w.post(2)
        w.settle()
        rename(w, "newco")
        w.smscs["newco"]["split"] = "payload"
        w.reload()
        w.advance(3)
        w.expect(short, state="forwarded", smsc="newco")
        w.expect(long, state="queued", delay_hint="no_smsc")
        alert, = w.ctl("status")["alerts"]
        check(alert["text"].startswith("1 messages wait"), alert)


def s_what_has_another_alphabet_is_not_routed_anew():
    """Of a class there is no Latin 1."""
    for latin1, state in (("yes", "forwarded"), ("no", "queued")):
        with World(smscs={"acme": {"start": "no", "latin1": "yes"}},
                   account='rights = { "flash" }') as w:
            plain = w.post(1, text="forêt")
            flash = w.post(2, text="forêt", flash=True)
            w.settle()
            rename(w, "newco")
            w.smscs["newco"]["latin1"] = latin1
            w.reload()
            w.advance(3)
            w.expect(flash, state="forwarded")
            w.expect(plain, state=state)


def s_octets_have_no_alphabet_and_are_routed_anew():
    with World(smscs={"acme": {"start": "no"}},
               account='rights = { "binary" }') as w:
        plain = w.post(1)
        octets = w.json("POST", "/v1/messages", {
            "to": c(2), "from": FROM, "binary": "0102"}, 201)["id"]
        w.settle()
        rename(w, "newco")
        w.smscs["newco"]["alphabet"] = "latin1"
        w.reload()
        w.advance(3)
        w.expect(octets, state="forwarded")
        w.expect(plain, state="queued")


def s_what_can_be_told_apart_otherwise_is_routed_anew():
    with World(smscs={"acme": {"start": "no"}}) as w:
        m = w.post(1, text="x" * 400)
        w.settle()
        rename(w, "newco")
        w.smscs["newco"]["split"] = "sar"
        w.reload()
        w.advance(3)
        w.expect(m, state="forwarded", smsc="newco")


def s_what_is_routed_anew_is_of_its_account_sender_class_and_tag():
    with World(smscs={"acme": {"start": "no"}}) as w:
        m = w.post(1, **{"class": "otp", "tag": "blue"})
        w.settle()
        rename(w, "newco")
        w.configure()
        w.conf.write_text(w.conf.read_text().replace(
            'route "default" {', f"""route "default" {{
    account = {{ "demo" }}
    from = {{ "{FROM}" }}
    class = {{ "otp" }}
    tag = {{ "blue" }}
"""))
        w.ctl("reload")
        w.advance(3)
        w.expect(m, state="forwarded", smsc="newco")


def s_a_number_is_exported_and_erased():
    with World() as w:
        messages = [a["id"] for a in w.batch(
            [{"to": c(1), "text": f"secret {n}"} for n in range(95)])]
        other = w.post(2)
        for n in (1, 2):
            w.json("POST", "/v1/contacts", {"number": c(n), "name": f"N{n}"},
                   want=201)
        for message in messages[:-1]:
            w.receipt(w.get(message)["events"][-1]["smsc_id"], "DELIVRD",
                      settle=False)
        w.settle()
        _, said, _ = ctl(w, "number", "export", c(1))
        whose, *rows = [json.loads(line) for line in said.splitlines()]
        same([a["name"] for a in whose["contacts"]], ["N1"])
        same([r["id"] for r in rows], messages[::-1])
        same(rows[0]["text"], "secret 94")
        same(ctl(w, "number", "erase", c(1))[0], 64)
        status, said, _ = ctl(w, "--json", "number", "erase", "--yes", c(1))
        same(status, 1)
        answer = json.loads(said)
        same(answer["erased"], 94)
        same(answer["left"], [{"id": messages[-1], "state": "forwarded"}])
        w.restart()
        same(len(w.ctl("message", "list", "--to", c(1))["messages"]), 1)
        same([a["name"] for a in w.json("GET", "/v1/contacts")["contacts"]],
             ["N2"])
        w.expect(other, state="forwarded")


def s_an_erased_number_stands_in_no_campaign_that_has_ended():
    with Shop() as w:
        camp = w.sent(2)
        w.cancel(camp)
        same(w.view(camp)["audience"]["numbers"], [c(1), c(2)])
        ctl(w, "number", "erase", "--yes", c(1))
        w.settle()
        same(w.view(camp)["audience"]["numbers"], [c(2)])
        w.restart()
        same(w.view(camp)["audience"]["numbers"], [c(2)])


def stored(w, what):
    """Whether a backup, which has all that is in use, has these bytes."""
    with tempfile.TemporaryDirectory() as to:
        said = ctl(w, "backup", to + "/copy")
        same(said[0], 0, said)
        return what in (pathlib.Path(to) / "copy/data.mdb").read_bytes()


def s_an_erased_number_stands_in_no_draft_either():
    typed = "+1 (917) 555-0077"
    gone, big = "+19175550077", (19175550077).to_bytes(8, "big")
    with Shop() as w:
        numbers = [typed, c(2), gone]
        w.contact(3)
        w.contact(77)
        crowd = w.list_of(3, 77)
        drafts = [w.camp(*numbers, lists=[crowd]) for _ in range(3)]
        w.sched(drafts[1], "2026-03-09T10:00:00")
        w.op("DELETE", f"/v1/campaigns/{drafts[2]}", want=204)
        w.settle()
        check(stored(w, typed.encode()), "it is looked for as it is stored")
        same(ctl(w, "number", "erase", "--yes", gone)[0], 0)
        w.settle()
        for camp in drafts[:2]:
            same(w.view(camp)["audience"],
                 {"lists": [crowd], "numbers": [c(2)], "live": False})
        for bytes_ in (typed.encode(), gone.encode(), big):
            check(not stored(w, bytes_), bytes_)
        w.restart()
        same(w.view(drafts[0])["audience"]["numbers"], [c(2)])


def settled_dead(w, n):
    """The dead letters, once there are so many and nothing moves."""
    until = time.monotonic() + PATIENCE
    while True:
        w.settle()
        dead = w.ctl("webhook", "dead")["dead"]
        status = w.ctl("webhook", "status")
        if len(dead) == n and status["letters"] == 0:
            return dead
        check(time.monotonic() < until, (len(dead), status))
        time.sleep(0.01)


def s_dead_webhooks_are_listed_sent_again_and_dropped():
    with sink.Sink(*[410] * 50) as gone, World(account=sink.ACCOUNT) as w:
        ids = [w.post(n, status_callback=gone.url("/none"))
               for n in (1, 2)]
        w.settle()
        dead = settled_dead(w, 4)
        same(sorted({d["message"] for d in dead}), sorted(ids))
        same({d["account"] for d in dead}, {"demo"})
        check(all(d["why"] for d in dead), dead)
        n = len(dead)
        same(w.ctl("webhook", "drop", dead[0]["letter"]), {"dropped": 1})
        same(w.ctl("webhook", "status")["dead"], n)
        same(w.ctl("webhook", "replay", dead[1]["letter"]), {"replayed": 1})
        settled_dead(w, n - 1)
        same(w.ctl("webhook", "status")["dead"], n + 1, "given up again")
        same(w.ctl("webhook", "replay", "--all"), {"replayed": n - 1})
        settled_dead(w, n - 1)


def s_f8_throttling_is_logged_once_and_so_is_its_end():
    with World() as w:
        w.sim.rule("first=20:status=RTHROTTLED")
        for n in range(1, 6):
            w.post(n)
        w.at(20)
        log = w.log_text()
        same(log.count("the SMSC throttles status=0x00000058"), 1, log)
        check("ESME_RTHROTTLED" in log and "found_rate=" in log, log)
        check("throttles no more" not in log, log)
        w.at(120)
        same(w.log_text().count("the SMSC throttles no more"), 1)
        same(w.log_text().count("the SMSC throttles status="), 1)


def s_g9_the_log_says_which_answer_ended_a_bind():
    with World() as w:
        w.sim.rule("first=1:status=RINVBNDSTS")
        w.post(1)
        w.advance(10)
        check("unbinds: a request was answered with 0x00000004 "
              "ESME_RINVBNDSTS" in w.log_text(), w.log_text())
