# SPDX-License-Identifier: BSD-2-Clause
"""Receipts in disguise: other words, the same message.

Each kind takes a case apart and gives it back in another form together with
what is now expected of it: fields that were left out are expected no more.
"""
import copy
import random
import re

FIELD = re.compile(
    r"(id|sub|dlvrd|submit date|done date|stat|err):(\S*)(?: +|$)", re.I)
TEXT = re.compile(r"text:(.*)$", re.I | re.S)
DROPPED = {"sub": ("sub",), "dlvrd": ("dlvrd",), "err": ("err",),
           "submit date": ("submit_date", "submit_iso"),
           "done date": ("done_date", "done_iso")}
GSM = {"@": 0x00, "$": 0x02, "_": 0x11}
FLAGGED = (0x04, 0x20, 0x24)    # esm_class that says "receipt"
GSM_LACKS = set("`[]{}~^|\\")


def fields_of(text):
    """[(key, value)] with "text" last, or None if it is not made of fields."""
    fields, at = [], 0
    while at < len(text):
        match = FIELD.match(text, at)
        if match is None:
            break
        fields.append((match[1], match[2]))
        at = match.end()
    rest = text[at:]
    if rest:
        match = TEXT.match(rest)
        if match is None or FIELD.match(match[1].lstrip()):
            return None
        fields.append(("text", match[1]))
    keys = [key.lower() for key, _ in fields]
    return fields if fields and len(set(keys)) == len(keys) else None


def text_of(fields):
    """The fields as a receipt's text."""
    return " ".join(f"{key}:{value}" for key, value in fields)


def drop(expect, names):
    """Expect these no more, in no alternative either."""
    for way in [expect, *expect.get("accept_alt", ())]:
        for name in names:
            if way is expect or name in way:
                way[name] = None


# Each of these returns False if it cannot be done to this case.

def order(rng, case):
    """The keys in another order, text last."""
    fields = fields_of(case["text"])
    if fields is None:
        return False
    tail = [field for field in fields if field[0].lower() == "text"]
    head = [field for field in fields if field[0].lower() != "text"]
    rng.shuffle(head)
    case["text"] = text_of(head + tail)
    return True


def letters(rng, case):
    """Keys and stat in any case."""
    fields = fields_of(case["text"])
    if fields is None:
        return False

    def shake(word):
        return "".join(rng.choice((c.lower(), c.upper())) for c in word)

    case["text"] = text_of(
        [(shake(key), shake(value) if key.lower() == "stat" and ":" not in
          value else value) for key, value in fields])
    return True


def spacing(rng, case):
    """Blanks where blanks may be."""
    fields = fields_of(case["text"])
    if fields is None:
        return False
    said = rng.choice(("", " ", "\r\n", "\t"))
    for key, value in fields:
        colon = rng.choice((":", ": ", " :", ":  ")) if value else ":"
        between = rng.choice((" ", "  ", "\t", "\n", "\r\n", "   "))
        said += key.replace(" ", rng.choice((" ", "  "))) + colon + value + \
            between
    case["text"] = said
    return True


def missing(rng, case):
    """Without some fields other than id and stat."""
    fields = fields_of(case["text"])
    if fields is None:
        return False
    kept = []
    for key, value in fields:
        if key.lower() in DROPPED and rng.random() < 0.5:
            drop(case["expect"], DROPPED[key.lower()])
        elif key.lower() == "text" and rng.random() < 0.5:
            drop(case["expect"], ("text",))
        else:
            kept.append((key, value))
    case["text"] = text_of(kept)
    return True


def glue(_rng, case):
    """No blanks between fields, where a letter or digit ends the value."""
    fields = fields_of(case["text"])
    if fields is None or case["esm_class"] & 0x3C not in FLAGGED:
        return False
    said = ""
    for key, value in fields:
        bound = key.lower() == "id" or not said[-1:].isalnum()
        said += (" " if said and bound else "") + f"{key}:{value}"
    done = said != case["text"]
    case["text"] = said
    return done


def ucs2(rng, case):
    """UCS-2, big end first, whatever data_coding says."""
    case["octets"] = case["text"].encode("utf-16-be")
    case["data_coding"] = rng.choice((8, 8, 8, 0))
    return True


def latin1(_rng, case):
    """ISO 8859-1."""
    if max(case["text"]) > "\xff":
        return False
    case["octets"] = case["text"].encode("latin-1")
    case["data_coding"] = 3
    return True


def gsm(_rng, case):
    """GSM 03.38; a commercial at that ends it looks like a NUL of C, and a tab
    of people's words is a letter there."""
    text = case["text"]
    if GSM_LACKS & set(text) or text.endswith(("@", "\t")) \
            or not text.isascii():
        return False
    case["octets"] = bytes(GSM.get(c, ord(c)) for c in text)
    case["data_coding"] = 0
    return True


def payload(_rng, case):
    """message_payload instead of short_message."""
    case["payload"] = True
    return True


def tlvs(rng, case):
    """TLVs in another order, with some of the vendor's own among them."""
    rows = list(case["tlvs"].items()) + [("0x1403", "286e756c6c2900")]
    rng.shuffle(rows)
    case["tlvs"] = dict(rows)
    return True


def bits(rng, case):
    """Bits of esm_class that say nothing of receipts."""
    case["esm_class"] |= rng.choice((0x01, 0x02, 0x03, 0x80, 0x83))
    return True


def header(_rng, case):
    """A user data header before the text."""
    if case["esm_class"] & 0x40:
        return False
    case["esm_class"] |= 0x40
    case["header"] = bytes((5, 0, 3, 9, 2, 1))
    return True


def unsaid(_rng, case):
    """A header that esm_class does not tell of."""
    if case["esm_class"] & 0x40 or case["esm_class"] & 0x3C == 0:
        return False
    case["header"] = bytes((6, 8, 4, 9, 9, 2, 1))
    return True


def empty(_rng, case):
    """The bit of a header and no header."""
    if case["esm_class"] & 0x40 or "header" in case:
        return False
    case["esm_class"] |= 0x40
    return True


WORDS = (order, letters, spacing, missing)
CODES = (ucs2, latin1, gsm)
REST = (payload, tlvs, bits, header, unsaid, empty)
KINDS = [kind.__name__ for kind in WORDS + (glue,) + CODES + REST]


def loosen(case):
    """A case in parts, or None if its text is in no one alphabet."""
    if "rules" in case or not case["expect"]["is_receipt"] \
            or "0x0424" in case["tlvs"] or "message_payload" in case["tlvs"]:
        return None
    parts = copy.deepcopy(case)
    parts.pop("pdu_hex", None)
    text = parts.pop("short_message", None)
    octets = parts.pop("short_message_hex", None)
    if octets is not None:
        text = bytes.fromhex(octets).decode("latin-1")
    if not text or not text.isprintable() or parts["esm_class"] & 0x40:
        return None
    parts["text"] = text
    parts["octets"] = text.encode("utf-8")
    return parts


def tie(parts):
    """The parts as a line for esmectl."""
    octets = parts.pop("header", b"") + parts.pop("octets")
    parts.pop("text")
    if parts.pop("payload", False):
        parts["tlvs"]["0x0424"] = octets.hex()
    else:
        parts["short_message_hex"] = octets.hex()
    return parts


def one(rng, case):
    """A case in disguise, or None."""
    parts = loosen(case)
    if parts is None:
        return None
    kinds = rng.sample(WORDS, rng.randint(0, 3))
    done = [kind.__name__ for kind in kinds if kind(rng, parts)]
    if rng.random() < 0.15 and glue(rng, parts):
        done.append("glue")
    parts["octets"] = parts["text"].encode("utf-8")
    last = [rng.choice(CODES)] if rng.random() < 0.6 else []
    last += rng.sample(REST, rng.randint(0, 2))
    done += [kind.__name__ for kind in last if kind(rng, parts)]
    parts["how"] = " ".join(done)
    parts["n"] += " " + parts["how"]
    return tie(parts) if done else None


def many(cases, count, seed):
    """So many disguises, the same for the same seed."""
    rng = random.Random(seed)
    found = []
    while len(found) < count:
        mutant = one(rng, rng.choice(cases))
        if mutant is not None:
            found.append(mutant)
    return found
