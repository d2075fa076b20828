/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who wants no more messages: shown, changed, and as files.
 */
#include "ctl/daemon.h"
#include "ctl/numbers_file.h"
#include "ctl/show.h"
#include "model/number.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define PAGE  1000
#define BATCH 150 /* numbers in a request, which has 4,096 bytes */

static struct json_out request_for(const struct call *c, struct buf *request,
    const char *command)
{
	struct json_out o = daemon_request(request, command);

	if (c->account != NULL)
		json_text(&o, "account", c->account);
	return o;
}

/* ---- list -------------------------------------------------------------- */

static void show_optouts(const struct call *c, const struct json_value *v)
{
	static const char *const columns[] = { "number", "since", "source",
		NULL };
	const struct json_value *all = json_get(v, "optouts");
	const char *next;
	size_t len;

	if (all == NULL || json_count(all) == 0)
		fprintf(c->io->out, "nobody has opted out\n");
	else
		show_table(c->io->out, all, columns);
	if (json_get_str(v, "next", &next, &len) == 0)
		fprintf(c->io->out, "\nmore: --after %s\n", next);
}

int ask_optout_list(struct call *c)
{
	struct buf request = { 0 };
	struct json_out o;

	if (call_takes_nothing(c) != CTL_OK)
		return CTL_USAGE;
	o = request_for(c, &request, "optout list");
	if (daemon_add_number(&o, "limit", c->limit) != 0) {
		buf_free(&request);
		return call_usage(c, "--limit takes a number");
	}
	if (c->after != NULL)
		json_text(&o, "after", c->after);
	json_close_object(&o);
	return daemon_ask(c, &request, show_optouts);
}

/* ---- add, remove ------------------------------------------------------- */

static void show_change(const struct call *c, const struct json_value *v)
{
	bool is_new = daemon_int(v, "changed") != 0;

	if (strcmp(c->name, "add") == 0)
		fprintf(c->io->out, "%s %s\n", c->argv[0],
		    is_new ? "gets no more messages" : "had opted out already");
	else
		fprintf(c->io->out, "%s %s\n", c->argv[0],
		    is_new ? "may get messages again" : "had not opted out");
}

int ask_optout_change(struct call *c)
{
	struct buf request = { 0 };
	struct json_out o;
	char command[32];

	if (c->argc != 1)
		return call_usage(c, "it takes a number");
	snprintf(command, sizeof(command), "optout %s", c->name);
	o = request_for(c, &request, command);
	json_text(&o, "number", c->argv[0]);
	json_close_object(&o);
	return daemon_ask(c, &request, show_change);
}

/* ---- import ------------------------------------------------------------ */

struct import {
	const struct call *call;
	struct numbers_file file;
	struct buf request;
	struct json_out out; /* into the request */
	size_t batch;        /* numbers in it */
	int64_t numbers, added;
	uint64_t bad;
	struct buf said; /* with --json: the answer */
	struct json_out answer;
};

static void tell_bad(struct import *m)
{
	FILE *err = m->call->io->err;
	struct numbers_file *f = &m->file;
	size_t len = f->len < 60 ? f->len : 60;

	m->bad++;
	if (m->call->json) {
		json_open_object(&m->answer, NULL);
		json_uint(&m->answer, "line", f->line);
		json_str(&m->answer, "text", f->text, len);
		json_text(&m->answer, "why", f->why);
		json_close_object(&m->answer);
		return;
	}
	fprintf(err, "esmectl: line %" PRIu64 " %s: ", f->line, f->why);
	show_text(err, f->text, len);
	fputc('\n', err);
}

static void add_number(struct import *m, uint64_t number)
{
	char text[E164_TEXT];

	if (m->batch == 0) {
		m->out = request_for(m->call, &m->request, "optout add");
		json_text(&m->out, "source", "import");
		json_open_array(&m->out, "numbers");
	}
	json_text(&m->out, NULL, e164_format(number, text));
	m->batch++;
}

static int send_batch(struct import *m)
{
	struct json *answer;
	int status;

	if (m->batch == 0)
		return CTL_OK;
	m->batch = 0;
	json_close_array(&m->out);
	json_close_object(&m->out);
	status = daemon_fetch(m->call, &m->request, &answer);
	if (status != CTL_OK)
		return status;
	m->numbers += daemon_int(json_root(answer), "numbers");
	m->added += daemon_int(json_root(answer), "changed");
	json_free(answer);
	return CTL_OK;
}

static int send_all(struct import *m)
{
	int status = CTL_OK, rc;
	uint64_t number;

	while (status == CTL_OK &&
	       (rc = numbers_file_next(&m->file, &number)) != RC_NOT_FOUND) {
		if (rc != 0)
			tell_bad(m);
		else
			add_number(m, number);
		if (m->batch == BATCH)
			status = send_batch(m);
	}
	if (status == CTL_OK)
		status = send_batch(m);
	if (status != CTL_OK)
		fprintf(m->call->io->err,
		    "esmectl: it ended at line %" PRIu64 "; what came before "
		    "may have been added, and to import it again is fine\n",
		    m->file.line);
	return status;
}

static int import_lines(struct import *m)
{
	const struct call *c = m->call;
	int status;

	m->answer = json_writing(&m->said);
	json_open_object(&m->answer, NULL);
	json_open_array(&m->answer, "bad");
	status = send_all(m);
	json_close_array(&m->answer);
	json_int(&m->answer, "numbers", m->numbers);
	json_int(&m->answer, "added", m->added);
	json_close_object(&m->answer);
	if (status == CTL_OK && c->json)
		call_print(c, &m->said);
	else if (status == CTL_OK)
		fprintf(c->io->out,
		    "%" PRId64 " numbers: %" PRId64 " added, %" PRId64
		    " had opted out already\n",
		    m->numbers, m->added, m->numbers - m->added);
	buf_free(&m->said);
	return status == CTL_OK && m->bad != 0 ? CTL_BAD_INPUT : status;
}

static int import_from(const struct call *c, FILE *from)
{
	struct import m = { .call = c };
	int status, rc = numbers_file_init(&m.file, from);

	if (rc == RC_UNSUPPORTED)
		status = call_usage(c,
		    "the file is not UTF-8: save the file as UTF-8");
	else if (rc != 0)
		status = call_usage(c,
		    "of the file's columns one is to be called \"number\"");
	else
		status = import_lines(&m);
	numbers_file_fini(&m.file);
	return status;
}

int ask_optout_import(struct call *c)
{
	FILE *from;
	int status;

	if (c->argc != 1)
		return call_usage(c, "it takes a file, or - for its input");
	if (strcmp(c->argv[0], "-") == 0)
		return import_from(c, c->io->in);
	from = fopen(c->argv[0], "r");
	if (from == NULL) {
		fprintf(c->io->err, "esmectl: %s: %s\n", c->argv[0],
		    strerror(errno));
		return CTL_NO_INPUT;
	}
	status = import_from(c, from);
	fclose(from);
	return status;
}

/* ---- export ------------------------------------------------------------ */

/* Where the next page begins is the last text of a "next". */
static int fetch_page(const struct call *c, const struct buf *after,
    struct json **page)
{
	struct buf request = { 0 };
	struct json_out o = request_for(c, &request, "optout list");

	json_uint(&o, "limit", PAGE);
	if (after->len != 0)
		json_str(&o, "after", buf_bytes(after), after->len);
	json_close_object(&o);
	return daemon_fetch(c, &request, page);
}

static void print_row(const struct call *c, const struct json_value *v)
{
	FILE *to = c->io->out;

	if (c->json) {
		show_json(to, v);
		return;
	}
	show_value(to, json_get(v, "number"));
	fputc(',', to);
	show_value(to, json_get(v, "since"));
	fputc(',', to);
	show_value(to, json_get(v, "source"));
	fputc('\n', to);
}

/* The rows of a page; false: it was the last. */
static bool print_rows(const struct call *c, const struct json_value *page,
    struct buf *after)
{
	const struct json_value *all = json_get(page, "optouts");
	struct json_iter i = { 0 };
	const char *next;
	size_t len;

	while (all != NULL && json_next(all, &i))
		print_row(c, i.value);
	buf_clear(after);
	if (json_get_str(page, "next", &next, &len) != 0)
		return false;
	buf_add(after, next, len);
	return true;
}

int ask_optout_export(struct call *c)
{
	struct buf after = { 0 };
	struct json *page;
	bool more = true;
	int status = call_takes_nothing(c);

	for (bool first = true; status == CTL_OK && more; first = false) {
		status = fetch_page(c, &after, &page);
		if (status != CTL_OK)
			break;
		if (first && !c->json)
			fputs("number,since,source\n", c->io->out);
		more = print_rows(c, json_root(page), &after);
		json_free(page);
	}
	buf_free(&after);
	return status;
}
