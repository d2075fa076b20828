/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes below a space are no characters of HTML, but for tab and line end:
 * they become U+FFFD. A browser reads CR LF, which forms bring, as one line
 * end.
 */
#include "api/ui_html.h"

#include <assert.h>
#include <string.h>

#include "http/escape.h"

static const char *entity_of(unsigned char c)
{
	switch (c) {
	case '&': return "&amp;";
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '"': return "&quot;";
	case '\'': return "&#39;";
	case '\t':
	case '\r':
	case '\n': return NULL;
	default: return c < ' ' || c == 0x7f ? "\xef\xbf\xbd" : NULL;
	}
}

static void put_bytes(struct buf *to, const char *s, size_t len)
{
	size_t plain = 0;

	for (size_t i = 0; i < len; i++) {
		const char *entity = entity_of((unsigned char)s[i]);

		if (entity == NULL)
			continue;
		buf_add(to, s + plain, i - plain);
		buf_add_str(to, entity);
		plain = i + 1;
	}
	buf_add(to, s + plain, len - plain);
}

static void put_text(struct buf *to, const char *s)
{
	put_bytes(to, s, strlen(s));
}

static void put_char(struct buf *to, int c)
{
	char one = (char)c;

	put_bytes(to, &one, 1);
}

/* What stands behind a '%' of html()'s. */
static const struct slot {
	const char *text;
	enum {
		TEXT,
		PIECE,
		CHAR,
		INT,
		UINT,
		SIZE,
		LONG,
		ULONG,
		TENTH,
		SELF
	} is;
} slots[] = {
	{ "s", TEXT },
	{ ".*s", PIECE },
	{ "c", CHAR },
	{ "d", INT },
	{ "u", UINT },
	{ "zu", SIZE },
	{ "lld", LONG },
	{ "llu", ULONG },
	{ ".1f", TENTH },
	{ "%", SELF },
};

static const struct slot *slot_at(const char *s)
{
	for (size_t i = 0; i < ARRAY_LEN(slots); i++) {
		if (strncmp(s, slots[i].text, strlen(slots[i].text)) == 0)
			return &slots[i];
	}
	return NULL;
}

static void put_slot(struct buf *to, const struct slot *slot, va_list *with)
{
	int len;

	switch (slot->is) {
	case TEXT: put_text(to, va_arg(*with, const char *)); break;
	case PIECE:
		len = va_arg(*with, int);
		put_bytes(to, va_arg(*with, const char *), (size_t)len);
		break;
	case CHAR: put_char(to, va_arg(*with, int)); break;
	case INT: buf_printf(to, "%d", va_arg(*with, int)); break;
	case UINT: buf_printf(to, "%u", va_arg(*with, unsigned)); break;
	case SIZE: buf_printf(to, "%zu", va_arg(*with, size_t)); break;
	case LONG: buf_printf(to, "%lld", va_arg(*with, long long)); break;
	case ULONG:
		buf_printf(to, "%llu", va_arg(*with, unsigned long long));
		break;
	case TENTH: buf_printf(to, "%.1f", va_arg(*with, double)); break;
	case SELF: buf_add(to, "%", 1); break;
	}
}

void html(struct buf *to, const char *markup, ...)
{
	va_list with;

	va_start(with, markup);
	for (;;) {
		size_t plain = strcspn(markup, "%");
		const struct slot *slot;

		buf_add(to, markup, plain);
		markup += plain;
		if (*markup == '\0')
			break;
		slot = slot_at(++markup);
		assert(slot != NULL);
		put_slot(to, slot, &with);
		markup += strlen(slot->text);
	}
	va_end(with);
}

void html_query(struct buf *to, bool *more, const char *name, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	html(to, *more ? "&amp;%s=" : "?%s=", name);
	escape(value, strlen(value), to);
	*more = true;
}
