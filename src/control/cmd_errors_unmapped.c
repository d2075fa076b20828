/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Codes that no error map lists, each with the row that would.
 */
#include "api/message_json.h"
#include "control/command.h"
#include "flow/flow.h"
#include "ledger/ledger.h"
#include "model/unmapped.h"

#include <stdio.h>

#define ADVICE_MAX 200

/* A stat that stands for failure has a row in the map; any other wants a
 * meaning first (statuses.md 4.6). */
static bool is_unknown_word(const struct unmapped_row *row)
{
	enum receipt_state state;

	return row->kind == ERRMAP_STAT &&
	       receipt_state_parse(row->code, &state) != 0;
}

/* Capitals are for the operator to replace; the map has tabs for blanks. */
static void advise(const struct unmapped_row *row, const char *smsc,
    char text[ADVICE_MAX])
{
	if (is_unknown_word(row))
		snprintf(text, ADVICE_MAX,
		    "if it is a failure, receipt_states = { \"%s=UNDELIV\" }",
		    row->code);
	else
		snprintf(text, ADVICE_MAX, "%s %s %s MEANING %s REASON own",
		    smsc, errmap_kind_name(row->kind), row->code,
		    permanence_name(PERMANENCE_UNKNOWN));
}

static void write_row(struct command_call *call, const struct unmapped_row *row)
{
	const char *smsc =
	    ledger_name(call->with->ledger, NAME_SMSC, (uint16_t)row->smsc);
	struct json_out *o = call->out;
	char advice[ADVICE_MAX];

	advise(row, smsc, advice);
	json_open_object(o, NULL);
	json_text(o, "smsc", smsc);
	json_text(o, "kind", errmap_kind_name(row->kind));
	json_text(o, "code", row->code);
	json_uint(o, "count", row->count);
	message_json_date(o, "first", row->first);
	message_json_date(o, "last", row->last);
	json_text(o, "suggestion", advice);
	json_close_object(o);
}

enum command_end cmd_errors_unmapped(struct command_call *call)
{
	const struct unmapped *u = flow_unmapped_codes(call->with->flow);
	const struct unmapped_row *row;

	json_open_object(call->out, NULL);
	json_uint(call->out, "unmapped", unmapped_total(u));
	json_uint(call->out, "others", unmapped_rest(u)->count);
	json_open_array(call->out, "codes");
	for (size_t i = 0; (row = unmapped_at(u, i)) != NULL; i++)
		write_row(call, row);
	json_close_array(call->out);
	json_close_object(call->out);
	return COMMAND_DONE;
}
