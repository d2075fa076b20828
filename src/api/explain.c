/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dry runs: what would be, and nothing is.
 */
#include "api/inside.h"

#include "api/content.h"
#include "api/text_json.h"
#include "conf/conf.h"
#include "http/json.h"

/* RC_BAD: no question, `*r` says why. */
static int read_question(const struct json_value *v, struct text_question *q,
    enum refusal *r)
{
	int rc;

	*r = REFUSAL_NOT_OBJECT;
	if (json_kind(v) != JSON_OBJECT)
		return RC_BAD;
	*r = REFUSAL_UNKNOWN_FIELD;
	if (json_unknown_key(v,
		(const char *const[]){ "text", "smart", "smsc", NULL }) != NULL)
		return RC_BAD;
	*r = REFUSAL_FIELD_TYPE;
	if (json_get_str(v, "text", &q->text, &q->len) != 0)
		return RC_BAD;
	rc = json_get_bool(v, "smart", &q->smart);
	return rc == RC_NOT_FOUND ? 0 : rc;
}

/* Whether "smsc", if it is there, is one of ours. */
static bool knows_smsc(const struct api *a, const struct json_value *v)
{
	const char *name;
	size_t len, at;
	int rc = json_get_str(v, "smsc", &name, &len);

	if (rc != 0)
		return rc == RC_NOT_FOUND;
	return conf_smsc_find(a->with.conf, name, &at) == 0;
}

/* A JSON text is UTF-8, so only its length can be wrong. */
static void answer(struct api *a, const struct call *c,
    const struct json_value *v)
{
	struct text_question q = { .rules = text_rules_default() };
	struct json_out o = json_writing(&a->body);
	enum refusal r;

	if (read_question(v, &q, &r) != 0) {
		reply_refusal(a, c, r);
		return;
	}
	if (!knows_smsc(a, v)) {
		reply_fault(a, c->id, c->face, fault_row(FAULT_SMSC_UNKNOWN));
		return;
	}
	buf_clear(&a->body);
	json_open_object(&o, NULL);
	if (text_json(&o, &q) != 0) {
		reply_fault(a, c->id, c->face, fault_row(FAULT_TEXT_TOO_LONG));
		return;
	}
	json_close_object(&o);
	reply_body(a, c->id, 200, NULL);
}

void dry_run_text(struct api *a, const struct call *c)
{
	struct json_error err;
	struct json *j;

	if (!content_is_taken(c->request, CONTENT_JSON)) {
		reply_refusal(a, c, REFUSAL_CONTENT_TYPE);
		return;
	}
	if (json_parse(c->request->body, c->request->body_len, &j, &err) != 0) {
		reply_refusal(a, c, REFUSAL_NOT_JSON);
		return;
	}
	answer(a, c, json_root(j));
	json_free(j);
}
