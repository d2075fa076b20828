# SPDX-License-Identifier: BSD-2-Clause
"""Why a message failed: from what the carrier said, through the map."""
from lib import World, c, check, same

# S-P50: stat, err, reason, detail.
TABLE = (
    ("UNDELIV", "001", 30005, "number_incorrect"),
    ("UNDELIV", "005", 30005, "number_incorrect"),
    ("UNDELIV", "006", 30003, "offline"),
    ("UNDELIV", "008", 30003, "roaming"),
    ("UNDELIV", "009", 30005, "device_fault"),
    ("UNDELIV", "010", 30005, "no_sms_service"),
    ("UNDELIV", "011", 30005, "no_sms_service"),
    ("UNDELIV", "012", 30005, "device_fault"),
    ("UNDELIV", "013", 30005, "barred"),
    ("UNDELIV", "021", 30006, "carrier_unreachable"),
    ("UNDELIV", "027", 30003, "phone_off"),
    ("UNDELIV", "031", 30003, "busy"),
    ("UNDELIV", "032", 30003, "memory_full"),
    ("UNDELIV", "034", 30008, "operator_fault"),
    ("UNDELIV", "035", 30008, "operator_fault"),
    ("UNDELIV", "036", 30008, "operator_fault"),
    ("UNDELIV", "040", 30003, "memory_full"),
    ("UNDELIV", "049", 30003, "memory_full"),
    ("UNDELIV", "052", 30003, "memory_full"),
    ("UNDELIV", "101", 30006, "landline"),
    ("UNDELIV", "102", 30006, "carrier_unreachable"),
    ("UNDELIV", "110", 30007, "spam_filter"),
    ("UNDELIV", "111", 30007, "content_law"),
    ("UNDELIV", "120", 30034, "sender_not_verified"),
    ("EXPIRED", "000", 30003, "validity_expired"),
    ("DELETED", "000", 30008, "deleted_by_smsc"),
    ("UNDELIV", "000", 30008, "unlisted"),
    ("REJECTD", "000", 30008, "unlisted"),
    ("UNDELIV", "777", 30008, "unlisted"),
)

LABELS = {30003: "Unreachable destination handset",
          30005: "Unknown destination handset",
          30006: "Landline or unreachable carrier",
          30007: "Carrier violation",
          30008: "Unknown error"}

# statuses.md 4.5: command_status, reason; what the Twilio face says.
REFUSALS = (
    (0x01, 400, 30008), (0x0B, 400, 21211), (0x50, 400, 21211),
    (0x51, 400, 21211), (0x45, 400, 30008), (0x65, 400, 30008),
    (0x66, 400, 30008),
    (0x0A, 30034, 30034), (0x48, 30034, 30034), (0x49, 30034, 30034),
    (0x400, 30008, 30008), (0x33, 30008, 30008), (0x4FF, 30008, 30008),
)


def s_p50_the_reason_table():
    with World() as w:
        ids = w.camp(*range(1, len(TABLE) + 1))
        for n, (stat, err, _, _) in enumerate(TABLE, 1):
            w.receipt(n, stat, err, settle=False)
        w.settle()
        for m, (stat, err, reason, detail) in zip(ids, TABLE):
            found = w.expect(m, state="failed", stage="network")
            same((found["reason"], found["detail"]), (reason, detail),
                 stat, err)
            check(found["reason_text"], "no label for", reason)
            if reason in LABELS:
                same(found["reason_text"], LABELS[reason])
            raw = found["events"][-1]["text"]
            check(f"stat:{stat}" in raw and f"err:{err}" in raw, raw)
            seen = w.twilio(m)
            same((seen["status"], seen["error_code"]),
                 ("undelivered", reason), stat, err)


def s_p51_another_map_gives_another_reason():
    with World(smscs={"agg1": {}, "agg2": {}}) as w:
        own = w.work / "own.tsv"
        head = ("vendor\tkind\tcode\tmeaning\tpermanence\tsuggested\t"
                "source\tdetail\n")
        own.write_text(head +
                       "own\tstat\tUNDELIV/777\tblocked\tpermanent\t30007\t"
                       "its manual\tspam_filter\n")
        w.smscs["agg2"]["errors"] = own
        w.configure()
        w.stop()
        w.start()
        one = w.post(1, smsc="agg1")
        two = w.post(2, smsc="agg2")
        w.receipt(1, "UNDELIV", "777", sim=w.sims["agg1"])
        w.receipt(2, "UNDELIV", "777", sim=w.sims["agg2"])
        w.expect(one, reason=30008, smsc="agg1")
        w.expect(two, reason=30007, detail="spam_filter", smsc="agg2")
        own.write_text(head)
        w.stop()
        w.start()
        w.expect(two, reason=30007)
        three = w.post(3, smsc="agg2")
        w.receipt(3, "UNDELIV", "777", sim=w.sims["agg2"])
        w.expect(three, reason=30008)


def s_p53_p69_refusals_fail_at_the_first_attempt():
    with World() as w:
        for n, (status, _, _) in enumerate(REFUSALS, 1):
            w.sim.rule(f"to={c(n)}:status={status}")
        ids = w.camp(*range(1, len(REFUSALS) + 1))
        for m, (status, reason, twilio) in zip(ids, REFUSALS):
            found = w.expect(m, state="failed", stage="submit",
                             reason=reason, attempts=1)
            same(found["events"][-1]["status"], status)
            if reason == 400:
                same(found["reason_text"],
                     "HTTP 400 error - Unable to create record")
            seen = w.twilio(m)
            same((seen["status"], seen["error_code"]), ("failed", twilio),
                 hex(status))
        w.advance(600)
        same(w.sim.seen(), len(REFUSALS), "submits")


def s_p57_sender_not_verified():
    with World() as w:
        w.sim.rule(f"to={c(1)}:status=RINVSRCADR")
        one, two = w.camp(1, 2)
        w.receipt(2, "UNDELIV", "120")
        w.expect(one, state="failed", stage="submit", reason=30034,
                 detail="sender_not_verified")
        w.expect(two, state="failed", stage="network", reason=30034,
                 detail="sender_not_verified")


def s_twilio_words_of_each_state():
    with World(on_doubt="hold") as w:
        def word(m):
            found = w.twilio(m)
            return found["status"], found["error_code"]

        w.sim.rule(f"to={c(1)}:hold", f"to={c(6)}:status=0x0B")
        one = w.post(1)
        same(word(one), ("sending", None))
        w.sim.say("answer")
        w.settle()
        same(word(one), ("sent", None))
        two, three, four = w.camp(2, 3, 4)
        w.receipt(2, "ENROUTE")
        w.expect(two, state="enroute")
        same(word(two), ("sent", None))
        w.receipt(3, "DELIVRD")
        same(word(three), ("delivered", None))
        w.receipt(4, "UNDELIV", "027")
        same(word(four), ("undelivered", 30003))
        same(word(w.post(6)), ("failed", 21211))
        w.sim.rule(f"to={c(7)}:hold")
        seven = w.post(7)
        w.advance(30)
        w.expect(seven, state="delivery_unknown", flags=["in_doubt"])
        same(word(seven), ("failed", 30410))
        w.sim.say("close")
        w.sim.say("drop")
        w.settle()
        same(word(w.post(8)), ("queued", None))


def s_twilio_word_of_an_unknown_outcome_is_sent():
    with World(conf='message { unknown_after = "1h" }\n',
               validity="30min") as w:
        m = w.post(1)
        w.leap(3600)
        w.expect(m, state="delivery_unknown", flags=[])
        same(w.twilio(m)["status"], "sent")


def s_p58_each_failure_explains_itself():
    with World() as w:
        one, two, three = w.camp(1, 2, 3)
        w.receipt(1, "UNDELIV", "000")
        w.receipt(2, "UNDELIV", "008")
        w.receipt(3, "UNDELIV", "110")
        words = w.get(one).get("explanation") or ""
        for word in ("off", "roaming", "device"):
            check(word in words, "30008 does not name", word, repr(words))
        words = w.get(two).get("explanation") or ""
        check("roaming" in words and "guarantee" in words, repr(words))
        words = w.get(three).get("explanation") or ""
        check("spam" in words and "accident" in words, repr(words))
