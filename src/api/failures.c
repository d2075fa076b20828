/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/failures.h"

#include <stdlib.h>

#include "base/mem.h"

static struct failure *find(const struct failures *f, uint16_t smsc,
    uint16_t reason)
{
	for (size_t i = 0; i < f->rows; i++) {
		if (f->row[i].smsc == smsc && f->row[i].reason == reason)
			return &f->row[i];
	}
	return NULL;
}

void failures_add(struct failures *f, uint16_t smsc, uint16_t reason)
{
	struct failure *row = find(f, smsc, reason);

	if (row != NULL) {
		row->n++;
		return;
	}
	if (f->rows == FAILURES_MAX) {
		f->others++;
		return;
	}
	f->row = mem_resize(f->row, f->rows + 1, sizeof(*f->row));
	f->row[f->rows++] = (struct failure){ smsc, reason, 1 };
}

void failures_fini(struct failures *f)
{
	free(f->row);
}
