# SPDX-License-Identifier: BSD-2-Clause
"""What really happened to a message: S-P49 to S-P63 and S-P72 to S-P76, one
message at a time."""
import json
import subprocess

from lib import (FROM, HELLO, HOURS, PROGRAMS, World, c, check, same,
                 seconds)


def states(w, message):
    """Those it went through."""
    return [state for state, _ in w.changes(message)]


def s_p49_from_the_queue_to_the_handset():
    with World() as w:
        w.sim.rule(f"to={c(1)}:hold")
        one, two = w.camp(1, 2)
        w.expect(one, state="submitting")
        w.sim.say("answer")
        w.settle()
        w.expect(one, state="forwarded")
        w.receipt(1, "ENROUTE")
        w.expect(one, state="enroute")
        w.receipt(1, "DELIVRD")
        w.expect(one, state="delivered", reason=None)
        same(states(w, one), ["queued", "submitting", "forwarded", "enroute",
                              "delivered"])
        w.receipt(2, "UNDELIV", "001")
        w.expect(two, state="failed", stage="network", reason=30005)


def s_p50_the_carriers_words_are_kept_and_counted():
    with World() as w:
        one, two = w.camp(1, 2)
        w.receipt(1, "UNDELIV", "777")
        w.receipt(2, "UNDELIV", "777")
        found = w.expect(one, reason=30008, detail="unlisted")
        check(found["explanation"], found)
        codes = w.ctl("errors", "unmapped")["codes"]
        code, = [e for e in codes if "777" in e["code"]]
        same((code["smsc"], code["count"]), ("acme", 2))
        w.receipt(1, "UNDELIV", "027")
        w.expect(one, reason=30003, detail="phone_off")


def s_p51_a_map_is_taken_anew_by_a_reload():
    head = ("vendor\tkind\tcode\tmeaning\tpermanence\tsuggested\tsource\t"
            "detail\n")
    row = ("own\tstat\tUNDELIV/777\tblocked\tpermanent\t30007\tits manual\t"
           "spam_filter\n")
    with World(start=False) as w:
        own = w.work / "own.tsv"
        own.write_text(head)
        w.smscs["acme"]["errors"] = own
        w.configure()
        w.start()
        old = w.post(1)
        w.receipt(1, "UNDELIV", "777")
        w.expect(old, reason=30008)
        own.write_text(head + row)
        w.reload()
        new = w.post(2)
        w.receipt(2, "UNDELIV", "777")
        w.expect(new, reason=30007, detail="spam_filter")
        w.expect(old, reason=30008)


def s_p51_a_reload_says_what_is_wrong_with_a_map():
    head = "vendor\tkind\tcode\tmeaning\tpermanence\tsuggested\tsource\n"
    row = "own\terr\t777\tblocked\tpermanent\t{}\tits manual\n"
    with World(start=False) as w:
        own = w.work / "own.tsv"
        own.write_text(head + row.format("30007"))
        w.smscs["acme"]["errors"] = own
        w.configure()
        w.start()
        own.write_text(head + row.format("blocked"))
        done = subprocess.run(
            [PROGRAMS / "esmectl", "--json", "-s", w.work / "control",
             "reload"], capture_output=True, text=True, timeout=10,
            check=False)
        same(done.returncode, 1, done.stdout)
        for words in ("smsc acme.errors", f"{own}:2: suggested must be"):
            check(words in json.loads(done.stdout)["error"], done.stdout)
        m = w.post(1)
        w.receipt(1, "UNDELIV", "777")
        w.expect(m, reason=30007)


def s_p52_malformed_numbers_are_refused_alone():
    with World() as w:
        answers = w.batch([{"to": to} for to in (
            "12345", "+1917", "abcdefghij", c(1))])
        same([a.get("error", {}).get("code") for a in answers],
             ["invalid_number"] * 3 + [None])
        same(w.sim.seen(), 1, "submits")
        w.expect(answers[3]["id"], state="forwarded")


def s_p53_countries_and_refusals():
    with World(account='countries = { "US", "CA", "GB" }',
               enquire_link="1h") as w:
        w.sim.rule(f"to={c(1)}:status=RINVDSTADR")
        answers = w.batch([{"to": "+380501234567"}, {"to": c(1)},
                           {"to": c(2)}])
        same(answers[0]["error"]["code"], "country_not_supported")
        one, two = answers[1]["id"], answers[2]["id"]
        found = w.expect(one, state="failed", stage="submit", reason=400,
                         detail="rejected_at_submit", reason_text=
                         "HTTP 400 error - Unable to create record")
        same(found["events"][-1]["status"], 0x0B)
        w.expect(two, state="forwarded")
        w.leap(HOURS)
        same((w.sim.seen(1), w.sim.seen()), (1, 2), "submits")
        w.expect(one, attempts=1)


def s_p59_carrier_violations_do_not_close_a_number():
    with World() as w:
        for _ in range(5):
            m = w.post(1)
            w.receipt(1, "UNDELIV", "110")
            found = w.expect(m, state="failed", reason=30007)
            check("spam" in found["explanation"] and "accident" in
                  found["explanation"], found["explanation"])
        m = w.post(1)
        w.expect(m, state="forwarded")
        w.receipt(1, "DELIVRD")
        w.expect(m, state="delivered")


def s_p60_a_list_has_the_reasons_too():
    with World() as w:
        m = w.post(1)
        w.receipt(1, "UNDELIV", "027")
        whole = w.get(m)
        row, = w.json("GET", "/v1/messages")["messages"]
        same(row["reason"], 30003)
        for key in ("state", "reason", "reason_text", "detail",
                    "explanation"):
            check(row[key], "no", key)
            same(row[key], whole[key], key)


def s_p63_media_are_refused():
    with World() as w:
        answer = w.json("POST", "/v1/messages", {
            "to": c(1), "from": FROM, "text": HELLO,
            "media_url": "http://example.test/cat.jpg"}, 400)
        same(answer["error"]["code"], "mms_not_supported")
        same(answer["error"]["field"], "media_url")
        w.settle()
        same(w.sim.seen(), 0, "submits")


def s_p72_the_cap_counts_from_the_messages_own_forward():
    with World(throughput=1, enquire_link="1h") as w:
        one, two = w.camp(1, 2)
        w.expect(one, state="forwarded")
        w.ctl("smsc", "pause", "acme")
        w.leap(72 * HOURS)
        w.expect(one, state="delivery_unknown")
        w.expect(two, state="queued", attempts=0)
        w.ctl("smsc", "resume", "acme")
        w.settle()
        found = w.expect(two, state="forwarded")
        same(seconds(found["timings"]["forwarded_at"]), 72.0 * HOURS)
        w.leap(72 * HOURS - 1)
        w.expect(two, state="forwarded")
        w.advance(1)
        w.expect(two, state="delivery_unknown")


def s_p73_a_late_receipt_is_one_event():
    with World(enquire_link="1h") as w:
        m = w.post(5)
        w.leap(93 * HOURS)
        before = w.expect(m, state="delivery_unknown")["events"]
        w.receipt(5, "DELIVRD")
        after = w.expect(m, state="delivered",
                         flags=["late_receipt"])["events"]
        same(after[:len(before)], before, "the timeline")
        same([e["state"] for e in after[len(before):]], ["delivered"])
        same(seconds(after[-1]["at"]), 93.0 * HOURS)


def s_p75_and_a_failure_five_times():
    with World() as w:
        m = w.post(1)
        w.receipt(1, "UNDELIV", "027", times=5)
        w.expect(m, state="failed", reason=30003, flags=[])
        same([a["status"] for a in w.sim.events("deliver_sm_resp")], [0] * 5)
        same(states(w, m), ["queued", "submitting", "forwarded", "failed"])


SILENT = "+1646555"


def with_carriers(w, *rows):
    """The daemon knows these."""
    path = w.work / "carriers.csv"
    path.write_text("".join(f"{row}\n" for row in rows))
    w.extra = f'lookup {{ carriers = "{path}" }}\n'
    w.configure()
    w.start()


def two_carriers(w):
    """One delivers all, the other says nothing."""
    with_carriers(w, "+1917555,AT&T", f"{SILENT},SilentTel")
    w.camp(*range(101, 161))
    w.batch([{"to": f"{SILENT}{n:04d}"} for n in range(101, 161)])
    for n in range(101, 161):
        w.receipt(n, "DELIVRD", settle=False)
    w.settle()


def s_p76_filtered_or_never_answered():
    with World(start=False, window=100, enquire_link="1h") as w:
        two_carriers(w)
        w.leap(73 * HOURS)
        one = w.post(1)
        two = w.post(f"{SILENT}0002")
        three = w.post("+13105550003")
        w.leap(72 * HOURS)
        w.expect(one, state="delivery_unknown", flags=["suspected_filtered"])
        w.expect(two, state="delivery_unknown", flags=["carrier_no_receipts"])
        w.expect(three, state="delivery_unknown", flags=[])
        w.receipt(1, "DELIVRD")
        found = w.expect(one, state="delivered")
        check("late_receipt" in found["flags"], found["flags"])


def s_p76_the_carriers_week_outlives_a_kill():
    with World(start=False, window=100, enquire_link="1h") as w:
        two_carriers(w)
        w.advance(60)
        w.restart()
        w.leap(73 * HOURS)
        one = w.post(1)
        two = w.post(f"{SILENT}0002")
        w.leap(24 * HOURS)
        w.restart()
        w.leap(48 * HOURS)
        w.expect(one, state="delivery_unknown", flags=["suspected_filtered"])
        w.expect(two, state="delivery_unknown", flags=["carrier_no_receipts"])


def s_p76_few_messages_accuse_nobody():
    with World(start=False, enquire_link="1h") as w:
        with_carriers(w, "+1917555,AT&T")
        ids = w.camp(*range(1, 11))
        for n in range(2, 11):
            w.receipt(n, "DELIVRD", settle=False)
        w.settle()
        w.leap(72 * HOURS)
        w.expect(ids[0], state="delivery_unknown", flags=[])


def s_parked_receipts_are_shown():
    with World() as w:
        w.post(1)
        w.receipt(1, "UNDELIV", "027", via="text",
                  **{"with-id": "nobody"})
        found = w.ctl("receipts", "parked")
        same(found["parked"], 1)
        one, = found["receipts"]
        same((one["id"], one["smsc"], one["from"], one["stat"], one["err"]),
             ("nobody", "acme", c(1), "UNDELIV", "027"))
        same((seconds(one["arrived"]), seconds(one["expires"])),
             (0.0, 72.0 * HOURS))


def s_p58_the_carriers_words_stand_beside_the_reason():
    with World() as w:
        w.sim.rule(f"to={c(2)}:status=0x0B")
        one, two = w.camp(1, 2)
        w.receipt(1, "UNDELIV", "000")
        raw = w.expect(one, reason=30008)["raw"]
        same((raw["stat"], raw["err"]), ("UNDELIV", "000"))
        raw = w.expect(two, reason=400)["raw"]
        same(raw["command_status"], "0x0000000B")


def s_p58_roaming_is_no_guarantee():
    with World() as w:
        m = w.post(1)
        w.receipt(1, "UNDELIV", "008")
        found = w.expect(m, reason=30003, detail="roaming")
        for word in ("roaming", "guarantee"):
            check(word in found["explanation"], found["explanation"])
        check(found["advice"], "no advice")


def s_ids_as_strings_only():
    with World(msgid="string", sim=("--ids", "hex", "--id-start",
                                    "3735928559")) as w:
        one, two = w.camp(1, 2)
        w.receipt(1, "DELIVRD")
        w.expect(one, state="delivered")
        w.receipt(2, "DELIVRD", form="dec")
        w.expect(two, state="forwarded")
        same(w.parked(), 1, "parked")


def s_ids_by_the_configured_mode():
    for mode, ids, form in (("resp=hex, receipt=dec", "hex", "dec"),
                            ("resp=dec, receipt=hex", "decimal", "hex")):
        with World(msgid=mode, sim=("--ids", ids, "--id-start",
                                    "3735928559")) as w:
            found = w.camp(1, 2, 3)
            for n in (1, 2, 3):
                w.receipt(n, "DELIVRD", form=form)
            for m in found:
                same(w.state(m), "delivered", mode)
            same(w.ctl("smsc", "show", "acme")["message_ids"]["matched"], 3)


def s_ids_learned_from_traffic_are_shown():
    with World(sim=("--ids", "hex", "--id-start", "3735928559")) as w:
        ids = w.camp(*range(1, 41))
        same(w.ctl("smsc", "show", "acme")["message_ids"]["learned"], None)
        for n in range(1, 41):
            w.receipt(n, "DELIVRD", form="dec", settle=False)
        w.settle()
        w.expect_all(ids, state="delivered")
        found = w.ctl("smsc", "show", "acme")["message_ids"]
        same((found["mode"], found["learned"]),
             ("auto", "resp=hex, receipt=dec"))
        # What was learned is learned again, and nothing is lost meanwhile.
        last = w.post(41)
        w.restart()
        w.receipt(41, "DELIVRD", form="dec")
        w.expect(last, state="delivered")


def s_receipts_by_the_words_of_one_smsc():
    with World(receipt_states=["0=DELIVRD", "LOST=UNDELIV"],
               acceptd="delivered") as w:
        one, two, three = w.camp(1, 2, 3)
        shape = "id:{id} stat:%s err:{err}"
        w.receipt(1, "DELIVRD", via="text", shape=shape % "0")
        w.receipt(2, "DELIVRD", err="027", via="text", shape=shape % "LOST")
        w.receipt(3, "ACCEPTD")
        w.expect(one, state="delivered")
        w.expect(two, state="failed", reason=30003)
        w.expect(three, state="delivered")


def s_receipts_of_a_shape_of_their_own():
    with World(receipt_pattern="^MSG ([0-9a-z-]+) IS ([A-Z]+)",
               receipt_groups=["id=1", "stat=2"]) as w:
        one, two = w.camp(1, 2)
        w.receipt(1, "DELIVRD", via="text", shape="MSG {id} IS {stat}")
        w.receipt(2, "DELIVRD", via="text")
        w.expect(one, state="delivered")
        w.expect(two, state="delivered")


def s_receipts_without_their_bits():
    for keys, state in (({}, "delivered"),
                        ({"unflagged_receipts": "no"}, "forwarded")):
        with World(**keys) as w:
            m = w.post(1)
            w.receipt(1, "DELIVRD", via="text", **{"esm-class": "0"})
            w.expect(m, state=state)
