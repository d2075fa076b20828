/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * smscsim - an SMSC to try things against; see doc/smscsim.md.
 */
#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "http/json.h"
#include "net/loop.h"
#include "sim/options.h"
#include "sim/port.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#define RECEIPTS_RULE "receipt=DELIVRD,after=200-800ms"

struct program {
	struct options options;
	struct loop *loop;
	struct sim *sim;
	struct port *port;
};

/* A signal handler has no argument but this. */
static struct loop_wake stop_wake;

static void on_signal(int number)
{
	(void)number;
	loop_notify(&stop_wake);
}

static void on_stop(void *arg)
{
	loop_stop(arg);
}

static void catch_signals(struct program *p)
{
	struct sigaction act = { .sa_handler = on_signal };

	stop_wake = (struct loop_wake){ .fn = on_stop, .arg = p->loop };
	loop_wake_init(p->loop, &stop_wake);
	sigemptyset(&act.sa_mask);
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGINT, &act, NULL);
	act.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &act, NULL);
}

static int add_rule(struct program *p, const char *spec)
{
	struct rule_error error;

	if (sim_rule(p->sim, spec, &error) == 0)
		return 0;
	fprintf(stderr, "smscsim: rule %s: %s\n", spec, error.text);
	return EX_USAGE;
}

static int add_rules(struct program *p)
{
	int status = 0;

	for (size_t i = 0; i < p->options.rules && status == 0; i++)
		status = add_rule(p, p->options.rule[i]);
	if (status == 0 && p->options.receipts)
		status = add_rule(p, RECEIPTS_RULE);
	return status;
}

static int listen_all(struct program *p)
{
	char addr[128];
	bool v6 = strchr(p->options.address, ':') != NULL;

	snprintf(addr, sizeof(addr), v6 ? "[%.100s]:%u" : "%.100s:%u",
	    p->options.address, p->options.port);
	if (sim_listen(p->sim, addr) != 0)
		return EX_OSERR;
	if (!p->options.has_control)
		return 0;
	snprintf(addr, sizeof(addr), "127.0.0.1:%u", p->options.control);
	return port_open(p->loop, p->sim, addr, &p->port) == 0 ? 0 : EX_OSERR;
}

static void say_ready(const struct program *p)
{
	const char *name = p->options.sim.name;

	printf("smscsim %s: listening on %s:%u", name != NULL ? name : "sim",
	    p->options.address, sim_port(p->sim));
	if (p->port != NULL)
		printf(", control 127.0.0.1:%u", port_number(p->port));
	printf("\n");
	fflush(stdout);
}

static void print_totals(const struct program *p)
{
	struct buf line = { 0 };
	struct json_out o = json_writing(&line);

	json_open_object(&o, NULL);
	sim_totals_write(sim_totals(p->sim), &o);
	json_close_object(&o);
	printf("%s\n", buf_cstr(&line));
	buf_free(&line);
}

static int run(struct program *p)
{
	int status = add_rules(p);

	if (status == 0)
		status = listen_all(p);
	if (status != 0)
		return status;
	say_ready(p);
	loop_run(p->loop);
	if (p->options.totals)
		print_totals(p);
	return sim_has_failed(p->sim) ? EX_OSERR : 0;
}

static int start(struct program *p)
{
	int status = EX_OSERR;

	if (p->options.test_mode)
		clock_freeze(p->options.clock);
	if (p->options.seeded)
		random_seed(p->options.seed);
	if (p->options.verbose)
		log_set_level(LOG_DEBUG);
	p->loop = loop_new();
	catch_signals(p);
	if (sim_new(p->loop, &p->options.sim, &p->sim) == 0)
		status = run(p);
	port_close(p->port);
	sim_free(p->sim);
	loop_wake_fini(&stop_wake);
	loop_free(p->loop);
	return status;
}

int main(int argc, char **argv)
{
	struct program p = { 0 };
	struct buf help = { 0 };

	if (options_parse(argc, argv, &p.options) != 0) {
		fprintf(stderr, "smscsim --help tells more\n");
		return EX_USAGE;
	}
	if (!p.options.help)
		return start(&p);
	options_help(&help);
	fputs(buf_cstr(&help), stdout);
	buf_free(&help);
	return 0;
}
