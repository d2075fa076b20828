# SPDX-License-Identifier: BSD-2-Clause
"""Logs of what happened, a JSON object a line, each out before the next act.

The clock is one that all processes of a machine share and that never goes
back, so lines of two logs can be ordered.
"""
import json
import threading
import time


class Journal:
    """A log that one process writes, from any of its threads."""

    def __init__(self, path):
        self.file = open(path, "a", encoding="utf-8", buffering=1)
        self.lock = threading.Lock()

    def note(self, event, **what):
        """Write one line and flush it."""
        line = json.dumps({"at": time.monotonic(), "event": event, **what})
        with self.lock:
            self.file.write(line + "\n")


def read(path):
    """The events of a log. A line cut short by a kill ends it."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            if not line.endswith("\n"):
                return
            yield json.loads(line)
