/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The only file that knows everybody: what is made in which order, who hears
 * of what, and what one turn of the loop does.
 *
 * A turn: streams and timers have had their events; then here facts go to the
 * ledger and its outcomes to flow, api and control; what those write leaves at
 * the end of the same turn.
 */
#include "daemon/inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "api/letter.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "campaign/campaign.h"
#include "campaign/definition.h"
#include "conf/changes.h"
#include "control/control.h"
#include "daemon/reload.h"
#include "daemon/testpaths.h"
#include "flow/flow.h"
#include "flow/mo.h"
#include "flow/webhook.h"
#include "ledger/ledger.h"
#include "route/route.h"

/* Accepts on the way to a commit: some 10 MiB, a tenth of a second's work. */
#define ACCEPTS_MAX 20000

/* ---- turning ----------------------------------------------------------- */

/* Called from the ledger's threads. */
static void ring(void *arg)
{
	struct daemon *d = arg;

	loop_notify(&d->wake);
}

/* The turn that the ring begins does the work at its end. */
static void rung(void *arg)
{
	(void)arg;
}

/* What was in use before goes when nobody holds to it. */
static void retire(struct daemon *d)
{
	d->retired =
	    mem_resize(d->retired, d->n_retired + 1, sizeof(d->retired[0]));
	d->retired[d->n_retired++] =
	    (struct setup){ d->setup.conf, d->setup.routes };
}

static void free_retired(struct daemon *d)
{
	while (d->n_retired != 0) {
		struct setup *s = &d->retired[--d->n_retired];

		route_table_free(s->routes);
		conf_free(s->conf);
	}
}

static void turn_ended(void *arg)
{
	struct daemon *d = arg;

	webhook_turn(d->webhook);
	campaigns_turn(d->campaigns);
	flow_turn(d->flow);
	api_turn(d->api);
	if (d->n_retired != 0 && flow_leaving(d->flow) == 0)
		free_retired(d);
	if (d->stopping && flow_is_drained(d->flow) &&
	    webhook_is_drained(d->webhook))
		loop_stop(d->loop);
}

void daemon_stop(struct daemon *d)
{
	if (d->stopping) {
		loop_stop(d->loop);
		return;
	}
	log_info("esmed", "stopping: no new messages, waiting for answers");
	d->stopping = true;
	api_drain(d->api);
	webhook_stop(d->webhook);
	flow_drain(d->flow);
}

/* ---- another configuration --------------------------------------------- */

static void take_setup(struct daemon *d, struct reloaded *r)
{
	size_t sections[CONF_REMOVED + 1] = { 0 };
	struct conf_changes changes;

	conf_changes_find(d->setup.conf, r->conf, &r->report, &changes);
	for (size_t i = 0; i < changes.n; i++)
		sections[changes.v[i].kind]++;
	log_info("esmed",
	    "configuration holds changed=%zu added=%zu removed=%zu "
	    "restart_only=%zu",
	    sections[CONF_CHANGED], sections[CONF_ADDED],
	    sections[CONF_REMOVED], changes.restarts);
	conf_changes_free(&changes);
	route_table_inherit(r->routes, d->setup.routes);
	retire(d);
	d->setup = (struct setup){ r->conf, r->routes };
	r->conf = NULL;
	r->routes = NULL;
	campaigns_reconfigure(d->campaigns, d->setup.conf);
	api_reconfigure(d->api, d->setup.conf);
	control_reconfigure(d->control, d->setup.conf);
	log_set_level((enum log_level)d->setup.conf->log.level);
}

static void reloaded(void *arg, struct reloaded *r)
{
	struct daemon *d = arg;
	struct buf text = { 0 };

	if (d->stopping)
		return;
	if (r->rc == 0)
		r->rc = flow_reload(d->flow, r->conf, r->routes);
	if (r->rc == 0)
		take_setup(d, r);
	conf_report_format(&r->report, &text);
	fputs(buf_cstr(&text), stderr);
	if (r->rc != 0 && text.len == 0)
		buf_printf(&text, "%s: the log says what and where\n",
		    rc_text(r->rc));
	if (r->rc != 0)
		log_error("esmed", "configuration is wrong, the old one stays");
	control_reloaded(d->control, r->rc, buf_cstr(&text));
	buf_free(&text);
}

void daemon_reload(struct daemon *d)
{
	if (!d->stopping)
		reload_begin(d->reload);
}

static void reload_asked(void *arg)
{
	daemon_reload(arg);
}

int daemon_exit_status(const struct daemon *d)
{
	return d->status;
}

/* ---- making ------------------------------------------------------------ */

static int open_ledger(struct daemon *d)
{
	const struct conf *c = d->setup.conf;
	struct ledger_options o = {
		.path = c->store.path,
		.map_bytes = c->store.map_size,
		.unknown_after = c->message.unknown_after,
		.parked_ttl = c->message.parked_for,
		.accepts_max = ACCEPTS_MAX,
		.join = mo_join,
		.blank = body_blank,
		.unname = definition_unname,
	};
	struct ledger_problem why;
	int rc = ledger_open(&d->ledger, &o, &why);

	if (rc == 0)
		return DAEMON_OK;
	log_error("esmed", "store: %s", why.text);
	return rc == RC_BUSY ? DAEMON_UNAVAILABLE : DAEMON_IO;
}

static int make_flow(struct daemon *d)
{
	struct flow_options o = { .conf = d->setup.conf,
		.loop = d->loop,
		.ledger = d->ledger };

	if (route_table_new(d->setup.conf, &d->setup.routes) != 0) {
		log_error("esmed", "too many smscs or routes");
		return DAEMON_CONFIG;
	}
	o.routes = d->setup.routes;
	if (flow_new(&d->flow, &o) != 0)
		return DAEMON_CONFIG;
	return DAEMON_OK;
}

static int make_campaigns(struct daemon *d)
{
	const struct campaigns_options o = { .conf = d->setup.conf,
		.flow = d->flow,
		.ledger = d->ledger,
		.loop = d->loop };

	if (campaigns_open(&d->campaigns, &o) == 0)
		return DAEMON_OK;
	log_error("esmed", "store: settings of accounts cannot be read");
	return DAEMON_IO;
}

static bool is_loopback(const char *host)
{
	return strncmp(host, "127.", 4) == 0 || strcmp(host, "::1") == 0;
}

static int check_test_mode(const struct daemon *d)
{
	for (size_t i = 0; d->options.test_mode && i < d->setup.conf->https;
	     i++) {
		const struct conf_http *h = &d->setup.conf->http[i];

		if (is_loopback(h->listen.host))
			continue;
		log_error("esmed",
		    "--test-mode lets anybody move the clock: "
		    "http \"%s\" must listen on loopback, "
		    "not on %s",
		    h->name, h->listen.host);
		return DAEMON_CONFIG;
	}
	return DAEMON_OK;
}

static int make_api(struct daemon *d)
{
	struct api_options o = { .conf = d->setup.conf,
		.flow = d->flow,
		.campaigns = d->campaigns,
		.ledger = d->ledger,
		.loop = d->loop };

	if (d->options.test_mode) {
		d->test = testpaths_new(d->loop, d->ledger);
		o.extra = testpaths_table();
		o.extra_arg = d->test;
	}
	d->api = api_new(&o);
	if (d->test != NULL)
		testpaths_set_api(d->test, d->api);
	return api_listen(d->api) == 0 ? DAEMON_OK : DAEMON_UNAVAILABLE;
}

static int make_webhook(struct daemon *d)
{
	struct webhook_options o = { .loop = d->loop,
		.ledger = d->ledger,
		.writer = &api_letters,
		.arg = d->api };

	if (webhook_new(&d->webhook, &o) != 0) {
		log_error("esmed", "store: webhooks that wait cannot be read");
		return DAEMON_IO;
	}
	api_set_webhook(d->api, d->webhook);
	return DAEMON_OK;
}

static int make_control(struct daemon *d)
{
	struct control_options o = { .loop = d->loop,
		.flow = d->flow,
		.ledger = d->ledger,
		.webhook = d->webhook,
		.campaigns = d->campaigns,
		.conf = d->setup.conf,
		.version = ESMED_VERSION,
		.started = clock_mono(),
		.reload = reload_asked,
		.arg = d };
	char why[CONTROL_WHY];

	if (control_new(&d->control, &o, why) == 0)
		return DAEMON_OK;
	log_error("esmed", "%s", why);
	return DAEMON_UNAVAILABLE;
}

static int make_all(struct daemon *d)
{
	int status = check_test_mode(d);

	if (status == DAEMON_OK)
		status = open_ledger(d);
	if (status == DAEMON_OK)
		status = make_flow(d);
	if (status == DAEMON_OK)
		status = make_campaigns(d);
	if (status == DAEMON_OK)
		status = make_api(d);
	if (status == DAEMON_OK)
		status = make_webhook(d);
	if (status == DAEMON_OK)
		status = make_control(d);
	return status;
}

int daemon_new(struct daemon **out, struct loop *loop, struct conf *conf,
    const struct daemon_options *o)
{
	struct daemon *d = mem_new(1, sizeof(*d));
	int status;

	d->loop = loop;
	d->setup.conf = conf;
	d->options = *o;
	status = make_all(d);
	if (status != DAEMON_OK) {
		daemon_free(d);
		return status;
	}
	d->reload = reload_new(loop, o->file, reloaded, d);
	d->wake = (struct loop_wake){ .fn = rung, .arg = d };
	loop_wake_init(loop, &d->wake);
	d->turn = (struct loop_hook){ .fn = turn_ended, .arg = d };
	loop_at_turn_end(loop, &d->turn);
	ledger_start(d->ledger, &daemon_heard, d, ring, d);
	flow_start(d->flow);
	log_info("esmed", "ready version=%s store=%s smscs=%zu", ESMED_VERSION,
	    conf->store.path, conf->smscs);
	*out = d;
	return DAEMON_OK;
}

/* The ledger goes before its hearers, which its last events reach. */
void daemon_free(struct daemon *d)
{
	if (d->turn.fn != NULL)
		loop_hook_del(d->loop, &d->turn);
	reload_free(d->reload);
	if (d->ledger != NULL)
		ledger_close(d->ledger);
	if (d->wake.fn != NULL)
		loop_wake_fini(&d->wake);
	control_free(d->control);
	webhook_free(d->webhook);
	if (d->api != NULL)
		api_free(d->api);
	testpaths_free(d->test);
	campaigns_close(d->campaigns);
	if (d->flow != NULL)
		flow_free(d->flow);
	retire(d);
	free_retired(d);
	free(d->retired);
	free(d);
}
