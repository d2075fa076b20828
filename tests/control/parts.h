/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * parts - what the rig is made of, and its configuration.
 */
#ifndef TESTS_CONTROL_PARTS_H
#define TESTS_CONTROL_PARTS_H

#include "base/clock.h"
#include "base/mem.h"
#include "campaign/campaign.h"
#include "conf/conf.h"
#include "conf/report.h"
#include "control/control.h"
#include "flow/body.h"
#include "flow/flow.h"
#include "flow/intake.h"
#include "flow/webhook.h"
#include "http/json.h"
#include "ledger/audience.h"
#include "ledger/campaign.h"
#include "ledger/ledger.h"
#include "ledger/optout.h"
#include "ledger/thing.h"
#include "route/route.h"
#include "session/session.h"
#include "session/smsc.h"
#include "session/smsc_options.h"
#include "session/smsc_status.h"

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
	struct conf *conf;
	struct loop *loop;
	struct loop_wake wake;
	struct loop_hook hook;
	struct ledger *ledger;
	struct route_table *routes;
	struct flow *flow;
	struct campaigns *campaigns;
	uint32_t campaign; /* the last that was made or changed here */
	struct webhook *webhook;
	size_t letters; /* that a webhook was asked about */
	struct control *control;
	struct listener *centre;
	struct session *peer;
	uint32_t bind_status; /* its answer to binds */
	struct rig_client client;
	struct message_id accepted; /* the last */
	size_t n_accepted;
	size_t reloads;
};

static struct rig rig;

static inline void rig_write(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(path, 0600), 0);
}

static const char rig_text_of_conf[] =
    "store { path = \"%s\" }\n"
    "http main { listen = \"127.0.0.1:8080\" }\n"
    "control { socket = \"%s\" }\n"
    "account demo { sid = AC00000000000000000000000000000001\n"
    "  token = \"0123456789abcdef\" rate = 50 daily = 100 monthly = 2000\n"
    "  price = 0.01 spend_cap = 2.5 allow = { \"127.0.0.0/8\" }\n"
    "  webhook_secret = \"whsec_YS13ZWJob29rLXNlY3JldC1vZi0yNC1i\"\n"
    "  user anna { token = annaannaannaanna role = operator } }\n"
    "account plain { sid = AC00000000000000000000000000000002\n"
    "  token = \"fedcba9876543210\" }\n"
    "smsc acme { host = \"127.0.0.1\" system_id = esmed password = secret\n"
    "  window = 7 inbound_window = 100 errors = \"%s\" }\n"
    "route main { smsc = acme }\n";

static inline void rig_configure(void)
{
	struct conf_report rep = { 0 };
	char path[160], text[2048];
	struct buf why = { 0 };

	snprintf(rig.errors, sizeof(rig.errors), "%s/errors.tsv", rig.folder);
	rig_write(rig.errors, "vendor\tkind\tcode\tmeaning\tpermanence\t"
			      "suggested\tsource\tdetail\n");
	snprintf(path, sizeof(path), "%s/esmed.conf", rig.folder);
	snprintf(text, sizeof(text), rig_text_of_conf, rig.store, rig.socket,
	    rig.errors);
	rig_write(path, text);
	if (conf_load(path, &rig.conf, &rep) != 0) {
		conf_report_format(&rep, &why);
		fail_msg("%s", buf_cstr(&why));
	}
	conf_report_free(&rep);
	/* No file can say this, and no port is used. */
	free(rig.conf->smsc[0].host);
	rig.conf->smsc[0].host = mem_strdup("memory:acme");
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
