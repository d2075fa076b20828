# SPDX-License-Identifier: BSD-2-Clause
"""Figures for people."""

NAMES = {
    "per_s": "messages a second", "accepted_per_s": "accepted a second",
    "cpu_us": "CPU us a message", "cpu_us_receipt": "CPU us a receipt",
    "commits_per_s": "commits a second",
    "messages_per_commit": "messages a commit", "facts": "facts a message",
    "puts": "puts a message", "put_bytes": "bytes put a message",
    "anonymous_mib": "RssAnon MiB",
    "anonymous_mib_after_start": "RssAnon MiB after a restart",
    "grown_mib": "RssAnon MiB grown over the last 60 %",
    "start_s": "restart, seconds", "drained_per_s": "drained a second",
    "matches_per_s": "receipts matched a second", "receipts": "receipts",
    "messages": "messages", "ratio": "ratio", "rate": "offered a second",
    "p50_ms": "p50 ms", "p99_ms": "p99 ms", "wire": "accept to wire",
    "final": "accept to final", "memory": "queue in memory",
    "spool": "spool, not synced", "bytes": "bytes",
    "encode_per_s": "encoded a second", "decode_per_s": "decoded a second",
    "look_ns": "ns a look at the plans", "recipients": "recipients",
    "filled_per_s": "in the snapshot a second",
    "checked_per_s": "checked a second",
    "forwarded_per_s": "forwarded a second", "most_ms": "most ms",
    "link_ms": "enquire_link, most ms",
    "link_gap_ms": "between two answers to it, most ms",
    "answer_ms": "answered after ms", "rows_per_s": "rows that follow a second",
    "anonymous_mib_before": "RssAnon MiB before",
    "anonymous_mib_after": "RssAnon MiB after", "cpu_ratio": "ratio of CPU",
    "campaigns": "campaigns that wait"}


def number(v):
    """Three digits that count."""
    if isinstance(v, int) or v >= 1000:
        return f"{v:,.0f}"
    return f"{v:.3f}" if v < 1 else f"{v:.2f}" if v < 10 else f"{v:.1f}"


def flat(tree, before=""):
    """(name, value) of all leaves."""
    for key, v in tree.items():
        name = f"{before}{NAMES.get(key, key)}"
        if isinstance(v, dict):
            yield from flat(v, f"{name}, ")
        else:
            yield name, v


def show(mode, found):
    """A mode's figures; esmed beside the floor where there is one."""
    alone = {k: v for k, v in found.items() if k not in ("esmed", "floor")}
    print(f"\n{mode}")
    if not found:
        print("  not installed")
    for name, v in flat(alone):
        print(f"  {name:<34} {number(v):>12}")
    if "esmed" not in found:
        return
    floor = dict(flat(found.get("floor", {})))
    print(f"  {'':<34} {'esmed':>12} {'floor':>12}")
    for name, v in flat(found["esmed"]):
        other = number(floor[name]) if name in floor else ""
        print(f"  {name:<34} {number(v):>12} {other:>12}")
