/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parts - what the rig is made of, and its configuration.
 */
#ifndef TESTS_CONTROL_PARTS_H
#define TESTS_CONTROL_PARTS_H

#include "base/clock.h"
#include "conf/conf.h"
#include "control/control.h"
#include "flow/flow.h"
#include "flow/intake.h"
#include "http/json.h"
#include "ledger/ledger.h"
#include "route/route.h"
#include "session/smsc.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define RIG_START (1772464800 * SECOND) /* 2026-03-02T15:20:00Z */

struct rig_client {
	struct stream *stream; /* NULL: it saw the end */
	struct buf got;
	struct json *answer; /* of the last rig_ask() */
};

struct rig {
	char folder[128], store[160], socket[160], errors[160];
	struct conf conf;
	struct conf_account account;
	struct conf_smsc smsc;
	struct conf_route route;
	char *smsc_name;
	struct loop *loop;
	struct loop_wake wake;
	struct loop_hook hook;
	struct ledger *ledger;
	struct route_table *routes;
	struct flow *flow;
	struct control *control;
	struct listener *centre;
	struct session *peer;
	uint32_t bind_status; /* its answer to binds */
	struct rig_client client;
	struct message_id accepted; /* the last */
	size_t n_accepted;
};

static struct rig rig;

static inline void rig_write_errors(void)
{
	FILE *f;

	snprintf(rig.errors, sizeof(rig.errors), "%s/errors.tsv", rig.folder);
	f = fopen(rig.errors, "w");
	assert_non_null(f);
	fprintf(f, "vendor\tkind\tcode\tmeaning\tpermanence\tsuggested\t"
		   "source\tdetail\n");
	fclose(f);
}

static inline void rig_configure(void)
{
	static char name[] = "acme", host[] = "memory:acme", id[] = "esmed",
		    word[] = "secret", none[] = "", account[] = "demo",
		    sid[] = "AC00000000000000000000000000000001",
		    route[] = "main";

	rig.smsc_name = name;
	rig.account = (struct conf_account){ .name = account, .sid = sid };
	rig.smsc = (struct conf_smsc){ .name = name,
		.host = host,
		.port = 2775,
		.system_id = id,
		.password = word,
		.system_type = none,
		.service_type = none,
		.errors = rig.errors,
		.binds = 1,
		.window = 7,
		.inbound_window = 100,
		.source_ton = CONF_AUTO,
		.source_npi = CONF_AUTO,
		.dest_ton = CONF_AUTO,
		.dest_npi = CONF_AUTO };
	rig.route = (struct conf_route){ .name = route,
		.smsc = { .v = &rig.smsc_name, .n = 1 } };
	rig.conf = (struct conf){ .control.socket = rig.socket,
		.account = &rig.account,
		.accounts = 1,
		.smsc = &rig.smsc,
		.smscs = 1,
		.route = &rig.route,
		.routes = 1 };
}

static inline void rig_remove(const char *folder)
{
	char file[512];
	struct dirent *e;
	DIR *d = opendir(folder);

	while (d != NULL && (e = readdir(d)) != NULL) {
		snprintf(file, sizeof(file), "%.200s/%.200s", folder,
		    e->d_name);
		if (e->d_name[0] != '.')
			unlink(file);
	}
	if (d != NULL)
		closedir(d);
	rmdir(folder);
}

#endif
