/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The keys of an smsc as options of session/smsc.h.
 */
#include "flow/inside.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "conf/conf.h"
#include "net/tls.h"
#include "session/smsc.h"
#include "session/smsc_options.h"

#define ADDRESS_MAX 64 /* "[address]:port" */

static struct tls_options tls_of(const struct conf_smsc *conf)
{
	return (struct tls_options){
		.ca = conf->tls_ca,
		.crl = conf->tls_crl,
		.certificate = conf->tls_certificate,
		.key = conf->tls_key,
		.pins = (const char *const *)conf->tls_pins.v,
		.pins_len = conf->tls_pins.n,
		.min_version = conf->tls_min,
		.insecure = conf->tls_insecure,
	};
}

/* The smsc reads these files itself; here it is seen that it can. */
int options_check(const struct conf_smsc *conf)
{
	const struct tls_options o = tls_of(conf);
	struct tls_context *t = NULL;
	char why[TLS_WHY_BYTES];
	int rc;

	if (!conf->tls)
		return 0;
	rc = conf->outbind_listen.host[0] != '\0' ? tls_server_new(&o, &t, why)
						  : tls_client_new(&o, &t, why);
	if (rc != 0)
		log_error(conf->name, "TLS: %s", why);
	tls_unref(t);
	return rc;
}

static void set_bind(struct smsc_options *o, const struct conf_smsc *c)
{
	o->host = c->host;
	o->port = (uint16_t)c->port;
	o->receive_port = (uint16_t)c->receive_port;
	o->alternative_hosts = c->alternative_hosts.v;
	o->alternative_count = c->alternative_hosts.n;
	o->local_address = c->local_address;
	o->local_port = (uint16_t)c->local_port;
	o->tls_name = c->tls_name;
	o->system_id = c->system_id;
	o->password = c->password;
	o->system_type = c->system_type;
	o->address_range = c->address_range;
	o->bind_ton = (uint8_t)c->bind_ton;
	o->bind_npi = (uint8_t)c->bind_npi;
	o->bind = (enum smsc_bind_kind)c->bind;
	o->binds = c->binds;
	o->interface_version = (uint8_t)c->interface_version;
	o->outbind_system_id = c->outbind_system_id;
	o->outbind_password = c->outbind_password;
}

static void set_timers(struct smsc_options *o, const struct conf_smsc *c)
{
	o->reconnect_min = c->reconnect_min;
	o->reconnect_max = c->reconnect_max;
	o->bind_timeout = c->bind_timeout;
	o->enquire_interval = c->enquire_link;
	o->enquire_timeout = c->enquire_link_timeout;
	o->response_timeout = c->response_timeout;
	o->inactivity_timeout = c->inactivity_timeout;
	o->pdu_timeout = c->pdu_timeout;
	o->unbind_timeout = c->unbind_timeout;
	o->drain_timeout = c->drain_timeout;
}

static void set_rate(struct smsc_options *o, const struct conf_smsc *c)
{
	o->window = c->window;
	o->inbound_window = c->inbound_window;
	o->throughput = c->throughput;
	o->throughput_minute = c->throughput_minute;
	o->throughput_hour = c->throughput_hour;
	o->throughput_day = c->throughput_day;
	o->adaptive = c->adaptive;
	o->throughput_min = c->throughput_min;
}

/* As the listener takes it; "": none. */
static void write_listen(const struct conf_listen *l, char to[ADDRESS_MAX])
{
	bool is_v6 = strchr(l->host, ':') != NULL;

	to[0] = '\0';
	if (l->host[0] != '\0')
		snprintf(to, ADDRESS_MAX, "%s%.45s%s:%u", is_v6 ? "[" : "",
		    l->host, is_v6 ? "]" : "", l->port);
}

/* What the options point to that is not the configuration's. */
struct beside {
	char listen[ADDRESS_MAX];
	struct tls_options tls;
};

static struct smsc_options options_of(const struct carrier *c, struct beside *b)
{
	struct smsc_options o = { .id = c->id, .name = c->conf->name };

	set_bind(&o, c->conf);
	set_timers(&o, c->conf);
	set_rate(&o, c->conf);
	write_listen(&c->conf->outbind_listen, b->listen);
	o.outbind_listen = b->listen;
	b->tls = tls_of(c->conf);
	if (c->conf->tls)
		o.tls = &b->tls;
	return o;
}

struct smsc *options_open(const struct carrier *c)
{
	struct smsc_options o;
	struct beside beside;

	o = options_of(c, &beside);
	return smsc_new(c->flow->with.loop, &o);
}

void options_renew(const struct carrier *c)
{
	struct smsc_options o;
	struct beside beside;

	o = options_of(c, &beside);
	smsc_update(c->smsc, &o);
}
