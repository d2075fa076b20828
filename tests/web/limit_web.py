# SPDX-License-Identifier: BSD-2-Clause
"""How much and how slow: W4 to W6, W28."""
import gzip
import json
import resource
import socket

from client import (AUTH, GOOD, HOST, JSON, Client, ask, files_of, request,
                    resident)
from lib import FULL, World, check, same

MEBIBYTE = 1 << 20
ALIVE = f"GET /healthz HTTP/1.1\r\n{HOST}\r\n"


def late(w, client, limit, status):
    """It is refused at this age and no sooner; 0: closed without a word."""
    w.advance(limit - 0.1)
    check(client.is_open(), "closed before", limit)
    w.advance(0.2)
    if status:
        same(client.answer().status, status)
    client.ended()


def w4_a_head_has_ten_seconds():
    with World() as w, Client(w) as client:
        client.write(f"GET /healthz HTTP/1.1\r\n{HOST}X-a: ")
        w.settle()
        for _ in range(9):
            w.advance(1)
            client.write("b")
        w.settle()
        late(w, client, 1, 408)


def w4_a_body_has_thirty_seconds():
    with World() as w, Client(w) as client:
        client.write(f"POST /v1/messages HTTP/1.1\r\n{HOST}{AUTH}{JSON}"
                     "Content-Length: 100000\r\n\r\n")
        w.settle()
        for _ in range(29):
            w.advance(1)
            client.write(" " * 2000)    # above the least rate
            w.settle()
        late(w, client, 1, 408)


def w4_a_body_has_a_least_rate():
    with World() as w, Client(w) as client:
        client.write(f"POST /v1/messages HTTP/1.1\r\n{HOST}{AUTH}{JSON}"
                     "Content-Length: 100000\r\n\r\n")
        w.settle()
        for _ in range(9):
            w.advance(1)
            client.write(" " * 100)
            w.settle()
        late(w, client, 1, 408)


def w4_an_idle_connection_has_a_minute():
    with World() as w, Client(w) as client:
        client.write(ALIVE)
        same(client.answer().status, 200)
        w.settle()
        late(w, client, 60, 0)


def w4_who_does_not_read_is_dropped():
    with World() as w, Client(w, receive=4096) as client:
        client.sock.settimeout(0.3)
        try:
            for _ in range(2000):
                client.write(request("GET", "/metrics") * 100)
        except TimeoutError:
            pass    # it reads no more, as nobody reads what it wrote
        client.sock.settimeout(10)
        before, files = resident(w), files_of(w)
        w.advance(9.9)
        same(files_of(w), files, "files")
        # Each time the kernel takes something for it, it has ten seconds more.
        for _ in range(3):
            w.advance(10.3)
            if files_of(w) < files:
                break
        same(files_of(w), files - 1, "files")
        count = 0
        while client.more():
            count += len(client.rest)
            client.rest = b""
        check(count > 0, "nothing was sent")
        check(resident(w) < before + 8192, resident(w), before)


def w4_the_51st_connection_of_an_address_is_turned_away():
    with World() as w:
        many = [Client(w, "127.0.0.9") for _ in range(50)]
        for client in many:
            client.write(ALIVE)
            same(client.answer().status, 200)
        got = ask(w, ALIVE, "127.0.0.9")
        same((got.status, got.closed), (429, True))
        check(int(got.get("Retry-After")) > 0, got.fields)
        same(ask(w, ALIVE, "127.0.0.10").status, 200)
        many.pop().sock.close()
        w.settle()
        same(ask(w, ALIVE, "127.0.0.9").status, 200)
        for client in many:
            client.sock.close()


def w4_beyond_a_thousand_connections_callers_wait():
    """And none is dropped: the next has its turn as soon as one goes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 3000:
        return "too few files are allowed"
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 3000), hard))
    with World() as w:
        many = [Client(w, f"127.0.1.{n // 50 + 1}") for n in range(1000)]
        for client in many:
            client.write(ALIVE)
        for client in many:
            same(client.answer().status, 200)
        waiting = [Client(w, "127.0.2.1") for _ in range(5)]
        for client in waiting:
            client.write(ALIVE)
        check(all(client.is_open() for client in waiting), "dropped")
        for client in waiting:
            many.pop().sock.close()
            same(client.answer().status, 200)
            client.sock.close()
        for client in many:
            client.sock.close()


def w5_a_body_of_a_mebibyte_is_the_most():
    with World() as w:
        padded = GOOD + " " * (MEBIBYTE - len(GOOD))
        same(ask(w, request("POST", "/v1/messages", JSON, body=padded)).status,
             201)
        with Client(w) as client:
            client.write(f"POST /v1/messages HTTP/1.1\r\n{HOST}{AUTH}{JSON}"
                         f"Content-Length: {MEBIBYTE + 1}\r\n\r\n")
            same(client.answer().status, 413)    # of a body that did not come
            client.ended()


def w5_a_length_beyond_all_is_refused_by_its_header():
    with World() as w:
        for length in ("1000000000000", "4294967296", "9" * 30,
                       "18446744073709551617"):
            with Client(w) as client:
                client.write(f"POST /v1/messages HTTP/1.1\r\n{HOST}{AUTH}"
                             f"{JSON}Content-Length: {length}\r\n\r\n")
                found = client.answer().status
                # No number of 64 bits is no length at all.
                same(found, 413 if int(length) < 1 << 64 else 400, length)
                client.ended()


def w5_endless_chunks_are_refused_when_they_cross():
    with World() as w, Client(w) as client:
        client.write(f"POST /v1/messages HTTP/1.1\r\n{HOST}{AUTH}{JSON}"
                     "Transfer-Encoding: chunked\r\n\r\n")
        chunk = "4000\r\n" + " " * 0x4000 + "\r\n"
        sent = 0
        try:
            while sent < 4 * MEBIBYTE:
                client.write(chunk)
                sent += 0x4000
                if sent <= MEBIBYTE:
                    continue
                break
        except ConnectionError:
            pass
        same(client.answer().status, 413)
        client.ended()
        same(w.json("GET", "/v1/messages")["messages"], [])


def w6_compressed_bodies_are_not_taken():
    bomb = gzip.compress(b" " * 10 * MEBIBYTE)
    with World() as w:
        before = resident(w)
        for name in ("gzip", "deflate", "br", "x-gzip", "zstd",
                     "gzip, gzip"):
            with Client(w) as client:
                client.write(f"POST /v1/messages HTTP/1.1\r\n{HOST}{AUTH}"
                             f"{JSON}Content-Encoding: {name}\r\n"
                             f"Content-Length: {len(bomb)}\r\n\r\n".encode() +
                             bomb)
                same(client.answer().status, 415, name)
        check(resident(w) < before + 4096, "it grew")
        got = ask(w, request("POST", "/v1/messages", JSON,
                             "Content-Encoding: identity\r\n", body=GOOD))
        same(got.status, 201)


def answered(client, octets, count):
    """So many of these; the status of the last, and its Connection."""
    done = 0
    while done < count:
        some = min(32, count - done)
        client.write(octets * some)
        for _ in range(some):
            last = client.answer()
        done += some
    return last.status, last.get("Connection")


def w28_a_connection_serves_ten_thousand_and_ends():
    with World() as w:
        with Client(w) as client:
            same(answered(client, ALIVE, 9999), (200, None))
            before = resident(w), files_of(w)
            client.write(ALIVE)
            found = client.answer()
            same((found.status, found.get("Connection")), (200, "close"))
            client.ended()
        for _ in range(20 if FULL else 1):
            with Client(w) as client:
                same(answered(client, ALIVE, 10000), (200, "close"))
        check(resident(w) < before[0] + 4096, resident(w), before)
        check(files_of(w) <= before[1], files_of(w), before)


def w28_connections_come_and_go():
    with World() as w:
        before = None
        for n in range(20000 if FULL else 2000):
            # Not from where settle() comes: some may be one too many.
            with socket.create_connection(("127.0.0.1", w.port), 10,
                                          ("127.0.0.8", 0)) as s:
                if n % 4 == 0:
                    s.sendall(ALIVE.encode())
                elif n % 4 == 1:
                    s.sendall(ALIVE.encode()[:20])
                elif n % 4 == 2:
                    s.sendall(json.dumps({"no": "HTTP"}).encode())
            if n == 500:
                w.settle()
                before = resident(w), files_of(w)
        w.settle()
        check(resident(w) < before[0] + 6144, resident(w), before)
        check(files_of(w) <= before[1], "files", files_of(w), before)
