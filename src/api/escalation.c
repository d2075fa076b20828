/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/escalation.h"

#include <string.h>

#include "api/message_json.h"
#include "base/buf.h"
#include "base/clock.h"
#include "flow/flow.h"
#include "ledger/views.h"
#include "model/number.h"
#include "model/receipt.h"

const char escalation_titles[] =
    "message,smsc_id,smsc,number,carrier,submitted_at,done_at,reason,stat,err,"
    "receipt\r\n";

/* RFC 4180: in quotes, a quote in it twice. */
static void add_text(struct buf *to, const char *s, size_t len)
{
	buf_add_str(to, ",\"");
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '"')
			buf_add(to, "\"", 1);
		buf_add(to, s + i, 1);
	}
	buf_add_str(to, "\"");
}

static void add_word(struct buf *to, const char *s)
{
	add_text(to, s != NULL ? s : "", s != NULL ? strlen(s) : 0);
}

static void add_date(struct buf *to, usec at)
{
	char text[CLOCK_TEXT_BYTES];

	add_word(to, at != 0 ? clock_format(at, text) : NULL);
}

/* The newest receipt; NULL: none came. */
static const struct event_view *receipt_of(const struct message_view *v)
{
	for (size_t i = v->n_events; i-- > 0;) {
		if (strcmp(v->event[i].name, "receipt") == 0)
			return &v->event[i];
	}
	return NULL;
}

static const char *smsc_id_of(const struct message_view *v)
{
	for (size_t i = v->n_events; i-- > 0;) {
		if (v->event[i].smsc_id[0] != '\0')
			return v->event[i].smsc_id;
	}
	return NULL;
}

static void add_receipt(const struct message_names *names,
    const struct message_view *v, struct buf *to)
{
	const struct event_view *e = receipt_of(v);
	struct receipt r = { .message_state = -1 };

	if (e == NULL) {
		buf_add_str(to, ",\"\",\"\",\"\"");
		return;
	}
	flow_read_words(names->flow, e->smsc,
	    &(struct receipt_octets){ e->raw, e->raw_len }, &r);
	add_word(to, r.stat_raw);
	add_word(to, r.err);
	add_text(to, e->raw, e->raw_len);
}

void escalation_row(const struct message_names *names,
    const struct message_view *v, struct buf *to)
{
	char id[MESSAGE_ID_TEXT], number[E164_TEXT];

	buf_add_str(to, message_id_format(&v->id, id));
	add_word(to, smsc_id_of(v));
	add_word(to, message_smsc_name(names, v->smsc));
	add_word(to, message_number(v, number));
	add_word(to, flow_number_carrier(names->flow, v->to));
	add_date(to, v->submitted);
	add_date(to, v->final);
	buf_printf(to, ",%u", v->reason);
	add_receipt(names, v, to);
	buf_add_str(to, "\r\n");
}
