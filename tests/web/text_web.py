# SPDX-License-Identifier: BSD-2-Clause
"""What is in a body: W7, W9, W11, W16."""
import json
import urllib.parse

from client import GOOD, JSON, ask, request
from lib import FROM, SID, World, c, check, same

FACE = f"/2010-04-01/Accounts/{SID}/Messages.json"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


def explained(w, text):
    """How a text would be sent: its status and answer."""
    got = ask(w, request("POST", "/v1/explain/text", JSON, body=json.dumps(
        {"text": text, "from": FROM, "to": c(1)}, ensure_ascii=False)))
    return got.status, json.loads(got.body)


def found(value, key):
    """The value of the first member of that name, however deep."""
    for k, v in value.items():
        if k == key:
            return v
        if isinstance(v, dict) and found(v, key) is not None:
            return found(v, key)
    return None


def w7_a_message_cut_anywhere_is_no_message():
    with World() as w:
        for end in range(len(GOOD)):
            got = ask(w, request("POST", "/v1/messages", JSON,
                                 body=GOOD[:end]))
            same(got.status, 400, GOOD[:end])
        deep = '{"to":' + "[" * 100000 + "]" * 100000 + "}"
        many = "{" + ",".join(f'"k{n}":1' for n in range(70000)) + "}"
        for body in (deep, many, '{"validity":1e999}', '{"validity":-0}',
                     '{"validity":9223372036854775808}', '{"validity":NaN}',
                     "/* a */ {}", "{}{}"):
            got = ask(w, request("POST", "/v1/messages", JSON, body=body))
            same(got.status, 400, body[:40])
        same(w.json("GET", "/v1/messages")["messages"], [])


def w9_texts_that_play_tricks_are_counted_in_parts():
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    with World() as w:
        for text, parts in (
                ("\u202eabc\u202c", 1), ("a\u200bb\u200dc", 1),
                ("\u0430\u0435\u043e", 1),      # look like a, e, o
                ("e" + "\u0301" * 60, 1), (family * 8, 1), (family * 9, 2)):
            status, answer = explained(w, text)
            same(status, 200, repr(text), answer)
            same(found(answer, "segments"), parts, repr(text))
        flood = {"to": c(1), "from": FROM, "text": "e" + "\u0301" * 10000}
        got = ask(w, request("POST", "/v1/messages", JSON,
                             body=json.dumps(flood)))
        same(got.status, 400, got.body)
        same(json.loads(got.body)["error"]["code"], "text_too_long")


def w11_what_is_no_number_is_refused_with_its_field():
    with World() as w:
        for to in ("1" * 1000, "+1917555000a", "\u202e+19175550001",
                   "+" + "\uff11" * 11, "+0019175550001", "911", ["+1"],
                   {"a": 1}, True, None, 19175550001, "+1917 555 0001 ext 2",
                   "tel:+19175550001", "++19175550001", "+1'; DROP TABLE--"):
            body = json.dumps({"to": to, "from": FROM, "text": "x"})
            got = ask(w, request("POST", "/v1/messages", JSON, body=body))
            same(got.status, 400, to, got.body)
            error = json.loads(got.body)["error"]
            same(error["field"], "to", to)
        for to, code in (("", 21604), ("911x", 21211), ("1" * 40, 21211),
                         ("\uff11" * 11, 21211)):
            got = ask(w, request("POST", FACE, FORM, body=(
                urllib.parse.urlencode({"To": to, "From": FROM,
                                        "Body": "x"}))))
            same((got.status, json.loads(got.body)["code"]), (400, code), to)
        same(w.json("GET", "/v1/messages")["messages"], [])


def w16_the_twilio_face_passes_over_unknown_names():
    with World() as w:
        got = ask(w, request("POST", FACE, FORM, body=urllib.parse.urlencode(
            {"To": c(1), "From": FROM, "Body": "x", "Status": "delivered",
             "Price": "0", "AccountSid": "AC" + "9" * 32, "Sid": "SM1"})))
        same(got.status, 201, got.body)
        answer = json.loads(got.body)
        same((answer["account_sid"], answer["price"]), (SID, None))
        check(answer["status"] in ("accepted", "queued", "sending", "sent"),
              answer["status"])
        check(answer["sid"] != "SM1", answer)
