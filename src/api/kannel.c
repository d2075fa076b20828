/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A request's messages share a struct multicast, which lives until the ledger
 * has said of each what became of it; then the answer is known.
 *
 * What is wrong with one receiver is told as Kannel tells it of its black
 * lists, what may be tried again as it tells of a failed sending.
 */
#include "api/kannel.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "api/create.h"
#include "api/kannel_read.h"
#include "api/wait.h"
#include "base/log.h"
#include "base/mem.h"
#include "flow/intake.h"

#define ROUTE    "/cgi-bin/sendsms" /* for the log, whatever the path is */
#define BODY_MAX 65536              /* of a POST: the text */

#define NUMBER_CHARS "0123456789 +-" /* Kannel's sendsms-chars */

struct multicast {
	http_id id;
	size_t receivers, pending, taken;
	enum kannel_answer no; /* to the first that was not taken */
	unsigned retry;        /* seconds after which it may go, 0: unknown */
	struct buf denied, failed; /* " 123 456": for good, for now */
	LIST_ENTRY(multicast) link;
};

struct kannel {
	LIST_HEAD(, multicast) waiting;
};

/* What a wait of ours keeps. */
struct receiver {
	struct multicast *multicast;
	char number[32]; /* as it was written */
};

static const struct {
	int http;
	const char *text;
} answers[] = {
#define ANSWER(id, http, text) [KANNEL_##id] = { http, text },
#include "api/kannel_answer.def"
#undef ANSWER
};

static const uint8_t answer_of_fault[FAULT_COUNT] = {
	[FAULT_NUMBER_INVALID] = KANNEL_DENIED,
	[FAULT_NUMBER_SHORT] = KANNEL_DENIED,
	[FAULT_NUMBER_MISSING] = KANNEL_DENIED,
	[FAULT_OPTED_OUT] = KANNEL_DENIED,
	[FAULT_SENDER_MISSING] = KANNEL_SENDER,
	[FAULT_TEXT_EMPTY] = KANNEL_CHARSET,
	[FAULT_TEXT_INVALID] = KANNEL_CHARSET,
	[FAULT_TEXT_TOO_LONG] = KANNEL_CHARSET,
	[FAULT_TEXT_ALPHABET] = KANNEL_CHARSET,
	[FAULT_BINARY] = KANNEL_UDH,
	[FAULT_MESSAGE_CLASS] = KANNEL_MCLASS,
	[FAULT_PROTOCOL_ID] = KANNEL_PID,
	[FAULT_VALIDITY] = KANNEL_VALIDITY,
	[FAULT_CALLBACK] = KANNEL_DLR_URL,
	[FAULT_FIELD_TOO_LONG] = KANNEL_DLR_URL,
	[FAULT_TLV_UNKNOWN] = KANNEL_METADATA,
	[FAULT_TLV_VALUE] = KANNEL_METADATA,
	[FAULT_TLV_MANY] = KANNEL_METADATA,
	[FAULT_RATE] = KANNEL_TEMPORAL,
	[FAULT_HOURLY] = KANNEL_TEMPORAL,
	[FAULT_DAILY] = KANNEL_TEMPORAL,
	[FAULT_MONTHLY] = KANNEL_TEMPORAL,
	[FAULT_SPEND] = KANNEL_TEMPORAL,
	[FAULT_SCHEDULED_MANY] = KANNEL_TEMPORAL,
	[FAULT_BUSY] = KANNEL_TEMPORAL,
	[FAULT_NO_SPACE] = KANNEL_TEMPORAL,
	[FAULT_STOPPING] = KANNEL_TEMPORAL,
	[FAULT_UNKNOWN_OUTCOME] = KANNEL_TEMPORAL,
};

/* What is not in the table is against this gateway's rules. */
static enum kannel_answer answer_to(enum fault fault)
{
	enum kannel_answer no = (enum kannel_answer)answer_of_fault[fault];

	return no == KANNEL_ACCEPTED ? KANNEL_NOT_ROUTABLE : no;
}

void kannel_init(struct api *a)
{
	a->kannel = mem_new(1, sizeof(*a->kannel));
	LIST_INIT(&a->kannel->waiting);
}

static void multicast_free(struct multicast *m)
{
	LIST_REMOVE(m, link);
	buf_free(&m->denied);
	buf_free(&m->failed);
	free(m);
}

void kannel_fini(struct api *a)
{
	struct multicast *m;

	while ((m = LIST_FIRST(&a->kannel->waiting)) != NULL)
		multicast_free(m);
	free(a->kannel);
}

/* ---- answers ----------------------------------------------------------- */

static void answer(struct api *a, http_id id, enum kannel_answer what,
    const char *more, unsigned retry)
{
	struct buf text = { 0 };
	char seconds[24];
	struct http_answer out = { .status = answers[what].http,
		.type = HTTP_TYPE_HTML };

	buf_printf(&text, "%s%s", answers[what].text, more);
	out.body = buf_bytes(&text);
	out.len = text.len;
	if (retry != 0) {
		snprintf(seconds, sizeof(seconds), "%u", retry);
		out.field[0] =
		    (struct http_field){ HTTP_HEADER_RETRY_AFTER, seconds };
	}
	http_answer(a->server, id, &out);
	buf_free(&text);
}

void kannel_fault(struct api *a, http_id id, const struct fault_row *row)
{
	enum kannel_answer what = KANNEL_TEMPORAL;

	if (row == refusal_row(REFUSAL_NOT_FOUND))
		what = KANNEL_UNKNOWN;
	else if (row->http == 401 || row->http == 403 || row->http == 429)
		what = KANNEL_AUTH;
	answer(a, id, what, "", row->retry);
}

/* "0: Accepted for delivery Denied receivers are: 123" */
static void answer_some(struct api *a, const struct multicast *m,
    enum kannel_answer what, const struct buf *those)
{
	struct buf more = { 0 };

	buf_printf(&more, " %s receivers are:%.*s",
	    what == KANNEL_FAILED ? "Failed" : "Denied", (int)those->len,
	    (const char *)buf_bytes(those));
	answer(a, m->id, what, buf_cstr(&more), m->retry);
	buf_free(&more);
}

static void conclude(struct api *a, const struct multicast *m)
{
	enum kannel_answer no = m->no;

	if (m->receivers > 1 && no == KANNEL_NOT_ROUTABLE)
		no = KANNEL_DENIED;
	if (m->failed.len != 0 && (m->taken != 0 || m->denied.len != 0))
		answer_some(a, m, KANNEL_FAILED, &m->failed);
	else if (m->taken == 0)
		answer(a, m->id, no, "", m->retry);
	else if (m->denied.len != 0)
		answer_some(a, m, KANNEL_ACCEPTED, &m->denied);
	else
		answer(a, m->id, KANNEL_ACCEPTED, "", 0);
}

/* One less to wait for. */
static void settle(struct api *a, struct multicast *m)
{
	if (--m->pending != 0)
		return;
	conclude(a, m);
	multicast_free(m);
}

/* Of what a client wrote only what a number may hold is written back. */
static void note(struct multicast *m, enum kannel_answer no, const char *number,
    size_t len)
{
	struct buf *to = no == KANNEL_TEMPORAL ? &m->failed : &m->denied;

	if (m->no == KANNEL_ACCEPTED)
		m->no = no;
	buf_add(to, " ", 1);
	for (size_t i = 0; i < len; i++)
		buf_add(to,
		    memchr(NUMBER_CHARS, number[i], strlen(NUMBER_CHARS)) !=
			    NULL
			? &number[i]
			: "?",
		    1);
}

void kannel_taken(struct api *a, const struct wait *w)
{
	struct receiver *r = w->own;

	r->multicast->taken++;
	settle(a, r->multicast);
}

void kannel_refused(struct api *a, const struct wait *w, int rc)
{
	struct receiver *r = w->own;

	note(r->multicast, rc == RC_OPTED_OUT ? KANNEL_DENIED : KANNEL_TEMPORAL,
	    r->number, strlen(r->number));
	settle(a, r->multicast);
}

/* ---- one receiver after the other -------------------------------------- */

/* A request on its way through its receivers. */
struct job {
	struct api *api;
	const struct call *call;
	struct kannel_request *request;
	struct submission submission;
	struct multicast *multicast;
	uint64_t *seen; /* nobody gets it twice, as there */
	size_t n_seen;
};

static bool read_number(const struct body_text *word, uint64_t *to)
{
	for (size_t i = 0; i < word->len; i++) {
		if (memchr(NUMBER_CHARS, word->s[i], strlen(NUMBER_CHARS)) ==
		    NULL)
			return false;
	}
	return e164_parse_bare(word->s, word->len, to) == 0;
}

static bool is_seen(struct job *j, uint64_t to)
{
	for (size_t i = 0; i < j->n_seen; i++) {
		if (j->seen[i] == to)
			return true;
	}
	j->seen = mem_resize(j->seen, j->n_seen + 1, sizeof(j->seen[0]));
	j->seen[j->n_seen++] = to;
	return false;
}

static void refuse_one(struct job *j, const struct body_text *word,
    enum fault fault, unsigned retry)
{
	struct multicast *m = j->multicast;
	size_t account = j->submission.account;

	log_info("kannel", "refused sid=%s reason=%s", who_sid(j->api, account),
	    fault_row(fault)->word);
	note(m, answer_to(fault), word->s, word->len);
	if (m->retry < retry)
		m->retry = retry;
}

static void submit_one(struct job *j, const struct body_text *word)
{
	struct api *a = j->api;
	struct submitted as;
	struct receiver *r;
	enum fault fault;
	uint64_t token;
	struct wait *w = wait_take(a, j->call, &token);

	if (w == NULL) {
		note(j->multicast, KANNEL_TEMPORAL, word->s, word->len);
		return;
	}
	fault = create_submit(a, &j->submission, token, &as);
	if (fault != FAULT_NONE) {
		wait_give(a, token);
		refuse_one(j, word, fault, as.retry);
		return;
	}
	w->u.message =
	    (struct wait_message){ .to = as.to, .charged = as.charged };
	w->own = r = mem_new(1, sizeof(*r));
	r->multicast = j->multicast;
	snprintf(r->number, sizeof(r->number), "%.*s", (int)word->len, word->s);
	j->multicast->pending++;
}

static void submit_to(struct job *j, const struct body_text *word)
{
	struct kannel_request *k = j->request;
	char text[E164_TEXT];
	uint64_t to;

	j->multicast->receivers++;
	if (!read_number(word, &to)) {
		refuse_one(j, word, FAULT_NUMBER_INVALID, 0);
		return;
	}
	if (is_seen(j, to))
		return;
	e164_format(to, text);
	j->submission.to = (struct body_text){ text, strlen(text) };
	k->hook[KANNEL_HOOK_STYLES] =
	    (char)(kannel_style(word) |
		   kannel_style(&k->text[KANNEL_FIELD_FROM])
		       << KANNEL_STYLE_FROM_SHIFT);
	submit_one(j, word);
}

/* The ledger's events come in a later turn, so the multicast is there until
 * the last receiver was handed in. */
static void submit_all(struct job *j)
{
	const struct body_text *all = &j->request->text[KANNEL_FIELD_TO];
	const char *s = all->s, *end = all->s + all->len;

	while (s < end) {
		struct body_text word = { s, 0 };

		while (s < end && !isspace((unsigned char)*s))
			s++;
		word.len = (size_t)(s - word.s);
		if (word.len != 0)
			submit_to(j, &word);
		while (s < end && isspace((unsigned char)*s))
			s++;
	}
	free(j->seen);
}

/* ---- the request ------------------------------------------------------- */

/* A plus that was not escaped is a blank by now. */
static void take_sender(const struct kannel_request *k, const char *preset,
    char room[64], struct submission *s)
{
	s->from = k->text[KANNEL_FIELD_FROM];
	if (s->from.len == 0)
		s->from = (struct body_text){ preset, strlen(preset) };
	if (s->from.len == 0 || s->from.len >= 64 || s->from.s[0] != ' ')
		return;
	memcpy(room, s->from.s, s->from.len);
	room[0] = '+';
	s->from.s = room;
}

static enum kannel_answer check_receivers(const struct kannel_request *k)
{
	const struct body_text *to = &k->text[KANNEL_FIELD_TO];

	if (to->s == NULL)
		return k->is_post ? KANNEL_TOS_MISSING : KANNEL_TO_MISSING;
	return to->len == 0 ? KANNEL_TO_EMPTY : KANNEL_ACCEPTED;
}

static void send_it(struct job *j)
{
	struct multicast *m = mem_new(1, sizeof(*m));

	m->id = j->call->id;
	m->pending = 1; /* ours, until all are handed in */
	LIST_INSERT_HEAD(&j->api->kannel->waiting, m, link);
	j->multicast = m;
	submit_all(j);
	if (m->receivers == 0)
		m->no = KANNEL_DENIED;
	settle(j->api, m);
}

static void serve(struct api *a, struct call *c, struct kannel_request *k)
{
	struct job j = { .api = a, .call = c, .request = k };
	enum kannel_answer no = kannel_find(k, c->request, a->form);
	const char *preset;
	char from[64];

	if (no == KANNEL_ACCEPTED) {
		if (kannel_admit(a, c, k, &preset) != 0)
			return;
		j.submission.account = c->account;
		take_sender(k, preset, from, &j.submission);
		no = check_receivers(k);
	}
	if (no == KANNEL_ACCEPTED && j.submission.from.len == 0)
		no = KANNEL_SENDER;
	if (no == KANNEL_ACCEPTED)
		no = kannel_read(k, &j.submission);
	if (no == KANNEL_ACCEPTED)
		send_it(&j);
	else
		answer(a, c->id, no, "", 0);
}

void kannel_began(struct api *a, const struct http_request *r,
    struct http_plan *plan)
{
	plan->route = ROUTE;
	plan->max_bytes = BODY_MAX;
	if (r->method > HTTP_METHOD_POST)
		answer(a, r->id, KANNEL_UNKNOWN, "", 0);
}

void kannel_asked(struct api *a, const struct http_request *r)
{
	struct call c = { .request = r, .id = r->id, .face = FACE_KANNEL };
	struct kannel_request k = { 0 };

	serve(a, &c, &k);
	kannel_request_fini(&k);
}
