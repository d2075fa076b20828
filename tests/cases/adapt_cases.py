# SPDX-License-Identifier: BSD-2-Clause
"""F8 and F9: the rate that an SMSC allows is found and kept. It takes the real
clock a minute, so this file's name is the first."""
import subprocess

from lib import FULL, PROGRAMS, SOURCE, check


def holds(*options):
    """Run contrib/throttle and fail if a promise is broken."""
    shorter = () if FULL else ("--settle", "20", "--measure", "10", "137", "40")
    done = subprocess.run(
        [SOURCE / "contrib" / "throttle", "--bin", PROGRAMS, *options,
         *shorter], capture_output=True, text=True, check=False)
    print("".join(f"    {line}\n" for line in done.stdout.splitlines()),
          end="")
    check(done.returncode == 0, done.stdout, done.stderr)


def f8_f9_the_rate_is_found_within_seconds_of_the_clock():
    holds()


def f8_f9_the_rate_is_found_within_the_last_1000_ms():
    if not FULL:
        return "only with --full"
    holds("--sliding")
    return None
