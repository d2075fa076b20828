/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows are sorted by number, then by account. In the configuration a number has
 * a plus or none; here it has none.
 */
#include "flow/whose.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "conf/conf.h"

struct row {
	const char *number;
	size_t account;
};

struct whose {
	struct row *row;
	size_t n;
	size_t open, last_open; /* accounts that name none; one of them */
};

static const char *bare(const char *number)
{
	return number + (number[0] == '+');
}

static int compare(const void *a, const void *b)
{
	const struct row *one = a, *other = b;
	int by = strcmp(one->number, other->number);

	if (by != 0)
		return by;
	return (one->account > other->account) -
	       (one->account < other->account);
}

struct whose *whose_new(const struct conf *conf)
{
	struct whose *w = mem_new(1, sizeof(*w));
	size_t all = 0;

	for (size_t i = 0; i < conf->accounts; i++) {
		all += conf->account[i].numbers.n;
		if (conf->account[i].numbers.n == 0) {
			w->open++;
			w->last_open = i;
		}
	}
	w->row = mem_new(all, sizeof(w->row[0]));
	for (size_t i = 0; i < conf->accounts; i++) {
		const struct conf_list *numbers = &conf->account[i].numbers;

		for (size_t k = 0; k < numbers->n; k++)
			w->row[w->n++] = (struct row){ bare(numbers->v[k]), i };
	}
	qsort(w->row, w->n, sizeof(w->row[0]), compare);
	return w;
}

void whose_free(struct whose *w)
{
	if (w == NULL)
		return;
	free(w->row);
	free(w);
}

/* The first row of this number, of this account or a later one; NULL: none. */
static const struct row *find(const struct whose *w, const char *number,
    size_t account)
{
	const struct row key = { bare(number), account };
	size_t from = 0, end = w->n;

	while (from < end) {
		size_t middle = from + (end - from) / 2;

		if (compare(&w->row[middle], &key) < 0)
			from = middle + 1;
		else
			end = middle;
	}
	if (from == w->n || strcmp(w->row[from].number, key.number) != 0)
		return NULL;
	return &w->row[from];
}

int whose_number(const struct whose *w, const char *to, size_t *account)
{
	const struct row *row = find(w, to, 0);

	if (row == NULL)
		return RC_NOT_FOUND;
	*account = row->account;
	return 0;
}

bool whose_has(const struct whose *w, const char *number, size_t account)
{
	const struct row *row = find(w, number, account);

	return row != NULL && row->account == account;
}

int whose_otherwise(const struct whose *w, size_t *account)
{
	if (w->open != 1)
		return RC_NOT_FOUND;
	*account = w->last_open;
	return 0;
}
