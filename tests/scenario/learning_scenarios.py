# SPDX-License-Identifier: BSD-2-Clause
"""Receipts that name networks: the carrier of a number is learned, survives
whatever happens, chooses the route, and goes with the number (spec A06)."""
import json
import pathlib
import tempfile

from lib import HOURS, World, c, check, same
from operator_scenarios import ctl

TOLD = "id:{id} stat:{stat} err:{err} mccmnc:310260 text:{text}"
ROWS = "1917,AT&T,US\nmccmnc:310260,T-Mobile,US,mobile\n"
ROUTE = 'route "ours" {{ carrier = {{ "{}" }} smsc = {{ "beta" }} }}\n'


def world(rows=ROWS, account="", **keys):
    """Messages go by acme, those to customers of T-Mobile by beta."""
    w = World(smscs={"acme": {}, "beta": {}}, account=account, start=False,
              **keys)
    table(w, rows)
    w.start()
    return w


def table(w, rows, carrier="T-Mobile"):
    """What the lookup knows, from the next start or reload on."""
    path = w.work / "carriers.csv"
    path.write_text(rows, encoding="utf-8")
    w.extra = f'lookup {{ carriers = "{path}" }}\n' + ROUTE.format(carrier)
    w.configure()


def told(w, n, shape=TOLD, stat="DELIVRD"):
    """A message to this contact, and its receipt."""
    message = w.post(n)
    w.receipt(n, stat, via="text", shape=shape)
    return message


def look(w, n, carrier, source, smsc):
    """What is known of a contact's number, and which way it would go."""
    found = w.json("GET", f"/v1/lookup/{c(n)[1:]}")
    same((found["carrier"], found["source"], found["smscs"][0]),
         (carrier, source, smsc))


def way(w, n, smsc):
    """A message to the contact goes this way."""
    before = {name: sim.seen(n) for name, sim in w.sims.items()}
    w.post(n)
    for name, sim in w.sims.items():
        same(sim.seen(n), before[name] + (name == smsc), name)


def stored(w, what):
    """Whether a backup, which has all that is in use, has these bytes."""
    with tempfile.TemporaryDirectory() as to:
        same(ctl(w, "backup", to + "/copy")[0], 0)
        return what in (pathlib.Path(to) / "copy/data.mdb").read_bytes()


def s_what_a_receipt_tells_of_the_carrier_chooses_the_route():
    with world() as w:
        look(w, 1, "AT&T", "prefix", "acme")
        told(w, 1)
        look(w, 1, "T-Mobile", "learned", "beta")
        look(w, 2, "AT&T", "prefix", "acme")
        w.restart()
        look(w, 1, "T-Mobile", "learned", "beta")
        way(w, 1, "beta")
        way(w, 2, "acme")
        # Its name is what the table says now; the receipt told the code.
        table(w, ROWS.replace("T-Mobile", "T-Mobile US"), "T-Mobile US")
        w.ctl("reload")
        w.settle()
        look(w, 1, "T-Mobile US", "learned", "beta")
        # A ported number's row counts more, and less is learned of it.
        table(w, ROWS + f"{c(1)},Verizon,US\n")
        w.ctl("reload")
        w.settle()
        look(w, 1, "Verizon", "ported", "acme")


def s_a_learned_carrier_goes_with_its_number():
    with world() as w:
        told(w, 1)
        told(w, 2)
        row = f"{c(1)[1:]}".encode()
        said = ctl(w, "number", "export", c(1))[1].splitlines()
        check({"number": c(1), "learned_carrier": "310260"} in
              [json.loads(line) for line in said], said)
        said = ctl(w, "number", "export", c(3))[1]
        check("learned_carrier" not in said, said)
        check(stored(w, row), "it is looked for as it is stored")
        same(ctl(w, "number", "erase", "--yes", c(1))[0], 0)
        look(w, 1, "AT&T", "prefix", "acme")
        look(w, 2, "T-Mobile", "learned", "beta")
        w.settle()
        check(not stored(w, row), "a row of it is left")
        # A late receipt of a message that was erased brings nothing back.
        w.receipt(1, "DELIVRD", via="text", shape=TOLD)
        look(w, 1, "AT&T", "prefix", "acme")
        w.restart()
        look(w, 1, "AT&T", "prefix", "acme")
        way(w, 1, "acme")
        way(w, 2, "beta")


def s_a_learned_carrier_is_kept_no_longer_than_its_message():
    with world(account='record_for = "8h"', enquire_link="1h") as w:
        told(w, 1)
        w.leap(7 * HOURS)
        told(w, 2)
        look(w, 1, "T-Mobile", "learned", "beta")
        w.leap(2 * HOURS)
        look(w, 1, "AT&T", "prefix", "acme")
        look(w, 2, "T-Mobile", "learned", "beta")
        check(not stored(w, c(1)[1:].encode()), "a row of it is left")
        w.restart()
        look(w, 1, "AT&T", "prefix", "acme")
        look(w, 2, "T-Mobile", "learned", "beta")


def s_of_many_that_are_learned_at_once_none_is_lost():
    with world(window=500) as w:
        w.camp(*range(1, 401))
        for n in range(1, 401):
            w.receipt(n, "DELIVRD", via="text", shape=TOLD, settle=False)
        w.settle()
        w.restart()
        for n in range(1, 401, 57):
            look(w, n, "T-Mobile", "learned", "beta")
