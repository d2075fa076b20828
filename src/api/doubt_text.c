/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/doubt_text.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "ledger/views.h"

/* Words of session/session.def, and the ledger's own. */
static const struct {
	const char *word, *text;
} causes[] = {
	{ "no_answer", "No answer came in time." },
	{ "no_answers", "No answer came in time." },
	{ DOUBT_AT_START, "The gateway started anew before the answer came." },
	{ "stopped", "We ended the connection before the answer came." },
	{ "unbound", "We ended the connection before the answer came." },
	{ "not_bound", "We ended the connection before the answer came." },
	{ "unbind_timeout", "We ended the connection before the answer came." },
};

static const char *text_of(const struct event_view *e)
{
	/* Of a store that an older version wrote. */
	if (e == NULL || e->raw_len == 0)
		return "Its answer is missing.";
	for (size_t i = 0; i < ARRAY_LEN(causes); i++) {
		if (strlen(causes[i].word) == e->raw_len &&
		    memcmp(causes[i].word, e->raw, e->raw_len) == 0)
			return causes[i].text;
	}
	return "The connection was lost before the answer came.";
}

static const struct event_view *newest(const struct message_view *v)
{
	for (size_t i = v->n_events; i-- > 0;) {
		if (strcmp(v->event[i].name, "doubt") == 0)
			return &v->event[i];
	}
	return NULL;
}

static bool is_held(const struct message_view *v)
{
	return v->state == STATUS_DELIVERY_UNKNOWN && v->flags & FLAG_IN_DOUBT;
}

/* Not if it waits for something else by now. */
static bool is_to_go_again(const struct message_view *v)
{
	return v->state == STATUS_QUEUED && v->flags & FLAG_DUPLICATE_RISK &&
	       v->n_events != 0 && newest(v) == &v->event[v->n_events - 1];
}

static void advise_held(const struct message_view *v, struct doubt_text *out)
{
	char id[MESSAGE_ID_TEXT];

	snprintf(out->advice, sizeof(out->advice),
	    "A late answer or receipt still counts. It is not sent again by "
	    "itself: \"esmectl message resend %s\" does so, at the risk of a "
	    "double.",
	    message_id_format(&v->id, id));
}

static void advise_waiting(const struct message_view *v, struct doubt_text *out)
{
	char at[CLOCK_TEXT_BYTES] = "once a slot is free";

	if (v->next != 0)
		clock_format(v->next, at);
	snprintf(out->advice, sizeof(out->advice),
	    "Nothing: it is sent again %s%s, flagged duplicate_risk, unless an "
	    "answer or a receipt comes before.",
	    v->next != 0 ? "at " : "", at);
}

bool doubt_text(const struct message_view *v, struct doubt_text *out)
{
	if (is_held(v))
		advise_held(v, out);
	else if (is_to_go_again(v))
		advise_waiting(v, out);
	else
		return false;
	snprintf(out->why, sizeof(out->why),
	    "%s Perhaps it was sent, perhaps not.", text_of(newest(v)));
	return true;
}
