/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A field is a byte of number, two of length, its bytes.
 */
#include "flow/body.h"

#include <string.h>

#include "base/cursor.h"

#define FIELD_HEAD 3

void body_encode(const struct body *b, struct buf *out)
{
	for (uint8_t i = 1; i < BODY_FIELDS; i++) {
		const struct body_text *t = &b->field[i];
		uint8_t head[FIELD_HEAD];
		struct cursor c = cursor_over(head, sizeof(head));

		if (t->len == 0)
			continue;
		cursor_put(&c, 1, i);
		cursor_put(&c, 2, t->len);
		buf_add(out, head, sizeof(head));
		buf_add(out, t->s, t->len);
	}
}

int body_decode(struct body *b, const void *data, size_t len)
{
	struct cursor c = cursor_reading(data, len);

	*b = (struct body){ 0 };
	while (c.rc == 0 && cursor_left(&c) > 0) {
		uint64_t number = cursor_get(&c, 1);
		size_t n = cursor_get(&c, 2);
		const uint8_t *bytes = cursor_take(&c, n);

		if (bytes != NULL && number < BODY_FIELDS)
			b->field[number] =
			    (struct body_text){ (const char *)bytes, n };
	}
	return c.rc == 0 ? 0 : RC_CORRUPT;
}

static bool tells_text(uint64_t number)
{
	return number == BODY_TEXT || number == BODY_BINARY;
}

void body_blank(void *body, size_t len)
{
	struct cursor c = cursor_over(body, len);

	while (c.rc == 0 && cursor_left(&c) > 0) {
		uint8_t *number = cursor_take(&c, 1);
		size_t n = cursor_get(&c, 2);
		uint8_t *bytes = cursor_take(&c, n);

		if (bytes == NULL || !tells_text(*number))
			continue;
		*number = 0; /* a field that nobody knows */
		memset(bytes, 0, n);
	}
}
