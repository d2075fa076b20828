# SPDX-License-Identifier: BSD-2-Clause
"""A message centre that takes everything and sends a receipt when told to."""
import re
import socket
import struct
import threading
import time

import pdu
import rig

TOKEN = re.compile(r"token-[0-9a-z-]+")


class Obedient:
    """Listens on a port of its own until end()."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.lock = threading.Lock()
        self.taken = {}     # token -> (id, to)
        self.acks = {}      # sequence -> status
        self.peer = None
        self.sequence = 0
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        """One connection after the other."""
        while True:
            try:
                peer = self.server.accept()[0]
            except OSError:
                return
            try:
                self.serve(peer)
            except (OSError, EOFError):
                pass
            with self.lock:
                self.peer = None
            peer.close()

    @staticmethod
    def exactly(peer, length):
        """So many bytes."""
        octets = b""
        while len(octets) < length:
            more = peer.recv(length - len(octets))
            if not more:
                raise EOFError
            octets += more
        return octets

    def serve(self, peer):
        """Answer what comes."""
        while True:
            length, command, status, sequence = struct.unpack(
                ">IIII", self.exactly(peer, 16))
            body = self.exactly(peer, length - 16)
            if command == pdu.DELIVER_SM | pdu.RESP:
                self.acks[sequence] = status
                continue
            if command & pdu.RESP:
                continue
            answer = b""
            if command == pdu.BIND_TRANSCEIVER:
                answer = pdu.cstring("centre")
            elif command == pdu.SUBMIT_SM:
                answer = pdu.cstring(self.take(body))
            with self.lock:
                peer.sendall(pdu.pack(command | pdu.RESP, 0, sequence, answer))
                if command == pdu.BIND_TRANSCEIVER:
                    self.peer = peer
            if command == pdu.UNBIND:
                return

    def take(self, body):
        """The id of a message."""
        message = pdu.read_submit(body)
        found = TOKEN.search(message["text"])
        name = f"{0xB0000000 + len(self.taken):08X}"
        self.taken[found.group() if found else name] = name, message["to"]
        return name

    def wait_for(self, condition, what, seconds=rig.START):
        """Until it holds."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise rig.Broken(f"{what}: not within {seconds} s")
            time.sleep(0.02)

    def wait_for_bind(self):
        """Until somebody is bound."""
        self.wait_for(lambda: self.peer is not None, "a bind")

    def receipt(self, token, seconds=10):
        """Say that it is delivered; the status that answers, or None."""
        name, to = self.taken[token]
        now = time.strftime("%y%m%d%H%M", time.gmtime())
        with self.lock:
            if self.peer is None:
                return None
            self.sequence += 1
            sequence = self.sequence
            self.peer.sendall(pdu.pack(
                pdu.DELIVER_SM, 0, sequence, pdu.write_receipt({
                    "id": name, "stat": "DELIVRD", "err": "000",
                    "submitted": now, "done": now, "from": to,
                    "to": "+12125550100"})))
        end = time.monotonic() + seconds
        while sequence not in self.acks and time.monotonic() < end:
            time.sleep(0.01)
        return self.acks.get(sequence)

    def end(self):
        """Take no more."""
        self.server.close()
        with self.lock:
            if self.peer is not None:
                self.peer.shutdown(socket.SHUT_RDWR)
