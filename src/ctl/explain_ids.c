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

/* What is wrong with a pair, or NULL; ids may be missing. */
static const char *fault_of(const struct json_value *pair)
{
	static const struct {
		const char *key, *fault;
	} ids[] = { { "resp_id", "resp_id: a text is wanted" },
		{ "receipt_id", "receipt_id: a text is wanted" },
		{ "tlv_id", "tlv_id: a text is wanted" } };
	const char *text;
	size_t len;

	if (json_kind(pair) != JSON_OBJECT)
		return "seen: an array of objects is wanted";
	for (size_t i = 0; i < ARRAY_LEN(ids); i++)
		if (json_get_str(pair, ids[i].key, &text, &len) == RC_BAD)
			return ids[i].fault;
	return NULL;
}

/* The TLV has the word where there is one. */
static void learn_pair(const struct json_value *pair, struct msgid_learned *l)
{
	const char *resp = text_at(pair, "resp_id");
	const char *tlv = text_at(pair, "tlv_id");
	enum id_mode rule;
	bool has_tlv = id_match(resp, tlv, &rule) == 0;

	msgid_learn_pair(l, resp, has_tlv ? tlv : text_at(pair, "receipt_id"));
}

/* From the earlier pairs. What is wrong with them, or NULL. */
static const char *learn(const struct json_value *q, struct msgid_learned *l)
{
	const struct json_value *seen;
	struct json_iter i = { 0 };
	const char *fault = NULL;
	int rc = json_get_array(q, "seen", &seen);

	if (rc != 0)
		return rc == RC_BAD ? "seen: an array of objects is wanted"
				    : NULL;
	while (fault == NULL && json_next(seen, &i)) {
		fault = fault_of(i.value);
		if (fault == NULL)
			learn_pair(i.value, l);
	}
	return fault;
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
	const char *resp = text_at(q, "resp_id"), *fault = fault_of(q);
	struct msgid_learned learned = { .evidence = 0 };
	bool found = false;
	enum id_mode rule;

	(void)arg;
	if (fault == NULL && resp[0] == '\0')
		fault = "resp_id: a text is wanted";
	if (fault == NULL)
		fault = learn(q, &learned);
	if (fault != NULL)
		return call_error(o, fault);
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
