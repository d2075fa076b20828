/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers with a blank between two: of each kind of our own side what struct
 * usage_sum has. Older versions wrote messages, segments and received alone.
 */
#include "ledger/usage.h"

#include "ledger/events.h"
#include "ledger/inside.h"
#include "ledger/thing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME "usage/"

#define OLD     3
#define OF_EACH 5
#define NUMBERS (OF_EACH * USAGE_OWNS)

char *usage_name(int64_t day, char name[USAGE_NAME_BYTES])
{
	snprintf(name, USAGE_NAME_BYTES, NAME "%" PRId64, day);
	return name;
}

char *usage_write(const struct usage_day *d, char value[USAGE_VALUE_BYTES])
{
	size_t at = 0;

	for (size_t i = 0; i < USAGE_OWNS; i++) {
		const struct usage_sum *s = &d->own[i];

		at += (size_t)snprintf(value + at, USAGE_VALUE_BYTES - at,
		    "%s%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
		    " %" PRId64,
		    i == 0 ? "" : " ", s->messages, s->segments, s->received,
		    s->parts, s->price);
	}
	return value;
}

/* How many there are; more than `most` are none. */
static size_t read_numbers(char *text, uint64_t *to, size_t most)
{
	size_t n = 0;
	char *end;

	while (*text != '\0') {
		uint64_t v = strtoull(text, &end, 10);

		if (end == text || (*end != ' ' && *end != '\0') || n == most)
			return 0;
		to[n++] = v;
		text = end + (*end == ' ');
	}
	return n;
}

static void take_numbers(const uint64_t *v, struct usage_day *d)
{
	for (size_t i = 0; i < USAGE_OWNS; i++, v += OF_EACH)
		d->own[i] = (struct usage_sum){ .messages = v[0],
			.segments = v[1],
			.received = v[2],
			.parts = v[3],
			.price = (int64_t)v[4] };
}

int usage_read(const struct thing *t, struct usage_day *d)
{
	char text[USAGE_VALUE_BYTES], name[USAGE_NAME_BYTES];
	uint64_t v[NUMBERS];
	size_t n;

	*d = (struct usage_day){ .account = t->account };
	if (strncmp(t->name, NAME, strlen(NAME)) != 0)
		return RC_NOT_FOUND;
	d->day = strtoll(t->name + strlen(NAME), NULL, 10);
	if (strcmp(usage_name(d->day, name), t->name) != 0)
		return RC_NOT_FOUND;
	if (thing_text(t, text, sizeof(text)) != 0)
		return RC_CORRUPT;
	n = read_numbers(text, v, NUMBERS);
	if (n == NUMBERS)
		take_numbers(v, d);
	else if (n == OLD)
		d->own[USAGE_OTHER] = (struct usage_sum){ .messages = v[0],
			.segments = v[1],
			.received = v[2],
			.parts = v[2] };
	else
		return RC_CORRUPT;
	return 0;
}

void usage_add(struct usage_sum *to, const struct usage_sum *more)
{
	to->messages += more->messages;
	to->segments += more->segments;
	to->received += more->received;
	to->parts += more->parts;
	to->price += more->price;
}

void ledger_tell_usage(struct ledger *l, const struct outcome *o)
{
	struct usage_day d;

	memcpy(&d, buf_bytes(&l->out->out) + o->data, sizeof(d));
	if (l->up->used != NULL)
		l->up->used(&d, l->up_arg);
}
