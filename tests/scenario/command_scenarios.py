# SPDX-License-Identifier: BSD-2-Clause
"""The command line and the signals of the daemon."""
import re
import signal
import subprocess
import time

from lib import PATIENCE, PROGRAMS, World, c, check, free_port, same


def esmed(*arguments):
    """Its exit status and all that it said."""
    done = subprocess.run([PROGRAMS / "esmed", *arguments],
                          capture_output=True, text=True, check=False,
                          timeout=PATIENCE)
    check("Sanitizer" not in done.stderr, done.stderr)
    return done.returncode, done.stdout + done.stderr


def ended(process):
    """The exit status."""
    return process.wait(PATIENCE)


def s_t_takes_a_good_configuration():
    with World(start=False) as w:
        status, text = esmed("-t", "-c", w.conf)
        same(status, 0, text)
        check(not w.store.exists(), "it made a store")


def s_t_names_file_line_and_key():
    mistakes = (
        ('    window = "10"', '    windw = "10"', "windw", "window"),
        ('    window = "10"', '    window = "ten"', "window", None),
        ('    window = "10"', '    window = "0"', "window", None),
        ('    window = "10"', '    window = "10"\n    window = "20"',
         "window", None),
        ('route "default"', 'rute "default"', "rute", "route"),
        ('{ "acme" }', '{ "acmee" }', "acmee", "acme"),
        ('    token = "0123456789abcdef0123456789abcdef"', "", "token",
         None),
        ("control {", "/* control {", None, None),
        ('system_id = "esmed"', 'system_id = "esmed-is-too-long"',
         "system_id", None),
        ('host = "127.0.0.1"', 'host = "${HOME}"', "host", None),
    )
    with World(start=False) as w:
        good = w.conf.read_text()
        for old, new, word, near in mistakes:
            check(old in good, old)
            w.conf.write_text(good.replace(old, new, 1))
            status, text = esmed("-t", "-c", w.conf)
            same(status, 78, new, text)
            check(re.search(r"esmed\.conf:\d+: ", text), new, text)
            for wanted in (word, near):
                check(wanted is None or wanted in text, new, text)
            same(esmed("-c", w.conf)[0], 78, "without -t")


def s_t_tells_all_mistakes_with_their_lines():
    with World(start=False) as w:
        text = w.conf.read_text().replace(
            '    window = "10"', '    windw = "10"').replace(
                'host = "127.0.0.1"', 'port = "x"', 1)
        w.conf.write_text(text)
        lines = text.splitlines()
        status, said = esmed("-t", "-c", w.conf)
        same(status, 78)
        line = next(n for n, l in enumerate(lines, 1) if "windw" in l)
        check(f"esmed.conf:{line}: " in said, line, said)
        check("host" in said, said)


def s_usage():
    same(esmed()[0], 64, "no arguments")
    same(esmed("--nonsense")[0], 64)
    same(esmed("-t", "-c", "/nowhere/esmed.conf")[0], 78)
    status, text = esmed("--version")
    same(status, 0)
    check(text.startswith("esmed "), text)
    same(esmed("--help")[0], 0)
    same(esmed("--test-mode=tomorrow", "-c", "x")[0], 64)


def s_test_mode_stays_on_loopback():
    with World(start=False) as w:
        w.conf.write_text(w.conf.read_text().replace(
            'listen = "127.0.0.1:', 'listen = "0.0.0.0:'))
        status, text = esmed("--test-mode", "-c", w.conf)
        check(status not in (0, 1), status)
        check("loopback" in text, text)
        check(not w.store.exists(), "it made a store")


def s_without_test_mode_nobody_moves_the_clock():
    with World(start=False) as w:
        process = subprocess.Popen(
            [PROGRAMS / "esmed", "-c", w.conf], stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE)
        try:
            end = time.monotonic() + PATIENCE
            while True:
                try:
                    status = w.ask("POST", "/test/settle")[0]
                    break
                except OSError:
                    check(time.monotonic() < end, "it does not come up")
                    time.sleep(0.01)
            same(status, 404)
            process.terminate()
            same(ended(process), 0)
        finally:
            process.kill()
            process.wait()
            process.stderr.close()


def s_a_second_daemon_on_the_same_store():
    with World() as w:
        other = w.work / "other.conf"
        other.write_text(w.conf.read_text()
                         .replace(f":{w.port}", f":{free_port()}")
                         .replace("/control", "/control2"))
        other.chmod(0o600)
        status, text = esmed("-c", other)
        check(status not in (0, 1, 134), status)
        check(str(w.store) in text, text)
        check(re.search("in use|another|runs|lock", text), text)
        m = w.post(1)
        w.expect(m, state="forwarded")


def s_a_port_that_is_taken():
    with World() as w:
        other = w.work / "other.conf"
        other.write_text(w.conf.read_text().replace("/store", "/store2")
                         .replace("/control", "/control2"))
        other.chmod(0o600)
        status, text = esmed("-c", other)
        check(status not in (0, 1, 134), status)
        check(str(w.port) in text, text)


def s_sigterm_drains_and_ends():
    with World() as w:
        w.sim.rule("first=1:hold")
        m = w.post(1)
        w.daemon.terminate()
        end = time.monotonic() + PATIENCE
        while "stopping" not in w.log_text():
            check(time.monotonic() < end, "it does not stop")
            time.sleep(0.01)
        same(w.daemon.poll(), None, "it does not wait for the answer")
        w.sim.say("answer")
        same(ended(w.daemon), 0)
        same([e["detail"] for e in w.sim.events("closed")], ["peer_unbind"])
        w.start()
        w.expect(m, state="forwarded", flags=[])
        same(w.sim.seen(), 1, "submits")


def s_sigterm_refuses_new_messages():
    with World() as w:
        w.sim.rule("first=1:hold")
        w.post(1)
        w.daemon.terminate()
        end = time.monotonic() + PATIENCE
        while "stopping" not in w.log_text():
            check(time.monotonic() < end, "it does not stop")
            time.sleep(0.01)
        try:
            status = w.ask("POST", "/v1/messages", {
                "to": c(2), "from": "+12125550100", "text": "x"})[0]
            same(status, 503)
        except OSError:
            pass    # it does not listen any more, which says the same
        w.sim.say("answer")
        same(ended(w.daemon), 0)


def s_sigint_ends_too():
    with World() as w:
        w.post(1)
        w.daemon.send_signal(signal.SIGINT)
        same(ended(w.daemon), 0)


def s_sighup_keeps_running():
    with World() as w:
        m = w.post(1)
        w.daemon.send_signal(signal.SIGHUP)
        w.settle()
        good = w.conf.read_text()
        w.conf.write_text(good + "\nnonsense = 1\n")
        w.daemon.send_signal(signal.SIGHUP)
        end = time.monotonic() + PATIENCE
        while "nonsense" not in w.log_text():
            check(time.monotonic() < end, "it says nothing")
            time.sleep(0.01)
        w.settle()
        same(w.bind_state(), "bound")
        same(w.smsc()["bind"][0]["since"], "2026-03-02T12:00:00.000Z")
        w.expect(m, state="forwarded")
        w.post(2)
        same(w.sim.seen(), 2, "submits")


def s_sigterm_does_not_wait_for_what_is_queued():
    with World() as w:
        w.sim.say("close")
        w.sim.say("drop")
        w.settle()
        ids = w.camp(*range(1, 11))
        w.daemon.terminate()
        same(ended(w.daemon), 0)
        w.sim.say("listen")
        w.start()
        w.advance(1)
        w.expect_all(ids, state="forwarded", attempts=1, flags=[])


def s_sigterm_twice_leaves_doubt_but_loses_nothing():
    with World() as w:
        w.sim.rule("first=2:hold")
        ids = w.camp(1, 2)
        w.stop()
        w.start()
        w.advance(15)
        w.expect_all(ids, state="forwarded", flags=["duplicate_risk"])


def s_a_damaged_store_is_told():
    with World() as w:
        w.post(1)
        w.stop()
        with open(w.store / "data.mdb", "r+b") as f:
            f.write(b"\xff" * 8192)
        status, text = esmed("-c", w.conf)
        check(status not in (0, 1, 134), status)
        check(str(w.store) in text, text)
        w.daemon = None


def esmectl(*arguments):
    """Its exit status, and what it says to people."""
    done = subprocess.run([PROGRAMS / "esmectl", *arguments],
                          capture_output=True, text=True, check=False,
                          timeout=PATIENCE)
    check("Sanitizer" not in done.stderr, done.stderr)
    return done.returncode, done.stdout, done.stderr


def s_status_says_why_an_smsc_is_down_and_when_it_is_tried_again():
    with World(start=False) as w:
        w.sim.say("refuse")
        w.start()
        w.settle()
        said = esmectl("-c", w.conf, "status")[1]
        found = re.search(r"^smsc acme at 127\.0\.0\.1:\d+ is down, next try "
                          r"at (\S+): bind 1: bind_refused: (.*)$", said,
                          re.M)
        check(found, said)
        same(found[1], w.smsc()["bind"][0]["next_try"])
        check("0x0d" in found[2], said)
        w.sim.say("accept")
        w.advance(61)
        said = esmectl("-c", w.conf, "status")[1]
        check("is down" not in said, said)


def s_a_message_shows_what_is_kept_of_it_only_when_that_is_less():
    with World() as w:
        m = w.post(1)
        said = esmectl("-c", w.conf, "message", "show", m)[1]
        check("Hello" in said and "retention" not in said, said)
        same(w.ctl("message", "show", m)["content_retention"], "retain")
        m = w.post(2, address_retention="obfuscate")
        said = esmectl("-c", w.conf, "message", "show", m)[1]
        check("address_retention" in said, said)
        check("content_retention" not in said, said)


def failed(w):
    """Of /metrics: messages that failed, by reason and smsc."""
    return {(m[1], m[2]): int(m[3]) for m in re.finditer(
        r'^esmed_messages_failed_total\{reason="(\w+)",smsc="(\w*)"\} (\d+)$',
        w.ask("GET", "/metrics")[2], re.M)}


def s_metrics_say_why_messages_failed():
    with World() as w:
        same(failed(w), {})
        w.sim.rule(f"to={c(1)[1:]}:status=0x0B")
        w.sim.rule(f"to={c(4)[1:]}:receipt=DELIVRD")
        w.sim.rule("receipt=UNDELIV,err=006")
        for n in range(1, 5):
            w.post(n)
        w.advance(5)
        same(failed(w), {("400", "acme"): 1, ("30003", "acme"): 2})
        w.stop()
        w.start()
        same(failed(w), {}, "from the start")


def s_a_route_is_explained_by_the_configuration_named_or_installed():
    with World(start=False) as w:
        status, said, _ = esmectl("explain", "route", "--to", c(1), "-c",
                                  w.conf)
        same(status, 0)
        check('"smscs":["acme"]' in said, said)
        check("configuration" not in said, said)
        status, said, why = esmectl("explain", "route", "--to", c(1))
        check(status in (0, 66), status, why)
        check("esmed.conf" in said + why, said, why)
        check(status == 0 or "-c FILE" in why, why)
