/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reports by dlr-url (http-api.md 10.1): which events a mask asks for, and
 * what the escapes of the URL stand for. What a report does not have, as the
 * MO's escapes, is empty; -1 is Kannel's word for an undefined number.
 */
#include "api/letter_form.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <esmed/status.h>

#include "api/inside.h"
#include "api/kannel_read.h"
#include "flow/way.h"
#include "http/escape.h"
#include "ledger/entry.h"
#include "ledger/follow.h"
#include "model/number.h"

/* What a URL is filled with. */
struct report {
	struct api *api;
	const struct followed *event;
	const struct body *body;
	unsigned dlr;
	unsigned styles; /* of the numbers, as BODY_HOOK has them */
	struct buf text; /* what the SMSC said */
	size_t word;     /* where %s goes on */
	struct buf *to;
};

/* ---- which event ------------------------------------------------------- */

static bool was_forwarded(const struct followed *e)
{
	return e->type != ENTRY_ANSWER && e->message.forwarded != 0;
}

/* 0: none that Kannel has a bit for. Of silence it says nothing. */
static unsigned dlr_of(const struct followed *e)
{
	switch (e->state) {
	case STATUS_FORWARDED: return DLR_ACCEPTED;
	case STATUS_ENROUTE: return DLR_BUFFERED;
	case STATUS_DELIVERED: return DLR_DELIVERED;
	case STATUS_DELIVERY_UNKNOWN:
		return e->type == ENTRY_RECEIPT ? DLR_FAILED : 0;
	case STATUS_FAILED:
	case STATUS_SKIPPED:
	case STATUS_CANCELED:
	case STATUS_RECIPIENT_DELETED:
		return was_forwarded(e) ? DLR_FAILED : DLR_REJECTED;
	default: return 0;
	}
}

/* Who asks for failures hears of refusals, too. 0: not asked for. */
static unsigned asked_for(unsigned dlr, unsigned mask)
{
	if (dlr == DLR_BUFFERED && (mask & DLR_BUFFERED) == 0)
		dlr = DLR_INTERMEDIATE;
	if (dlr == DLR_REJECTED)
		mask |= (mask & DLR_FAILED) != 0 ? DLR_REJECTED : 0;
	return dlr & mask;
}

/* ---- escapes ----------------------------------------------------------- */

static bool add_text(struct report *r, const char *s, size_t len)
{
	escape(s, len, r->to);
	return true;
}

static bool add(struct report *r, const char *s)
{
	return add_text(r, s, strlen(s));
}

static bool add_field(struct report *r, enum body_field field)
{
	const struct body_text *t = &r->body->field[field];

	return add_text(r, t->s, t->len);
}

static bool add_int(struct report *r, long n)
{
	buf_printf(r->to, "%ld", n);
	return true;
}

/* As the client wrote it; with `plain` it has no 00 but a plus. */
static bool add_number(struct report *r, const char *number, unsigned style,
    bool plain)
{
	if (number[0] != '+')
		return add(r, number);
	if (style == KANNEL_PLUS || (style == KANNEL_ZEROS && plain))
		return add(r, number);
	if (style == KANNEL_ZEROS)
		add(r, "00");
	return add(r, number + 1);
}

static bool add_recipient(struct report *r, bool plain)
{
	char text[E164_TEXT];
	const char *number = message_number(&r->event->message, text);

	return add_number(r, number != NULL ? number : "",
	    r->styles & KANNEL_STYLE_MASK, plain);
}

static bool add_sender(struct report *r, bool plain)
{
	const struct body_text *t = &r->body->field[BODY_FROM];
	char from[SENDER_TEXT + 1];

	snprintf(from, sizeof(from), "%.*s", (int)t->len, t->s);
	return add_number(r, from,
	    r->styles >> KANNEL_STYLE_FROM_SHIFT & KANNEL_STYLE_MASK, plain);
}

/* The n-th word of what the SMSC said. */
static struct body_text word_at(const struct report *r, size_t n)
{
	const char *s = (const char *)buf_bytes(&r->text), *end;
	struct body_text word = { s, 0 };

	end = s + r->text.len;
	for (size_t i = 0; s < end && i <= n; i++) {
		while (s < end && isspace((unsigned char)*s))
			s++;
		word.s = s;
		while (s < end && !isspace((unsigned char)*s))
			s++;
		word.len = i == n ? (size_t)(s - word.s) : 0;
	}
	return word;
}

static bool add_word(struct report *r, size_t n)
{
	struct body_text word = word_at(r, n);

	return add_text(r, word.s, word.len);
}

static bool add_words(struct report *r, size_t from)
{
	struct body_text word;

	for (size_t n = from; (word = word_at(r, n)).len != 0; n++) {
		if (n != from)
			buf_add_str(r->to, "+");
		add_text(r, word.s, word.len);
	}
	return true;
}

static bool add_next_word(struct report *r, bool tilde)
{
	struct body_text word = word_at(r, r->word);
	struct buf b = { 0 };

	if (word.len == 0)
		return true;
	r->word++;
	buf_add(&b, word.s, word.len);
	for (size_t i = 0; tilde && i < b.len; i++) {
		if (buf_bytes(&b)[i] == '*')
			buf_bytes(&b)[i] = '~';
	}
	add_text(r, (const char *)buf_bytes(&b), b.len);
	buf_free(&b);
	return true;
}

/* "err:011" of a receipt. */
static bool add_error(struct report *r)
{
	const char *text = buf_cstr(&r->text), *at = strstr(text, "err:");

	if (r->dlr != DLR_REJECTED && at != NULL)
		add_text(r, at + 4, strcspn(at + 4, " "));
	return true;
}

static bool add_date(struct report *r)
{
	time_t at = (time_t)(r->event->at / SECOND);
	char text[32];
	struct tm tm;

	gmtime_r(&at, &tm);
	strftime(text, sizeof(text), "%Y-%m-%d+%H:%M:%S", &tm);
	buf_add_str(r->to, text);
	return true;
}

static bool add_id(struct report *r)
{
	char id[MESSAGE_ID_TEXT];

	return add(r, message_id_format(&r->event->message.id, id));
}

static bool add_smsc(struct report *r)
{
	const struct followed *e = r->event;
	uint16_t id = e->smsc != 0 ? e->smsc : e->message.smsc;
	const char *name = message_smsc_name(&r->api->names, id);

	return name == NULL || add(r, name);
}

static bool add_user(struct report *r)
{
	return add(r, kannel_user_of(r->api, r->event->message.account));
}

static bool add_class(struct report *r)
{
	struct way way;

	way_read(r->body, &way);
	return add_int(r, way.has_class ? way.message_class : -1);
}

static bool add_minutes_left(struct report *r)
{
	const struct message_view *v = &r->event->message;
	usec left = v->accepted + (usec)v->ttl * SECOND - r->event->at;

	if (v->ttl == 0)
		return add_int(r, -1);
	return add_int(r, left > 0 ? (long)(left / (60 * SECOND)) : 0);
}

/* False: not one of these. */
static bool fill_text(struct report *r, char letter)
{
	switch (letter) {
	case 'A':
	case 'b':
		return add_text(r, (const char *)buf_bytes(&r->text),
		    r->text.len);
	case 'a': return add_words(r, 0);
	case 'k': return add_word(r, 0);
	case 's': return add_next_word(r, false);
	case 'S': return add_next_word(r, true);
	case 'r': return add_words(r, r->word);
	case 'B': return add_error(r);
	case 'c': return add_int(r, 0);
	case 'C': return add(r, "UTF-8");
	case 'u':
	case 'D':
	case 'f': return true;
	default: return false;
	}
}

static bool fill_message(struct report *r, char letter)
{
	switch (letter) {
	case 'd': return add_int(r, r->dlr);
	case 'p': return add_recipient(r, false);
	case 'q': return add_recipient(r, true);
	case 'P': return add_sender(r, false);
	case 'Q': return add_sender(r, true);
	case 'F': return add(r, r->event->smsc_id);
	case 'I': return add_id(r);
	case 'i': return add_smsc(r);
	case 't': return add_date(r);
	case 'T': return add_int(r, (long)(r->event->at / SECOND));
	case 'n': return add_user(r);
	case 'o': return add_field(r, BODY_TAG);
	case 'R': return add_field(r, BODY_CALLBACK);
	case 'm': return add_class(r);
	case 'O': return add(r, "00");
	case 'v': return add_minutes_left(r);
	case 'M':
	case 'V': return add_int(r, -1);
	default: return false;
	}
}

/* "%#group#name#": where it ends, or NULL. */
static const char *end_of_meta(const char *s, const char *end)
{
	for (unsigned marks = 0; s < end; s++) {
		if (*s == '#' && ++marks == 3)
			return s + 1;
	}
	return NULL;
}

/* Fill in what stands at the sign. Returns what is behind it. */
static const char *fill_one(struct report *r, const char *sign, const char *end)
{
	const char *behind;

	if (sign[1] == '%') {
		buf_add_str(r->to, "%");
		return sign + 2;
	}
	if (sign[1] == '#' && (behind = end_of_meta(sign + 1, end)) != NULL)
		return behind;
	if (!fill_text(r, sign[1]) && !fill_message(r, sign[1]))
		buf_add(r->to, sign, 2);
	return sign + 2;
}

static void fill(struct report *r)
{
	const struct body_text *url = &r->body->field[BODY_CALLBACK];
	const char *s = url->s, *end = url->s + url->len;

	while (s < end) {
		if (*s == '%' && end - s > 1) {
			s = fill_one(r, s, end);
			continue;
		}
		buf_add(r->to, s++, 1);
	}
}

int letter_kannel(struct api *a, const struct followed *e,
    const struct body *body, struct letter *out)
{
	const struct body_text *hook = &body->field[BODY_HOOK];
	struct report r = { .api = a,
		.event = e,
		.body = body,
		.word = 1,
		.to = &out->url };

	if (hook->len <= KANNEL_HOOK_MASK)
		return RC_BAD;
	r.dlr = asked_for(dlr_of(e), (uint8_t)hook->s[KANNEL_HOOK_MASK]);
	if (r.dlr == 0)
		return RC_BAD;
	if (hook->len > KANNEL_HOOK_STYLES)
		r.styles = (uint8_t)hook->s[KANNEL_HOOK_STYLES];
	out->post = false;
	buf_clear(&out->url);
	kannel_said(e, r.dlr, &r.text);
	fill(&r);
	buf_free(&r.text);
	return 0;
}
