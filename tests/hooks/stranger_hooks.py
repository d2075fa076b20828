# SPDX-License-Identifier: BSD-2-Clause
"""Hosts that somebody else named (reliability.md 7.4, X9): none gets more calls
a second than it may, and none that must name the account gets a letter before
it does. And what receivers are told of us (X12, X13, X15)."""
import base64
import json
import pathlib
import re
import subprocess
import time

from lib import (FROM, HOURS, MINUTE, PATIENCE, PROGRAMS, SID, TOKEN, World,
                 basic, c, check, free_port, same)
from sink_hooks import LOCAL, Sink, await_that, dead, send

FILE = "/.well-known/esmed.txt"
MANUAL = pathlib.Path(__file__).resolve().parents[2] / "doc" / "webhooks.md"


class Host(Sink):
    """A server with a file at FILE, or without; `asked` is how often it was
    asked for it."""

    def __init__(self, file=None, **options):
        super().__init__(answer=self.say, **options)
        self.file = file

    def say(self, handler):
        """The file, 404, or 204 to a letter."""
        text, status = b"", "204 x"
        if handler.path == FILE:
            text = (self.file or "").encode()
            status = "404 x" if self.file is None else "200 x"
        handler.wfile.write(
            f"HTTP/1.1 {status}\r\nContent-Length: {len(text)}\r\n"
            .encode() + b"Connection: close\r\n\r\n" + text)

    @property
    def asked(self):
        return [call for call in self.got if call[0] == FILE]

    @property
    def letters(self):
        return [call for call in self.got if call[0] != FILE]

    def forms(self):
        return [dict(part.split("=") for part in body.split("&"))
                for _, _, body in self.letters]


def figures(w):
    """Of `esmectl webhook status`."""
    return w.ctl("webhook", "status")


def rest(seconds=0.3):
    """Of true time, for what should not come."""
    time.sleep(seconds)


def h_x9_a_flood_at_one_host_goes_at_its_rate_and_delays_nobody():
    with Host() as victim, Host(host="127.0.0.2") as other, \
            World(account=LOCAL, conf="message { callback_rate = 5 }\n",
                  enquire_link="1h") as w:
        flood = [send(w, n, victim.url()) for n in range(1, 31)]
        await_that(w, lambda: len(victim.got) == 5)
        well = [send(w, n, other.url()) for n in range(40, 45)]
        await_that(w, lambda: len(other.got) == 5)
        rest()
        same(len(victim.got), 5, "calls in no time")
        same(figures(w)["paced"], 1)
        w.leap(1)
        await_that(w, lambda: len(victim.got) == 10)
        rest()
        same(len(victim.got), 10, "calls in a second")
        w.leap(1)
        await_that(w, lambda: len(victim.got) == 15)
        w.kill()
        w.start()
        w.settle()
        await_that(w, lambda: all(victim.told(m) for m in flood), by=1)
        # What was told just before the kill may be told again.
        same([set(other.told(m)) for m in well], [{"sent"}] * 5)
        now = figures(w)
        same((now["failed"], now["dead"], now["resting"]), (0, 0, 0))
        check("more calls than callback_rate" in w.log_text())
        check("receiver fails" not in w.log_text())
        check("letter waits" not in w.log_text())


def h_x9_no_letter_goes_to_a_host_that_does_not_name_the_account():
    with Host() as victim, Host(f"# ours\n{SID}\n") as own, \
            World(account=LOCAL + " callback_challenge = yes",
                  enquire_link="1h") as w:
        lost = [send(w, n, victim.url()) for n in range(1, 21)]
        well = [send(w, n, own.url()) for n in range(30, 40)]
        await_that(w, lambda: all(own.told(m) == ["sent"] for m in well))
        same(len(own.asked), 1)
        check("Authorization" not in own.asked[0][1], own.asked)
        await_that(w, lambda: figures(w)["unconfirmed"] == 1)
        same((len(victim.asked), victim.letters), (1, []))
        why = f"127.0.0.1:{victim.port} has no {FILE} that names {SID}: " \
            "status 404"
        same([(r["account"], r["failures"], r["why"])
              for r in w.ctl("webhook", "resting")["resting"]],
             [("demo", 1, why)])
        w.leap(59)
        same(len(victim.got), 1)
        w.leap(10 * MINUTE)
        await_that(w, lambda: 2 <= len(victim.asked) <= 11)
        w.kill()
        w.start()
        w.settle()
        w.leap(10 * MINUTE)
        same(victim.letters, [])
        check(f"has no {FILE} that names {SID}: status 404" in w.log_text())
        # It wants them after all, and somebody else's do not help.
        victim.file = "AC00000000000000000000000000000002\n"
        w.leap(HOURS)
        same(victim.letters, [])
        victim.file = SID
        await_that(w, lambda: all(victim.told(m) == ["sent"] for m in lost),
                   by=10 * MINUTE)
        same((figures(w)["unconfirmed"], dead(w)), (0, []))
        same(w.ctl("webhook", "resting"), {"resting": []})


def h_x9_after_three_days_the_dead_letter_names_the_file():
    with Host() as victim, World(
            account=LOCAL + " callback_challenge = yes",
            enquire_link="1h") as w:
        m = send(w, 1, victim.url())
        await_that(w, lambda: victim.asked)
        w.leap(71 * HOURS)
        same(dead(w), [])
        await_that(w, lambda: dead(w), by=HOURS)
        why = f"127.0.0.1:{victim.port} has no {FILE} that names {SID}: " \
            "status 404"
        found = w.ctl("webhook", "dead")["dead"]
        same([(d["why"], d["message"], d["attempts"]) for d in found],
             [(why, m, 0)])
        same([d["why"] for d in dead(w)], [why])
        same(victim.letters, [])
        # An hour at most lies between two, by chance half of it.
        check(len(victim.asked) < 72 * 4, len(victim.asked))
        victim.file = SID
        w.ctl("webhook", "replay", found[0]["letter"])
        await_that(w, lambda: victim.told(m) == ["sent"], by=MINUTE)


def h_x9_the_challenge_comes_and_goes_with_a_reload():
    with Host() as host, World(account=LOCAL) as w:
        m = send(w, 1, host.url())
        await_that(w, lambda: host.told(m) == ["sent"])
        same(host.asked, [])
        w.account = LOCAL + " callback_challenge = yes"
        w.reload()
        m = send(w, 2, host.url())
        await_that(w, lambda: figures(w)["unconfirmed"] == 1)
        same((len(host.asked), host.told(m)), (1, []))
        w.account = LOCAL
        w.reload()
        await_that(w, lambda: host.told(m) == ["sent"], by=10)
        same(len(host.asked), 1)


def h_x1_the_challenge_calls_no_private_address():
    """The name was checked when the message came; what it leads to, when it
    is called."""
    with Host(SID) as host, World(
            account=LOCAL + " callback_challenge = yes",
            enquire_link="1h") as w:
        message = w.post(1, send_at="2026-03-03T18:00:00Z",
                         status_callback=host.url())
        await_that(w, lambda: len(host.letters) == 1)
        same(len(host.asked), 1)
        w.account = "callback_http = yes callback_challenge = yes"
        w.reload()
        w.leap(29 * HOURS)
        await_that(w, lambda: dead(w), by=20 * MINUTE)
        for letter in dead(w):
            check("denied: " in letter["why"], letter)
            same((letter["message"], letter["attempts"]), (message, 0))
        same((len(host.asked), len(host.letters)), (1, 1))


# ---- what receivers know of us ---------------------------------------------

OLD = "whsec_" + base64.b64encode(bytes(range(32))).decode()
NEW = "whsec_" + base64.b64encode(bytes(range(100, 132))).decode()


def manual():
    """The manual's verifier, and its table of a letter to try it on."""
    text = MANUAL.read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)[1]
    names = {}
    exec(code, names)  # pylint: disable=exec-used
    return names["is_ours"], dict(re.findall(r"^\| ([\w-]+) \| `(.*)` \|$",
                                             text, re.MULTILINE))


def h_x15_the_manuals_verifier_holds_on_its_own_letter():
    is_ours, letter = manual()
    at = int(letter["webhook-timestamp"])
    body, secret = letter["body"].encode(), letter["secret"]
    check(is_ours(letter, body, secret, at))
    check(is_ours(letter, body, secret, at + 300))
    check(not is_ours(letter, body, secret, at + 301), "a replay")
    check(not is_ours(letter, body, secret, at - 301))
    check(not is_ours(letter, body + b" ", secret, at), "another body")
    check(not is_ours(letter, body, NEW, at), "another secret")
    check(not is_ours({**letter, "webhook-id": "evt_0"}, body, secret, at))


def h_x12_x15_the_manuals_verifier_takes_our_letters_and_no_late_ones():
    is_ours, _ = manual()
    with Sink() as sink, World(start=False) as w:
        def use(secrets):
            w.account = f'{LOCAL} webhook = "{sink.url()}" ' \
                f'webhook_secret = "{secrets}"'

        def check_last(by, not_by):
            _, headers, body = sink.got[-1]
            headers = {k.lower(): v for k, v in headers.items()}
            at = int(headers["webhook-timestamp"])
            for secret in by:
                check(is_ours(headers, body.encode(), secret, at + 299))
                check(not is_ours(headers, body.encode(), secret, at + 301))
            for secret in not_by:
                check(not is_ours(headers, body.encode(), secret, at))

        use(OLD)
        w.configure()
        w.start()
        w.post(1)
        await_that(w, lambda: len(sink.got) == 2)
        check_last([OLD], [NEW])
        use(NEW + " " + OLD)
        w.reload()
        w.post(2)
        await_that(w, lambda: len(sink.got) == 4)
        check_last([OLD, NEW], [])
        use(NEW)
        w.reload()
        w.post(3)
        await_that(w, lambda: len(sink.got) == 6)
        check_last([NEW], [OLD])


def h_x13_no_secret_is_in_logs_reasons_or_answers():
    """Of receivers that fail in each way, at the most talkative level."""
    secrets = [TOKEN, OLD, OLD.removeprefix("whsec_"), "sesame17"]
    with Sink(answer=404) as sink, World(start=False,
                                         conf='log { level = "debug" }\n',
                                         enquire_link="1h") as w:
        w.account = f'{LOCAL} webhook_secret = "{OLD}" ' \
            f'webhook = "{sink.url().replace("//", "//me:sesame17@")}"'
        w.configure()
        w.start()
        for n, host in enumerate((f"127.0.0.1:{sink.port}", f"127.0.0.1:{free_port()}",
                                  "nobody.invalid:8081")):
            w.post(n, status_callback=f"http://me:sesame17@{host}/cb")
        status, _, text = w.ask(
            "POST", "/v1/messages", json.dumps(
                {"to": c(9), "from": FROM, "text": "hi",
                 "status_callback": "http://me:sesame17@10.0.0.1/"}),
            **basic(), Content_Type="application/json")
        same(status, 400)
        await_that(w, lambda: len(dead(w)) >= 2, by=20 * MINUTE, patience=30)
        check(any("Authorization" in headers for _, headers, _ in sink.got),
              "the receiver has it")
        said = text + w.log_text() + json.dumps(dead(w))
        said += w.ask("GET", "/v1/accounts/self")[2]
        for words in (["webhook", "dead"], ["webhook", "status"],
                      ["account", "list"], ["status"]):
            done = subprocess.run(
                [PROGRAMS / "esmectl", "-s", w.work / "control", *words],
                capture_output=True, text=True, timeout=PATIENCE, check=False)
            same(done.returncode, 0, words, done.stderr)
            said += done.stdout + done.stderr
        check("status 404" in said)
        for secret in secrets:
            check(secret not in said, "a secret was told:", secret)
