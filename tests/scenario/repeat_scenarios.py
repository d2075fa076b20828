# SPDX-License-Identifier: BSD-2-Clause
"""Idempotency-Key: reliability.md 7.3, W19 and W20."""
import concurrent.futures
import json
import socket

from lib import FROM, HELLO, HOURS, PATIENCE, World, basic, c, check, same

KEY = "order-17"


def send(w, key=KEY, want=201, to=1, text=HELLO, **headers):
    """A message with a key: its id or its error, and whether it was told
    again."""
    status, head, said = w.ask("POST", "/v1/messages", {
        "to": c(to), "from": FROM, "text": text}, Idempotency_Key=key,
        **headers)
    same(status, want, key, said)
    answer = json.loads(said)
    return answer.get("id") or answer["error"]["code"], head


def s_w19_the_same_again_is_the_same_message():
    with World() as w:
        m, _ = send(w)
        for _ in range(3):
            same(send(w)[0], m)
        w.settle()
        same(w.sim.seen(), 1, "submits")
        w.receipt(1, "DELIVRD")
        same(send(w)[0], m)
        same(send(w, text="another", want=422)[0], "idempotency_key_reused")
        check(send(w, key="order-18")[0] != m, "another key")
        w.settle()
        same(w.sim.seen(), 2, "submits")


def s_w19_a_hundred_at_once_are_one():
    with World() as w:
        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            ids = {i for i, _ in pool.map(lambda _: send(w), range(100))}
        same(len(ids), 1, "ids")
        w.settle()
        same(w.sim.seen(), 1, "submits")


def s_w19_keys_that_are_none():
    with World() as w:
        for key in ("x" * 256, ""):
            same(send(w, key, want=400)[0], "invalid_idempotency_key")
        send(w, "x" * 255)
        same(len(w.json("GET", "/v1/messages")["messages"]), 1)


def s_w19_a_key_is_new_after_a_day():
    with World(enquire_link="1h") as w:
        m, _ = send(w)
        w.settle()
        w.leap(24 * HOURS - 60)
        same(send(w)[0], m)
        w.leap(1 * HOURS)
        check(send(w)[0] != m, "the same after a day")
        w.settle()
        same(w.sim.seen(), 2, "submits")


def s_w19_a_kill_between():
    with World() as w:
        m, _ = send(w)
        w.settle()
        w.restart()
        same(send(w)[0], m)
        same(send(w, text="another", want=422)[0], "idempotency_key_reused")
        w.advance(60)
        same(w.sim.seen(), 1, "submits")


def s_w20_a_client_that_hears_no_answer_asks_again():
    """Each request goes off; the daemon dies at once, or a little later. With
    the key it is one message in the end, whatever was durable."""
    with World() as w:
        for n in range(1, 9):
            body = json.dumps({"to": c(n), "from": FROM, "text": HELLO})
            head = "".join(f"{k}: {v}\r\n" for k, v in {
                "Host": "x", "Content-Type": "application/json",
                "Idempotency-Key": f"n{n}", "Content-Length": len(body),
                **basic()}.items())
            with socket.create_connection(("127.0.0.1", w.port),
                                          PATIENCE) as peer:
                peer.sendall(f"POST /v1/messages HTTP/1.1\r\n{head}\r\n{body}"
                             .encode())
                peer.settimeout(n * 0.001)
                try:
                    peer.recv(1)
                except TimeoutError:
                    pass
                w.restart()
            first, _ = send(w, f"n{n}", to=n)
            same(send(w, f"n{n}", to=n)[0], first)
        w.advance(60)
        rows = w.json("GET", "/v1/messages?page_size=100")["messages"]
        same(sorted(m["to"] for m in rows), [c(n) for n in range(1, 9)])


def s_w19_a_batch_has_a_key_for_each_line():
    with World() as w:
        def batch(count, key, text=HELLO):
            lines = "".join(json.dumps({"to": c(n), "from": FROM,
                                        "text": text}) + "\n"
                            for n in range(1, count + 1))
            status, _, said = w.ask(
                "POST", "/v1/messages:batch", lines, Idempotency_Key=key,
                Content_Type="application/x-ndjson")
            same(status, 200, said)
            return [json.loads(line) for line in said.splitlines()]

        some = batch(5, "b1")
        w.settle()
        w.restart()
        more = batch(10, "b1")
        same([a["id"] for a in more[:5]], [a["id"] for a in some])
        w.advance(60)
        same([w.sim.seen(n) for n in range(1, 11)], [1] * 10)
        other = batch(10, "b1", "another")
        same({a["error"]["code"] for a in other}, {"idempotency_key_reused"})


def s_w19_a_key_belongs_to_its_account():
    with World() as w:
        m, _ = send(w)
        other = basic("AC00000000000000000000000000000002",
                      "fedcba9876543210fedcba9876543210")
        check(send(w, **other)[0] != m, "another account's")
