/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Control commands: a line in, a line out. This file finds the command and
 * writes errors; it also holds the commands about rules and the clock.
 */
#include "sim/command.h"

#include "base/clock.h"
#include "conf/table.h"
#include "sim/value.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct command {
	const char *name;
	command_fn *run;
	const char *keys, *help;
} commands[] = {
#define COMMAND(name, fn, keys, help) { name, fn, keys, help },
#include "sim/command.def"
#undef COMMAND
};

int reply_error(struct reply *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(r->error, sizeof(r->error), fmt, ap);
	va_end(ap);
	return RC_BAD;
}

int want_text(const struct json_value *q, const char *key, const char **text,
    struct reply *r)
{
	size_t len;

	if (json_get_str(q, key, text, &len) != 0)
		return reply_error(r, "%s: a text is wanted", key);
	return 0;
}

int want_status(const struct json_value *q, uint32_t *status, struct reply *r)
{
	const struct json_range range = { 0, UINT32_MAX };
	const char *text;
	size_t len;
	int64_t n;
	int rc = json_get_int(q, "status", range, &n);

	if (rc == RC_NOT_FOUND)
		return 0;
	if (rc == 0) {
		*status = (uint32_t)n;
		return 0;
	}
	if (json_get_str(q, "status", &text, &len) == 0 &&
	    value_parse(VALUE_STATUS, text, status) == 0)
		return 0;
	return reply_error(r, "status: wanted is %s",
	    value_wanted(VALUE_STATUS));
}

int want_flag(const struct json_value *q, const char *key, bool *flag,
    struct reply *r)
{
	if (json_get_bool(q, key, flag) == RC_BAD)
		return reply_error(r, "%s: true or false is wanted", key);
	return 0;
}

int want_number(const struct json_value *q, const char *key, int64_t max,
    int64_t *number, struct reply *r)
{
	const struct json_range range = { 0, max };

	if (json_get_int(q, key, range, number) == RC_BAD)
		return reply_error(r, "%s: 0 to %" PRId64 " is wanted", key,
		    max);
	return 0;
}

int tell_help(struct sim *s, const struct json_value *q, struct reply *r)
{
	(void)s;
	(void)q;
	json_open_object(r->out, "commands");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		json_open_object(r->out, commands[i].name);
		json_text(r->out, "keys", commands[i].keys);
		json_text(r->out, "help", commands[i].help);
		json_close_object(r->out);
	}
	json_close_object(r->out);
	return 0;
}

int add_rule(struct sim *s, const struct json_value *q, struct reply *r)
{
	struct rule_error error;
	struct rule *rule;
	const char *spec;
	bool first = false;

	if (want_text(q, "rule", &spec, r) != 0)
		return RC_BAD;
	if (want_flag(q, "first", &first, r) != 0)
		return RC_BAD;
	if (rule_parse(spec, &rule, &error) != 0)
		return reply_error(r, "rule: %s", error.text);
	if (first)
		TAILQ_INSERT_HEAD(&s->rules, rule, link);
	else
		TAILQ_INSERT_TAIL(&s->rules, rule, link);
	sim_rules_changed(s);
	return 0;
}

int tell_rules(struct sim *s, const struct json_value *q, struct reply *r)
{
	const struct rule *rule;

	(void)q;
	json_open_array(r->out, "rules");
	TAILQ_FOREACH(rule, &s->rules, link)
	{
		json_open_object(r->out, NULL);
		json_text(r->out, "rule", rule->spec);
		json_uint(r->out, "used", rule->used);
		json_close_object(r->out);
	}
	json_close_array(r->out);
	return 0;
}

int clear_rules(struct sim *s, const struct json_value *q, struct reply *r)
{
	struct rule *rule;

	(void)q;
	(void)r;
	while ((rule = TAILQ_FIRST(&s->rules)) != NULL) {
		TAILQ_REMOVE(&s->rules, rule, link);
		rule_unref(rule);
	}
	sim_rules_changed(s);
	return 0;
}

int set_limit(struct sim *s, const struct json_value *q, struct reply *r)
{
	const struct json_range range = { 0, LIMIT_MAX };
	struct limit_options opt = s->limit.opt;
	int64_t n;

	if (json_get_int(q, "per_second", range, &n) != 0)
		return reply_error(r, "per_second: 0 to %d is wanted",
		    LIMIT_MAX);
	if (want_flag(q, "sliding", &opt.sliding, r) != 0 ||
	    want_flag(q, "punish", &opt.punish, r) != 0)
		return RC_BAD;
	opt.per_second = (uint64_t)n;
	limit_set(&s->limit, &opt);
	return 0;
}

/* How far to go: "by" a time, or "to" a date. */
static int want_way(const struct json_value *q, usec *way, struct reply *r)
{
	struct span by;
	const char *text;
	size_t len;
	usec date;

	if (json_get_str(q, "to", &text, &len) == 0) {
		if (clock_parse(text, &date) != 0 || date < clock_wall())
			return reply_error(r, "to: wanted is a date to come, "
					      "as 2026-03-02T12:00:00Z");
		*way = date - clock_wall();
		return 0;
	}
	if (want_text(q, "by", &text, r) != 0)
		return RC_BAD;
	if (span_parse(text, &by) != 0 || by.min != by.max)
		return reply_error(r, "by: wanted is a time, as 10s or 24h");
	*way = by.min;
	return 0;
}

int advance_clock(struct sim *s, const struct json_value *q, struct reply *r)
{
	usec way;

	if (want_way(q, &way, r) != 0)
		return RC_BAD;
	if (!clock_is_frozen())
		return reply_error(r, "the clock moves by hand only when "
				      "started with --test-mode");
	if (s->advancing)
		return reply_error(r, "it is moving already");
	r->later = true;
	advance_begin(s, way);
	return 0;
}

int quit(struct sim *s, const struct json_value *q, struct reply *r)
{
	(void)q;
	(void)r;
	loop_stop(s->loop);
	return 0;
}

static const struct command *command_find(const char *name, struct reply *r)
{
	const char *near = NULL;
	size_t best = SIZE_MAX, far;

	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
		far = conf_near(name, commands[i].name);
		if (far < best) {
			best = far;
			near = commands[i].name;
		}
	}
	if (near != NULL)
		reply_error(r, "no such command: %.40s; %s?", name, near);
	else
		reply_error(r, "no such command: %.40s; try help", name);
	return NULL;
}

/* Is the key among the words of `keys`? */
static bool is_listed(const char *keys, const char *key, size_t key_len)
{
	for (size_t len; *keys != '\0'; keys += len + (keys[len] == ' ')) {
		len = strcspn(keys, " ");
		if ((len == key_len && memcmp(keys, key, len) == 0) ||
		    (len == 1 && *keys == '*'))
			return true;
	}
	return key_len == 3 && memcmp(key, "cmd", 3) == 0;
}

static int run(struct sim *s, const struct json_value *q, struct reply *r)
{
	const struct command *c;
	struct json_iter i = { 0 };
	const char *name;
	size_t len;

	if (json_get_str(q, "cmd", &name, &len) != 0)
		return reply_error(r, "wanted is an object with \"cmd\"");
	c = command_find(name, r);
	if (c == NULL)
		return RC_BAD;
	while (json_next(q, &i))
		if (!is_listed(c->keys, i.key, i.key_len))
			return reply_error(r, "no such key: %.40s; allowed: %s",
			    i.key, *c->keys == '\0' ? "none" : c->keys);
	return c->run(s, q, r);
}

static void write_error(struct buf *to, const char *why)
{
	struct json_out o = json_writing(to);

	json_open_object(&o, NULL);
	json_bool(&o, "ok", false);
	json_text(&o, "error", why);
	json_close_object(&o);
}

bool sim_command(struct sim *s, const char *line, size_t len, struct buf *to)
{
	struct json_out o = json_writing(to);
	struct reply r = { .out = &o };
	struct json_error error;
	struct json *j;
	size_t before = to->len;
	int rc;

	if (json_parse(line, len, &j, &error) != 0) {
		reply_error(&r, "not JSON, at %zu: %s", error.at, error.why);
		write_error(to, r.error);
		buf_add(to, "\n", 1);
		return true;
	}
	json_open_object(&o, NULL);
	json_bool(&o, "ok", true);
	rc = run(s, json_root(j), &r);
	json_close_object(&o);
	json_free(j);
	if (rc != 0 || r.later)
		to->len = before;
	if (rc != 0)
		write_error(to, r.error);
	if (!r.later)
		buf_add(to, "\n", 1);
	return !r.later;
}
