/* SPDX-License-Identifier: BSD-2-Clause */
#include "ctl/ctl.h"

#include "conf/table.h"
#include "ctl/call.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const struct command {
	const char *group, *name;
	call_fn *run;
	const char *arguments, *help;
} commands[] = {
#define COMMAND(group, name, fn, arguments, help) \
	{ group, name, fn, arguments, help },
#include "ctl/command.def"
#undef COMMAND
};

static const struct option long_options[] = {
	{ "jsonl", no_argument, NULL, 'j' },
	{ "json", no_argument, NULL, 'J' },
	{ "map", required_argument, NULL, 'm' },
	{ "smsc", required_argument, NULL, 'M' },
	{ "socket", required_argument, NULL, 's' },
	{ "config", required_argument, NULL, 'c' },
	{ "state", required_argument, NULL, 'S' },
	{ "to", required_argument, NULL, 'T' },
	{ "limit", required_argument, NULL, 'L' },
	{ "before", required_argument, NULL, 'B' },
	{ "from", required_argument, NULL, 'F' },
	{ "class", required_argument, NULL, 'K' },
	{ "account", required_argument, NULL, 'A' },
	{ "tag", required_argument, NULL, 'G' },
	{ "at", required_argument, NULL, 'D' },
	{ "seconds", required_argument, NULL, 'N' },
	{ "texts", no_argument, NULL, 'X' },
	{ "after", required_argument, NULL, 'E' },
	{ "yes", no_argument, NULL, 'Y' },
	{ "all", no_argument, NULL, 'a' },
	{ "status", required_argument, NULL, 'W' },
	{ "reason", required_argument, NULL, 'R' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

int help(struct call *c)
{
	char left[64];

	fprintf(c->io->out, "usage: esmectl [option ...] command ...\n\n");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		const struct command *row = &commands[i];

		snprintf(left, sizeof(left), "%s%s%s %s",
		    row->group != NULL ? row->group : "",
		    row->group != NULL ? " " : "", row->name, row->arguments);
		fprintf(c->io->out, "  %-30s %s\n", left, row->help);
	}
	fprintf(c->io->out,
	    "\n  --jsonl     read a JSON object a line, answer a line each "
	    "(all of explain)\n"
	    "  --map FILE  an error map, or the name of one installed "
	    "[ref]\n"
	    "  --smsc NAME  instead, the map of an smsc of -c FILE\n"
	    "  --json      JSON, which explain prints anyway\n"
	    "  -s SOCKET   the daemon's control.socket "
	    "[/run/esmed/esmed.sock]\n"
	    "  -c FILE     the daemon's configuration, which names the "
	    "socket; explain\n"
	    "              reads the installed one without it\n"
	    "  --state S --to N --limit N --before N  which messages to "
	    "list\n"
	    "  --to N --from N --class C --account A --tag T --at DATE  a "
	    "message to route\n"
	    "  --seconds N --texts  how long to trace, and with the texts of "
	    "messages\n"
	    "  --account A --after X --limit N  whose opt-outs or dead "
	    "letters, and which\n"
	    "  --account A --status S --limit N --before ID  which campaigns "
	    "to list\n"
	    "  --reason TEXT  why a campaign is paused, resumed or canceled, "
	    "for its history\n"
	    "  --all, --yes  all dead letters; erase indeed\n"
	    "\nExit status: 0 answered; 1 the input is wrong or the store is "
	    "damaged, the answer\nsays how; 64 wrong usage; 66 a file cannot "
	    "be read; 69 no daemon answers, or one\nhas the store open; 74 "
	    "the store cannot even be read.\n");
	return CTL_OK;
}

static bool is_group(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (commands[i].group != NULL &&
		    strcmp(commands[i].group, name) == 0)
			return true;
	return false;
}

/* The words that may stand here: names in the group, or without one groups
 * and the names that have none. */
static const char *word_at(size_t i, const char *group)
{
	const struct command *row = &commands[i];

	if (group == NULL)
		return row->group != NULL ? row->group : row->name;
	return row->group != NULL && strcmp(row->group, group) == 0 ? row->name
								    : NULL;
}

static int unknown(const struct call *c, const char *word)
{
	const char *near = NULL, *other;
	size_t best = SIZE_MAX, far;

	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		other = word_at(i, c->group);
		far = other == NULL ? SIZE_MAX : conf_near(word, other);
		if (far < best) {
			best = far;
			near = other;
		}
	}
	if (near != NULL)
		return call_usage(c, "no such command: %s; %s?", word, near);
	return call_usage(c, "no such command: %s; try esmectl help", word);
}

static const struct command *command_find(const char *group, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		const char *word = word_at(i, group);

		if ((group != NULL || commands[i].group == NULL) &&
		    word != NULL && strcmp(word, name) == 0)
			return &commands[i];
	}
	return NULL;
}

static int run_command(struct call *c)
{
	const struct command *row;

	if (c->argc != 0 && is_group(c->argv[0])) {
		c->group = c->argv[0];
		c->argc--;
		c->argv++;
	}
	if (c->argc == 0)
		return call_usage(c, "a command is wanted; try esmectl help");
	row = command_find(c->group, c->argv[0]);
	if (row == NULL)
		return unknown(c, c->argv[0]);
	c->name = row->name;
	c->argc--;
	c->argv++;
	return row->run(c);
}

int ctl_run(const struct ctl_io *io, int argc, char **argv)
{
	struct call c = { .io = io };
	bool wants_help = false;
	int letter;

	optind = 0; /* glibc: begin anew, arguments are put in order */
	opterr = 0;
	while ((letter = getopt_long(argc, argv, "hm:s:c:", long_options,
		    NULL)) != -1) {
		switch (letter) {
		case 'j': c.jsonl = true; break;
		case 'J': c.json = true; break;
		case 'm': c.map = optarg; break;
		case 'M': c.smsc = optarg; break;
		case 's': c.socket = optarg; break;
		case 'c': c.conf = optarg; break;
		case 'S': c.in_state = optarg; break;
		case 'T': c.to = optarg; break;
		case 'L': c.limit = optarg; break;
		case 'B': c.before = optarg; break;
		case 'F': c.from = optarg; break;
		case 'K': c.class = optarg; break;
		case 'A': c.account = optarg; break;
		case 'G': c.tag = optarg; break;
		case 'D': c.at = optarg; break;
		case 'N': c.seconds = optarg; break;
		case 'X': c.texts = true; break;
		case 'E': c.after = optarg; break;
		case 'Y': c.yes = true; break;
		case 'a': c.all = true; break;
		case 'W': c.status = optarg; break;
		case 'R': c.reason = optarg; break;
		case 'h': wants_help = true; break;
		default:
			return call_usage(&c,
			    "no such option, or it lacks its "
			    "value: %s",
			    argv[optind - 1]);
		}
	}
	c.argc = argc - optind;
	c.argv = argv + optind;
	return wants_help ? help(&c) : run_command(&c);
}
