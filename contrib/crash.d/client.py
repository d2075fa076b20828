# SPDX-License-Identifier: BSD-2-Clause
"""Customers who do not give up: messages over HTTP, whatever dies meanwhile.

Each message has a token in its text that no other has. The log says what was
sent before it is sent, and what was answered:

  send      tokens: of one request
  accepted  token, id: the daemon promised to keep it
  refused   token, status: it promised to forget it

What has no answer may or may not have been taken.
"""
import http.client
import json
import random
import threading
import time

import journal

WAIT = 10   # seconds, for an answer; a daemon that hangs is a finding
LATER = ("stopping", "busy", "store_full", "store_failed")
PART = 153  # characters of a part of a long message


class Customers:
    """A few threads that submit until they are told to stop."""

    def __init__(self, port, headers, log, seed):
        self.port = port
        self.log = journal.Journal(log)
        self.seed = seed
        self.stopping = threading.Event()
        self.problem = None
        self.headers = headers
        self.threads = [
            threading.Thread(target=self.keep, args=(number, body))
            for number, body in enumerate(
                [self.one, self.one, self.one, self.batch])]

    def start(self):
        """Begin."""
        for thread in self.threads:
            thread.start()

    def stop(self):
        """End after the requests under way."""
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def keep(self, number, body):
        """One customer: a connection at a time, again and again."""
        me = Customer(self, number)
        while not self.stopping.is_set() and self.problem is None:
            connection = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=WAIT)
            try:
                connection.connect()
                while not self.stopping.is_set():
                    body(me, connection)
            except TimeoutError:
                self.problem = f"no answer within {WAIT} seconds"
            except (OSError, http.client.HTTPException):
                # It is down; the log has the requests that were under way.
                time.sleep(0.01)
            except (ValueError, KeyError) as e:
                self.problem = f"an answer nobody understands: {e!r}"
            finally:
                connection.close()

    def one(self, me, connection):
        """A message in a request of its own."""
        message, token = me.message()
        self.log.note("send", tokens=[token])
        connection.request("POST", "/v1/messages", json.dumps(message),
                           self.headers)
        response = connection.getresponse()
        answer = json.loads(response.read())
        self.take(token, response.status, answer)
        time.sleep(me.dice.uniform(0, 0.02))

    def batch(self, me, connection):
        """Many messages in one request; each line has its own answer."""
        messages = [me.message() for _ in range(me.dice.randint(1, 40))]
        lines = "".join(json.dumps(m) + "\n" for m, _ in messages)
        tokens = [token for _, token in messages]
        self.log.note("send", tokens=tokens)
        connection.request("POST", "/v1/messages:batch", lines.encode(), {
            **self.headers, "Content-Type": "application/x-ndjson"})
        response = connection.getresponse()
        if response.status != 200:
            answer = json.loads(response.read())
            for token in tokens:
                self.take(token, response.status, answer)
            return
        while line := response.readline():
            if not line.endswith(b"\n"):
                raise http.client.HTTPException("cut short")
            answer = json.loads(line)
            status = 201 if "id" in answer else 400
            self.take(tokens[answer["line"] - 1], status, answer)
        time.sleep(me.dice.uniform(0, 0.1))

    def take(self, token, status, answer):
        """An answer is a promise either way."""
        if status == 201:
            self.log.note("accepted", token=token, id=answer["id"])
            return
        error = answer["error"]
        # The error of a line in a batch has no status of HTTP.
        if error.get("status") not in (503, 507) and \
                error["code"] not in LATER:
            self.problem = f"{token} was refused: {answer}"
        if error["code"] != "store_failed":
            # With that one, nobody knows.
            self.log.note("refused", token=token, status=status)
        time.sleep(0.05)


class Customer:
    """What one thread has for itself."""

    def __init__(self, all_, number):
        self.dice = random.Random(all_.seed * 1000 + number)
        self.name = f"{all_.seed:x}-{number}"
        self.count = 0

    def message(self):
        """A message and its token, which stands in each of its parts."""
        self.count += 1
        token = f"token-{self.name}-{self.count}"
        kind = self.dice.random()
        text = f"your code {self.count} {token}"
        if kind < 0.05:
            # Two parts, the second with room for a whole token.
            word = token + " "
            text = word * (PART // len(word) + 3)
        elif kind < 0.10:
            text = f"привет {token}"
        return {"to": f"+1917555{self.dice.randrange(10000):04d}",
                "from": "+12125550100", "text": text}, token
