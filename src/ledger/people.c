/* SPDX-License-Identifier: BSD-2-Clause */
#include "ledger/people.h"

#include "ledger/audience.h"
#include "ledger/book.h"
#include "ledger/history.h"

#include <string.h>

void book_init_people(struct book *b)
{
	b->lists = book_lists_new();
	b->deletion = deletion_new();
	b->streaks = streaks_new();
}

void book_fini_people(struct book *b)
{
	book_lists_free(b->lists);
	deletion_free(b->deletion);
	streaks_free(b->streaks);
}

int book_load_people(struct book *b)
{
	int rc = book_lists_load(b);

	if (rc == 0)
		rc = deletion_load(b);
	if (rc == 0)
		rc = streaks_load(b);
	book_load_history(b);
	return rc;
}

void book_apply_people(struct book *b, const struct fact *f, const void *data)
{
	const uint8_t *bytes = data;
	struct suggestion_fact suggestion;
	struct contact_fact contact;
	struct history_fact history;

	switch (f->type) {
	case FACT_CONTACT:
		memcpy(&contact, data, sizeof(contact));
		book_contact(b, &contact, bytes + sizeof(contact));
		return;
	case FACT_SUGGESTION:
		memcpy(&suggestion, data, sizeof(suggestion));
		book_judge_suggestion(b, &suggestion);
		return;
	case FACT_IMPORT:
		memcpy(&history, data, sizeof(history));
		book_import(b, &history, bytes + sizeof(history));
		return;
	default: return;
	}
}

void book_run_contacts(struct book *b)
{
	book_lists_run(b);
	deletion_run(b);
}

usec book_next_contact(struct book *b)
{
	return book_lists_is_busy(b) ? b->now : deletion_next(b);
}
