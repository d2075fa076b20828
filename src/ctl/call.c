/* SPDX-License-Identifier: BSD-2-Clause */
#include "ctl/call.h"

#include "base/mem.h"
#include "conf/conf.h"
#include "conf/report.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

int call_usage(const struct call *c, const char *fmt, ...)
{
	va_list ap;

	fprintf(c->io->err, "esmectl: ");
	if (c->group != NULL)
		fprintf(c->io->err, "%s%s%s: ", c->group,
		    c->name != NULL ? " " : "", c->name != NULL ? c->name : "");
	else if (c->name != NULL)
		fprintf(c->io->err, "%s: ", c->name);
	va_start(ap, fmt);
	vfprintf(c->io->err, fmt, ap);
	va_end(ap);
	fprintf(c->io->err, "\n");
	return CTL_USAGE;
}

int call_conf(const struct call *c, struct conf **conf)
{
	struct conf_report report = { 0 };
	struct buf text = { 0 };
	int rc = conf_load(c->conf, conf, &report);

	if (rc != 0) {
		conf_report_format(&report, &text);
		fputs(buf_cstr(&text), c->io->err);
		buf_free(&text);
	}
	conf_report_free(&report);
	return rc == 0 ? CTL_OK : CTL_NO_INPUT;
}

int call_takes_nothing(const struct call *c)
{
	return c->argc == 0
		   ? CTL_OK
		   : call_usage(c, "it takes no argument: %s", c->argv[0]);
}

int call_error(struct json_out *o, const char *why)
{
	json_text(o, "error", why);
	return RC_BAD;
}

char *call_argument(const struct call *c)
{
	struct buf all = { 0 };
	char *text;

	for (int i = 0; i < c->argc; i++) {
		if (i != 0)
			buf_add(&all, " ", 1);
		buf_add_str(&all, c->argv[i]);
	}
	text = mem_strdup(buf_cstr(&all));
	buf_free(&all);
	return text;
}

void call_print(const struct call *c, struct buf *line)
{
	buf_add(line, "\n", 1);
	fwrite(buf_bytes(line), 1, line->len, c->io->out);
	buf_free(line);
}

/* "n" as it came: a number or a text. */
static void repeat_n(const struct json_value *q, struct json_out *o)
{
	const struct json_value *n = json_get(q, "n");
	const char *text;
	size_t len;

	if (n != NULL && json_kind(n) == JSON_INT) {
		json_int(o, "n", json_int_of(n));
	} else if (n != NULL && json_kind(n) == JSON_STR) {
		text = json_str_of(n, &len);
		json_str(o, "n", text, len);
	}
}

static int answer_line(const struct json_value *q, call_each *each, void *arg,
    struct json_out *o)
{
	if (json_kind(q) != JSON_OBJECT)
		return call_error(o, "not an object");
	repeat_n(q, o);
	return each(arg, q, o);
}

static int answer_text(const char *text, size_t len, call_each *each, void *arg,
    struct json_out *o)
{
	struct json_error error;
	struct json *j;
	int rc;

	if (len > CALL_LINE_MAX)
		return call_error(o, "longer than a line may be");
	if (json_parse(text, len, &j, &error) != 0) {
		json_text(o, "error", error.why);
		json_uint(o, "at", error.at);
		return RC_BAD;
	}
	rc = answer_line(json_root(j), each, arg, o);
	json_free(j);
	return rc;
}

int call_lines(const struct call *c, call_each *each, void *arg)
{
	struct buf line = { 0 };
	char *text = NULL;
	size_t room = 0;
	ssize_t len;
	int rc = 0;

	while ((len = getline(&text, &room, c->io->in)) > 0) {
		struct json_out o = json_writing(&line);

		if (text[len - 1] == '\n')
			len--;
		if (len == 0)
			continue;
		json_open_object(&o, NULL);
		if (answer_text(text, (size_t)len, each, arg, &o) != 0)
			rc = CTL_BAD_INPUT;
		json_close_object(&o);
		call_print(c, &line);
	}
	free(text);
	return rc;
}
