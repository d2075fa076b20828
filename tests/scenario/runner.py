# SPDX-License-Identifier: BSD-2-Clause
"""Runs the functions of a folder, some at once, and prints what became of each.

One passes by returning, or is skipped by returning why; it fails by
lib.Failed, and by not being done in its limit of real seconds: a function may
have one of its own, as its attribute `limit`.
"""
import collections
import concurrent.futures
import contextlib
import importlib
import io
import pathlib
import re
import sys
import threading
import time
import traceback

import lib

LIMIT = 60      # real seconds: most take less than one
AT_ONCE = 3


class Output(io.TextIOBase):
    """What a thread prints is kept for it."""

    def __init__(self, behind):
        self.behind = behind
        self.mine = threading.local()

    def write(self, text):
        to = getattr(self.mine, "text", None)
        return (to or self.behind).write(text)

    def flush(self):
        self.behind.flush()


def functions(folder, pattern, begin, words):
    """All that are asked for, as (name, function)."""
    found = []
    for path in sorted(folder.glob(pattern)):
        module = importlib.import_module(path.stem)
        found += [(name, function) for name, function in vars(module).items()
                  if re.match(begin, name) and callable(function)]
    return [(name, function) for name, function in found
            if not words or any(word in name for word in words)]


def end_all(children):
    """Too late: without its processes a scenario ends."""
    for child in children:
        if child.poll() is None:
            child.kill()


def perform(output, limit, name, function):
    """One of them; what became of it in a word, and as text."""
    text = io.StringIO()
    children = []
    output.mine.text = text
    lib.watch(children)
    limit = max(limit, getattr(function, "limit", 0))
    alarm = threading.Timer(limit, end_all, [children])
    begun = time.monotonic()
    alarm.start()
    try:
        why = function()
        word = "SKIP" if why else "PASS"
        result = f"{word} {name} ({why})" if why else f"{word} {name}"
    except lib.Failed as e:
        where = traceback.extract_tb(e.__traceback__)
        line = next((f"{pathlib.Path(f.filename).name}:{f.lineno}: "
                     for f in reversed(where) if f.name == name), "")
        word, result = "FAIL", f"FAIL {name} {line}{e}"
    except Exception:  # whatever it is, the others go on
        word, result = "FAIL", f"{traceback.format_exc()}FAIL {name}"
    finally:
        alarm.cancel()
        end_all(children)
        output.mine.text = None
    return word, text.getvalue() + result, time.monotonic() - begun


def main(folder, pattern, begin, limit=LIMIT):
    """Run those whose names match `begin` in the files of `pattern`. The exit
    status."""
    words = [a for a in sys.argv[1:] if a != "--full"]
    output = Output(sys.stdout)
    count = collections.Counter()
    with contextlib.redirect_stdout(output), \
            concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        tasks = [pool.submit(perform, output, limit, *f)
                 for f in functions(folder, pattern, begin, words)]
        for task in tasks:
            word, result, took = task.result()
            count[word] += 1
            print(result + (f"\n  it took {took:.1f} s" if took > 5 or words
                            else ""), flush=True)
    print(f"{count['PASS']} passed, {count['FAIL']} failed, "
          f"{count['SKIP']} skipped")
    return 1 if count["FAIL"] else 0
