/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/twilio.h"

#include <inttypes.h>
#include <stdio.h>

#include "campaign/site.h"
#include "conf/conf.h"
#include "http/json.h"
#include "ledger/views.h"
#include "model/status.h"

#define UNIT INT64_C(1000000)

/* With five digits behind the point, six if it takes them. */
static void write_amount(struct json_out *o, money amount)
{
	char text[40];

	if (amount % 10 == 0)
		snprintf(text, sizeof(text), "-%" PRId64 ".%05" PRId64,
		    amount / UNIT, amount % UNIT / 10);
	else
		snprintf(text, sizeof(text), "-%" PRId64 ".%06" PRId64,
		    amount / UNIT, amount % UNIT);
	json_text(o, "price", text);
}

/* It is known once the carrier has the message, and negative: a debit. What
 * came in, or went by another system, costs nothing here. */
void twilio_price(struct json_out *o, const struct api *a,
    const struct message_view *v, unsigned segments)
{
	money each = 0;

	if (v->forwarded != 0 && v->state != STATUS_RECEIVED &&
	    !(v->flags & FLAG_IMPORTED))
		each = campaigns_price(a->with.campaigns, v->account, v->to);
	if (each != 0 && segments != 0)
		write_amount(o, each * segments);
	else
		json_null(o, "price");
	json_text(o, "price_unit", "USD");
}
