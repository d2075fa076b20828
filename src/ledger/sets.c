/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which smsc of a set gets the next message, and what is left of a set when
 * one of its smscs would not have a message (route/set.h).
 *
 * A set is read from its name when it is first used, so one that a reload
 * names needs no step of its own.
 */
#include "base/log.h"
#include "base/mem.h"
#include "ledger/strand.h"
#include "route/set.h"

#include <string.h>

/* A set of smscs as its name says, best first. */
struct book_set {
	bool is_read;
	uint8_t n, order, failover; /* see route/set.h */
	uint8_t weight[ROUTE_SMSCS_MAX];
	uint16_t smsc[ROUTE_SMSCS_MAX];
	uint16_t rest[ROUTE_SMSCS_MAX]; /* the set without it; 0: ask */
	int64_t due[ROUTE_SMSCS_MAX];   /* of a weighted set's rotation */
};

struct book_set *sets_new(void)
{
	return mem_new(NAMES_MAX + 1, sizeof(struct book_set));
}

static void read_set(struct book *b, uint16_t id, struct book_set *s)
{
	struct route_set_text text;

	*s = (struct book_set){ .is_read = true };
	if (route_set_read(names_text(&b->names, NAME_SET, id), &text) != 0) {
		log_error("ledger", "set cannot be read name=%s",
		    names_text(&b->names, NAME_SET, id));
		return;
	}
	s->order = text.order;
	s->failover = text.failover;
	for (size_t i = 0; i < text.n; i++) {
		uint16_t smsc = names_find(&b->names, NAME_SMSC, text.smsc[i]);

		if (smsc == 0)
			continue;
		s->smsc[s->n] = smsc;
		s->weight[s->n++] = text.weight[i];
	}
}

static struct book_set *set_of(struct book *b, uint16_t id)
{
	struct book_set *s = &b->set[id];

	if (!s->is_read)
		read_set(b, id, s);
	return s;
}

void book_forget_sets(struct book *b)
{
	for (uint16_t i = 0; i <= b->names.len[NAME_SET]; i++)
		b->set[i].is_read = false;
}

/* What others leave to one-time passwords is no slot to them. */
static int slots_of(const struct book *b, uint16_t smsc, uint8_t class)
{
	const struct book_smsc *s = &b->smsc[smsc];

	if (!s->up)
		return 0;
	return class == CLASS_OTP ? s->credit : s->credit - s->reserve;
}

static uint16_t first_up(const struct book *b, const struct book_set *s)
{
	for (size_t i = 0; i < s->n; i++) {
		if (b->smsc[s->smsc[i]].up)
			return s->smsc[i];
	}
	return 0;
}

static uint16_t first_free(const struct book *b, const struct book_set *s,
    uint8_t class)
{
	for (size_t i = 0; i < s->n; i++) {
		if (slots_of(b, s->smsc[i], class) > 0)
			return s->smsc[i];
	}
	return 0;
}

static uint16_t most_free(const struct book *b, const struct book_set *s,
    uint8_t class)
{
	uint16_t best = 0;
	int most = 0;

	for (size_t i = 0; i < s->n; i++) {
		int n = slots_of(b, s->smsc[i], class);

		if (n > most) {
			most = n;
			best = s->smsc[i];
		}
	}
	return best;
}

/* The smooth weighted round robin of nginx: whoever has the most due. */
static uint16_t most_due(const struct book *b, const struct book_set *s,
    uint8_t class)
{
	uint16_t best = 0;
	int64_t most = INT64_MIN;

	for (size_t i = 0; i < s->n; i++) {
		int64_t due = s->due[i] + s->weight[i];

		if (slots_of(b, s->smsc[i], class) > 0 && due > most) {
			most = due;
			best = s->smsc[i];
		}
	}
	return best;
}

uint16_t book_choose(struct book *b, uint16_t set, uint8_t class)
{
	const struct book_set *s = set_of(b, set);
	uint16_t smsc;

	switch (s->order) {
	case ROUTE_SPILL: return first_free(b, s, class);
	case ROUTE_WEIGHTED: return most_due(b, s, class);
	case ROUTE_LEAST_LOADED: return most_free(b, s, class);
	default:
		smsc = first_up(b, s);
		return slots_of(b, smsc, class) > 0 ? smsc : 0;
	}
}

/* An smsc without a slot is out of the rotation: it saves up nothing. */
static void settle_weights(struct book *b, struct book_set *s,
    const struct record *r, int parts)
{
	int64_t total = 0;

	for (size_t i = 0; i < s->n; i++) {
		if (slots_of(b, s->smsc[i], record_class(r)) <= 0)
			continue;
		s->due[i] += (int64_t)s->weight[i] * parts;
		total += (int64_t)s->weight[i] * parts;
	}
	for (size_t i = 0; i < s->n; i++) {
		if (s->smsc[i] == r->smsc)
			s->due[i] -= total;
	}
}

void book_charge(struct book *b, const struct record *r, int parts)
{
	struct book_set *s = set_of(b, r->set);

	if (s->order == ROUTE_WEIGHTED)
		settle_weights(b, s, r, parts);
	b->smsc[r->smsc].credit -= parts;
}

void book_await(struct book *b, uint16_t set)
{
	const struct book_set *s = set_of(b, set);

	if (s->order == ROUTE_PRIORITY) {
		b->smsc[first_up(b, s)].awaited = true;
		return;
	}
	for (size_t i = 0; i < s->n; i++)
		b->smsc[s->smsc[i]].awaited = true;
}

static int index_of(const struct book_set *s, uint16_t smsc)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->smsc[i] == smsc)
			return (int)i;
	}
	return -1;
}

uint8_t book_failover(struct book *b, uint16_t set)
{
	return set_of(b, set)->failover;
}

bool book_set_has(struct book *b, uint16_t set, uint16_t smsc)
{
	return index_of(set_of(b, set), smsc) >= 0;
}

static void leave_out(struct route_set_text *text, const char *smsc)
{
	uint8_t n = 0;

	for (uint8_t i = 0; i < text->n; i++) {
		if (strcmp(text->smsc[i], smsc) == 0)
			continue;
		memmove(text->smsc[n], text->smsc[i], sizeof(text->smsc[0]));
		text->weight[n++] = text->weight[i];
	}
	text->n = n;
}

/* One smsc alone has no order and no rest: it is the set of its name. */
static uint16_t name_rest(struct book *b, uint16_t set, uint16_t smsc)
{
	char name[ROUTE_SET_NAME_MAX];
	struct route_set_text text;
	uint16_t id;

	if (route_set_read(names_text(&b->names, NAME_SET, set), &text) != 0)
		return 0;
	leave_out(&text, names_text(&b->names, NAME_SMSC, smsc));
	if (text.n == 0)
		return 0;
	if (text.n == 1)
		text.order = text.failover = 0;
	if (names_intern(&b->names, NAME_SET, route_set_write(&text, name),
		&id) != 0) {
		log_warn("ledger", "no number is left for set name=%s", name);
		return 0;
	}
	return id;
}

uint16_t book_rest(struct book *b, uint16_t set, uint16_t smsc)
{
	struct book_set *s = set_of(b, set);
	int leaves = index_of(s, smsc);
	bool any = false;

	for (int i = 0; i < (int)s->n; i++)
		any |= i != leaves && b->smsc[s->smsc[i]].is_known;
	if (leaves < 0 || !any)
		return 0;
	if (s->rest[leaves] == 0)
		s->rest[leaves] = name_rest(b, set, smsc);
	return s->rest[leaves];
}

bool book_is_deserted(struct book *b, uint16_t set)
{
	const struct book_set *s = set_of(b, set);

	for (size_t i = 0; i < s->n; i++) {
		if (b->smsc[s->smsc[i]].is_known)
			return false;
	}
	return true;
}

uint16_t book_first(struct book *b, uint16_t set)
{
	const struct book_set *s = set_of(b, set);

	return s->n != 0 ? s->smsc[0] : 0;
}
