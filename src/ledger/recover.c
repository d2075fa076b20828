/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The memory as the store says: at a start, and after a commit that failed.
 *
 * Lists and counts are read, then the journal from where the oldest record lay
 * that was changed and not put (replay.c).
 */
#include "ledger/steps.h"

#include "ledger/due.h"
#include "ledger/hook_row.h"
#include "ledger/meta.h"
#include "ledger/open.h"
#include "ledger/park.h"

#include <stdio.h>

/* The first row of each line tells when it has something to claim. */
static int load_lines(struct book *b)
{
	struct due d = { 0 };
	int rc = due_next_line(&b->txn, 0, &d);

	while (rc == 0 && d.line < DUE_RELEASES) {
		if (!queue_may_be(d.line))
			return RC_CORRUPT;
		queue_due(&b->queue, queue_open(&b->queue, d.line), d.at);
		rc = due_next_line(&b->txn, d.line + 1, &d);
	}
	return rc == RC_NOT_FOUND ? 0 : rc;
}

/* Rows that cannot be found are not errors to LMDB: a store that has lost some
 * would begin anew, with keys and places that it has given already. */
static bool has_counters(const struct book *b, uint64_t replay)
{
	uint64_t next = journal_next_seq(&b->journal);

	return replay == 0 ? next == 1 : journal_seq(replay) <= next;
}

static int load_counters(struct book *b, uint64_t *replay)
{
	int rc = book_get_meta(b, replay);

	return rc != 0 ? rc : book_get_secrets(b, *replay == 0);
}

static int load_journal(struct book *b, uint64_t replay)
{
	int rc = journal_init(&b->journal, &b->txn);

	if (rc == 0 && !has_counters(b, replay))
		rc = RC_CORRUPT;
	return rc;
}

static int load_ids(struct book *b)
{
	return open_load(b->open, &b->txn);
}

static int load_parked(struct book *b)
{
	return park_load(b->park, &b->txn);
}

static int load_backlog(struct book *b)
{
	int rc = queue_load(&b->queue, &b->txn);

	return rc != 0 ? rc : load_lines(b);
}

static const struct {
	const char *what;
	int (*load)(struct book *b);
} lists[] = {
	{ "leaps of the clock", leaps_load },
	{ "list of SMSC ids", load_ids },
	{ "parked receipts", load_parked },
	{ "opt-outs", book_load_stops },
	{ "parts of texts", book_load_pieces },
	{ "backlog", load_backlog },
	{ "campaigns and contacts", book_load_outreach },
	{ "cursor of the webhooks", hook_load },
};

/* What cannot be loaded is named in *what. */
static int load_all(struct book *b, const char **what)
{
	uint64_t replay;
	int rc;

	*what = "counters";
	rc = load_counters(b, &replay);
	if (rc != 0)
		return rc;
	*what = "journal";
	rc = load_journal(b, replay);
	for (size_t i = 0; rc == 0 && i < ARRAY_LEN(lists); i++) {
		*what = lists[i].what;
		rc = lists[i].load(b);
	}
	if (rc != 0)
		return rc;
	*what = "journal since the last records";
	if (replay != 0)
		rc = book_replay(b, replay);
	if (rc == 0)
		rc = book_assess(b);
	if (rc != 0)
		return rc;
	*what = "list of messages that are held";
	return book_load_scheduled(b);
}

/* A commit of nothing would succeed on a full disk, and the store would take
 * that for space that is back. */
static int end(struct book *b)
{
	if (book_writes(b) != b->writes_before)
		return store_end(&b->txn);
	store_abort(&b->txn);
	return 0;
}

int book_recover(struct book *b, struct ledger_problem *why)
{
	struct ledger_totals kept = b->totals;
	const char *what;
	int rc;

	b->turn++;
	b->touched_len = 0;
	b->totals = (struct ledger_totals){ .commits = kept.commits,
		.facts = kept.facts,
		.puts = kept.puts };
	b->marks = b->view.marks; /* of the last commit */
	active_clear(&b->active);
	polls_forget(b->polls);
	retention_forget(b);
	sweep_forget(b->sweep);
	damage_forget(b->damage);
	book_forget_usages(b);
	b->writes_before = book_writes(b);
	store_begin(b->store, &b->txn);
	rc = load_all(b, &what);
	if (rc != 0) {
		store_abort(&b->txn);
		snprintf(why->text, sizeof(why->text),
		    "%s: the %s cannot be read: %s; restore a backup",
		    b->options.path, what, rc_text(rc));
		return rc;
	}
	b->active.left_len = 0;
	book_publish_all(b);
	rc = end(b);
	if (rc != 0)
		snprintf(why->text, sizeof(why->text),
		    "%s: cannot be written: %s", b->options.path, rc_text(rc));
	return rc;
}
