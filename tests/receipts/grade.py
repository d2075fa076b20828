# SPDX-License-Identifier: BSD-2-Clause
"""What esmectl made of a receipt against what is expected of it."""
import json
import os
import subprocess

PROGRAM = os.path.join(os.environ.get("builddir", "."), "esmectl")

# What an answer can have; what else `expect` tells is a note for people.
KEYS = ("is_receipt", "id", "id_text", "stat", "state", "final",
        "intermediate", "err", "submit_date", "done_date", "submit_iso",
        "done_iso", "text", "sub", "dlvrd", "network_error", "twilio_status",
        "reason", "detail")


def lines(path):
    """The objects of a file, one a line."""
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def ask(words, questions):
    """Answers of `esmectl explain ...` to questions, in their order."""
    text = "".join(json.dumps(question) + "\n" for question in questions)
    done = subprocess.run([PROGRAM, "explain", *words, "--jsonl"], input=text,
                          capture_output=True, text=True, timeout=120,
                          check=False)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) != len(questions):
        raise RuntimeError(f"{len(answers)} answers to {len(questions)} "
                           f"questions; {done.stderr[:500]}")
    return answers


def tidy(value):
    """A value as it compares: what is null is not there."""
    if isinstance(value, dict):
        return {key: part for key, part in value.items() if part is not None}
    return False if value is None else value


def differs(answer, expect):
    """The first key whose value is not as expected, or None."""
    if not expect["is_receipt"]:
        return "is_receipt" if answer.get("is_receipt") is not False else None
    for key in KEYS:
        if expect.get(key, "any") == "any" and key != "intermediate":
            continue
        got = answer.get(key)
        if key == "id_text" and got is None:
            got = answer.get("id")      # left out where both are the same
        if tidy(expect.get(key)) != tidy(got):
            return key
    return None


def verdict(answer, expect):
    """None, or what differs under the expectation and all its alternatives."""
    ways = [expect] + [{**expect, **other}
                       for other in expect.get("accept_alt", ())]
    found = [differs(answer, way) for way in ways]
    if None in found:
        return None
    key = found[0]
    return f"{key}: {answer.get(key)!r}, not {expect.get(key)!r}"
