/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the answer to an inbound text asks for (http-api.md 5.4).
 *
 * Its URLs may be relative to the document that they stand in. One that may not
 * be called is left out, and the reply goes without.
 */
#include "api/letter_form.h"

#include <string.h>

#include "api/inside.h"
#include "base/hash.h"
#include "base/log.h"
#include "flow/flow.h"
#include "flow/reply.h"
#include "flow/twiml.h"
#include "http/client.h"
#include "http/url.h"
#include "ledger/types.h"

/* Documents that lead to another one, in a row. */
#define REDIRECTS_MAX 5

/* An answer, and what is made of it. */
struct said {
	struct api *api;
	struct letter *letter;
	struct reply_to to;
	struct buf document; /* its URL */
	struct buf callback, action;
};

/* A reply is sent once, though the letter be told twice: after a restart by
 * this, else it is not even asked for again, as that would take of the
 * account's rate what the next one waits for. */
static void mark(struct submission *s, const struct letter *l, uint64_t nth)
{
	static const struct hash_key key = { 0x7265706c79, 1 };
	const uint64_t what[] = { l->account, l->place, nth };

	s->idem[0] = hash_sip(&key, what, sizeof(what)) | 1;
	s->idem[1] = l->place;
}

/* Of the attempt that was answered. */
static void find_document(struct said *a)
{
	const struct letter *l = a->letter;
	struct letter_seal spare = { 0 };
	const struct buf *url = l->next.len != 0 ? &l->next : &l->url;

	if (l->next.len == 0 && l->spare && l->attempts % 2 == 1)
		letter_spare(a->api, l, &spare);
	if (spare.url.len != 0)
		url = &spare.url;
	buf_add(&a->document, buf_bytes(url), url->len);
	buf_free(&spare.url);
	buf_free(&spare.body);
}

/* What one of its URLs means, behind what is in `to`. RC_BAD, RC_DENIED: it may
 * not be called, which is logged. */
static int resolve(const struct said *a, const char *what, const char *url,
    struct buf *to)
{
	const struct url_part base = { (const char *)buf_bytes(&a->document),
		a->document.len };
	const struct url_part ref = { url, strlen(url) };
	char why[URL_WHY_BYTES];
	size_t from = to->len;
	int rc;

	url_resolve(&base, &ref, to);
	rc = url_check_text((const char *)buf_bytes(to) + from, to->len - from,
	    flow_account_callback(a->api->with.flow, a->to.account), why);
	if (rc != 0)
		log_warn("webhook",
		    "answer to an inbound text: its %s is left out: %s", what,
		    why);
	return rc;
}

static struct body_text as_text(const struct buf *b)
{
	return (struct body_text){ (const char *)buf_bytes(b), b->len };
}

/* Whom the reply tells of itself. */
static void set_urls(struct said *a, const struct twiml_message *m,
    struct submission *s)
{
	buf_clear(&a->callback);
	buf_clear(&a->action);
	if (m->callback[0] != '\0' &&
	    resolve(a, "statusCallback", m->callback, &a->callback) != 0)
		buf_clear(&a->callback);
	if (m->action[0] != '\0') {
		buf_add_str(&a->action, m->action_is_get ? "G" : "P");
		if (resolve(a, "action", m->action, &a->action) != 0)
			buf_clear(&a->action);
	}
	s->callback = as_text(&a->callback);
	s->action = as_text(&a->action);
}

static int send_one(struct said *a, const struct twiml_message *m, uint64_t nth)
{
	struct submission s;

	if (reply_message(m, &a->to, &s) != 0)
		return 0;
	set_urls(a, m, &s);
	mark(&s, a->letter, nth);
	return reply_send(a->api->with.flow, &s);
}

static int send_replies(struct said *a, const struct twiml *t)
{
	struct letter *l = a->letter;

	for (unsigned i = 0; i < t->n; i++) {
		unsigned nth = i + l->hops * TWIML_MESSAGES_MAX;

		if (nth < l->done)
			continue;
		if (send_one(a, &t->message[i], nth) != 0)
			return RC_BUSY;
		l->done = nth + 1;
	}
	return 0;
}

/* RC_SHORT: the letter asks there. */
static int follow(struct said *a, const struct twiml *t, struct letter *l)
{
	struct buf next = { 0 };

	if (l->hops == REDIRECTS_MAX) {
		log_warn("webhook",
		    "answer to an inbound text code=14106: more than %d "
		    "Redirects in a row",
		    REDIRECTS_MAX);
		return 0;
	}
	if (resolve(a, "Redirect", t->redirect, &next) != 0) {
		buf_free(&next);
		return 0;
	}
	buf_free(&l->next);
	l->next = next;
	l->next_is_get = t->redirect_is_get;
	l->hops++;
	return RC_SHORT;
}

/* Of an account that is gone nothing is asked any more. */
static int obey(struct api *api, struct letter *l, const struct twiml *t)
{
	struct said a = { .api = api, .letter = l };
	int rc;

	if (flow_account_index(api->with.flow, l->account, &a.to.account) != 0)
		return 0;
	a.to.body = buf_bytes(&l->context) + sizeof(struct message_id);
	a.to.body_len = l->context.len - sizeof(struct message_id);
	find_document(&a);
	rc = send_replies(&a, t);
	if (rc == 0 && t->redirect[0] != '\0')
		rc = follow(&a, t, l);
	buf_free(&a.document);
	buf_free(&a.callback);
	buf_free(&a.action);
	return rc;
}

int letter_replies(struct api *a, struct letter *l, const struct http_result *r)
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
		rc = obey(a, l, &t);
	twiml_fini(&t);
	return rc;
}
