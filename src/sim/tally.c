/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Message `serial` lies in ring[serial mod max]; one is found by its id along
 * a chain of ring places, which it leaves when its place is taken over.
 * Destinations are an open table that is never more than half full.
 */
#include "sim/tally.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

#include <esmed/text.h>
#include <esmed/tlv.h>

#define UDHI 0x40 /* esm_class: the text begins with a UDH */

struct tally {
	uint32_t max;
	uint64_t last, submits;
	struct seen *ring;
	uint32_t *heads, head_mask; /* ring place + 1 */
	struct destination *table;
	uint32_t table_mask, table_used;
};

struct octets message_text(const struct smpp_pdu *p)
{
	const struct smpp_tlv *t = NULL;

	if (p->body.message.sm_length == 0)
		t = smpp_pdu_tlv(p, SMPP_TLV_MESSAGE_PAYLOAD);
	if (t != NULL)
		return (struct octets){ t->value, t->len };
	return (struct octets){ p->body.message.short_message,
		p->body.message.sm_length };
}

bool message_utf8(const struct smpp_pdu *p, char to[MESSAGE_UTF8_ROOM],
    size_t *len)
{
	const struct smpp_message *m = &p->body.message;
	struct octets text = message_text(p);

	if (text.len > MESSAGE_OCTETS)
		text.len = MESSAGE_OCTETS;
	if ((m->esm_class & UDHI) && text.len != 0 && text.len > text.data[0]) {
		text.len -= text.data[0] + 1u;
		text.data += text.data[0] + 1;
	}
	*len = MESSAGE_UTF8_ROOM - 1;
	if (text_decode(text_alphabet_of(m->data_coding), text.data, text.len,
		to, len) != 0)
		return false;
	to[*len] = '\0';
	return true;
}

/* The power of two that is twice `n` or more. */
static uint32_t table_size(uint32_t n)
{
	uint32_t size = 2;

	while (size < n * 2)
		size *= 2;
	return size;
}

struct tally *tally_new(uint32_t max)
{
	struct tally *b = mem_new(1, sizeof(*b));
	uint32_t size = table_size(max);

	b->max = max;
	b->ring = mem_new(max, sizeof(b->ring[0]));
	b->heads = mem_new(size, sizeof(b->heads[0]));
	b->head_mask = size - 1;
	b->table = mem_new(size, sizeof(b->table[0]));
	b->table_mask = size - 1;
	return b;
}

void tally_free(struct tally *b)
{
	if (b == NULL)
		return;
	free(b->ring);
	free(b->heads);
	free(b->table);
	free(b);
}

static uint32_t *head_of(const struct tally *b, const char *id)
{
	return &b->heads[hash_crc32c(id, strlen(id)) & b->head_mask];
}

/* Its place, or the free one where it belongs. */
static struct destination *place_of(const struct tally *b, const char *digits)
{
	uint32_t at = hash_crc32c(digits, strlen(digits)) & b->table_mask;

	while (b->table[at].digits[0] != '\0' &&
	       strcmp(b->table[at].digits, digits) != 0)
		at = (at + 1) & b->table_mask;
	return &b->table[at];
}

void tally_count(struct tally *b, const char *digits)
{
	struct destination *d;

	b->submits++;
	digits += *digits == '+';
	if (*digits == '\0')
		return;
	d = place_of(b, digits);
	if (d->digits[0] == '\0') {
		if (b->table_used == b->max)
			return;
		b->table_used++;
		strncpy(d->digits, digits, sizeof(d->digits) - 1);
	}
	d->submits++;
}

bool tally_is_for(const struct seen *m, const struct destination *d)
{
	return strcmp(m->to.digits + (m->to.digits[0] == '+'), d->digits) == 0;
}

static void forget(struct tally *b, struct seen *m)
{
	uint32_t *at = head_of(b, m->id);

	while (*at != 0 && &b->ring[*at - 1] != m)
		at = &b->ring[*at - 1].next;
	if (*at != 0)
		*at = m->next;
}

static void note_latest(struct tally *b, const struct seen *m)
{
	const char *digits = m->to.digits + (m->to.digits[0] == '+');
	struct destination *d;

	if (*digits == '\0')
		return;
	d = place_of(b, digits);
	if (d->digits[0] == '\0')
		return;
	d->taken++;
	d->latest = m->serial;
}

struct seen *tally_add(struct tally *b, const char *id,
    const struct smpp_pdu *submit)
{
	const struct smpp_message *message = &submit->body.message;
	uint64_t serial = ++b->last;
	uint32_t place = (uint32_t)(serial % b->max), *head;
	struct seen *m = &b->ring[place];
	struct octets text = message_text(submit);

	if (m->serial != 0)
		forget(b, m);
	memset(m, 0, offsetof(struct seen, text));
	m->serial = serial;
	m->taken = clock_wall();
	strncpy(m->id, id, sizeof(m->id) - 1);
	m->from = message->source;
	m->to = message->destination;
	m->esm_class = message->esm_class;
	m->data_coding = message->data_coding;
	m->registered = message->registered_delivery;
	m->text_len = (uint8_t)(text.len < TALLY_TEXT ? text.len : TALLY_TEXT);
	if (m->text_len != 0)
		memcpy(m->text, text.data, m->text_len);
	head = head_of(b, m->id);
	m->next = *head;
	*head = place + 1;
	note_latest(b, m);
	return m;
}

void tally_note(struct seen *m, uint8_t message_state)
{
	m->last_state = message_state;
}

struct seen *tally_get(struct tally *b, uint64_t serial)
{
	struct seen *m = &b->ring[serial % b->max];

	return serial != 0 && m->serial == serial ? m : NULL;
}

struct seen *tally_by_id(struct tally *b, const char *id)
{
	uint32_t at = *head_of(b, id);

	while (at != 0 && strcmp(b->ring[at - 1].id, id) != 0)
		at = b->ring[at - 1].next;
	return at == 0 ? NULL : &b->ring[at - 1];
}

const struct destination *tally_destination(const struct tally *b,
    const char *number)
{
	const struct destination *d;

	number += *number == '+';
	if (*number == '\0')
		return NULL;
	d = place_of(b, number);
	return d->digits[0] == '\0' ? NULL : d;
}

struct seen *tally_latest(struct tally *b, const char *number)
{
	const struct destination *d = tally_destination(b, number);

	return d == NULL ? NULL : tally_get(b, d->latest);
}

const struct destination *tally_next(const struct tally *b, size_t *at)
{
	while (*at <= b->table_mask) {
		const struct destination *d = &b->table[(*at)++];

		if (d->digits[0] != '\0')
			return d;
	}
	return NULL;
}

uint64_t tally_last(const struct tally *b)
{
	return b->last;
}

uint64_t tally_submits(const struct tally *b)
{
	return b->submits;
}
