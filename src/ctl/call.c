/* SPDX-License-Identifier: BSD-2-Clause */
#include "ctl/call.h"

#include "base/mem.h"
#include "conf/conf.h"
#include "conf/files.h"
#include "conf/report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define WHY_MAX 5000 /* with the path of a file */

void call_print(const struct call *c, struct buf *line)
{
	buf_add(line, "\n", 1);
	fwrite(buf_bytes(line), 1, line->len, c->io->out);
	buf_free(line);
}

static void say(const struct call *c, const char *why)
{
	struct buf line = { 0 };
	struct json_out o = json_writing(&line);

	if (!c->json) {
		fprintf(c->io->err, "esmectl: %s\n", why);
		return;
	}
	json_open_object(&o, NULL);
	json_text(&o, "error", why);
	json_close_object(&o);
	call_print(c, &line);
}

/* Whose command it is: "explain text: ". */
static int add_command(const struct call *c, char why[WHY_MAX])
{
	if (c->name == NULL && c->group == NULL)
		return 0;
	return snprintf(why, WHY_MAX,
	    "%s%s%s: ", c->group != NULL ? c->group : "",
	    c->group != NULL && c->name != NULL ? " " : "",
	    c->name != NULL ? c->name : "");
}

int call_usage(const struct call *c, const char *fmt, ...)
{
	char why[WHY_MAX];
	int len = add_command(c, why);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why + len, sizeof(why) - (size_t)len, fmt, ap);
	va_end(ap);
	say(c, why);
	return CTL_USAGE;
}

int call_fail(const struct call *c, int status, const char *fmt, ...)
{
	char why[WHY_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	say(c, why);
	return status;
}

const char *call_conf_file(const struct call *c)
{
	return c->conf != NULL ? c->conf : c->io->conf;
}

int call_conf(const struct call *c, struct conf **conf)
{
	const char *file = call_conf_file(c);
	struct conf_report report = { 0 };
	struct buf text = { 0 };
	int rc;

	if (c->conf == NULL && !conf_file_is_readable(file))
		return call_fail(c, CTL_NO_INPUT,
		    "no -c FILE is given, and %s cannot be read: %s\nGive "
		    "the daemon's configuration with -c FILE.",
		    file, strerror(errno));
	rc = conf_load(file, conf, &report);
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
