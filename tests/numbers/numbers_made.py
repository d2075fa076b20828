# SPDX-License-Identifier: BSD-2-Clause
"""Numbers to ask about, made from a table of contrib/numbers."""
import re

FIRST_STATE = 1
DIGITS_MAX = 15


class Table:
    """The automaton of numbers.def, and the calling codes in it."""

    def __init__(self, path):
        text = path.read_text()
        self.known = [kind != "UNKNOWN" for kind in
                      re.findall(r'^(?:FACT.*| ?\t?".*"), (\w+)\)$', text,
                                 re.M)]
        rows = re.findall(r"^STATE\((.*)\)$", text, re.M)
        states = [[int(n) for n in row.split(",")] for row in rows]
        self.fact = [row[0] for row in states]
        self.ways = [[(digit, to) for digit, to in enumerate(row[1:]) if to]
                     for row in states]
        self.codes = []
        self.find_codes(FIRST_STATE, "")

    def find_codes(self, state, prefix):
        """States above the calling codes are of no country: fact 0."""
        for digit, to in self.ways[state]:
            code = f"{prefix}{digit}"
            if self.fact[to] == 0:
                self.find_codes(to, code)
            else:
                self.codes.append((code, to))

    def calling_code(self, number):
        """The calling code of a number, or the empty word."""
        return next((c for c, _ in self.codes if number.startswith(c)), "")

    def walk(self, dice):
        """A number of a plan; each calling code as likely as any other."""
        number, state = dice.choice(self.codes)
        while True:
            is_end = self.known[self.fact[state]]
            if is_end and (not self.ways[state] or dice.random() < 0.5):
                return number
            digit, state = dice.choice(self.ways[state])
            number += str(digit)

    def near_miss(self, dice):
        """A number of a plan with a digit changed, added or taken."""
        number = self.walk(dice)
        at = dice.randrange(1, len(number))
        return (number[:at] + dice.choice(
            (str(dice.randrange(10)) + number[at + 1:],
             str(dice.randrange(10)) + number[at:],
             number[at + 1:])))[:DIGITS_MAX]

    def any_digits(self, dice):
        """A calling code and any digits behind it; or digits at all."""
        code = dice.choice(self.codes)[0] if dice.random() < 0.9 else \
            str(dice.randrange(1, 1000))
        length = dice.randrange(7, DIGITS_MAX + 1)
        return code + "".join(str(dice.randrange(10))
                              for _ in range(length - len(code)))

    def numbers(self, dice, count):
        """As many, of the three kinds."""
        kinds = (self.walk, self.near_miss, self.any_digits)
        return [kinds[i % len(kinds)](dice) for i in range(count)]
