# SPDX-License-Identifier: BSD-2-Clause
"""The runs: each brings up what it needs, checks the end and returns figures.
"""
import json
import re
import statistics
import time

import parts
from parts import Broken, Esmed, Program, clean, free_port, spans

# Lines of a request, connections with one request in flight each, window.
SHAPES = {"bulk": (100, 4, 1000), "single": (0, 32, 100)}

# Bytes on disk that a message leaves, and then some.
WRITTEN = 3000


class Bench:
    """What all runs share."""

    def __init__(self, bin_dir, work, programs):
        self.bin = bin_dir
        self.work = work
        self.has = programs
        self.tools = work / "tools"

    def tool(self, name, *arguments, **options):
        """One of the small programs, started."""
        return Program(self.tools / name, *arguments, **options)

    def load(self, esmed, shape, count, *more):
        """Customers, started."""
        lines, conns, _ = SHAPES[shape]
        return self.tool("load", "-p", esmed.http, "-k", parts.TOKEN, "-n",
                         count, "-b", lines, "-c", conns, *more)

    def centre(self, port, count, delay, *more):
        """Our own message centre, listening."""
        p = self.tool("centre", "-p", port, "-n", count, "-d", delay[0], "-D",
                      delay[1], *more)
        parts.wait_until("centre", lambda: parts.is_listening(port), 5)
        return p

    def peer(self, port, count, delay):
        """The fast peer that is not ours, where there is one and it can do
        what is asked; else our own."""
        if "fastsmsc" not in self.has or delay[0] != delay[1]:
            return self.centre(port, count, delay)
        p = self.tool("fastsmsc", "-p", port, "-d", delay[0], "-q", "-T", 900)
        parts.wait_until("fastsmsc", lambda: parts.is_listening(port), 5)
        return p


def figures_of(before, after, count, took, cpu):
    """What the daemon's own counters say of a run."""
    def each(key):
        return (after[key] - before[key]) / count

    commits = after["commits"] - before["commits"]
    return {"per_s": count / took, "cpu_us": cpu * 1e6 / count,
            "commits_per_s": commits / took,
            "messages_per_commit": count / max(commits, 1),
            "facts": each("facts"), "puts": each("puts"),
            "put_bytes": each("put_bytes")}


def drive(bench, esmed, shape, count, *more):
    """Submit, wait for the last receipt and return the figures."""
    before, cpu = esmed.status(), esmed.cpu()
    base = before["messages"]["delivered"]
    said = json.loads(bench.load(esmed, shape, count, *more).result())
    if said["accepted"] != count:
        raise Broken(f"{said['accepted']} of {count} accepted")
    ended = esmed.wait_for("delivered", base + count)
    after = esmed.status()
    f = figures_of(before, after, count, ended - said["begun"],
                   esmed.cpu() - cpu)
    f["accepted_per_s"] = count / said["seconds"]
    f["anonymous_mib"] = esmed.anonymous()
    for state in ("failed", "delivery_unknown"):
        if after["messages"][state] != before["messages"][state]:
            raise Broken(f"messages ended as {state}")
    return f


def run_esmed(bench, shape, count, delay):
    """A new store, a life cycle for each message."""
    port = free_port()
    peer = bench.peer(port, count, delay)
    esmed = Esmed(bench.bin, clean(bench.work / "esmed"), port,
                  SHAPES[shape][2])
    try:
        esmed.start()
        esmed.wait_for_bind()
        f = drive(bench, esmed, shape, count)
        esmed.stop()
    finally:
        esmed.abandon()
        peer.end()
    return f


def run_timed(bench, shape, count, delay, rate=0):
    """The same with our own centre, which knows when."""
    port = free_port()
    work = clean(bench.work / "timed")
    centre = bench.centre(port, count, delay, "-o", work / "at")
    esmed = Esmed(bench.bin, work, port, SHAPES[shape][2])
    try:
        esmed.start()
        esmed.wait_for_bind()
        drive(bench, esmed, shape, count, "-r", rate, "-o", work / "at.sent")
        said = json.loads(centre.result())
        esmed.stop()
    finally:
        esmed.abandon()
        centre.end()
    if said["twice"] != 0:
        raise Broken(f"{said['twice']} messages came twice")
    return {"wire": spans(work / "at.sent", work / "at.wire"),
            "final": spans(work / "at.sent", work / "at.final")}


def run_floor(bench, shape, count, delay):
    """The bare program; mode 3 survives a crash, two threads like ours."""
    port = free_port()
    lines, conns, window = SHAPES[shape]
    peer = bench.peer(port, count, delay)
    try:
        said = bench.tool(
            "floor", port, count, window, lines or 1, 3, "sync", 2,
            clean(bench.work / "floor"), env={"DEPTH": str(conns)}).result()
    finally:
        peer.end()
    got = {k: float(v) for k, v in re.findall(r"(\w+)=([\d.]+)", said)}
    final = re.search(r"final_p50=([\d.]+)ms p99=([\d.]+)ms", said)
    wire = re.search(r"wire_p50=([\d.]+)ms p99=([\d.]+)ms", said)
    return {"per_s": got["msg_per_s"], "cpu_us": got["cpu_us_per_msg"],
            "commits_per_s": got["commits"] / got["el"],
            "wire": {"p50_ms": float(wire[1]), "p99_ms": float(wire[2])},
            "final": {"p50_ms": float(final[1]), "p99_ms": float(final[2])}}


def median_of(runs):
    """Figure by figure."""
    return {k: median_of([r[k] for r in runs]) if isinstance(v, dict)
            else statistics.median(r[k] for r in runs)
            for k, v in runs[0].items()}


def side_by_side(bench, shape, count, delay, rounds):
    """Floor, esmed, floor, esmed, ...: medians and their ratio."""
    floor, esmed = [], []
    for _ in range(rounds):
        if "floor" in bench.has:
            floor.append(run_floor(bench, shape, count, delay))
        esmed.append(run_esmed(bench, shape, count, delay))
    out = {"messages": count, "esmed": median_of(esmed)}
    out["esmed"].update(run_timed(bench, shape, count, delay))
    if floor:
        out["floor"] = median_of(floor)
        out["ratio"] = out["esmed"]["per_s"] / out["floor"]["per_s"]
    return out


def run_rate(bench, rate, seconds):
    """Few messages, evenly spaced: how long each takes."""
    out = run_timed(bench, "single", rate * seconds, (0, 0), rate)
    out["rate"] = rate
    return out


def run_backlog(bench, count, drained):
    """Queue with nobody bound, start again, then let it out. To let all of
    ten million out would take its time, so `drained` of them do."""
    port = free_port()
    esmed = Esmed(bench.bin, clean(bench.work / "backlog"), port, 1000)
    out = {"messages": count}
    peer = None
    try:
        esmed.start()
        said = json.loads(bench.load(esmed, "bulk", count).result(1800))
        out["accepted_per_s"] = count / said["seconds"]
        out["anonymous_mib"] = esmed.anonymous()
        esmed.stop()
        out["start_s"] = esmed.start()
        out["anonymous_mib_after_start"] = esmed.anonymous()
        if esmed.status()["messages"]["queued"] != count:
            raise Broken("the queue is not what it was")
        peer = bench.peer(port, count, (0, 0))
        esmed.wait_for_bind()
        begun, had = time.monotonic(), delivered(esmed)
        ended = esmed.wait_for("delivered", drained)
        out["drained_per_s"] = (delivered(esmed) - had) / (ended - begun)
        esmed.stop()
    finally:
        esmed.abandon()
        if peer:
            peer.end()
    return out


def run_storm(bench, count, receipts):
    """So many SMSC ids outstanding, then receipts for some of them that
    chance chooses, as fast as they are acknowledged."""
    port = free_port()
    centre = bench.centre(port, count, (0, 0), "-S", receipts)
    esmed = Esmed(bench.bin, clean(bench.work / "storm"), port, 1000)
    out = {"messages": count, "receipts": receipts}
    try:
        esmed.start()
        esmed.wait_for_bind()
        bench.load(esmed, "bulk", count).result(1800)
        cpu = esmed.cpu()
        said = json.loads(centre.result(1800))
        out["cpu_us_receipt"] = (esmed.cpu() - cpu) * 1e6 / receipts
        out["matches_per_s"] = receipts / (said["ended"] - said["began"])
        esmed.wait_for("delivered", receipts)
        out["anonymous_mib"] = esmed.anonymous()
        esmed.stop()
        out["start_s"] = esmed.start()
        out["anonymous_mib_after_start"] = esmed.anonymous()
        esmed.stop()
    finally:
        esmed.abandon()
        centre.end()
    return out


def delivered(esmed):
    """Messages that got there."""
    return esmed.status()["messages"]["delivered"]


def run_records(bench, few, many, count):
    """The rate on a store of few records and on one of many, the same store
    filled up in between."""
    port = free_port()
    peer = bench.peer(port, few + many + 2 * count, (0, 0))
    esmed = Esmed(bench.bin, clean(bench.work / "records"), port, 1000)
    out, first = {}, 0
    try:
        esmed.start()
        esmed.wait_for_bind()
        for records in (few, many):
            if records > first:
                drive(bench, esmed, "bulk", records - first, "-f", first)
            first = max(first, records)
            parts.warm(bench.work, count * WRITTEN)
            f = drive(bench, esmed, "bulk", count, "-f", first)
            first += count
            out[str(records)] = f
        esmed.stop()
        out["start_s"] = esmed.start()
        esmed.stop()
    finally:
        esmed.abandon()
        peer.end()
    out["ratio"] = out[str(many)]["per_s"] / out[str(few)]["per_s"]
    return out


def run_codec(bench):
    """PDUs a second, one core."""
    return json.loads(bench.tool("codec").result())
