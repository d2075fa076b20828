# SPDX-License-Identifier: BSD-2-Clause
"""A million messages in one request, and what that costs in memory."""
import socket
import threading
import time

import parts
from parts import Broken, Esmed, clean, free_port

LINE = b'{"to":"+4477%08d","from":"+12125550100","text":"Your code is 123456"}\n'


def send(sock, count):
    """The request, its lines made as they go."""
    length = len(LINE % 0) * count
    sock.sendall(f"POST /v1/messages:batch HTTP/1.1\r\nHost: esmed\r\n"
                 f"Authorization: Bearer {parts.TOKEN}\r\n"
                 "Content-Type: application/x-ndjson\r\n"
                 f"Content-Length: {length}\r\n\r\n".encode())
    for first in range(0, count, 1000):
        last = min(first + 1000, count)
        sock.sendall(b"".join(LINE % n for n in range(first, last)))


def answers(sock, count, watch):
    """Read them all; `watch` is called now and then."""
    seen, rest, until = 0, b"", 0.0
    while seen < count:
        got = sock.recv(1 << 20)
        if not got:
            raise Broken(f"{seen} of {count} lines have an answer")
        text = rest + got
        seen += text.count(b'"id":"SM')
        if b'"error"' in text:
            raise Broken(text[text.index(b'"error"'):][:200].decode())
        rest = text[-7:] if not text.endswith(b"\n") else b""
        if time.monotonic() > until:
            watch(seen)
            until = time.monotonic() + 0.2


def run(bench, count):
    """The rate, and RssAnon over the request."""
    port = free_port()
    peer = bench.peer(port, count, (0, 0))
    esmed = Esmed(bench.bin, clean(bench.work / "batch"), port, 1000)
    sizes = []
    try:
        esmed.start()
        esmed.wait_for_bind()
        with socket.create_connection(("127.0.0.1", esmed.http)) as sock:
            sock.settimeout(60)
            begun = time.monotonic()
            writer = threading.Thread(target=send, args=(sock, count))
            writer.start()
            answers(sock, count,
                    lambda seen: sizes.append((seen, esmed.anonymous())))
            took = time.monotonic() - begun
            writer.join()
        ended = esmed.wait_for("delivered", count)
        esmed.stop()
    finally:
        esmed.abandon()
        peer.end()
    later = [size for seen, size in sizes if seen > count * 0.4]
    return {"messages": count, "accepted_per_s": count / took,
            "per_s": count / (ended - begun),
            "anonymous_mib": max(size for _, size in sizes),
            "grown_mib": max(later) - min(later)}
