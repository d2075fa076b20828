/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All that is kept of one telephone number: handed out, or erased. Both begin
 * with its contacts and take its messages page by page, the latest first; what
 * is deleted leaves the list and no page behind it.
 */
#include "ctl/daemon.h"
#include "ctl/show.h"
#include "model/status.h"

#include <inttypes.h>

#define PAGE 90 /* ids in a request, which has 4,096 bytes */

static int fetch_page(const struct call *c, int64_t before, struct json **page)
{
	struct buf request = { 0 };
	struct json_out o = daemon_request(&request, "message list");

	json_text(&o, "to", c->argv[0]);
	json_int(&o, "limit", PAGE);
	if (before != 0)
		json_int(&o, "before", before);
	json_close_object(&o);
	return daemon_fetch(c, &request, page);
}

/* Gets the messages of a page; returns what to exit with. */
typedef int page_fn(const struct call *c, const struct json_value *messages,
    void *arg);

static int each_page(const struct call *c, page_fn *each, void *arg)
{
	const struct json_range keys = { 1, INT64_MAX };
	const struct json_value *messages;
	int64_t before = 0;
	struct json *page;
	int status;

	do {
		status = fetch_page(c, before, &page);
		if (status != CTL_OK)
			return status;
		before = 0;
		if (json_get_int(json_root(page), "next", keys, &before) != 0)
			before = 0;
		messages = json_get(json_root(page), "messages");
		if (messages != NULL)
			status = each(c, messages, arg);
		json_free(page);
	} while (status == CTL_OK && before != 0);
	return status;
}

/* Something that a command says of the number. */
static int fetch(const struct call *c, const char *command, struct json **j)
{
	struct buf request = { 0 };
	struct json_out o = daemon_request(&request, command);

	json_text(&o, "number", c->argv[0]);
	json_close_object(&o);
	return daemon_fetch(c, &request, j);
}

/* ---- export ------------------------------------------------------------ */

static int print_all(const struct call *c, const struct json_value *array)
{
	struct json_iter i = { 0 };

	while (array != NULL && json_next(array, &i))
		show_json(c->io->out, i.value);
	return CTL_OK;
}

/* What receipts have told. */
static void print_carrier(const struct call *c, const struct json_value *all)
{
	struct buf line = { 0 };
	struct json_out o = json_writing(&line);
	const char *carrier;
	size_t len;

	if (json_get_str(all, "learned_carrier", &carrier, &len) != 0)
		return;
	json_open_object(&o, NULL);
	json_text(&o, "number", c->argv[0]);
	json_str(&o, "learned_carrier", carrier, len);
	json_close_object(&o);
	fprintf(c->io->out, "%s\n", buf_cstr(&line));
	buf_free(&line);
}

static int print_contacts(const struct call *c)
{
	struct json *j;
	int status = fetch(c, "number contacts", &j);

	if (status != CTL_OK)
		return status;
	(void)print_all(c, json_get(json_root(j), "accounts"));
	print_carrier(c, json_root(j));
	json_free(j);
	return CTL_OK;
}

static int print_page(const struct call *c, const struct json_value *messages,
    void *arg)
{
	(void)arg;
	return print_all(c, messages);
}

int ask_number_export(struct call *c)
{
	int status;

	if (c->argc != 1)
		return call_usage(c, "it takes a number");
	status = print_contacts(c);
	return status == CTL_OK ? each_page(c, print_page, NULL) : status;
}

/* ---- erase ------------------------------------------------------------- */

struct erasing {
	int64_t erased;
	uint64_t left;
	struct buf text; /* the answer, an array of what is left in it */
	struct json_out answer;
};

static bool is_final(const struct json_value *message)
{
	enum status state;
	const char *word;
	size_t len;

	return json_get_str(message, "state", &word, &len) == 0 &&
	       status_parse(word, &state) == 0 && status_is_final(state);
}

static void leave(struct erasing *e, const struct json_value *message)
{
	static const char *const keys[] = { "id", "state" };
	const char *text;
	size_t len;

	e->left++;
	json_open_object(&e->answer, NULL);
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (json_get_str(message, keys[i], &text, &len) == 0)
			json_str(&e->answer, keys[i], text, len);
	json_close_object(&e->answer);
}

static int delete_ids(const struct call *c, struct buf *request,
    struct erasing *e)
{
	struct json *answer;
	int status = daemon_fetch(c, request, &answer);

	if (status != CTL_OK)
		return status;
	e->erased += daemon_int(json_root(answer), "deleted");
	e->left += (uint64_t)daemon_int(json_root(answer), "refused");
	json_free(answer);
	return CTL_OK;
}

static int erase_page(const struct call *c, const struct json_value *messages,
    void *arg)
{
	struct erasing *e = arg;
	struct buf request = { 0 };
	struct json_out o = daemon_request(&request, "message delete");
	struct json_iter i = { 0 };
	size_t len, n = 0;
	const char *id;

	json_open_array(&o, "ids");
	while (json_next(messages, &i)) {
		if (!is_final(i.value)) {
			leave(e, i.value);
		} else if (json_get_str(i.value, "id", &id, &len) == 0) {
			json_str(&o, NULL, id, len);
			n++;
		}
	}
	json_close_array(&o);
	json_close_object(&o);
	if (n != 0)
		return delete_ids(c, &request, e);
	buf_free(&request);
	return CTL_OK;
}

static void tell(const struct call *c, struct erasing *e)
{
	struct json_error problem;
	struct json *j;

	if (c->json) {
		call_print(c, &e->text);
		return;
	}
	fprintf(c->io->out, "%" PRId64 " messages erased\n", e->erased);
	if (e->left == 0)
		return;
	fprintf(c->io->out,
	    "\n%" PRIu64 " are not final and are left; cancel them or wait, "
	    "then erase again:\n",
	    e->left);
	if (json_parse(buf_bytes(&e->text), e->text.len, &j, &problem) != 0)
		return;
	show_table(c->io->out, json_get(json_root(j), "left"), NULL);
	json_free(j);
}

static int forget(const struct call *c)
{
	struct json *j;
	int status = fetch(c, "number forget", &j);

	if (status == CTL_OK)
		json_free(j);
	return status;
}

int ask_number_erase(struct call *c)
{
	struct erasing e = { .erased = 0 };
	int status;

	if (c->argc != 1)
		return call_usage(c, "it takes a number");
	if (!c->yes)
		return call_usage(c,
		    "this cannot be undone: the contacts of %s are deleted, "
		    "and "
		    "all messages to and from it that are final; say --yes",
		    c->argv[0]);
	e.answer = json_writing(&e.text);
	json_open_object(&e.answer, NULL);
	json_text(&e.answer, "number", c->argv[0]);
	json_open_array(&e.answer, "left");
	status = forget(c);
	if (status == CTL_OK)
		status = each_page(c, erase_page, &e);
	json_close_array(&e.answer);
	json_int(&e.answer, "erased", e.erased);
	json_close_object(&e.answer);
	if (status == CTL_OK)
		tell(c, &e);
	buf_free(&e.text);
	return status == CTL_OK && e.left != 0 ? CTL_BAD_INPUT : status;
}
