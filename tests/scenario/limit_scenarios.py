# SPDX-License-Identifier: BSD-2-Clause
"""What limits an account limits its campaigns too."""
from lib import HOURS, same
from shop import Shop


def s_a_daily_limit_stops_a_campaign_until_midnight():
    with Shop(account="    daily = 5\n") as w:
        w.contact(2)
        w.opt_out(2)
        camp = w.sent(8)
        w.n(camp, total=8, outbox=5, in_queue=2, skipped=1)
        w.st(camp, "processing")
        w.leap(12 * HOURS)
        same(w.subs(), 7, "submits of both days")
        w.n(camp, total=8, outbox=7, skipped=1)
        w.st(camp, "sending")


def s_an_hourly_limit_stops_a_campaign_until_the_next_hour():
    with Shop(account="    hourly = 5\n    monthly = 7\n") as w:
        camp = w.sent(8)
        w.n(camp, total=8, outbox=5, in_queue=3)
        w.leap(HOURS)
        w.restart()
        same(w.subs(), 7, "submits of both hours")
        w.leap(24 * HOURS)
        same(w.subs(), 7, "submits of the month")
        w.st(camp, "processing")


def s_a_rate_of_the_account_is_one_of_its_campaigns():
    with Shop(account="    rate = 2\n") as w:
        camp = w.sent(6)
        same(w.subs(), 2, "submits of the first second")
        w.advance(2)
        same(w.subs(), 6, "submits after two more")
        w.st(camp, "sending")


def s_a_spend_cap_is_for_campaigns_too():
    with Shop(account="    spend_cap = 0.03\n    price = 0.01\n",
              settings={"price": "0.01"}) as w:
        camp = w.sent(4)
        same(w.subs(), 3, "submits")
        w.st(camp, "processing")
