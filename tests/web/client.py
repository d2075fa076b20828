# SPDX-License-Identifier: BSD-2-Clause
"""A client that writes any bytes, and reads answers strictly."""
import json
import os
import pathlib
import socket
import time

from lib import FROM, HELLO, PATIENCE, Failed, basic, c, check

AUTH = f"Authorization: {basic()['Authorization']}\r\n"
HOST = "Host: localhost\r\n"
JSON = "Content-Type: application/json\r\n"
GOOD = json.dumps({"to": c(1), "from": FROM, "text": HELLO})


class Answer:
    """One that came whole."""

    def __init__(self, status, reason, fields, body):
        self.status, self.reason = status, reason
        self.fields, self.body = fields, body

    def get(self, name):
        """The value of a header, or None."""
        return next((v for k, v in self.fields if k.lower() == name.lower()),
                    None)

    def gist(self):
        """What does not differ from one time to the next."""
        return (self.status, self.body, [f for f in self.fields if f[0] not in
                                         ("Date", "X-Request-Id")])


class Client:
    """One connection. Closed at the end of its `with`."""

    def __init__(self, w, source=None, port=None, sock=None, receive=None):
        self.sock = sock
        if sock is None:
            self.sock = socket.socket()
            if receive:
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF,
                                     receive)
            if source:
                self.sock.bind((source, 0))
            self.sock.settimeout(PATIENCE)
            self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.sock.connect(("127.0.0.1", port or w.port))
        self.rest = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sock.close()

    def write(self, octets, cut=None, each=None):
        """Send; in two pieces cut there, or in pieces of so many bytes."""
        if isinstance(octets, str):
            octets = octets.encode()
        if each is not None:
            for at in range(0, len(octets), each):
                self.sock.sendall(octets[at:at + each])
                time.sleep(0.0003)
            return
        if cut:
            self.sock.sendall(octets[:cut])
            time.sleep(0.001)
        self.sock.sendall(octets[cut or 0:])

    def more(self):
        """Some bytes more. False: there are no more."""
        try:
            octets = self.sock.recv(65536)
        except ConnectionError:
            return False
        self.rest += octets
        return octets != b""

    def until(self, end):
        """All up to these bytes, without them."""
        while end not in self.rest:
            check(self.more(), "the daemon closed behind", self.rest[-200:])
        text, _, self.rest = self.rest.partition(end)
        return text

    def exactly(self, length):
        """So many bytes."""
        while len(self.rest) < length:
            check(self.more(), "the daemon closed within an answer")
        text, self.rest = self.rest[:length], self.rest[length:]
        return text

    def chunks(self):
        """A chunked body."""
        body = b""
        while length := int(self.until(b"\r\n"), 16):
            body += self.exactly(length)
            check(self.exactly(2) == b"\r\n", "behind a chunk")
        check(self.exactly(2) == b"\r\n", "behind the last chunk")
        return body

    def answer(self, method="GET"):
        """The next one."""
        first, *lines = self.until(b"\r\n\r\n").decode("ascii").split("\r\n")
        version, status, reason = first.split(" ", 2)
        check(version == "HTTP/1.1", first)
        fields = [tuple(line.split(": ", 1)) for line in lines]
        found = Answer(int(status), reason, fields, b"")
        if status in ("100", "204", "304") or method == "HEAD":
            return found
        if found.get("Transfer-Encoding"):
            found.body = self.chunks()
        else:
            found.body = self.exactly(int(found.get("Content-Length")))
        return found

    def ended(self):
        """Fail unless the daemon closes now and says no more."""
        while self.more():
            pass
        check(self.rest == b"", "more came:", self.rest[:200])

    def is_open(self, within=0.05):
        """Whether it has not been closed; nothing may come."""
        self.sock.settimeout(within)
        try:
            octets = self.sock.recv(1)
            if octets:
                raise Failed(f"this came: {octets!r}")
            return False
        except TimeoutError:
            return True
        except ConnectionError:
            return False
        finally:
            self.sock.settimeout(PATIENCE)


def request(method, path, *fields, body="", auth=True):
    """One with its fields, each with its CR LF."""
    head = "".join(fields)
    if body:
        head += f"Content-Length: {len(body.encode())}\r\n"
    return (f"{method} {path} HTTP/1.1\r\n{HOST}{AUTH if auth else ''}{head}"
            f"\r\n{body}")


def ask(w, octets, source=None, method="GET"):
    """The one answer to these bytes, and whether the daemon closed then."""
    with Client(w, source) as client:
        client.write(octets)
        found = client.answer(method)
        found.closed = not client.is_open(0.02)
        return found


def resident(w):
    """KiB of memory that the daemon has in use."""
    text = pathlib.Path(f"/proc/{w.daemon.pid}/status").read_text()
    return int(text.split("VmRSS:")[1].split()[0])


def files_of(w):
    """How many files it has open."""
    return len(os.listdir(f"/proc/{w.daemon.pid}/fd"))
