/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow/body.h"

#include <string.h>

#define FLAG_PRIORITY    0x1u
#define FLAG_REPLY_PATH  0x2u
#define FLAG_QUEUE_ONLY  0x4u
#define FLAG_TELL_QUEUED 0x8u

static uint8_t flags_of(const struct body_extra *x)
{
	return (uint8_t)((x->has_priority ? FLAG_PRIORITY : 0) |
			 (x->reply_path ? FLAG_REPLY_PATH : 0) |
			 (x->queue_only ? FLAG_QUEUE_ONLY : 0) |
			 (x->tell_queued ? FLAG_TELL_QUEUED : 0));
}

size_t body_extra_write(const struct body_extra *x,
    uint8_t bytes[BODY_EXTRA_BYTES])
{
	size_t len = x->service_type.len;

	if (flags_of(x) == 0 && len == 0)
		return 0;
	if (len > EXTRA_SERVICE_MAX)
		len = EXTRA_SERVICE_MAX;
	bytes[0] = flags_of(x);
	bytes[1] = x->priority;
	if (len != 0)
		memcpy(bytes + 2, x->service_type.s, len);
	return 2 + len;
}

void body_extra_read(const struct body *b, struct body_extra *x)
{
	const struct body_text *t = &b->field[BODY_EXTRA];

	*x = (struct body_extra){ 0 };
	if (t->len < 2 || t->len > BODY_EXTRA_BYTES)
		return;
	x->has_priority = (uint8_t)t->s[0] & FLAG_PRIORITY;
	x->reply_path = (uint8_t)t->s[0] & FLAG_REPLY_PATH;
	x->queue_only = (uint8_t)t->s[0] & FLAG_QUEUE_ONLY;
	x->tell_queued = (uint8_t)t->s[0] & FLAG_TELL_QUEUED;
	x->priority = (uint8_t)t->s[1];
	x->service_type = (struct body_text){ t->s + 2, t->len - 2 };
}
