/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/listing.h"

#include <ctype.h>

#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "http/escape.h"
#include "http/form.h"
#include "http/json.h"

#define PAGE_DEFAULT 50
#define PAGE_MAX     1000

static bool read_number(const struct form *f, const char *name, uint64_t max,
    uint64_t *n)
{
	const char *text = form_get(f, name);

	return text == NULL || number_parse(text, max, n) == 0;
}

enum refusal listing_read(const struct form *f, struct listing *l)
{
	*l = (struct listing){ .size = PAGE_DEFAULT };
	if (!read_number(f, "PageSize", PAGE_MAX, &l->size) || l->size == 0)
		return REFUSAL_PAGE_SIZE;
	if (!read_number(f, "Page", UINT32_MAX, &l->number))
		return REFUSAL_PAGE;
	return REFUSAL_COUNT;
}

bool listing_asked(struct api *a, const struct call *c, struct listing *l)
{
	enum refusal no;

	if (!content_query(a, c))
		return false;
	no = listing_read(a->form, l);
	if (no != REFUSAL_COUNT)
		reply_refusal(a, c, no);
	return no == REFUSAL_COUNT;
}

void listing_filters(const struct form *f, const char *const *names,
    struct buf *to)
{
	for (; *names != NULL; names++) {
		const struct form_pair *p = form_find(f, *names);
		bool plus = p != NULL && p->value[0] == ' ';

		if (p == NULL || p->value_len == 0)
			continue;
		escape(*names, strlen(*names), to);
		buf_add_str(to, plus ? "=%2B" : "=");
		escape(p->value + plus, p->value_len - plus, to);
		buf_add_str(to, "&");
	}
}

void listing_cut(const struct listing *l, size_t total, size_t *begin,
    size_t *end)
{
	*begin = total;
	if (l->number < total / l->size + 1)
		*begin = (size_t)(l->number * l->size);
	if (*begin > total)
		*begin = total;
	*end = total - *begin < l->size ? total : *begin + (size_t)l->size;
}

static void add_uri(struct json_out *o, const char *key,
    const struct listing_page *p, uint64_t number)
{
	struct buf uri = { 0 };

	buf_printf(&uri, "%s?%sPageSize=%u&Page=%u", p->path, p->filters,
	    (unsigned)p->asked->size, (unsigned)number);
	json_str(o, key, buf_bytes(&uri), uri.len);
	buf_free(&uri);
}

void listing_open(struct json_out *o, const struct listing_page *p)
{
	const struct listing *l = p->asked;
	size_t begin, end;

	listing_cut(l, p->total, &begin, &end);
	json_open_object(o, NULL);
	json_uint(o, "end", end > begin ? end - 1 : begin);
	add_uri(o, "first_page_uri", p, 0);
	if (end < p->total)
		add_uri(o, "next_page_uri", p, l->number + 1);
	else
		json_null(o, "next_page_uri");
	json_uint(o, "page", l->number);
	json_uint(o, "page_size", l->size);
	if (l->number > 0)
		add_uri(o, "previous_page_uri", p, l->number - 1);
	else
		json_null(o, "previous_page_uri");
	json_uint(o, "start", begin);
	add_uri(o, "uri", p, l->number);
	json_open_array(o, p->key);
}

static void add_url(struct json_out *o, const char *key,
    const struct listing_page *p, const char *base, uint64_t number)
{
	struct buf path = { 0 };
	struct listing_page there = *p;

	buf_printf(&path, "%s%s", base, p->path);
	there.path = buf_cstr(&path);
	add_uri(o, key, &there, number);
	buf_free(&path);
}

void listing_open_meta(struct json_out *o, const struct listing_page *p,
    const char *base)
{
	const struct listing *l = p->asked;
	size_t begin, end;

	listing_cut(l, p->total, &begin, &end);
	json_open_object(o, NULL);
	json_open_object(o, "meta");
	json_uint(o, "page", l->number);
	json_uint(o, "page_size", l->size);
	add_url(o, "first_page_url", p, base, 0);
	if (l->number > 0)
		add_url(o, "previous_page_url", p, base, l->number - 1);
	else
		json_null(o, "previous_page_url");
	add_url(o, "url", p, base, l->number);
	if (end < p->total)
		add_url(o, "next_page_url", p, base, l->number + 1);
	else
		json_null(o, "next_page_url");
	json_text(o, "key", p->key);
	json_close_object(o);
	json_open_array(o, p->key);
}

void listing_close(struct json_out *o)
{
	json_close_array(o);
	json_close_object(o);
}

void listing_base(const struct call *c, char base[LISTING_BASE_ROOM])
{
	const char *host = http_request_header(c->request, "host");
	const char *scheme = c->request->tls ? "https://" : "http://";

	base[0] = '\0';
	if (host == NULL || host[0] == '\0')
		return;
	for (const char *s = host; *s != '\0'; s++) {
		if (!isalnum((unsigned char)*s) && strchr("-.:[]", *s) == NULL)
			return;
	}
	if (strlen(scheme) + strlen(host) < LISTING_BASE_ROOM)
		snprintf(base, LISTING_BASE_ROOM, "%s%s", scheme, host);
}
