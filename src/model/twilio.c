/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One table of plain words by state, then the cases that depend on more.
 */
#include "model/twilio.h"

/* Submit answers that say the recipient's address is bad (statuses.md 7.3). */
enum { RINVDSTADR = 0x0B, RINVDSTTON = 0x50, RINVDSTNPI = 0x51 };

enum {
	TWILIO_BAD_TO = 21211,
	TWILIO_NO_REGION = 21408,
	TWILIO_OPTED_OUT = 21610
};

static const char *const words[] = {
	[STATUS_NEW] = "scheduled",
	[STATUS_HELD] = "scheduled",
	[STATUS_QUEUED] = "queued",
	[STATUS_SUBMITTING] = "sending",
	[STATUS_FORWARDED] = "sent",
	[STATUS_ENROUTE] = "sent",
	[STATUS_DELIVERED] = "delivered",
	[STATUS_FAILED] = "failed",
	[STATUS_DELIVERY_UNKNOWN] = "sent",
	[STATUS_SKIPPED] = "canceled",
	[STATUS_CANCELED] = "canceled",
	[STATUS_RECIPIENT_DELETED] = "canceled",
	[STATUS_UNTRACKED] = "sent",
	[STATUS_RECEIVED] = "received",
};

static unsigned code_of_refusal(const struct outcome *o)
{
	switch (o->command_status) {
	case RINVDSTADR:
	case RINVDSTTON:
	case RINVDSTNPI: return TWILIO_BAD_TO;
	}
	if (o->detail == DETAIL_COUNTRY_NOT_SUPPORTED)
		return TWILIO_NO_REGION;
	return REASON_UNKNOWN;
}

static unsigned code_of_failure(const struct outcome *o)
{
	switch (o->reason) {
	case REASON_AT_SUBMIT: return code_of_refusal(o);
	case REASON_NO_STATUS:
	case REASON_NONE: return REASON_UNKNOWN;
	}
	return o->reason;
}

static void failed_word(const struct outcome *o, struct twilio_word *w)
{
	if (o->stage == STAGE_NETWORK || o->stage == STAGE_STATUS)
		w->status = "undelivered";
	w->error_code = code_of_failure(o);
}

void twilio_word(const struct outcome *o, struct twilio_word *w)
{
	const struct reason *r;

	*w = (struct twilio_word){ .status = words[o->state] };
	if (o->state == STATUS_FAILED)
		failed_word(o, w);
	else if (o->state == STATUS_QUEUED && o->sender_open)
		w->status = "accepted";
	else if (o->state == STATUS_DELIVERY_UNKNOWN &&
		 (o->flags & FLAG_IN_DOUBT) != 0) {
		w->status = "failed";
		w->error_code = REASON_IN_DOUBT;
	} else if (o->state == STATUS_SKIPPED &&
		   o->substate == SUBSTATE_OPTED_OUT) {
		w->status = "failed";
		w->error_code = TWILIO_OPTED_OUT;
	}
	r = reason_find(w->error_code);
	w->error_message = r == NULL ? NULL : r->label;
}
