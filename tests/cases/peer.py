# SPDX-License-Identifier: BSD-2-Clause
"""A message centre of bytes: it does what the case says, and nothing else.

    with Peer() as peer, World(raw=peer) as w:
        link = peer.bound(w)
        m = w.post(1)
        link.answer(link.read(SUBMIT), "id1")
"""
import socket
import struct

from lib import PATIENCE, RESP, Failed, Wire, check, pdu, same, submit_resp

RECEIVER, TRANSMITTER, TRANSCEIVER = 1, 2, 9
BINDS = (RECEIVER, TRANSMITTER, TRANSCEIVER)


class Link(Wire):
    """One connection."""

    def __init__(self, sock):
        self.take(sock)
        self.kind = None

    def wait_bind(self):
        """The bind."""
        asked = self.read()
        check(asked.command in BINDS, "the first PDU is", asked.command)
        self.kind = asked.command
        return asked

    def bind(self, status=0, body=b"raw\0"):
        """Take the bind and answer it."""
        asked = self.wait_bind()
        self.write(pdu(asked.command | RESP, asked.sequence, body, status))
        return self

    def answer(self, request, smsc_id, status=0):
        """The answer to a submit_sm."""
        self.write(submit_resp(request.sequence, smsc_id, status))

    def half(self):
        """The daemon sees our end; we still read."""
        self.sock.shutdown(socket.SHUT_WR)

    def close(self):
        """FIN, or a reset if something is unread."""
        self.sock.close()

    def reset(self):
        """RST."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                             struct.pack("ii", 1, 0))
        self.sock.close()


class Peer:
    """Takes connections, one when asked."""

    def __init__(self, port=0, backlog=16):
        self.server = socket.create_server(("127.0.0.1", port),
                                           backlog=backlog)
        self.server.settimeout(PATIENCE)
        self.port = self.server.getsockname()[1]
        self.links = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for link in self.links:
            link.close()
        self.server.close()

    def link(self):
        """The next connection."""
        self.links.append(Link(self.server.accept()[0]))
        return self.links[-1]

    def bound(self, w):
        """The next connection, bound."""
        link = self.link().bind()
        w.settle()
        same(w.bind_state(), "bound")
        return link

    def silent(self, within=0.05):
        """Fail if anyone connects."""
        self.server.settimeout(within)
        try:
            self.server.accept()[0].close()
            raise Failed("somebody connected")
        except TimeoutError:
            pass
        finally:
            self.server.settimeout(PATIENCE)


def deliver_pdu(sequence, source, text, esm_class=0, coding=0, tail=b""):
    """A deliver_sm with any octets as its text (SMPP 3.4, 4.6.1)."""
    return pdu(0x05, sequence,
               b"\0\x01\x01" + source.lstrip("+").encode() +
               b"\0\x01\x0112125550100\0" + bytes([esm_class]) + b"\0\0\0\0" +
               b"\0\0" + bytes([coding, 0, len(text)]) + text + tail)


def tlv(tag, value):
    """Its octets."""
    return struct.pack(">HH", tag, len(value)) + value
