#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""A moody message centre that remembers everything and writes it down.

usage: smsc.py --log FILE [--seed N] [--moody] [--stops] [--port N]
               [--pdus FILE]

It takes transceiver binds on a free port of 127.0.0.1, which it prints, and
answers submit_sm. With --moody answers and receipts come late, twice, before
their answer or not at all, submissions are refused for now or for good, and
connections break. What a gateway may not lose survives all that: message ids
are never given twice, and a receipt is sent until it is acknowledged. With
--stops some who got a message answer STOP while the moods last.

What it took and said is in the log, each line written before the act, so that
the log is the truth whatever dies:

  bind       conn
  submit     conn, seq, token, part, to, id, status: decided on arrival; taken
             if the status is 0, whether or not the answer ever arrives
  answer     conn, seq
  receipt    conn, seq, id, stat, err
  stop       conn, seq, number: a handset's STOP
  ack        conn, seq, status
  close      conn, why

Lines on stdin steer it: "calm" ends all moods, "rest" answers with the number
of answers and receipts that are still due. It ends when stdin does.
"""
import argparse
import asyncio
import random
import re
import sys
import time

import journal
import pdu

TOKEN = re.compile(r"token-[0-9a-z-]+")

RETRY = 0.5       # after a receipt that was refused for now
ACK_WAIT = 5.0    # for a receipt's acknowledgement; then the link is dead
FAILURES = ("001", "006", "027", "031", "110", "777")


class Receipt:
    """A receipt that is not acknowledged yet."""

    def __init__(self, message, stat, err):
        self.message = message
        self.stat = stat
        self.err = err
        self.due = 0.0

    def tell(self, log, conn, seq):
        """Write it down; the body of its deliver_sm."""
        message = self.message
        now = time.strftime("%y%m%d%H%M%S", time.gmtime())
        log.note("receipt", conn=conn, seq=seq, id=message["id"],
                 stat=self.stat, err=self.err)
        return pdu.write_receipt({
            "id": message["id"], "stat": self.stat, "err": self.err,
            "submitted": message["when"][:10], "done": now[:10],
            "from": message["to"], "to": message["from"]})


class Stop:
    """A STOP that is not acknowledged yet."""

    def __init__(self, message):
        self.message = message
        self.due = 0.0

    def tell(self, log, conn, seq):
        """Write it down; the body of its deliver_sm."""
        log.note("stop", conn=conn, seq=seq, number=self.message["to"])
        return pdu.write_text({"from": self.message["to"], "text": "STOP",
                               "to": self.message["from"]})


class Centre:
    """All that outlives a connection."""

    def __init__(self, options):
        self.log = journal.Journal(options.log)
        self.dice = random.Random(options.seed)
        self.moody = options.moody
        self.stops = options.stops
        self.pdus = open(options.pdus, "a") if options.pdus else None
        self.next_id = 1
        self.next_conn = 1
        self.unsent = []    # receipts without a link, or waiting to be due
        self.refused = set()  # tokens refused once; the next time is good
        self.links = set()
        self.open_answers = 0

    def chance(self, share):
        """True in this share of cases, while moody."""
        return self.moody and self.dice.random() < share

    def give_id(self):
        """A message id, in hexadecimal to keep matching honest."""
        self.next_id += 1
        return f"{0xA0000000 + self.next_id:08X}"

    def decide(self, message):
        """The status that answers this submission."""
        key = (message["token"], message["to"], message["part"])
        if self.chance(0.02):
            return pdu.RINVDSTADR
        if self.chance(0.001):
            return pdu.RTHROTTLED
        if key not in self.refused and self.chance(0.005):
            self.refused.add(key)
            return pdu.RSYSERR
        return pdu.ROK

    def dump(self, way, octets):
        """A PDU for the dissector, if asked for."""
        if self.pdus:
            self.pdus.write(f"{way} {octets.hex()}\n")
            self.pdus.flush()

    def receipts_of(self, message):
        """What will be said of it: mostly one receipt, delivered."""
        good = Receipt(message, "DELIVRD", "000")
        bad = Receipt(message, "UNDELIV", self.dice.choice(FAILURES))
        if self.chance(0.01):
            return [bad, good]
        if self.chance(0.01):
            return [good, bad]
        one = bad if self.chance(0.15) else good
        if self.chance(0.05):
            return [one, Receipt(message, one.stat, one.err)]
        return [one]

    def rest(self):
        """How much is still to be said."""
        return (self.open_answers + len(self.unsent) +
                sum(len(link.unacked) for link in self.links))


class Link:
    """One connection."""

    def __init__(self, centre, reader, writer):
        self.centre = centre
        self.reader = reader
        self.writer = writer
        self.conn = centre.next_conn
        centre.next_conn += 1
        self.next_seq = 1
        self.bound = False
        self.closed = False
        self.unacked = {}

    def send(self, *what):
        """Write one PDU; a broken link shows itself when it is read."""
        octets = pdu.pack(*what)
        self.centre.dump("O", octets)
        if not self.writer.transport.is_closing():
            self.writer.write(octets)

    def close(self, why):
        """Break the connection."""
        if not self.closed:
            self.closed = True
            self.centre.log.note("close", conn=self.conn, why=why)
            self.writer.transport.abort()

    def send_receipt(self, receipt):
        """Send it and remember that it is not acknowledged."""
        seq = self.next_seq
        self.next_seq += 1
        self.unacked[seq] = receipt
        receipt.due = time.monotonic() + ACK_WAIT
        self.send(pdu.DELIVER_SM, 0, seq,
                  receipt.tell(self.centre.log, self.conn, seq))

    async def answer_later(self, seq, message, delay):
        """Answer after a while, if the link still stands then."""
        self.centre.open_answers += 1
        await asyncio.sleep(delay)
        self.centre.open_answers -= 1
        if self.closed:
            return
        self.centre.log.note("answer", conn=self.conn, seq=seq)
        taken = message["status"] == pdu.ROK
        self.send(pdu.SUBMIT_SM | pdu.RESP, message["status"], seq,
                  pdu.cstring(message["id"]) if taken else b"")

    def plan_receipts(self, message, answered):
        """A taken message has receipts, whatever becomes of its answer."""
        centre = self.centre
        early = centre.chance(0.05)
        wait = 0 if early else answered
        if centre.moody:
            wait += centre.dice.uniform(0, 0.01 if early else 0.3)
        for receipt in centre.receipts_of(message):
            receipt.due = time.monotonic() + wait
            wait += 0.05
            centre.unsent.append(receipt)
        if centre.stops and message["token"] and centre.chance(0.005):
            stop = Stop(message)
            stop.due = time.monotonic() + wait
            centre.unsent.append(stop)

    def take_submit(self, seq, body):
        """Decide what becomes of it, write that down, act later."""
        centre = self.centre
        message = pdu.read_submit(body)
        found = TOKEN.search(message["text"])
        message["token"] = found.group() if found else ""
        message["when"] = time.strftime("%y%m%d%H%M%S", time.gmtime())
        message["status"] = centre.decide(message)
        taken = message["status"] == pdu.ROK
        message["id"] = centre.give_id() if taken else ""
        centre.log.note("submit", conn=self.conn, seq=seq,
                        token=message["token"], part=message["part"],
                        to=message["to"], id=message["id"],
                        status=message["status"])
        delay = centre.dice.expovariate(1 / 0.03) if centre.moody else 0
        delay = min(delay, 0.5)
        asyncio.ensure_future(self.answer_later(seq, message, delay))
        if taken:
            self.plan_receipts(message, delay)

    def take_ack(self, seq, status):
        """A receipt is done with, or comes again if refused for now."""
        receipt = self.unacked.pop(seq, None)
        self.centre.log.note("ack", conn=self.conn, seq=seq, status=status)
        if receipt and status != pdu.ROK:
            receipt.due = time.monotonic() + RETRY
            self.centre.unsent.append(receipt)

    def take(self, command, status, seq, body):
        """One PDU from the gateway."""
        if command == pdu.BIND_TRANSCEIVER:
            self.centre.log.note("bind", conn=self.conn)
            self.send(command | pdu.RESP, 0, seq, pdu.cstring("centre"))
            self.bound = True
        elif command == pdu.SUBMIT_SM:
            self.take_submit(seq, body)
        elif command == pdu.DELIVER_SM | pdu.RESP:
            self.take_ack(seq, status)
        elif command == pdu.ENQUIRE_LINK:
            self.send(command | pdu.RESP, 0, seq)
        elif command == pdu.UNBIND:
            self.send(command | pdu.RESP, 0, seq)
            self.close("unbind")
        elif not command & pdu.RESP:
            self.send(pdu.GENERIC_NACK, pdu.RINVCMDID, seq)

    async def serve(self):
        """Read until the connection ends; then nothing is forgotten."""
        centre = self.centre
        centre.links.add(self)
        why = "eof"
        try:
            while not self.closed:
                command, status, seq, body, all_ = await pdu.read(self.reader)
                centre.dump("I", all_)
                self.take(command, status, seq, body)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        except (pdu.Malformed, UnicodeDecodeError, IndexError) as e:
            why = f"malformed: {e}"
        self.close(why)
        centre.links.discard(self)
        for receipt in self.unacked.values():
            receipt.due = 0.0
            centre.unsent.append(receipt)


async def run_moods(centre):
    """Send the receipts that are due; break a link now and then."""
    while True:
        await asyncio.sleep(0.01)
        now = time.monotonic()
        bound = [link for link in centre.links
                 if link.bound and not link.closed]
        for link in bound:
            if any(r.due < now for r in link.unacked.values()):
                link.close("unacknowledged")
        if not bound:
            continue
        if centre.chance(0.003):
            bound[0].close("mood")
            continue
        due = [r for r in centre.unsent if r.due <= now]
        centre.unsent = [r for r in centre.unsent if r.due > now]
        for receipt in due:
            bound[0].send_receipt(receipt)


async def obey(centre):
    """The lines of stdin."""
    stdin = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(stdin), sys.stdin)
    while line := await stdin.readline():
        if line == b"calm\n":
            centre.moody = False
        elif line == b"rest\n":
            print(centre.rest(), flush=True)


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--log", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--moody", action="store_true")
    parser.add_argument("--stops", action="store_true")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--pdus")
    options = parser.parse_args()
    centre = Centre(options)

    async def accept(reader, writer):
        await Link(centre, reader, writer).serve()

    server = await asyncio.start_server(accept, "127.0.0.1", options.port)
    print(server.sockets[0].getsockname()[1], flush=True)
    moods = asyncio.ensure_future(run_moods(centre))
    await obey(centre)
    moods.cancel()
    server.close()
    for link in list(centre.links):
        link.close("end")
    await asyncio.sleep(0.05)   # until they have noticed

if __name__ == "__main__":
    asyncio.run(main())
