# SPDX-License-Identifier: BSD-2-Clause
"""The wall clock is set while nothing else happens."""
import os
import shutil
import subprocess
import tempfile
import time

from lib import PATIENCE, World, c, check, same

HALF_AN_HOUR = 1800
BOUND = 5       # seconds: what is promised, and a slow machine


def s_what_is_scheduled_goes_when_the_clock_was_set():
    if not shutil.which("cc"):
        return "no compiler"
    with tempfile.TemporaryDirectory() as work:
        source = os.path.join(os.path.dirname(__file__), "set_clock.c")
        shim, switch = work + "/set_clock.so", work + "/switch"
        subprocess.run(["cc", "-shared", "-fPIC", "-D_GNU_SOURCE", "-o", shim,
                        source], check=True)
        with World(real=True, enquire_link="1h",
                   env={"LD_PRELOAD": shim, "CLOCK_SET": switch,
                        "ASAN_OPTIONS": "verify_asan_link_order=0"}) as w:
            end = time.monotonic() + PATIENCE
            while w.bind_state() != "bound":
                check(time.monotonic() < end, "it does not bind")
                time.sleep(0.01)
            at = time.gmtime(time.time() + HALF_AN_HOUR)
            w.post(1, send_at=time.strftime("%Y-%m-%dT%H:%M:%SZ", at))
            time.sleep(0.5)
            same(w.sim.seen(), 0, "submitted before its time")
            with open(switch, "w", encoding="ascii"):
                end = time.monotonic() + BOUND
            while w.sim.seen() == 0:
                check(time.monotonic() < end, "it waits for its old instant")
                time.sleep(0.05)
    return None
