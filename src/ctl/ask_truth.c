/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What carriers said that a daemon could make nothing of.
 */
#include "base/hex.h"
#include "ctl/daemon.h"
#include "ctl/show.h"

static void show_parked(const struct call *c, const struct json_value *v)
{
	static const char *const columns[] = { "arrived", "expires", "smsc",
		"id", "from", "stat", "err", "text", NULL };
	const struct json_value *receipts = json_get(v, "receipts");
	bool more = false;

	if (receipts == NULL || json_count(receipts) == 0) {
		fprintf(c->io->out, "no receipts are parked\n");
		return;
	}
	show_table(c->io->out, receipts, columns);
	if (json_get_bool(v, "more", &more) == 0 && more) {
		fprintf(c->io->out, "\nin all: ");
		show_value(c->io->out, json_get(v, "parked"));
		fputs("; --limit N shows more\n", c->io->out);
	}
}

int ask_receipts_parked(struct call *c)
{
	struct buf request = { 0 };
	struct json_out o;
	uint64_t limit;

	if (call_takes_nothing(c) != CTL_OK)
		return CTL_USAGE;
	if (c->limit != NULL && number_parse(c->limit, INT64_MAX, &limit) != 0)
		return call_usage(c, "--limit takes a number");
	o = daemon_request(&request, "receipts parked");
	if (c->limit != NULL)
		json_uint(&o, "limit", limit);
	json_close_object(&o);
	return daemon_ask(c, &request, show_parked);
}

static void show_unmapped(const struct call *c, const struct json_value *v)
{
	static const char *const columns[] = { "smsc", "kind", "code", "count",
		"first", "last", "suggestion", NULL };
	const struct json_value *codes = json_get(v, "codes");
	const struct json_range any = { 1, INT64_MAX };
	int64_t others;

	if (codes == NULL || json_count(codes) == 0) {
		fprintf(c->io->out, "every code is in its map\n");
		return;
	}
	show_table(c->io->out, codes, columns);
	if (json_get_int(v, "others", any, &others) == 0)
		fprintf(c->io->out, "\nof codes beyond this table: %lld\n",
		    (long long)others);
}

int ask_errors_unmapped(struct call *c)
{
	return daemon_ask_plain(c, "errors unmapped", show_unmapped);
}
