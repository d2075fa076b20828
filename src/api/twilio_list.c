/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The list of messages (http-api.md 2.3), the newest first.
 *
 * PageToken is "PA" and an id made of two keys: below which the page begins,
 * and where the page before it began. So from any page there is a way back to
 * the one before, but not farther, until one goes on again.
 */
#include "api/twilio.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "api/listing.h"
#include "api/wait.h"
#include "base/clock.h"
#include "base/date.h"
#include "flow/intake.h"
#include "http/form.h"
#include "http/json.h"
#include "ledger/views.h"
#include "model/number.h"

static const char *const filters[] = { "To", "From", "DateSent", "DateSent<",
	"DateSent>", NULL };

static enum refusal read_token(const struct form *f, struct wait_page *page)
{
	const char *text = form_get(f, "PageToken");
	struct message_id id;

	if (text == NULL)
		return REFUSAL_COUNT;
	if (strncmp(text, "PA", 2) != 0 || message_id_parse(text + 2, &id) != 0)
		return REFUSAL_PAGE_TOKEN;
	page->before = id.key;
	page->previous = id.tail;
	return REFUSAL_COUNT;
}

/* ---- dates ------------------------------------------------------------- */

static bool parse_as(const char *text, const char *format, usec *at)
{
	struct tm tm = { 0 };
	const char *rest = strptime(text, format, &tm);

	if (rest == NULL || *rest != '\0')
		return false;
	*at = (usec)timegm(&tm) * SECOND;
	return true;
}

/* A day, or a second. A plus that came unescaped is a blank. */
static bool read_date(const char *text, struct date *d)
{
	static const char *const formats[] = { "%a, %d %b %Y %H:%M:%S +0000",
		"%a, %d %b %Y %H:%M:%S  0000", "%a, %d %b %Y %H:%M:%S GMT",
		"%Y-%m-%d %H:%M:%S" };

	if (date_parse_day(text, d) == 0)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		if (parse_as(text, formats[i], &d->begin)) {
			d->end = d->begin + SECOND;
			return true;
		}
	}
	return false;
}

static usec later(usec a, usec b)
{
	return a > b ? a : b;
}

/* "DateSent>" and "DateSent<" include what they name: read with the sign that
 * follows, they are ">=" and "<=". */
static enum refusal read_dates(const struct form *f, struct list_query *q)
{
	static const char *const names[] = { "DateSent", "DateSent>",
		"DateSent<" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *text = form_get(f, names[i]);
		struct date d;

		if (text == NULL || text[0] == '\0')
			continue;
		if (!read_date(text, &d))
			return REFUSAL_DATE;
		if (i != 2)
			q->sent_from = later(q->sent_from, d.begin);
		if (i != 1)
			clock_earlier(&q->sent_to, d.end);
	}
	return REFUSAL_COUNT;
}

/* ---- numbers ----------------------------------------------------------- */

struct party {
	bool given;
	bool is_own; /* a sender of the account */
	bool is_number;
	uint64_t number, hash;
};

/* An account without a list of numbers sends as it likes. */
static bool is_own(const struct api *a, const struct call *c,
    const struct body_text *text, bool sends)
{
	return number_is_own(a, c->account, text) ||
	       (sends && number_is_any(a, c->account));
}

/* False: neither a number nor a sender. */
static bool read_party(struct api *a, const struct call *c, const char *name,
    struct party *p)
{
	const struct form_pair *pair = form_find(a->form, name);
	struct body_text text;
	char room[64];

	*p = (struct party){ 0 };
	if (pair == NULL || pair->value_len == 0)
		return true;
	p->given = true;
	p->is_number = content_number(pair, &p->number) == 0;
	text = (struct body_text){ pair->value, pair->value_len };
	if (p->is_number)
		text = (struct body_text){ e164_format(p->number, room),
			strlen(room) };
	p->is_own = is_own(a, c, &text, strcmp(name, "From") == 0);
	return intake_sender(&text, &p->hash) == 0;
}

/* The ledger knows a message by the handset's number and by our sender; which
 * of To and From is which says whether it came or went. */
static void set_parties(const struct party *to, const struct party *from,
    struct list_query *q)
{
	bool came = to->given ? to->is_own : from->is_number && !from->is_own;

	if (!to->given && !from->given)
		return;
	q->inbound_only = came;
	q->outbound_only = !came;
	q->to = came ? from->number : to->number;
	q->sender = came ? to->hash : from->hash;
}

static const struct fault_row *read_parties(struct api *a, const struct call *c,
    struct list_query *q)
{
	struct party to, from;

	if (!read_party(a, c, "To", &to) ||
	    (to.given && !to.is_number && !to.is_own))
		return fault_row(FAULT_NUMBER_INVALID);
	if (!read_party(a, c, "From", &from) ||
	    (to.is_own && from.given && !from.is_number))
		return fault_row(FAULT_SENDER_INVALID);
	set_parties(&to, &from, q);
	return NULL;
}

/* ---- the list ---------------------------------------------------------- */

/* NULL: all was well. */
static const struct fault_row *read_query(struct api *a, const struct call *c,
    struct wait_page *page, struct list_query *q)
{
	struct listing l;
	enum refusal no = listing_read(a->form, &l);

	if (no == REFUSAL_COUNT)
		no = read_token(a->form, page);
	if (no == REFUSAL_COUNT)
		no = read_dates(a->form, q);
	if (no != REFUSAL_COUNT)
		return refusal_row(no);
	page->size = l.size;
	page->number = l.number;
	q->limit = (size_t)l.size;
	q->before = page->before;
	return read_parties(a, c, q);
}

void twilio_list(struct api *a, const struct call *c)
{
	struct list_query q = { .state = -1 };
	struct wait_page page = { 0 };
	const struct fault_row *no;
	struct wait *w;

	if (!twilio_is_owner(a, c))
		return;
	if (!content_query(a, c))
		return;
	no = read_query(a, c, &page, &q);
	if (no != NULL) {
		reply_fault(a, c->id, c->face, no);
		return;
	}
	w = wait_list(a, c, &q);
	if (w == NULL)
		return;
	w->u.page = page;
	listing_filters(a->form, filters, &w->body);
}

/* What an URI of a list is made of. */
struct place {
	const char *path, *filters;
	const struct wait_page *page;
};

/* Relative, with all that the client asked for; `before` 0: no token. */
static void add_uri(struct json_out *o, const char *key, const struct place *p,
    uint64_t number, struct message_id token)
{
	char text[MESSAGE_ID_TEXT] = "";
	struct buf uri = { 0 };

	if (token.key != 0)
		message_id_format(&token, text);
	buf_printf(&uri, "%s?%sPageSize=%u&Page=%u%s%s", p->path, p->filters,
	    (unsigned)p->page->size, (unsigned)number,
	    token.key != 0 ? "&PageToken=PA" : "", text);
	json_str(o, key, buf_bytes(&uri), uri.len);
	buf_free(&uri);
}

static void add_previous(struct json_out *o, const struct place *at)
{
	const struct wait_page *page = at->page;

	if (page->number == 0 || (page->number > 1 && page->previous == 0))
		json_null(o, "previous_page_uri");
	else
		add_uri(o, "previous_page_uri", at, page->number - 1,
		    (struct message_id){ .key = page->previous });
}

static void add_paging(struct json_out *o, const struct place *at,
    const struct message_page *p)
{
	const struct wait_page *page = at->page;
	const struct message_id first = { 0 };
	uint64_t start = page->number * page->size;

	json_uint(o, "end", start + (p->n > 0 ? p->n - 1 : 0));
	add_uri(o, "first_page_uri", at, 0, first);
	if (p->next != 0)
		add_uri(o, "next_page_uri", at, page->number + 1,
		    (struct message_id){ p->next, page->before });
	else
		json_null(o, "next_page_uri");
	json_uint(o, "page", page->number);
	json_uint(o, "page_size", page->size);
	add_previous(o, at);
	json_uint(o, "start", start);
	add_uri(o, "uri", at, page->number,
	    (struct message_id){ page->before, page->previous });
}

void twilio_listed(struct api *a, const struct wait *w,
    const struct message_page *p)
{
	struct json_out o = json_writing(&a->body);
	struct buf asked = { 0 };
	struct place at = { .page = &w->u.page };
	char path[96];

	snprintf(path, sizeof(path), TWILIO_ACCOUNT "/Messages.json",
	    twilio_account_sid(a, w->account));
	buf_add(&asked, buf_bytes(&w->body), w->body.len);
	at.path = path;
	at.filters = buf_cstr(&asked);
	buf_clear(&a->body);
	json_open_object(&o, NULL);
	add_paging(&o, &at, p);
	json_open_array(&o, "messages");
	for (size_t i = 0; i < p->n; i++)
		twilio_json(&o, a, &p->message[i]);
	json_close_array(&o);
	json_close_object(&o);
	reply_body(a, w->id, 200, NULL);
	buf_free(&asked);
}

/* ---- media ------------------------------------------------------------- */

/* Texts have none. */
static bool write_media(struct api *a, struct wait *w, uint64_t token,
    const struct message_view *v)
{
	const struct listing asked = { w->u.page.size, w->u.page.number };
	struct listing_page page = { .asked = &asked,
		.filters = "",
		.key = "media_list" };
	struct json_out o = json_writing(&a->body);
	char path[128], id[MESSAGE_ID_TEXT];

	(void)token;
	snprintf(path, sizeof(path), TWILIO_ACCOUNT "/Messages/%s/Media.json",
	    twilio_account_sid(a, w->account), message_id_format(&v->id, id));
	page.path = path;
	buf_clear(&a->body);
	listing_open(&o, &page);
	listing_close(&o);
	reply_body(a, w->id, 200, NULL);
	return false;
}

static const struct wait_then media_steps = { .fetched = write_media };

void twilio_media(struct api *a, const struct call *c)
{
	struct listing l;
	struct wait *w;

	if (!twilio_is_owner(a, c) || !listing_asked(a, c, &l))
		return;
	w = wait_fetch(a, c);
	if (w == NULL)
		return;
	w->then = &media_steps;
	w->u.page = (struct wait_page){ .size = l.size, .number = l.number };
}
