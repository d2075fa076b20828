/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Members of the options by their place: texts, and numbers of any size. What
 * is of the bind is one list, what is live another.
 */
#include "session/config.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <esmed/pdu.h>

#define AT(member)  offsetof(struct smsc_options, member)
#define TLS(member) offsetof(struct tls_options, member)
#define NUMBER(m)                                                  \
	{                                                          \
		AT(m), sizeof(((const struct smsc_options *)0)->m) \
	}

static const size_t texts[CONFIG_TEXTS] = {
	AT(name),
	AT(host),
	AT(local_address),
	AT(tls_name),
	AT(system_id),
	AT(password),
	AT(system_type),
	AT(address_range),
	AT(outbind_listen),
	AT(outbind_system_id),
	AT(outbind_password),
};

static const size_t tls_texts[CONFIG_TLS_TEXTS] = {
	TLS(ca),
	TLS(crl),
	TLS(certificate),
	TLS(key),
};

struct number {
	size_t at, size;
};

static const struct number of_bind[] = {
	NUMBER(port),
	NUMBER(receive_port),
	NUMBER(local_port),
	NUMBER(bind_ton),
	NUMBER(bind_npi),
	NUMBER(bind),
	NUMBER(interface_version),
};

static const struct number live[] = {
	NUMBER(binds),
	NUMBER(window),
	NUMBER(inbound_window),
	NUMBER(reconnect_min),
	NUMBER(reconnect_max),
	NUMBER(bind_timeout),
	NUMBER(enquire_interval),
	NUMBER(enquire_timeout),
	NUMBER(response_timeout),
	NUMBER(inactivity_timeout),
	NUMBER(pdu_timeout),
	NUMBER(unbind_timeout),
	NUMBER(drain_timeout),
	NUMBER(throughput),
	NUMBER(throughput_minute),
	NUMBER(throughput_hour),
	NUMBER(throughput_day),
	NUMBER(adaptive),
	NUMBER(throughput_min),
};

static const char *text_at(const void *options, size_t at)
{
	const char *text;

	memcpy(&text, (const char *)options + at, sizeof(text));
	return text;
}

/* Let the text there be our own copy. */
static char *own_text(void *options, size_t at)
{
	const char *text = text_at(options, at);
	char *own = mem_strdup(text == NULL ? "" : text);

	memcpy((char *)options + at, &own, sizeof(own));
	return own;
}

static char **own_list(const char *const *from, size_t n)
{
	char **own = n == 0 ? NULL : mem_new(n, sizeof(own[0]));

	for (size_t i = 0; i < n; i++)
		own[i] = mem_strdup(from[i]);
	return own;
}

static void default_to(usec *value, usec otherwise)
{
	if (*value == 0)
		*value = otherwise;
}

/* Of what a session has too it knows the default itself, but for the window:
 * the sum of them is counted here. */
static void set_defaults(struct smsc_options *o)
{
	if (o->binds == 0)
		o->binds = 1;
	if (o->window == 0)
		o->window = 10;
	default_to(&o->reconnect_min, SECOND);
	default_to(&o->reconnect_max, 60 * SECOND);
	default_to(&o->drain_timeout, 30 * SECOND);
}

static void own_tls(struct config *c)
{
	c->tls = *c->o.tls;
	c->o.tls = &c->tls;
	for (size_t i = 0; i < CONFIG_TLS_TEXTS; i++)
		c->tls_text[i] = own_text(&c->tls, tls_texts[i]);
	c->pins = own_list(c->tls.pins, c->tls.pins_len);
	c->tls.pins = (const char *const *)c->pins;
}

void config_init(struct config *c, const struct smsc_options *from)
{
	*c = (struct config){ .o = *from };
	for (size_t i = 0; i < CONFIG_TEXTS; i++)
		c->text[i] = own_text(&c->o, texts[i]);
	c->hosts = own_list((const char *const *)from->alternative_hosts,
	    from->alternative_count);
	c->o.alternative_hosts = c->hosts;
	if (c->o.tls != NULL)
		own_tls(c);
	set_defaults(&c->o);
}

static void free_list(char **list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(list[i]);
	free(list);
}

void config_fini(struct config *c)
{
	for (size_t i = 0; i < CONFIG_TEXTS; i++) {
		explicit_bzero(c->text[i], strlen(c->text[i]));
		free(c->text[i]);
	}
	for (size_t i = 0; i < CONFIG_TLS_TEXTS; i++)
		free(c->tls_text[i]);
	free_list(c->hosts, c->o.alternative_count);
	free_list(c->pins, c->tls.pins_len);
	*c = (struct config){ 0 };
}

static bool are_same_numbers(const struct config *a, const struct config *b,
    const struct number *n, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (memcmp((const char *)&a->o + n[i].at,
			(const char *)&b->o + n[i].at, n[i].size) != 0)
			return false;
	}
	return true;
}

static bool are_same_lists(char *const *a, char *const *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(a[i], b[i]) != 0)
			return false;
	}
	return true;
}

static bool is_same_tls(const struct config *a, const struct config *b)
{
	if (a->o.tls == NULL || b->o.tls == NULL)
		return a->o.tls == NULL && b->o.tls == NULL;
	return are_same_lists(a->tls_text, b->tls_text, CONFIG_TLS_TEXTS) &&
	       a->tls.pins_len == b->tls.pins_len &&
	       are_same_lists(a->pins, b->pins, a->tls.pins_len) &&
	       a->tls.min_version == b->tls.min_version &&
	       a->tls.insecure == b->tls.insecure;
}

bool config_is_same_bind(const struct config *a, const struct config *b)
{
	return are_same_lists(a->text, b->text, CONFIG_TEXTS) &&
	       a->o.alternative_count == b->o.alternative_count &&
	       are_same_lists(a->hosts, b->hosts, a->o.alternative_count) &&
	       are_same_numbers(a, b, of_bind, ARRAY_LEN(of_bind)) &&
	       is_same_tls(a, b);
}

bool config_is_same(const struct config *a, const struct config *b)
{
	return config_is_same_bind(a, b) &&
	       are_same_numbers(a, b, live, ARRAY_LEN(live));
}

uint32_t config_binds(const struct config *c)
{
	return c->o.bind == SMSC_PAIR ? 2 * c->o.binds : c->o.binds;
}

uint32_t config_command(const struct config *c, uint32_t i)
{
	switch (c->o.bind) {
	case SMSC_TRANSMITTER: return SMPP_BIND_TRANSMITTER;
	case SMSC_RECEIVER: return SMPP_BIND_RECEIVER;
	case SMSC_PAIR:
		return i % 2 == 0 ? SMPP_BIND_TRANSMITTER : SMPP_BIND_RECEIVER;
	case SMSC_TRANSCEIVER: break;
	}
	return SMPP_BIND_TRANSCEIVER;
}

/* "host", "host:port", "[v6]" or "[v6]:port"; more than one colon without
 * brackets is an address without a port. */
static void split_host(const char *text, struct config_host *out)
{
	const char *colon = strrchr(text, ':');
	size_t len = strlen(text);

	if (strncmp(text, "memory:", 7) == 0)
		colon = NULL; /* of tests */
	else if (text[0] == '[' && colon != NULL && colon[-1] != ']')
		colon = NULL;
	else if (text[0] != '[' && colon != strchr(text, ':'))
		colon = NULL;
	if (colon != NULL) {
		out->port = (uint16_t)strtoul(colon + 1, NULL, 10);
		len = (size_t)(colon - text);
	}
	if (text[0] == '[' && len >= 2 && text[len - 1] == ']') {
		text++;
		len -= 2;
	}
	snprintf(out->name, sizeof(out->name), "%.*s", (int)len, text);
}

bool config_host(const struct config *c, uint32_t n, uint32_t command,
    struct config_host *out)
{
	out->port = c->o.port;
	if (command == SMPP_BIND_RECEIVER && c->o.receive_port != 0)
		out->port = c->o.receive_port;
	if (n == 0)
		snprintf(out->name, sizeof(out->name), "%s", c->o.host);
	else if (n <= c->o.alternative_count)
		split_host(c->hosts[n - 1], out);
	return n <= c->o.alternative_count;
}
