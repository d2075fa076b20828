/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The list of messages (http-api.md 2.3), the newest first.
 *
 * PageToken is an id with a key in it: behind "PA" the page has what is older,
 * behind "PB" what is as new or newer, of which the oldest. So every page leads
 * on and back without a word about the others.
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
	if ((strncmp(text, "PA", 2) != 0 && strncmp(text, "PB", 2) != 0) ||
	    message_id_parse(text + 2, &id) != 0)
		return REFUSAL_PAGE_TOKEN;
	page->key = id.key;
	page->up = text[1] == 'B';
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

/* False: neither a number nor a sender. */
static bool read_party(struct api *a, const char *name, struct list_party *p)
{
	const struct form_pair *pair = form_find(a->form, name);
	struct body_text text;
	char room[64];

	if (pair == NULL || pair->value_len == 0)
		return true;
	p->given = true;
	text = (struct body_text){ pair->value, pair->value_len };
	if (content_number(pair, &p->number) == 0)
		text = (struct body_text){ e164_format(p->number, room),
			strlen(room) };
	return intake_sender(&text, &p->sender) == 0;
}

/* What is no number can be one of ours only: a code or a name. */
static bool may_get(const struct api *a, const struct call *c,
    const struct list_party *to)
{
	const struct form_pair *pair = form_find(a->form, "To");

	if (!to->given || to->number != 0 || number_is_any(a, c->account))
		return true;
	return number_is_own(a, c->account,
	    &(struct body_text){ pair->value, pair->value_len });
}

static const struct fault_row *read_parties(struct api *a, const struct call *c,
    struct list_query *q)
{
	if (!read_party(a, "To", &q->to_whom) || !may_get(a, c, &q->to_whom))
		return fault_row(FAULT_NUMBER_INVALID);
	if (!read_party(a, "From", &q->from_whom))
		return fault_row(FAULT_SENDER_INVALID);
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
	/* A page is found by its token: without one it is the first. */
	page->number = page->key != 0 ? l.number : 0;
	q->limit = (size_t)l.size;
	q->before = page->up ? 0 : page->key;
	q->after = page->up ? page->key : 0;
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

/* Relative, with all that the client asked for; `key` 0: no token. */
static void add_uri(struct json_out *o, const char *name, const struct place *p,
    const struct wait_page *to)
{
	const struct message_id id = { .key = to->key };
	char text[MESSAGE_ID_TEXT] = "";
	struct buf uri = { 0 };

	buf_printf(&uri, "%s?%sPageSize=%u&Page=%u", p->path, p->filters,
	    (unsigned)p->page->size, (unsigned)to->number);
	if (to->key != 0)
		buf_printf(&uri, "&PageToken=P%c%s", to->up ? 'B' : 'A',
		    message_id_format(&id, text));
	json_str(o, name, buf_bytes(&uri), uri.len);
	buf_free(&uri);
}

static void add_next(struct json_out *o, const struct place *at,
    const struct message_page *p)
{
	struct wait_page next = { .number = at->page->number + 1,
		.key = at->page->up ? at->page->key : p->next };

	if (next.key != 0)
		add_uri(o, "next_page_uri", at, &next);
	else
		json_null(o, "next_page_uri");
}

static void add_previous(struct json_out *o, const struct place *at,
    const struct message_page *p)
{
	struct wait_page previous = { .number = at->page->number - 1,
		.key = at->page->up ? p->next : at->page->key,
		.up = true };

	if (at->page->number == 0 || previous.key == 0) {
		json_null(o, "previous_page_uri");
		return;
	}
	/* The first is the newest, whatever has come since. */
	if (previous.number == 0)
		previous.key = 0;
	add_uri(o, "previous_page_uri", at, &previous);
}

static void add_paging(struct json_out *o, const struct place *at,
    const struct message_page *p)
{
	const struct wait_page *page = at->page;
	const struct wait_page first = { 0 };
	uint64_t start = page->number * page->size;

	json_uint(o, "end", start + (p->n > 0 ? p->n - 1 : 0));
	add_uri(o, "first_page_uri", at, &first);
	add_next(o, at, p);
	json_uint(o, "page", page->number);
	json_uint(o, "page_size", page->size);
	add_previous(o, at, p);
	json_uint(o, "start", start);
	add_uri(o, "uri", at, page);
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
