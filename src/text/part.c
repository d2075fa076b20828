/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The octets of what a plan says. Nothing is checked again: by its plan a part
 * fits, and each of its characters is in the alphabet.
 */
#include <esmed/text_rules.h>
#include <esmed/text_udh.h>

#include <assert.h>
#include <string.h>

#include "text/gsm7.h"
#include "text/measure.h"
#include "text/septets.h"
#include "text/utf8.h"

static size_t put_plain(const char *at, const char *end, uint8_t *to)
{
	uint8_t *from = to;

	while (at < end) {
		uint32_t cp = (uint8_t)*at;

		at += cp < 0x80 ? 1 : utf8_next(at, end, &cp);
		to += gsm7_put(gsm7_marks[cp], to);
	}
	return (size_t)(to - from);
}

static size_t put_septets(const struct text_plan *p, const char *at,
    const char *end, uint8_t *to)
{
	uint8_t *from = to;

	if (p->locking == 0 && p->single == 0)
		return put_plain(at, end, to);
	while (at < end) {
		uint32_t cp;

		at += utf8_next(at, end, &cp);
		to += gsm7_put(national_mark(measure_tables(p), cp), to);
	}
	return (size_t)(to - from);
}

/* The text from `at` to `end` behind `head` octets at `to`; it fits `room`. */
static size_t put_text(const struct text_plan *p, const char *at,
    const char *end, size_t head, uint8_t *to, size_t room)
{
	size_t used = room - head;
	int rc;

	if (p->alphabet == TEXT_GSM7)
		return put_septets(p, at, end, to + head);
	rc = text_encode(p->alphabet, at, (size_t)(end - at), to + head, &used);
	assert(rc == 0);
	(void)rc;
	return used;
}

static size_t put_concat(const struct text_plan *p,
    const struct text_part *part, uint8_t *to)
{
	const uint8_t short_ref[] = { TEXT_IE_CONCAT8, 3, (uint8_t)part->ref,
		part->total, part->number };
	const uint8_t long_ref[] = { TEXT_IE_CONCAT16, 4,
		(uint8_t)(part->ref >> 8), (uint8_t)part->ref, part->total,
		part->number };

	if (part->total == 1 || p->split == TEXT_SPLIT_SAR)
		return 0;
	if (p->split == TEXT_SPLIT_UDH16) {
		memcpy(to, long_ref, sizeof(long_ref));
		return sizeof(long_ref);
	}
	memcpy(to, short_ref, sizeof(short_ref));
	return sizeof(short_ref);
}

static size_t put_table(enum text_ie id, uint8_t language, uint8_t *to)
{
	if (language == 0)
		return 0;
	to[0] = (uint8_t)id;
	to[1] = 1;
	to[2] = language;
	return 3;
}

static size_t put_tables(const struct text_plan *p, uint8_t *to)
{
	size_t n = put_table(TEXT_IE_SINGLE, p->single, to);

	return n + put_table(TEXT_IE_LOCKING, p->locking, to + n);
}

static size_t put_head(const struct text_plan *p, const struct text_part *part,
    uint8_t *to)
{
	size_t n = put_concat(p, part, to + 1);

	n += put_tables(p, to + 1 + n);
	to[0] = (uint8_t)n;
	return n == 0 ? 0 : n + 1;
}

void text_part(const struct text_plan *plan, unsigned nth, uint16_t ref,
    struct text_part *part)
{
	const char *at = plan->utf8, *end = plan->utf8 + plan->len;
	size_t head, used;

	assert(plan->problem == TEXT_FINE && nth < plan->parts);
	assert(!text_is_payload(plan));
	part->ref = ref;
	part->total = (uint8_t)plan->parts;
	part->number = (uint8_t)(nth + 1);
	part->sar = plan->parts > 1 && plan->split == TEXT_SPLIT_SAR;
	head = put_head(plan, part, part->octets);
	if (nth > 0)
		at = plan->utf8 + plan->start[nth];
	if (nth + 1 < plan->parts)
		end = plan->utf8 + plan->start[nth + 1];
	used = put_text(plan, at, end, head, part->octets, TEXT_PART_ROOM);
	if (plan->is_packed) {
		uint8_t septets[TEXT_PART_ROOM];

		memcpy(septets, part->octets + head, used);
		used = septets_pack(septets, used, head, part->octets + head);
	}
	part->len = (uint8_t)(head + used);
	part->udh = head != 0;
}

bool text_is_payload(const struct text_plan *plan)
{
	return plan->split == TEXT_SPLIT_PAYLOAD && plan->segments > 1;
}

static size_t payload_len(const struct text_plan *p)
{
	size_t head = measure_tables_head(p);

	if (p->is_packed)
		return head + septets_packed(p->units, head);
	return head + (p->alphabet == TEXT_UCS2 ? 2 * p->units : p->units);
}

int text_payload(const struct text_plan *plan, void *octets, size_t *len,
    bool *udh)
{
	uint8_t septets[TEXT_PAYLOAD_ROOM], *to = octets;
	const char *end = plan->utf8 + plan->len;
	size_t head = 0, used;

	assert(plan->problem == TEXT_FINE);
	if (payload_len(plan) > *len)
		return RC_TOO_LONG;
	if (measure_tables_head(plan) != 0) {
		head = 1 + put_tables(plan, to + 1);
		to[0] = (uint8_t)(head - 1);
	}
	if (plan->is_packed) {
		used = put_septets(plan, plan->utf8, end, septets);
		used = septets_pack(septets, used, head, to + head);
	} else {
		used = put_text(plan, plan->utf8, end, head, to, *len);
	}
	*len = head + used;
	*udh = head != 0;
	return 0;
}
