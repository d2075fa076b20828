/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rig - begins and ends a test: a configuration, a store in a folder of its
 * own, the clock at 2026-03-02T15:20:00Z.
 */
#ifndef TESTS_API_RIG_H
#define TESTS_API_RIG_H

#include "carrier.h"
#include "look.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "conf/report.h"
#include "flow/body.h"

static const char rig_conf[] =
    "store { path = \"%s/store\" map_size = %s }\n"
    "http main { listen = \"127.0.0.1:8080\" }\n"
    "account one { sid = " SID " token = \"" TOKEN "\"\n"
    "callback_http = yes callback_hosts = { \"127.0.0.0/8\" }\n"
    "  numbers = { \"+12125550100\", \"+12125550101\", \"12345\",\n"
    "    \"+447700900100\", \"esmed\" } countries = { US }\n"
    "  rights = { flash, binary }\n"
    "  sendsms_user tester { password = foobar }\n"
    "  user vera { token = viewerviewerview }\n"
    "  user otto { token = operatoroperator role = operator }\n"
    "  user adam { token = adminadminadmin1 role = admin } }\n"
    "account two { sid = " OTHER " token = \"fedcba9876543210\"\n"
    "  user vera { token = anotherverasword }\n"
    "  sendsms_user fester { default_sender = ACME password = \"sha256:"
    "03791f3bf9f18703a86e3761ef8a5b11b6b60fdc6e41f06502155b74e93bb2d7\" } }\n"
    "account three { sid = AC00000000000000000000000000000003\n"
    "  token = \"sha256:"
    "089de5ce9c8d7b85f8e131a0596700f7360ef8174a647802a3ce4e04b0317433\" }\n"
    "smsc acme { host = \"127.0.0.1\" system_id = esmed binds = 1\n"
    "  errors = \"%s/ref.tsv\" }\n"
    "smsc beta { host = \"127.0.0.1\" system_id = esmed\n"
    "  latin1 = yes split = payload\n"
    "  errors = \"%s/ref.tsv\" }\n"
    "tlv entity { tag = 0x1400 type = cstring length = 19 }\n"
    "tlv weight { tag = 0x1402 type = integer length = 2 }\n"
    "route all { smsc = acme }\n";

static inline void rig_write(const char *name, const char *text)
{
	char path[96];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", rig.folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fputs(text, f) < 0, 0);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(path, 0600), 0);
}

static inline void rig_load_conf(void)
{
	struct conf_report rep = { 0 };
	struct buf b = { 0 };
	char text[4096], path[96];

	rig_write("ref.tsv",
	    "vendor\tkind\tcode\tmeaning\tpermanence\tsuggested\tsource\n"
	    "x\tcommand_status\t0x0000000B\tbad\tpermanent\t400\ttest\n"
	    "x\terr\t110\tspam\tpermanent\t30007\ttest\n");
	snprintf(text, sizeof(text), rig_conf, rig.folder, "1GiB", rig.folder,
	    rig.folder);
	rig_write("esmed.conf", text);
	snprintf(path, sizeof(path), "%s/esmed.conf", rig.folder);
	if (conf_load(path, &rig.conf, &rep) != 0) {
		conf_report_format(&rep, &b);
		fail_msg("%s", buf_cstr(&b));
	}
	conf_report_free(&rep);
	/* No file can say this, and no port is used. */
	for (size_t i = 0; i < rig.conf->smscs; i++) {
		free(rig.conf->smsc[i].host);
		rig.conf->smsc[i].host =
		    mem_strdup(i == 0 ? "memory:acme" : "memory:beta");
	}
}

static inline void rig_open_ledger(void)
{
	struct ledger_options o = { .path = rig.conf->store.path,
		/* The reserve is all of that. */
		.map_bytes = rig.full ? 64u << 20 : rig.conf->store.map_size,
		.unknown_after = 259200 * SECOND,
		.parked_ttl = 259200 * SECOND,
		.active_slots = 4096,
		.accepts_max = rig.accepts_max,
		.blank = body_blank };
	struct ledger_problem why;

	if (ledger_open(&rig.ledger, &o, &why) != 0)
		fail_msg("%s", why.text);
}

static inline void rig_asked(void *arg, http_id id, const void *body,
    size_t len)
{
	(void)arg;
	rig.extra_id = id;
	buf_clear(&rig.extra_body);
	buf_add(&rig.extra_body, body, len);
}

static const struct api_extra rig_extra[] = {
	{ HTTP_METHOD_PUT, "/test/clock", rig_asked },
	{ .path = NULL },
};

/* With what is in the folder. */
static inline void rig_up(void)
{
	struct flow_options fo;
	struct campaigns_options co;
	struct api_options ao;

	rig_load_conf();
	rig.loop = loop_new();
	assert_int_equal(route_table_new(rig.conf, &rig.routes), 0);
	rig_open_ledger();
	fo = (struct flow_options){ .conf = rig.conf,
		.routes = rig.routes,
		.loop = rig.loop,
		.ledger = rig.ledger };
	assert_int_equal(flow_new(&rig.flow, &fo), 0);
	co = (struct campaigns_options){ .conf = rig.conf,
		.flow = rig.flow,
		.ledger = rig.ledger,
		.loop = rig.loop };
	assert_int_equal(campaigns_open(&rig.campaigns, &co), 0);
	ao = (struct api_options){ .conf = rig.conf,
		.flow = rig.flow,
		.ledger = rig.ledger,
		.loop = rig.loop,
		.campaigns = rig.campaigns,
		.extra = rig_extra };
	rig.api = api_new(&ao);
	rig.wake = (struct loop_wake){ .fn = rig_woken };
	loop_wake_init(rig.loop, &rig.wake);
	rig.hook = (struct loop_hook){ .fn = rig_turn_end };
	loop_at_turn_end(rig.loop, &rig.hook);
	ledger_start(rig.ledger, &rig_events, NULL, rig_wake, NULL);
	rig_settle();
}

static inline void rig_make(void)
{
	clock_freeze((usec)1772464800 * SECOND);
	log_set_level(LOG_ERROR);
	strcpy(rig.folder, "/tmp/esmed-api-XXXXXX");
	assert_non_null(mkdtemp(rig.folder));
	rig_up();
}

static inline int rig_begin(void **state)
{
	(void)state;
	rig = (struct rig){ .accepts_max = 20000 };
	rig_make();
	return 0;
}

/* The store takes no message. */
static inline int rig_begin_full(void **state)
{
	(void)state;
	rig = (struct rig){ .accepts_max = 20000, .full = true };
	rig_make();
	return 0;
}

/* No more than four messages may wait for a commit. */
static inline int rig_begin_narrow(void **state)
{
	(void)state;
	rig = (struct rig){ .accepts_max = 4 };
	rig_make();
	return 0;
}

static inline void rig_down(void)
{
	rig.hold = false;
	rig_settle();
	rig_disconnect();
	rig_settle();
	ledger_close(rig.ledger);
	loop_hook_del(rig.loop, &rig.hook);
	api_free(rig.api);
	campaigns_close(rig.campaigns);
	flow_free(rig.flow);
	if (rig.carrier != NULL)
		session_free(rig.carrier);
	if (rig.smsc != NULL)
		listener_close(rig.smsc);
	rig_turns(2);
	loop_wake_fini(&rig.wake);
	loop_free(rig.loop);
	route_table_free(rig.routes);
	conf_free(rig.conf);
	buf_free(&rig.got);
	buf_free(&rig.extra_body);
}

/* As the daemon does at a restart: what is durable is there again. */
static inline void rig_again(void)
{
	rig_down();
	rig.carrier = NULL;
	rig.smsc = NULL;
	rig_up();
}

static inline int rig_end(void **state)
{
	char command[96];

	(void)state;
	rig_down();
	snprintf(command, sizeof(command), "rm -rf '%s'", rig.folder);
	return system(command);
}

#endif
