/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What needs a store and no daemon.
 */
#include "ledger/verify.h"
#include "ctl/call.h"
#include "store/watch.h"

#include <inttypes.h>

struct findings {
	const struct call *call;
	struct json_out out; /* with --json */
};

static void found(const char *table, const char *key, const char *what,
    void *arg)
{
	struct findings *f = arg;

	if (!f->call->json) {
		fprintf(f->call->io->out, "%s %s: %s\n", table, key, what);
		return;
	}
	json_open_object(&f->out, NULL);
	json_text(&f->out, "table", table);
	json_text(&f->out, "key", key);
	json_text(&f->out, "what", what);
	json_close_object(&f->out);
}

static void show_counts(const struct call *c, const struct verify_counts *n)
{
	fprintf(c->io->out,
	    "%" PRIu64 " rows, %" PRIu64 " entries in %" PRIu64
	    " chunks of the journal, %" PRIu64 " texts from handsets\n"
	    "%" PRIu64 " messages: %" PRIu64 " queued, %" PRIu64
	    " of them for a retry; %" PRIu64 " await a receipt\n"
	    "%" PRIu64 " records to be finished from the journal, %" PRIu64
	    " parked receipts\n",
	    n->rows, n->entries, n->chunks, n->inbound, n->messages, n->queued,
	    n->retrying, n->forwarded, n->unsaved, n->parked);
	if (n->findings == 0)
		fprintf(c->io->out, "The store is sound.\n");
	else
		fprintf(c->io->out,
		    "The store is DAMAGED: findings %" PRIu64 "\n",
		    n->findings);
}

static void write_counts(struct json_out *o, const struct verify_counts *n)
{
	json_uint(o, "rows", n->rows);
	json_uint(o, "chunks", n->chunks);
	json_uint(o, "entries", n->entries);
	json_uint(o, "inbound", n->inbound);
	json_uint(o, "messages", n->messages);
	json_uint(o, "queued", n->queued);
	json_uint(o, "retrying", n->retrying);
	json_uint(o, "awaiting_receipt", n->forwarded);
	json_uint(o, "unsaved", n->unsaved);
	json_uint(o, "parked", n->parked);
}

static int explain(const struct call *c, int rc, const char *why)
{
	fprintf(c->io->err, "esmectl: %s\n", why);
	switch (rc) {
	case RC_BUSY: return CTL_UNAVAILABLE;
	case RC_IO:
	case RC_CORRUPT:
	case RC_VERSION: return CTL_BAD_INPUT;
	default: return CTL_NO_INPUT;
	}
}

int verify_store(struct call *c)
{
	struct buf line = { 0 };
	struct findings f = { .call = c, .out = json_writing(&line) };
	struct verify_options o = { .found = found, .arg = &f };
	struct verify_counts n;
	struct ledger_problem why;
	int rc;

	if (c->argc != 1)
		return call_usage(c,
		    "it takes the folder of a store or of a backup");
	o.path = c->argv[0];
	store_guard();
	json_open_object(&f.out, NULL);
	json_open_array(&f.out, "findings");
	rc = ledger_verify(&o, &n, &why);
	if (rc != 0) {
		buf_free(&line);
		return explain(c, rc, why.text);
	}
	json_close_array(&f.out);
	write_counts(&f.out, &n);
	json_close_object(&f.out);
	if (c->json)
		call_print(c, &line);
	else
		show_counts(c, &n);
	buf_free(&line);
	return n.findings == 0 ? CTL_OK : CTL_BAD_INPUT;
}
