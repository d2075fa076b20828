/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * explain receipt - a deliver_sm as the daemon would read it.
 */
#include "ctl/call.h"
#include "ctl/map.h"
#include "ctl/receipt_input.h"
#include "model/twilio.h"

#include <string.h>

static void tell_word(struct json_out *o, const char *key, const char *value)
{
	if (value[0] != '\0')
		json_text(o, key, value);
}

static void tell_date(struct json_out *o, const char *key, const char *date)
{
	char iso[RECEIPT_ISO];

	receipt_date_format(date, iso);
	tell_word(o, key, iso);
}

static enum status state_after(const struct receipt *r)
{
	if (r->state == RECEIPT_DELIVERED)
		return STATUS_DELIVERED;
	return r->final ? STATUS_FAILED : STATUS_FORWARDED;
}

/* What the message would be after this receipt alone. */
static void tell_outcome(const struct receipt *r, const struct errmap *map,
    struct json_out *o)
{
	struct outcome outcome = { .state = state_after(r) };
	struct errmap_answer answer = { 0 };
	struct twilio_word word;

	if (outcome.state == STATUS_FAILED) {
		errmap_receipt(map, r, &answer);
		outcome.stage = STAGE_NETWORK;
		outcome.reason = answer.reason;
	}
	twilio_word(&outcome, &word);
	json_text(o, "twilio_status", word.status);
	if (map == NULL || answer.reason == 0)
		return;
	json_uint(o, "reason", answer.reason);
	tell_word(o, "detail", detail_name(answer.detail));
}

static void tell_network(const struct receipt *r, struct json_out *o)
{
	if (!r->has_network)
		return;
	json_open_object(o, "network_error");
	if (r->network_type >= 0)
		json_int(o, "type", r->network_type);
	json_uint(o, "code", r->network_code);
	if (r->network_is_ascii)
		json_text(o, "malformed", "ascii");
	json_close_object(o);
}

static void tell_receipt(const struct receipt *r, const struct errmap *map,
    struct json_out *o)
{
	json_bool(o, "is_receipt", r->is_receipt);
	if (!r->is_receipt)
		return;
	tell_word(o, "id", r->id);
	if (r->id_from_tlv && strcmp(r->id, r->id_text) != 0)
		tell_word(o, "id_text", r->id_text);
	tell_word(o, "stat", r->stat);
	json_text(o, "state", receipt_state_name(r->state));
	json_bool(o, "final", r->final);
	if (r->intermediate)
		json_bool(o, "intermediate", true);
	tell_word(o, "err", r->err);
	tell_word(o, "submit_date", r->submit_date);
	tell_word(o, "done_date", r->done_date);
	tell_date(o, "submit_iso", r->submit_date);
	tell_date(o, "done_iso", r->done_date);
	if (r->has_text)
		json_text(o, "text", r->text);
	tell_word(o, "sub", r->sub);
	tell_word(o, "dlvrd", r->dlvrd);
	tell_network(r, o);
	tell_word(o, "mccmnc", r->mccmnc);
	tell_word(o, "network", r->network);
	tell_outcome(r, map, o);
}

/* What is asked of the configuration, for all lines. */
struct asking {
	struct errmap *map;
	struct receipt_rules *rules;
};

static int each(void *arg, const struct json_value *q, struct json_out *o)
{
	const struct asking *a = arg;
	struct receipt_input in;
	struct receipt r;
	int rc = receipt_input_init(&in, q);

	if (rc != 0) {
		rc = call_error(o, in.why);
	} else {
		receipt_read_by(in.rules != NULL ? in.rules : a->rules,
		    &in.source, &r);
		tell_receipt(&r, a->map, o);
	}
	receipt_input_fini(&in);
	return rc;
}

int explain_receipt(struct call *c)
{
	struct asking a = { NULL, NULL };
	int rc;

	if (!c->jsonl || c->argc != 0)
		return call_usage(c, "it reads lines: give --jsonl");
	rc = map_load(c, &a.map);
	if (rc == CTL_OK)
		rc = map_rules(c, &a.rules);
	if (rc == CTL_OK)
		rc = call_lines(c, each, &a);
	errmap_free(a.map);
	receipt_rules_free(a.rules);
	return rc;
}
