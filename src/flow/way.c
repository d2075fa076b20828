/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow/way.h"

#include <strings.h>

#include "base/cursor.h"
#include "conf/conf.h"

#define FLAG_LANDLINE 0x1u
#define FLAG_CLASS    0x2u
#define FLAG_PROTOCOL 0x4u
#define FLAG_UDH      0x8u

void way_write(const struct way *w, uint8_t bytes[BODY_WAY_BYTES])
{
	struct cursor c = cursor_over(bytes, BODY_WAY_BYTES);

	cursor_put(&c, 4, w->choice);
	cursor_put(&c, 2, w->ref);
	cursor_put(&c, 1, w->segments);
	cursor_put(&c, 1,
	    (w->is_landline ? FLAG_LANDLINE : 0) |
		(w->has_class ? FLAG_CLASS : 0) |
		(w->has_protocol ? FLAG_PROTOCOL : 0) |
		(w->has_udh ? FLAG_UDH : 0));
	cursor_put(&c, 1, w->message_class);
	cursor_put(&c, 1, w->protocol_id);
}

void way_read(const struct body *b, struct way *w)
{
	const struct body_text *t = &b->field[BODY_WAY];
	struct cursor c = cursor_reading(t->s, t->len);
	uint64_t flags;

	*w = (struct way){ 0 };
	if (t->len < BODY_WAY_BYTES)
		return;
	w->choice = (uint32_t)cursor_get(&c, 4);
	w->ref = (uint16_t)cursor_get(&c, 2);
	w->segments = (uint8_t)cursor_get(&c, 1);
	flags = cursor_get(&c, 1);
	w->is_landline = flags & FLAG_LANDLINE;
	w->has_class = flags & FLAG_CLASS;
	w->has_protocol = flags & FLAG_PROTOCOL;
	w->has_udh = flags & FLAG_UDH;
	w->message_class = (uint8_t)cursor_get(&c, 1);
	w->protocol_id = (uint8_t)cursor_get(&c, 1);
}

unsigned way_segments(const struct body *b, unsigned parts)
{
	struct way w;

	way_read(b, &w);
	return w.segments != 0 ? w.segments : parts;
}

/* conf lets through only languages that text knows. */
static uint32_t languages(const struct conf_list *names)
{
	uint32_t all = 0;

	for (size_t i = 0; i < names->n; i++) {
		for (unsigned n = 1; n <= TEXT_LANGUAGE_LAST; n++) {
			if (strcasecmp(text_language_name(n), names->v[i]) == 0)
				all |= TEXT_LANGUAGE(n);
		}
	}
	return all;
}

struct text_rules way_rules(const struct conf_smsc *c)
{
	return (struct text_rules){
		.alphabets = (c->alphabet == TEXT_GSM7 ? TEXT_CAN_GSM7 : 0) |
			     (c->latin1 ? TEXT_CAN_LATIN1 : 0) |
			     (c->ucs2 ? TEXT_CAN_UCS2 : 0),
		.locking = languages(&c->locking_tables),
		.single = languages(&c->single_tables),
		.split = (enum text_split)c->split,
		.is_packed = c->packed,
		.default_alphabet = (enum text_alphabet)c->alphabet,
	};
}

struct text_rules way_rules_of_class(const struct text_rules *rules)
{
	struct text_rules r = *rules;

	r.alphabets = TEXT_CAN_GSM7 | (r.alphabets & TEXT_CAN_UCS2);
	r.default_alphabet = TEXT_GSM7;
	return r;
}
