# SPDX-License-Identifier: BSD-2-Clause
"""The wall clock is set while nothing else happens."""
import contextlib
import os
import shutil
import subprocess
import tempfile
import time

from lib import PATIENCE, World, c, check, same

HALF_AN_HOUR = 1800
BOUND = 5       # seconds: what is promised, and a slow machine
BACK_OFF = 10   # after the first refusal
NO_COMPILER = "no compiler"


def wait_until(done, bound, why):
    end = time.monotonic() + bound
    while not done():
        check(time.monotonic() < end, why)
        time.sleep(0.05)


@contextlib.contextmanager
def real_world():
    """A world, and what sets its clock forward, or back."""
    with tempfile.TemporaryDirectory() as work:
        source = os.path.join(os.path.dirname(__file__), "set_clock.c")
        shim, switch = work + "/set_clock.so", work + "/switch"
        subprocess.run(["cc", "-shared", "-fPIC", "-D_GNU_SOURCE", "-o", shim,
                        source], check=True)

        def leap(way):
            with open(switch + way, "w", encoding="ascii"):
                pass

        with World(real=True, enquire_link="1h",
                   env={"LD_PRELOAD": shim, "CLOCK_SET": switch,
                        "ASAN_OPTIONS": "verify_asan_link_order=0"}) as w:
            wait_until(lambda: w.bind_state() == "bound", PATIENCE,
                       "it does not bind")
            yield w, leap


def s_what_is_scheduled_goes_when_the_clock_was_set():
    if not shutil.which("cc"):
        return NO_COMPILER
    with real_world() as (w, leap):
        at = time.gmtime(time.time() + HALF_AN_HOUR)
        w.post(1, send_at=time.strftime("%Y-%m-%dT%H:%M:%SZ", at))
        time.sleep(0.5)
        same(w.sim.seen(), 0, "submitted before its time")
        leap("")
        wait_until(lambda: w.sim.seen() != 0, BOUND,
                   "it waits for its old instant")
    return None


def refused_and(way):
    with real_world() as (w, leap):
        w.sim.rule(f"to={c(1)},first=1:status=RMSGQFUL")
        w.post(1)
        wait_until(lambda: w.sim.seen() == 1, BOUND, "it does not go")
        time.sleep(0.5)
        leap(way)
        wait_until(lambda: w.sim.seen() == 2, BACK_OFF + BOUND,
                   "it waits for an instant of the other clock")
        first, second = [s["at"] for s in w.sim.submits(1)]
        check(second - first > BACK_OFF - 1, "it waited", second - first)


def s_what_was_refused_waits_no_longer_when_the_clock_is_set_back():
    if not shutil.which("cc"):
        return NO_COMPILER
    refused_and(".back")
    return None


def s_what_was_refused_waits_no_less_when_the_clock_is_set_forward():
    if not shutil.which("cc"):
        return NO_COMPILER
    refused_and("")
    return None
