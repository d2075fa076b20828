/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What must hold between the keys of an smsc.
 */
#include <string.h>
#include <sys/stat.h>

#include "conf/check.h"
#include "conf/profile.h"
#include "model/errmap.h"

#define MODE_OTHERS 0077 /* group and world, any right */

/* The keys of the section that is checked. */
struct checking {
	const struct conf_reading *r;
	const struct conf_smsc *s;
	size_t instance;
};

static struct conf_place at_key(const struct checking *k, enum conf_key_id key)
{
	return (struct conf_place){ .section = CONF_S_smsc,
		.instance = k->instance,
		.key = key };
}

static void error(const struct checking *k, enum conf_key_id key,
    const char *text)
{
	struct conf_place where = at_key(k, key);

	conf_say(k->r, &where, CONF_ERROR, "%s", text);
}

static void warning(const struct checking *k, enum conf_key_id key,
    const char *text)
{
	struct conf_place where = at_key(k, key);

	conf_say(k->r, &where, CONF_WARNING, "%s", text);
}

static bool is_given(const struct checking *k, enum conf_key_id key)
{
	struct conf_place where = at_key(k, key);

	return conf_is_given(k->r, &where);
}

static bool is_set(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static void check_way(const struct checking *k)
{
	const struct conf_smsc *s = k->s;
	bool waits = s->outbind_listen.port != 0;

	if (!waits && s->host != NULL && s->host[0] == '\0' &&
	    !is_given(k, CONF_K_smsc_outbind_listen) &&
	    !is_given(k, CONF_K_smsc_host) &&
	    !conf_profile_failed(k->r, s->profile))
		error(k, CONF_K_smsc_host, "missing: it has no default");
	if (waits && is_set(s->host) && is_given(k, CONF_K_smsc_host))
		warning(k, CONF_K_smsc_host,
		    "it is not used: outbind_listen waits for the SMSC to "
		    "call");
	if (waits && s->alternative_hosts.n > 0)
		warning(k, CONF_K_smsc_alternative_hosts,
		    "they are not used: outbind_listen waits for the SMSC to "
		    "call");
	if (!waits && is_set(s->outbind_system_id))
		warning(k, CONF_K_smsc_outbind_system_id,
		    "it has no effect without outbind_listen");
	if (!waits && is_set(s->outbind_password))
		warning(k, CONF_K_smsc_outbind_password,
		    "it has no effect without outbind_listen");
	if (s->local_port != 0 && (s->binds > 1 || s->bind == CONF_PAIR))
		error(k, CONF_K_smsc_local_port,
		    "one port of ours serves one connection, and this smsc has "
		    "several: leave it out, or have one bind");
}

static void check_bind(const struct checking *k)
{
	const struct conf_smsc *s = k->s;

	if (s->receive_port != 0 && s->bind != CONF_PAIR)
		warning(k, CONF_K_smsc_receive_port,
		    "it has no effect: only bind = pair has receivers of its "
		    "own");
	if (s->interface_version == 0x33 && s->bind == CONF_TRANSCEIVER)
		error(k, CONF_K_smsc_interface_version,
		    "SMPP 3.3 has no transceivers: write bind = pair");
	if (s->interface_version == 0x33 && s->submit == CONF_DATA_SM)
		error(k, CONF_K_smsc_submit,
		    "SMPP 3.3 has no data_sm: write submit = submit_sm");
	if ((s->bind_ton != 0 || s->bind_npi != 0) &&
	    s->address_range != NULL && s->address_range[0] == '\0')
		warning(k,
		    s->bind_ton != 0 ? CONF_K_smsc_bind_ton
				     : CONF_K_smsc_bind_npi,
		    "it describes address_range, and that is empty");
}

static void check_rates(const struct checking *k)
{
	const struct conf_smsc *s = k->s;

	if (s->reconnect_max != 0 && s->reconnect_min > s->reconnect_max)
		error(k, CONF_K_smsc_reconnect_min,
		    "it is longer than reconnect_max");
	if (is_given(k, CONF_K_smsc_throughput_min) && s->throughput > 0 &&
	    s->throughput_min > s->throughput)
		error(k, CONF_K_smsc_throughput_min, "it is above throughput");
	if (s->throughput_hour != 0 &&
	    s->throughput_minute > s->throughput_hour)
		warning(k, CONF_K_smsc_throughput_minute,
		    "it is above throughput_hour: are the two exchanged?");
	if (s->throughput_day != 0 && s->throughput_hour > s->throughput_day)
		warning(k, CONF_K_smsc_throughput_hour,
		    "it is above throughput_day: are the two exchanged?");
}

/* Receipts come to receivers; another smsc may be that one. */
static bool has_receiver(const struct conf *c, const struct conf_smsc *s)
{
	for (size_t i = 0; i < c->smscs; i++) {
		const struct conf_smsc *o = &c->smsc[i];

		if (o->bind == CONF_RECEIVER && is_set(o->system_id) &&
		    is_set(s->system_id) &&
		    strcmp(o->system_id, s->system_id) == 0)
			return true;
	}
	return false;
}

/* One that was found, but holds no map. */
static void check_errors(const struct checking *k)
{
	struct conf_place where = at_key(k, CONF_K_smsc_errors);
	struct errmap_fault fault;
	struct errmap *map;

	if (!is_set(k->s->errors))
		return;
	if (errmap_load(k->s->errors, &map, &fault) == 0)
		errmap_free(map);
	else if (fault.line == 0)
		conf_say(k->r, &where, CONF_ERROR, "error map %s: %s",
		    k->s->errors, fault.text);
	else
		conf_say(k->r, &where, CONF_ERROR, "error map %s:%u: %s",
		    k->s->errors, fault.line, fault.text);
}

void conf_check_smsc(const struct conf_reading *r, const struct conf *c,
    size_t i)
{
	struct checking k = { .r = r, .s = &c->smsc[i], .instance = i };
	usec end = c->message.unknown_after;

	check_way(&k);
	check_bind(&k);
	check_rates(&k);
	check_errors(&k);
	if (end != 0 && k.s->validity >= end)
		error(&k, CONF_K_smsc_validity,
		    "it must be shorter than message.unknown_after, or "
		    "messages that "
		    "are still tried would end as unknown");
	if (k.s->bind == CONF_TRANSMITTER &&
	    k.s->registered_delivery != CONF_RECEIPTS_NONE &&
	    !has_receiver(c, k.s))
		warning(&k, CONF_K_smsc_bind,
		    "a transmitter gets no receipts, and no smsc is a receiver "
		    "of this system_id: write pair, or registered_delivery = "
		    "none");
}

/* Keys that say nothing as long as tls = no; those of a profile may stand. */
static void check_no_tls(const struct checking *k)
{
	const struct conf_smsc *s = k->s;
	const struct {
		enum conf_key_id key;
		bool is_set;
	} keys[] = {
		{ CONF_K_smsc_tls_ca, is_set(s->tls_ca) },
		{ CONF_K_smsc_tls_crl, is_set(s->tls_crl) },
		{ CONF_K_smsc_tls_certificate, is_set(s->tls_certificate) },
		{ CONF_K_smsc_tls_key, is_set(s->tls_key) },
		{ CONF_K_smsc_tls_name, is_set(s->tls_name) },
		{ CONF_K_smsc_tls_pins, s->tls_pins.n > 0 },
		{ CONF_K_smsc_tls_insecure, s->tls_insecure },
	};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (keys[i].is_set && is_given(k, keys[i].key))
			warning(k, keys[i].key,
			    "it has no effect as long as tls = no");
	}
}

static void check_key(const struct checking *k)
{
	struct stat st;

	if (stat(k->s->tls_key, &st) == 0 && (st.st_mode & MODE_OTHERS) != 0)
		warning(k, CONF_K_smsc_tls_key,
		    "others than its owner may use the private key: "
		    "chmod 600");
}

void conf_check_tls(const struct conf_reading *r, const struct conf *c,
    size_t i)
{
	struct checking k = { .r = r, .s = &c->smsc[i], .instance = i };
	const struct conf_smsc *s = k.s;

	if (!s->tls) {
		check_no_tls(&k);
		return;
	}
	if (is_set(s->tls_key))
		check_key(&k);
	if (s->tls_certificate != NULL && s->tls_key != NULL &&
	    is_set(s->tls_certificate) != is_set(s->tls_key))
		error(&k,
		    is_set(s->tls_key) ? CONF_K_smsc_tls_key
				       : CONF_K_smsc_tls_certificate,
		    is_set(s->tls_key)
			? "it is of no use without tls_certificate: give both "
			  "or none"
			: "it is of no use without tls_key: give both or none");
	if (s->outbind_listen.port != 0 && s->tls_certificate != NULL &&
	    s->tls_certificate[0] == '\0')
		error(&k, CONF_K_smsc_outbind_listen,
		    "the SMSC calls over TLS, and we need a certificate to "
		    "answer: give tls_certificate and tls_key");
	if (s->tls_insecure)
		warning(&k, CONF_K_smsc_tls_insecure,
		    "any certificate is taken: who is on the way can read and "
		    "change what is sent; give tls_ca or tls_pins instead");
}
