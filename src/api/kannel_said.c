/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/kannel_read.h"

#include <esmed/status.h>

#include "flow/words.h"
#include "ledger/entry.h"
#include "ledger/follow.h"
#include "model/reason.h"

static const char *why_not(const struct message_view *v)
{
	const struct reason *r = reason_find(v->reason);

	if (r != NULL)
		return r->label;
	return v->substate != 0 ? substate_name((enum substate)v->substate)
				: status_name(v->state);
}

static const char *nack_text(uint32_t status)
{
	static const struct {
		uint32_t status;
		const char *text;
	} rows[] = {
#define NACK(status, text) { status, text },
#include "api/kannel_nack.def"
#undef NACK
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].status == status)
			return rows[i].text;
	}
	return "Unknown/Reserved";
}

void kannel_said(const struct followed *e, unsigned dlr, struct buf *to)
{
	(void)buf_cstr(to); /* it has bytes, if none that count */
	if (dlr == DLR_ACCEPTED)
		buf_add_str(to, "ACK/");
	else if (dlr == DLR_REJECTED && e->type == ENTRY_ANSWER)
		buf_printf(to, "NACK/0x%08x/%s", e->status,
		    nack_text(e->status));
	else if (dlr == DLR_REJECTED)
		buf_printf(to, "NACK/%s", why_not(&e->message));
	else
		buf_add(to, e->raw, words_text(e->raw, e->raw_len));
}
