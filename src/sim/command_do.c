/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands that act on the wire.
 */
#include "base/hex.h"
#include "base/mem.h"
#include "session/session.h"
#include "sim/command.h"
#include "sim/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <esmed/status.h>
#include <esmed/text.h>

#define RAW_MAX           70000 /* bytes of one `raw` */
#define UDHI              0x40
#define TON_UNKNOWN       0
#define TON_INTERNATIONAL 1
#define NPI_ISDN          1

static const struct seen *message_of(struct sim *s, const struct json_value *q)
{
	const char *text;
	size_t len;

	if (json_get_str(q, "id", &text, &len) == 0)
		return tally_by_id(s->tally, text);
	if (json_get_str(q, "to", &text, &len) == 0)
		return tally_latest(s->tally, text);
	return NULL;
}

/* One key as a word of a rule: texts as they are, numbers as digits, true for
 * the word alone. */
static int set_word(struct rule_receipt *to, const struct json_iter *i,
    struct reply *r)
{
	struct rule_fault fault;
	char number[24];
	const char *value = NULL;
	size_t len;

	if (json_kind(i->value) == JSON_STR) {
		value = json_str_of(i->value, &len);
	} else if (json_kind(i->value) == JSON_INT) {
		snprintf(number, sizeof(number), "%" PRId64,
		    json_int_of(i->value));
		value = number;
	} else if (json_kind(i->value) == JSON_BOOL) {
		if (!json_bool_of(i->value))
			return 0;
		value = "";
	}
	if (value == NULL)
		return reply_error(r, "%.40s: a text or a number is wanted",
		    i->key);
	if (rule_receipt_set(to, i->key, value, &fault) != 0)
		return reply_error(r, "%s", fault.text);
	return 0;
}

static bool is_own_key(const struct json_iter *i)
{
	static const char *const own[] = { "cmd", "to", "id", "stat" };

	for (size_t k = 0; k < ARRAY_LEN(own); k++)
		if (strcmp(own[k], i->key) == 0)
			return true;
	return false;
}

int send_receipt(struct sim *s, const struct json_value *q, struct reply *r)
{
	const struct seen *m = message_of(s, q);
	struct json_iter i = { 0 };
	struct rule *rule;
	const char *stat;
	int rc = 0;

	if (m == NULL)
		return reply_error(r, "no such message: give the number as "
				      "\"to\" or the id as \"id\"");
	if (want_text(q, "stat", &stat, r) != 0)
		return RC_BAD;
	rule = rule_new();
	rule->receipts = 1;
	rule_receipt_init(&rule->receipt[0], stat);
	while (rc == 0 && json_next(q, &i))
		if (!is_own_key(&i))
			rc = set_word(&rule->receipt[0], &i, r);
	if (rc == 0 &&
	    !outbox_receipt(s, m, rule, 0, span_pick(&rule->receipt[0].after)))
		rc = reply_error(r, "too many receipts are on their way");
	if (rc == 0)
		json_text(r->out, "id", m->id);
	rule_unref(rule);
	return rc;
}

static int set_address(struct smpp_address *to, const char *number)
{
	bool plus = *number == '+';

	if (strlen(number + plus) >= sizeof(to->digits))
		return RC_BAD;
	strcpy(to->digits, number + plus);
	to->ton = plus ? TON_INTERNATIONAL : TON_UNKNOWN;
	to->npi = NPI_ISDN;
	return 0;
}

static bool send_part(struct sim *s, struct smpp_pdu *pdu,
    const char *system_id, const struct text_part *part)
{
	uint8_t bytes[512];
	size_t len;

	pdu->body.message.short_message = part->octets;
	pdu->body.message.sm_length = part->len;
	pdu->body.message.esm_class = part->udh ? UDHI : 0;
	return smpp_encode(pdu, bytes, sizeof(bytes), &len) == 0 &&
	       outbox_bytes(s, system_id, bytes, len);
}

int send_text(struct sim *s, const struct json_value *q, struct reply *r)
{
	const char *from, *to, *text, *system_id = "";
	struct text_plan plan;
	struct text_part part;
	struct smpp_pdu pdu;
	size_t len;

	if (want_text(q, "from", &from, r) != 0 ||
	    want_text(q, "to", &to, r) != 0 ||
	    want_text(q, "text", &text, r) != 0)
		return RC_BAD;
	if (json_get_str(q, "system_id", &system_id, &len) == RC_BAD)
		return reply_error(r, "system_id: a text is wanted");
	if (text_plan(text, strlen(text), TEXT_MAX_PARTS, &plan) != 0)
		return reply_error(r, "text: %s",
		    text_problem_name(plan.problem));
	smpp_pdu_init(&pdu, SMPP_DELIVER_SM, 1);
	if (set_address(&pdu.body.message.source, from) != 0 ||
	    set_address(&pdu.body.message.destination, to) != 0)
		return reply_error(r, "from, to: at most 20 characters");
	pdu.body.message.data_coding = plan.data_coding;
	for (unsigned i = 0; i < plan.parts; i++) {
		text_part(&plan, i, (uint8_t)s->outbox.last_serial, &part);
		if (!send_part(s, &pdu, system_id, &part))
			return reply_error(r, "too much is on its way");
	}
	json_uint(r->out, "parts", plan.parts);
	return 0;
}

int answer_now(struct sim *s, const struct json_value *q, struct reply *r)
{
	const struct json_range range = { 1, 1000000000 };
	uint32_t status = 0;
	int64_t count = range.max;

	if (json_get_int(q, "count", range, &count) == RC_BAD)
		return reply_error(r, "count: a number from 1 on is wanted");
	if (want_status(q, &status, r) != 0)
		return RC_BAD;
	json_uint(r->out, "answered", answer_held(s, (uint64_t)count, status));
	json_uint(r->out, "held", s->held_count);
	return 0;
}

int drop_all(struct sim *s, const struct json_value *q, struct reply *r)
{
	uint64_t n = 0;

	(void)q;
	for (; !TAILQ_EMPTY(&s->peers); n++)
		session_stop(TAILQ_FIRST(&s->peers)->session,
		    SESSION_CLOSE_STOPPED);
	json_uint(r->out, "dropped", n);
	return 0;
}

int unbind_all(struct sim *s, const struct json_value *q, struct reply *r)
{
	struct peer *p, *next;
	uint64_t n = 0;

	(void)q;
	for (p = TAILQ_FIRST(&s->peers); p != NULL; p = next) {
		next = TAILQ_NEXT(p, link);
		if (!session_is_bound(p->session))
			continue;
		session_unbind(p->session);
		n++;
	}
	json_uint(r->out, "unbound", n);
	return 0;
}

int refuse_binds(struct sim *s, const struct json_value *q, struct reply *r)
{
	uint32_t status = SMPP_RBINDFAIL;

	if (want_status(q, &status, r) != 0)
		return RC_BAD;
	if (status == 0)
		return reply_error(r, "status: 0 lets binds in; say accept");
	s->bind_status = status;
	return 0;
}

int accept_binds(struct sim *s, const struct json_value *q, struct reply *r)
{
	(void)q;
	(void)r;
	s->bind_status = 0;
	return 0;
}

static void set_deaf(struct sim *s, bool deaf)
{
	struct peer *p;

	s->deaf = deaf;
	TAILQ_FOREACH(p, &s->peers, link)
	{
		if (deaf)
			stream_pause_reading(p->stream);
		else
			stream_resume_reading(p->stream);
	}
}

int go_deaf(struct sim *s, const struct json_value *q, struct reply *r)
{
	(void)q;
	(void)r;
	set_deaf(s, true);
	return 0;
}

int hear_again(struct sim *s, const struct json_value *q, struct reply *r)
{
	(void)q;
	(void)r;
	set_deaf(s, false);
	return 0;
}

int close_listener(struct sim *s, const struct json_value *q, struct reply *r)
{
	(void)q;
	(void)r;
	if (s->listener != NULL)
		listener_close(s->listener);
	s->listener = NULL;
	return 0;
}

int open_listener(struct sim *s, const struct json_value *q, struct reply *r)
{
	int rc;

	(void)q;
	if (s->addr == NULL)
		return reply_error(r, "it never listened");
	rc = sim_listen(s, s->addr);
	if (rc != 0)
		return reply_error(r, "%s: %s", s->addr, rc_text(rc));
	json_uint(r->out, "port", sim_port(s));
	return 0;
}

int send_raw(struct sim *s, const struct json_value *q, struct reply *r)
{
	struct peer *p;
	const char *hex;
	uint8_t *bytes;
	size_t len;

	if (json_get_str(q, "hex", &hex, &len) != 0 || len > RAW_MAX * 2)
		return reply_error(r, "hex: up to %d bytes are wanted",
		    RAW_MAX);
	bytes = mem_new(len / 2 + 1, 1);
	if (len % 2 != 0 || hex_parse(hex, len, bytes, len / 2) != 0) {
		free(bytes);
		return reply_error(r, "hex: not pairs of hexadecimal digits");
	}
	TAILQ_FOREACH(p, &s->peers, link)
	session_raw(p->session, bytes, len / 2);
	free(bytes);
	return 0;
}
