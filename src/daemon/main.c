/* SPDX-License-Identifier: BSD-2-Clause */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "api/api.h"
#include "base/buf.h"
#include "base/clock.h"
#include "conf/report.h"
#include "daemon/daemon.h"
#include "daemon/notify.h"
#include "daemon/signals.h"
#include "flow/flow.h"
#include "route/route.h"
#include "store/watch.h"

static const char usage[] =
    "usage: esmed -c FILE [-t] [--test-mode[=DATE]]\n"
    "       esmed --version | --help\n"
    "\n"
    "  -c FILE       the configuration; doc/configuration.md lists its keys\n"
    "  -t            check the configuration, print what is wrong, exit\n"
    "  --test-mode   serve /test/clock and /test/settle on loopback; timers\n"
    "                follow that clock, which starts at DATE, such as\n"
    "                2026-03-02T15:20:00Z, or now\n"
    "\n"
    "It stays in the foreground and logs to stderr. SIGHUP reads the\n"
    "configuration again, SIGTERM drains, unbinds and exits 0. A bad\n"
    "configuration exits 78.\n";

struct arguments {
	struct daemon_options daemon;
	bool check;
	int exit; /* -1: go on */
};

static int complain(const char *text)
{
	fprintf(stderr, "esmed: %s\n%s", text, usage);
	return DAEMON_USAGE;
}

static int set_test_mode(struct daemon_options *o, const char *date)
{
	o->test_mode = true;
	o->test_clock = clock_wall();
	if (date != NULL && clock_parse(date, &o->test_clock) != 0)
		return complain("--test-mode takes a date such as "
				"2026-03-02T15:20:00Z");
	return -1;
}

static struct arguments read_arguments(int argc, char **argv)
{
	static const struct option options[] = {
		{ "test-mode", optional_argument, NULL, 'T' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	struct arguments a = { .exit = -1 };
	int c;

	while (a.exit < 0 &&
	       (c = getopt_long(argc, argv, "c:th", options, NULL)) != -1) {
		switch (c) {
		case 'c': a.daemon.file = optarg; break;
		case 't': a.check = true; break;
		case 'T': a.exit = set_test_mode(&a.daemon, optarg); break;
		case 'h':
			fputs(usage, stdout);
			a.exit = DAEMON_OK;
			break;
		case 'V':
			puts("esmed " ESMED_VERSION);
			a.exit = DAEMON_OK;
			break;
		default: a.exit = complain("unknown option"); break;
		}
	}
	if (a.exit < 0 && optind < argc)
		a.exit = complain("unexpected argument");
	if (a.exit < 0 && a.daemon.file == NULL)
		a.exit = complain("-c FILE is missing");
	return a;
}

static int load(const char *file, struct conf **conf)
{
	struct conf_report report = { 0 };
	struct buf text = { 0 };
	int rc = conf_load(file, conf, &report);

	conf_report_format(&report, &text);
	fputs(buf_cstr(&text), stderr);
	buf_free(&text);
	conf_report_free(&report);
	return rc == 0 ? DAEMON_OK : DAEMON_CONFIG;
}

/* What the configuration names must be good too. */
static int check(const struct conf *conf)
{
	struct route_table *routes = NULL;
	int rc = flow_check(conf);

	if (rc == 0)
		rc = api_check(conf);
	if (rc == 0)
		rc = route_table_new(conf, &routes);
	route_table_free(routes);
	return rc == 0 ? DAEMON_OK : DAEMON_CONFIG;
}

struct running {
	struct loop *loop;
	struct daemon *daemon;
};

static void got_signal(int sig, void *arg)
{
	struct running *r = arg;

	if (sig == SIGHUP)
		daemon_reload(r->daemon);
	else
		daemon_stop(r->daemon);
}

static int run(struct conf *conf, const struct daemon_options *o)
{
	struct running r = { .loop = loop_new() };
	struct signals *signals = signals_new(r.loop, got_signal, &r);
	int status = daemon_new(&r.daemon, r.loop, conf, o);

	if (status == DAEMON_OK) {
		notify_manager("READY=1");
		loop_run(r.loop);
		status = daemon_exit_status(r.daemon);
		notify_manager("STOPPING=1");
		daemon_free(r.daemon);
	}
	signals_free(signals);
	loop_free(r.loop);
	return status;
}

int main(int argc, char **argv)
{
	struct arguments a = read_arguments(argc, argv);
	struct conf *conf = NULL;
	int status;

	if (a.exit >= 0)
		return a.exit;
	status = load(a.daemon.file, &conf);
	if (status != DAEMON_OK)
		return status;
	if (a.check) {
		status = check(conf);
		if (status == DAEMON_OK)
			printf("%s: configuration is good\n", a.daemon.file);
		conf_free(conf);
		return status;
	}
	/* Texts and numbers of customers belong into no core dump. */
	prctl(PR_SET_DUMPABLE, 0);
	store_guard();
	if (a.daemon.test_mode)
		clock_freeze(a.daemon.test_clock);
	log_set_level((enum log_level)conf->log.level);
	return run(conf, &a.daemon);
}
