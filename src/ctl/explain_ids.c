/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * explain ids - is the id of a receipt the one of the answer, and by which
 * rule; earlier pairs of the smsc may show what its way is.
 */
#include "ctl/call.h"
#include "model/msgid.h"

static const char *text_at(const struct json_value *q, const char *key)
{
	const char *text;
	size_t len;

	return json_get_str(q, key, &text, &len) == 0 ? text : "";
}

/* The TLV has the word where there is one. */
static void learn(const struct json_value *seen, struct msgid_learned *l)
{
	struct json_iter i = { 0 };
	enum id_mode rule;

	while (json_next(seen, &i)) {
		const char *resp = text_at(i.value, "resp_id");
		const char *tlv = text_at(i.value, "tlv_id");
		bool has_tlv = id_match(resp, tlv, &rule) == 0;

		msgid_learn_pair(l, resp,
		    has_tlv ? tlv : text_at(i.value, "receipt_id"));
	}
}

static void tell_learned(const struct msgid_learned *l, struct json_out *o)
{
	json_open_object(o, "learned");
	json_text(o, "mode", msgid_mode_name(msgid_mode_of(l)));
	json_uint(o, "evidence", l->evidence);
	json_close_object(o);
}

static int each(void *arg, const struct json_value *q, struct json_out *o)
{
	static const char *const keys[] = { "tlv_id", "receipt_id" };
	const char *resp = text_at(q, "resp_id");
	struct msgid_learned learned = { .evidence = 0 };
	const struct json_value *seen;
	bool found = false;
	enum id_mode rule;

	(void)arg;
	if (resp[0] == '\0')
		return call_error(o, "resp_id: a text is wanted");
	if (json_get_array(q, "seen", &seen) == 0)
		learn(seen, &learned);
	for (size_t i = 0; !found && i < ARRAY_LEN(keys); i++)
		found = msgid_match(MSGID_AUTO, &learned, resp,
			    text_at(q, keys[i]), &rule) == 0;
	json_bool(o, "match", found);
	if (found)
		json_text(o, "mode", id_mode_name(rule));
	if (learned.evidence != 0)
		tell_learned(&learned, o);
	return 0;
}

int explain_ids(struct call *c)
{
	if (!c->jsonl || c->argc != 0)
		return call_usage(c, "it reads lines: give --jsonl");
	return call_lines(c, each, NULL);
}
