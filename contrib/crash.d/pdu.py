# SPDX-License-Identifier: BSD-2-Clause
"""The little of SMPP 3.4 that a message centre for tests needs.

It is written from the specification and shares no code with esmed, so that
both sides cannot have the same misunderstanding.
"""
import struct

GENERIC_NACK = 0x80000000
BIND_TRANSCEIVER = 0x00000009
SUBMIT_SM = 0x00000004
DELIVER_SM = 0x00000005
UNBIND = 0x00000006
ENQUIRE_LINK = 0x00000015
RESP = 0x80000000

ROK = 0x00000000
RINVCMDID = 0x00000003
RSYSERR = 0x00000008
RINVDSTADR = 0x0000000B
RTHROTTLED = 0x00000058

LENGTH_MAX = 70000  # the largest short message TLV and room to spare


class Malformed(Exception):
    """The peer sent what is no PDU."""


def pack(command, status, sequence, body=b""):
    """The bytes of one PDU."""
    return struct.pack(">IIII", 16 + len(body), command, status,
                       sequence) + body


def cstring(text):
    """A C-Octet String."""
    return text.encode("ascii") + b"\0"


async def read(stream):
    """The next PDU as (command, status, sequence, body, all its bytes)."""
    head = await stream.readexactly(16)
    length, command, status, sequence = struct.unpack(">IIII", head)
    if not 16 <= length <= LENGTH_MAX:
        raise Malformed(f"command_length {length}")
    body = await stream.readexactly(length - 16)
    return command, status, sequence, body, head + body


class Fields:
    """Takes the mandatory fields of a body, one after the other."""

    def __init__(self, body):
        self.body = body
        self.at = 0

    def u8(self):
        """One octet."""
        if self.at >= len(self.body):
            raise Malformed("the body ends too early")
        self.at += 1
        return self.body[self.at - 1]

    def cstring(self):
        """A C-Octet String, without its NUL."""
        end = self.body.find(b"\0", self.at)
        if end < 0:
            raise Malformed("a string without an end")
        text = self.body[self.at:end].decode("ascii")
        self.at = end + 1
        return text

    def octets(self, length):
        """So many octets."""
        if self.at + length > len(self.body):
            raise Malformed("the body ends too early")
        self.at += length
        return self.body[self.at - length:self.at]


def read_submit(body):
    """The fields of a submit_sm that a message centre looks at."""
    f = Fields(body)
    m = {"service_type": f.cstring()}
    f.octets(2)
    m["from"] = f.cstring()
    f.octets(2)
    m["to"] = f.cstring()
    m["esm_class"] = f.u8()
    f.octets(2)
    f.cstring()
    f.cstring()
    m["registered"] = f.u8()
    f.u8()
    m["coding"] = f.u8()
    f.u8()
    octets = f.octets(f.u8())
    m["part"] = 1
    if m["esm_class"] & 0x40:
        end = 1 + octets[0]
        # Information element 0: reference, parts, this part.
        if octets[1:3] != b"\x00\x03":
            raise Malformed("a header that is no concatenation")
        m["part"] = octets[5]
        octets = octets[end:]
    m["text"] = octets.decode("utf-16-be" if m["coding"] == 8 else "latin-1")
    return m


def write_text(fields):
    """The body of a deliver_sm from a handset."""
    octets = fields["text"].encode("ascii")
    return (cstring("") + b"\x01\x01" + cstring(fields["from"]) +
            b"\x01\x01" + cstring(fields["to"]) + b"\0\0\0" +
            cstring("") + cstring("") + b"\0\0\0\0" +
            bytes([len(octets)]) + octets)


def write_receipt(fields):
    """The body of a deliver_sm that is a receipt (SMPP 3.4, appendix B)."""
    text = (f"id:{fields['id']} sub:001 dlvrd:001 "
            f"submit date:{fields['submitted']} done date:{fields['done']} "
            f"stat:{fields['stat']} err:{fields['err']} text:-")
    octets = text.encode("ascii")
    return (cstring("") + b"\x01\x01" + cstring(fields["from"]) +
            b"\x01\x01" + cstring(fields["to"]) + b"\x04\0\0" +
            cstring("") + cstring("") + b"\0\0\0\0" +
            bytes([len(octets)]) + octets)
