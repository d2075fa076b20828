/* SPDX-License-Identifier: BSD-2-Clause */
#include "control/command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct command commands[] = {
#define COMMAND(function, name, keys, help) \
	{ name, keys, help, cmd_##function },
#include "control/commands.def"
#undef COMMAND
};

const struct command *command_at(size_t i)
{
	return i < ARRAY_LEN(commands) ? &commands[i] : NULL;
}

enum command_end command_fail(struct command_call *call, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(call->why, sizeof(call->why), fmt, ap);
	va_end(ap);
	return COMMAND_FAILED;
}

struct message_names command_names(const struct command_call *call)
{
	return (struct message_names){ .conf = call->with->conf,
		.flow = call->with->flow,
		.ledger = call->with->ledger,
		.campaigns = call->with->campaigns };
}

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

/* `keys` has words with a space between them. */
static bool has_word(const char *keys, const char *word, size_t len)
{
	while (*keys != '\0') {
		size_t n = strcspn(keys, " ");

		if (n == len && memcmp(keys, word, len) == 0)
			return true;
		keys += n;
		keys += strspn(keys, " ");
	}
	return false;
}

/* A key that the command does not take is a slip worth telling: the rest
 * would be answered as if it had been obeyed. */
static enum command_end run(struct command_call *call, const struct command *c)
{
	struct json_iter i = { 0 };

	while (json_next(call->args, &i))
		if (!has_word("command", i.key, i.key_len) &&
		    !has_word(c->keys, i.key, i.key_len))
			return command_fail(call, "%s does not take \"%.40s\"",
			    c->name, i.key);
	return c->run(call);
}

static enum command_end run_object(struct command_call *call)
{
	const struct command *c;
	const char *name;
	size_t len;

	if (json_get_str(call->args, "command", &name, &len) != 0)
		return command_fail(call, "a command is an object such as "
					  "{\"command\": \"help\"}");
	c = find(name);
	if (c == NULL)
		return command_fail(call,
		    "no such command: \"%.40s\"; \"help\" lists them", name);
	return run(call, c);
}

enum command_end command_run(struct command_call *call, const char *line,
    size_t len)
{
	enum command_end end;
	struct json_error err;
	struct json *j;

	if (json_parse(line, len, &j, &err) != 0)
		return command_fail(call, "not JSON: %s at byte %zu", err.why,
		    err.at);
	call->args = json_root(j);
	end = run_object(call);
	call->args = NULL;
	json_free(j);
	return end;
}
