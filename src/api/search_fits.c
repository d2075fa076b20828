/* SPDX-License-Identifier: BSD-2-Clause */
/* What the ledger does not look for. */
#include "api/search.h"

#include <string.h>

#include "api/filter.h"
#include "flow/flow.h"
#include "model/number.h"

bool search_picks(const struct search *s)
{
	return s->vocab.n != 0 || s->reason != 0 || s->smsc[0] != '\0' ||
	       s->carrier[0] != '\0' || s->text[0] != '\0';
}

/* Of one that is masked no piece that is not shown. */
static bool has_number(const struct message_view *v, const char *piece)
{
	char number[E164_TEXT];

	if (v->to == 0)
		return false;
	if (strstr(message_number(v, number), piece) != NULL)
		return true;
	e164_format(v->to, number);
	return strcmp(number, piece) == 0 || strcmp(number + 1, piece) == 0;
}

static bool has_text(const struct message_view *v, const char *piece)
{
	static const enum body_field fields[] = { BODY_TEXT, BODY_FROM,
		BODY_TO };
	struct body body;

	if (has_number(v, piece))
		return true;
	if (body_decode(&body, v->body, v->body_len) != 0)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		const struct body_text *t = &body.field[fields[i]];

		if (filter_has(t->s, t->len, piece))
			return true;
	}
	return false;
}

static bool is_carrier(const struct api *a, const struct message_view *v,
    const char *name)
{
	const char *carrier = flow_number_carrier(a->with.flow, v->to);

	return carrier != NULL && strcmp(carrier, name) == 0;
}

static bool is_smsc(const struct api *a, const struct message_view *v,
    const char *name)
{
	const char *smsc = message_smsc_name(&a->names, v->smsc);

	return smsc != NULL && strcmp(smsc, name) == 0;
}

bool search_fits(const struct api *a, const struct search *s,
    const struct message_view *v)
{
	return vocab_fits(&s->vocab, v) &&
	       (s->reason == 0 || v->reason == s->reason) &&
	       (s->smsc[0] == '\0' || is_smsc(a, v, s->smsc)) &&
	       (s->carrier[0] == '\0' || is_carrier(a, v, s->carrier)) &&
	       (s->text[0] == '\0' || has_text(v, s->text));
}
