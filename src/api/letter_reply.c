/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the answer to an inbound text asks for (http-api.md 5.4).
 */
#include "api/letter_form.h"

#include "api/inside.h"
#include "base/hash.h"
#include "base/log.h"
#include "flow/flow.h"
#include "flow/reply.h"
#include "flow/twiml.h"
#include "http/client.h"
#include "ledger/types.h"

/* A reply is sent once, though the letter be told twice. */
static void mark(struct submission *s, const struct letter *l, uint64_t n)
{
	static const struct hash_key key = { 0x7265706c79, 1 };
	const uint64_t what[] = { l->account, l->place, n };

	s->idem[0] = hash_sip(&key, what, sizeof(what)) | 1;
	s->idem[1] = l->place;
}

/* Those that will not be taken at any later time either are logged. */
static bool is_passing(enum fault fault)
{
	return fault == FAULT_STOPPING || fault == FAULT_BUSY ||
	       fault == FAULT_NO_SPACE || fault == FAULT_RATE;
}

static int send_replies(struct api *a, const struct letter *l,
    const struct twiml *t)
{
	struct reply_to to = { .body = buf_bytes(&l->context) +
				       sizeof(struct message_id),
		.body_len = l->context.len - sizeof(struct message_id) };
	struct submission s;

	if (flow_account_index(a->with.flow, l->account, &to.account) != 0)
		return 0;
	for (size_t i = 0; i < t->n; i++) {
		if (reply_message(&t->message[i], &to, &s) != 0)
			continue;
		mark(&s, l, i);
		if (is_passing(reply_send(a->with.flow, &s)))
			return RC_BUSY;
	}
	return 0;
}

int letter_replies(struct api *a, const struct letter *l,
    const struct http_result *r)
{
	struct twiml t;
	int rc = 0;

	if (r->cut) {
		log_warn("webhook", "answer to an inbound text code=11750: "
				    "it is longer than 64 KiB");
		return 0;
	}
	if (twiml_parse(&t, r->type, r->body, r->len) != 0)
		log_warn("webhook", "answer to an inbound text code=%d: %s",
		    t.code, t.why);
	else
		rc = send_replies(a, l, &t);
	if (t.redirect[0] != '\0')
		log_warn("webhook",
		    "answer to an inbound text: Redirect is not followed");
	twiml_fini(&t);
	return rc;
}
