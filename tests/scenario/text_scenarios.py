# SPDX-License-Identifier: BSD-2-Clause
"""What a text looks like on the wire, by the keys of its smsc and account."""
from lib import FROM, World, c, check, same

TURKISH = "Doğuş için şarkı söyle"


def octets(sent):
    """Of one PDU."""
    return bytes.fromhex(sent["hex"])


def post_all(w, texts, **fields):
    """A contact each; the PDUs of each."""
    for n, text in enumerate(texts, 1):
        w.post(n, text, **fields)
    return [w.sim.submits(n) for n in range(1, len(texts) + 1)]


def s_text_alphabets_and_segments():
    """GSM 03.38 with its extension, and UCS-2 with surrogates."""
    cases = (("x" * 160, 0, 1), ("x" * 161, 0, 2), ("€" * 80, 0, 1),
             ("€" * 81, 0, 2), ("щ" * 70, 8, 1), ("щ" * 71, 8, 2),
             ("😀" * 35, 8, 1), ("😀" * 36, 8, 2), ("[]{}~^|\\", 0, 1),
             ("x" * 306, 0, 2), ("x" * 307, 0, 3), ("ç", 8, 1), ("Ç", 0, 1))
    with World() as w:
        for (text, dcs, parts), sent in zip(
                cases, post_all(w, [t for t, _, _ in cases])):
            same([s["data_coding"] for s in sent], [dcs] * parts, text[:9])
            same("".join(s["text"] for s in sent), text)
            check(all(len(octets(s)) <= (140 if dcs else 160)
                      for s in sent), text[:9])


def s_text_parts_bear_one_reference_and_their_numbers():
    with World() as w:
        w.post(1, "x" * 400)
        w.post(1, "y" * 400)
        heads = [octets(s)[:6] for s in w.sim.submits(1)]
        for begin in (0, 3):
            refs = {h[3] for h in heads[begin:begin + 3]}
            same(len(refs), 1, "references of a message")
            same(sorted(h[5] for h in heads[begin:begin + 3]), [1, 2, 3])
        check(heads[0][3] != heads[3][3], "two messages, one reference")
        check(all(h[:3] == b"\5\0\3" and h[4] == 3 for h in heads), heads)
        check(all(s["esm_class"] & 0x40 for s in w.sim.submits(1)), "UDHI")


def s_text_a_reference_of_16_bits():
    with World(split="udh16") as w:
        # A header of 7 octets leaves room for 152 septets.
        w.expect(w.post(2, "x" * 304), parts=2)
        m = w.post(1, "x" * 305)
        w.expect(m, parts=3)
        heads = [octets(s)[:7] for s in w.sim.submits(1)]
        check(all(h[:3] == b"\6\x08\4" for h in heads), heads)
        same(len({h[3:5] for h in heads}), 1, "references")
        same([h[6] for h in heads], list(range(1, len(heads) + 1)))
        same("".join(s["text"] for s in w.sim.submits(1)), "x" * 305)


def s_text_in_message_payload_is_one_pdu():
    with World(split="payload") as w:
        m = w.post(1, "x" * 400)
        sent, = w.sim.submits(1)
        same(sent["text"], "x" * 400)
        same(sent["esm_class"] & 0x40, 0, "UDHI")
        w.expect(m, parts=1, segments=3, state="forwarded")


def s_text_sar_has_no_header():
    with World(split="sar") as w:
        w.post(1, "x" * 400)
        sent = w.sim.submits(1)
        same(len(sent), 3, "parts")
        same("".join(s["text"] for s in sent), "x" * 400)
        check(not any(s["esm_class"] & 0x40 for s in sent), "UDHI")
        check(all(octets(s)[:1] == b"x" for s in sent), "a header")


def s_text_latin1_spares_ucs2():
    with World(latin1="yes") as w:
        one, two = post_all(w, ["ç" * 140, "x" * 160])
        same([(s["data_coding"], len(octets(s))) for s in one], [(3, 140)])
        same([s["data_coding"] for s in two], [0])


def s_text_what_data_coding_0_means():
    for alphabet, text, want in (("latin1", "ç@{", b"\xe7@{"),
                                 ("utf8", "a@{", b"a@{"),
                                 ("ascii", "a@{", b"a@{"),
                                 ("gsm", "@ç", None)):
        with World(alphabet=alphabet) as w:
            w.post(1, text)
            sent, = w.sim.submits(1)
            if want is None:
                same(sent["data_coding"], 8, alphabet)
            else:
                same((sent["data_coding"], octets(sent)), (0, want),
                     alphabet)


def s_text_without_ucs2_is_refused():
    with World(ucs2="no") as w:
        answer = w.submit(1, "щ", want=400)
        same(answer["error"]["code"], "text_not_sendable")
        w.post(1, "fine")
        same(w.sim.seen(), 1, "submits")


def s_text_national_tables():
    """Header elements 0x24 (single shift) and 0x25 (locking shift) of
    3GPP TS 23.040, 9.2.3.24.15 and 16; Turkish is 1, Portuguese 3."""
    for keys, text, elements in (
            ({"single_tables": ["turkish"]}, TURKISH * 4, {0x24: 1}),
            ({"locking_tables": ["portuguese"]}, "ãõ" * 60, {0x25: 3}),
            # Where it saves nothing, what every handset knows.
            ({"single_tables": ["turkish"]}, TURKISH, None),
            ({}, TURKISH * 4, None)):
        with World(**keys) as w:
            w.post(1, text)
            sent = w.sim.submits(1)[0]
            if elements is None:
                same(sent["data_coding"], 8)
                continue
            same((sent["data_coding"], w.sim.seen()), (0, 1), text)
            check(sent["esm_class"] & 0x40, "no UDHI", text)
            head = octets(sent)[1:1 + octets(sent)[0]]
            found = {}
            while head:
                found[head[0]] = head[2]
                head = head[2 + head[1]:]
            for element, language in elements.items():
                same(found.get(element), language, text)


def s_text_packed_septets():
    with World(packed="yes") as w:
        w.post(1, "hellohello")
        # GSM 03.38, 6.1.2.1; the best known example of all.
        same(octets(w.sim.submits(1)[0]).hex(), "e8329bfd4697d9ec37")


def s_text_smart_replacement():
    text = "“Quoted” – it’s…"
    with World(account='smart = "no"') as w:
        w.post(1, text)
        same(w.sim.submits(1)[0]["data_coding"], 8)
        w.post(2, text, smart=True)
        sent = w.sim.submits(2)[0]
        same((sent["data_coding"], sent["text"]),
             (0, '"Quoted" - it\'s...'))
        w.post(3, "“щ”", smart=True)
        same(w.sim.submits(3)[0]["text"], "“щ”")
    with World(account='smart = "yes"') as w:
        w.post(1, text)
        same(w.sim.submits(1)[0]["data_coding"], 0)
        w.post(2, text, smart=False)
        same(w.sim.submits(2)[0]["text"], text)


def s_text_what_is_no_plain_text_needs_a_right():
    with World() as w:
        for fields in ({"flash": True}, {"message_class": 1},
                       {"protocol_id": 0x41}):
            answer = w.submit(1, want=400, **fields)
            same(answer["error"]["code"], "right_missing", fields)
        same(w.sim.seen(), 0, "submits")
    with World(account='rights = { "flash", "binary" }') as w:
        w.post(1, flash=True)
        sent, = w.sim.submits(1)
        # GSM 03.38, 4: both say class 0.
        check(sent["data_coding"] in (0x10, 0xF0), sent["data_coding"])
        w.json("POST", "/v1/messages", {"to": c(2), "from": FROM,
                                        "binary": "0102"}, 201)
        w.settle()
        sent, = w.sim.submits(2)
        same(sent["hex"], "0102")


def s_text_a_landline_costs_nothing():
    # +44 20: London, a fixed line in every numbering plan.
    number = "+442079460958"
    with World(account='landline = "fail"') as w:
        m = w.post(number)
        w.expect(m, state="failed", stage="local", reason=30006,
                 detail="landline")
        m = w.post("+447700900123")
        w.expect(m, state="forwarded")
        same(w.sim.seen(), 1, "submits")
    with World() as w:
        w.expect(w.post(number), state="forwarded")


def s_text_explained_before_it_is_sent():
    with World() as w:
        found = w.json("POST", "/v1/explain/text", {"text": "x" * 159 + "щ"})
        same((found["encoding"], found["segments"]), ("UCS-2", 3))
        found = w.json("POST", "/v1/explain/text", {"text": "x" * 161})
        same((found["encoding"], found["segments"]), ("GSM-7", 2))
        m = w.post(1, "x" * 161)
        w.expect(m, segments=found["segments"])
        same(w.sim.seen(), 2, "submits")


def s_text_any_utf8_arrives_as_typed():
    texts = ("Grüße aus Köln", "Привет, мир", "你好，世界", "שלום",
             "e\u0301\u0300 combining", "👨‍👩‍👧‍👦 family", "🇺🇸🇬🇧" * 30,
             "tab\tline\nfeed", "ΑΒΓΔΕ", "ﬁ…—“”", "\U0001f9d1\u200d\U0001f680")
    with World() as w:
        for text, sent in zip(texts, post_all(w, texts)):
            same("".join(s["text"] for s in sent), text)
