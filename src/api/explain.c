/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dry runs: what would be, and nothing is.
 */
#include "api/inside.h"

#include <string.h>

#include "api/create.h"
#include "api/text_json.h"
#include "conf/conf.h"
#include "flow/intake.h"
#include "http/json.h"

/* What is asked; of `way` only what says by whose rules. */
struct asked {
	struct text_question text;
	struct submission way;
};

/* RC_NOT_FOUND, which is no fault, or RC_BAD. */
static int read_text(const struct json_value *v, const char *key,
    struct body_text *to)
{
	return json_get_str(v, key, &to->s, &to->len);
}

static bool is_read(int rc)
{
	return rc == 0 || rc == RC_NOT_FOUND;
}

/* Else what the account's key says. RC_BAD: neither yes nor no nor always. */
static int read_smart(const struct json_value *v, unsigned preset,
    struct text_question *q)
{
	const char *word;
	size_t len;
	int rc;

	q->smart = preset != CONF_SMART_NO;
	if (preset == CONF_SMART_ALWAYS)
		q->how = TEXT_SMART_ALWAYS;
	rc = json_get_bool(v, "smart", &q->smart);
	if (rc == 0)
		q->how = TEXT_SMART_IF_FITS;
	if (rc != RC_BAD)
		return 0;
	if (json_get_str(v, "smart", &word, &len) != 0 ||
	    strcmp(word, "always") != 0)
		return RC_BAD;
	q->smart = true;
	q->how = TEXT_SMART_ALWAYS;
	return 0;
}

/* RC_BAD: no question, `*r` says why. */
static int read_question(const struct json_value *v, unsigned smart,
    struct asked *q, enum refusal *r)
{
	static const char *const keys[] = { "text", "smart", "smsc", "to",
		"from", NULL };

	*r = REFUSAL_UNKNOWN_FIELD;
	if (json_unknown_key(v, keys) != NULL)
		return RC_BAD;
	*r = REFUSAL_FIELD_TYPE;
	if (json_get_str(v, "text", &q->text.text, &q->text.len) != 0 ||
	    !is_read(read_text(v, "smsc", &q->way.smsc)) ||
	    !is_read(read_text(v, "to", &q->way.to)) ||
	    !is_read(read_text(v, "from", &q->way.from)))
		return RC_BAD;
	return read_smart(v, smart, &q->text);
}

static enum fault fault_of(int rc)
{
	switch (rc) {
	case 0: return FAULT_NONE;
	case RC_TOO_LONG: return FAULT_TEXT_TOO_LONG;
	case RC_UNSUPPORTED: return FAULT_TEXT_ALPHABET;
	default: return FAULT_TEXT_INVALID;
	}
}

static void answer(struct api *a, const struct call *c,
    const struct json_value *v)
{
	struct asked q = { .text.how = TEXT_SMART_IF_FITS,
		.way.account = c->account };
	struct submitted as;
	struct fault_row row;
	struct json_out o = json_writing(&a->body);
	enum refusal r;
	enum fault fault;

	if (read_question(v, a->with.conf->account[c->account].smart, &q, &r) !=
	    0) {
		reply_refusal(a, c, r);
		return;
	}
	fault = intake_rules(a->with.flow, &q.way, &as, &q.text.rules);
	if (fault == FAULT_NONE) {
		buf_clear(&a->body);
		json_open_object(&o, NULL);
		fault = fault_of(text_json(&o, &q.text));
	}
	if (fault != FAULT_NONE) {
		row = create_fault(fault, &as);
		reply_fault(a, c->id, c->face, &row);
		return;
	}
	json_close_object(&o);
	reply_body(a, c->id, 200, NULL);
}

void dry_run_text(struct api *a, const struct call *c)
{
	struct json *j;

	if (!content_object(a, c, false, &j))
		return;
	answer(a, c, json_root(j));
	json_free(j);
}
