/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/message_json.h"
#include "control/command.h"
#include "flow/flow.h"
#include "ledger/ledger.h"
#include "ledger/parked.h"
#include "model/number.h"
#include "model/receipt.h"

#define LIMIT_PRESET 20

enum command_end cmd_receipts_parked(struct command_call *call)
{
	const struct json_range limits = { 1, PARKED_LIMIT };
	int64_t n = LIMIT_PRESET;

	if (json_get_int(call->args, "limit", limits, &n) == RC_BAD)
		return command_fail(call, "\"limit\" is a number up to %d",
		    PARKED_LIMIT);
	ledger_parked(call->with->ledger, call->token, (size_t)n);
	return COMMAND_WAITS;
}

static void write_one(struct command_call *call, const struct parked_view *v)
{
	const struct receipt_octets words = { v->words, v->words_len };
	struct json_out *o = call->out;
	char number[E164_TEXT];
	struct receipt r;

	flow_read_words(call->with->flow, v->smsc, &words, &r);
	json_open_object(o, NULL);
	json_word(o, "id", v->smsc_id);
	json_text(o, "smsc",
	    ledger_name(call->with->ledger, NAME_SMSC, v->smsc));
	json_text(o, "from",
	    v->from != 0 ? e164_format(v->from, number) : NULL);
	json_word(o, "stat", r.stat);
	json_word(o, "err", r.err);
	message_json_date(o, "arrived", v->arrived);
	message_json_date(o, "expires", v->expires);
	json_str(o, "text", v->words, v->words_len);
	json_close_object(o);
}

enum command_end cmd_receipts_shown(struct command_call *call,
    const struct parked_page *p)
{
	struct ledger_totals totals;

	if (p->rc != 0)
		return command_fail(call, "the receipts cannot be read: %s",
		    rc_text(p->rc));
	ledger_totals(call->with->ledger, &totals);
	json_open_object(call->out, NULL);
	json_uint(call->out, "parked", totals.parked);
	json_open_array(call->out, "receipts");
	for (size_t i = 0; i < p->n; i++)
		write_one(call, &p->receipt[i]);
	json_close_array(call->out);
	json_bool(call->out, "more", p->more);
	json_close_object(call->out);
	return COMMAND_DONE;
}
