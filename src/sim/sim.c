/* SPDX-License-Identifier: BSD-2-Clause */
#include "sim/sim.h"

#include "base/log.h"
#include "base/mem.h"
#include "http/json.h"
#include "net/stream.h"
#include "sim/inside.h"
#include "sim/pdulog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <esmed/pdu.h>

#define WINDOW   100
#define REMEMBER 100000

void sim_adopt(struct sim *s, struct stream *st)
{
	peer_adopt(s, st);
}

static void on_accepted(void *arg, struct stream *st)
{
	sim_adopt(arg, st);
}

static const struct listener_events listener_events = {
	.accepted = on_accepted,
};

/* The address with the port that was found, so that `listen` after `close`
 * comes back to it. It may be the very text that was kept. */
static void keep_addr(struct sim *s, const char *addr)
{
	const char *colon = strrchr(addr, ':');
	int host = (int)(colon != NULL ? colon - addr : 0);
	struct buf kept = { 0 };

	buf_printf(&kept, "%.*s:%u", host, addr, listener_port(s->listener));
	free(s->addr);
	s->addr = mem_strdup(buf_cstr(&kept));
	buf_free(&kept);
}

int sim_listen(struct sim *s, const char *addr)
{
	int rc;

	if (s->listener != NULL)
		return RC_EXISTS;
	rc = stream_listen(s->loop, addr, &listener_events, s, &s->listener);
	if (rc != 0)
		return rc;
	listener_set_tls(s->listener, s->tls);
	keep_addr(s, addr);
	return 0;
}

uint16_t sim_port(const struct sim *s)
{
	return s->listener == NULL ? 0 : listener_port(s->listener);
}

/* Sends what became ready in this turn; then the log, before the loop hands
 * any byte of the turn to the kernel. */
static void on_turn_end(void *arg)
{
	struct sim *s = arg;

	outbox_pump(s);
	advance_turn(s);
	if (s->log == NULL || s->failed || pdulog_flush(s->log) == 0)
		return;
	s->failed = true;
	loop_stop(s->loop);
}

/* What no rule needs to say of SMPP 3.3: it has no TLVs, and knows nothing of
 * bind_transceiver (which 3.4 brought). */
static void make_old_rules(struct sim *s)
{
	s->bare = rule_new();
	s->bare->wire.bare = true;
	s->unknown = rule_new();
	s->unknown->wire.command = SMPP_GENERIC_NACK;
	s->unknown->wire.body.is_set = true;
}

static int open_files(struct sim *s, const struct sim_options *opt)
{
	char why[TLS_WHY_BYTES];
	int rc = 0;

	if (opt->tls.certificate != NULL) {
		rc = tls_server_new(&opt->tls, &s->tls, why);
		if (rc != 0)
			log_error("tls", "%s", why);
	}
	if (rc == 0 && opt->log != NULL)
		rc = pdulog_open(opt->log, &s->log);
	return rc;
}

static void set_options(struct sim *s, const struct sim_options *opt)
{
	snprintf(s->name, sizeof(s->name), "%.15s",
	    opt->name != NULL ? opt->name : "sim");
	if (opt->system_id != NULL)
		s->system_id = mem_strdup(opt->system_id);
	if (opt->password != NULL)
		s->password = mem_strdup(opt->password);
	s->window = opt->window != 0 ? opt->window : WINDOW;
	s->remember = opt->remember != 0 ? opt->remember : REMEMBER;
	s->binds = opt->binds;
	limit_set(&s->limit, &opt->limit);
	s->ids = opt->ids;
	if (s->ids.next == 0)
		s->ids.next = 1;
}

int sim_new(struct loop *l, const struct sim_options *opt, struct sim **out)
{
	struct sim *s = mem_new(1, sizeof(*s));
	int rc = open_files(s, opt);

	if (rc != 0) {
		tls_unref(s->tls);
		free(s);
		return rc;
	}
	s->loop = l;
	set_options(s, opt);
	TAILQ_INIT(&s->peers);
	TAILQ_INIT(&s->leaving);
	TAILQ_INIT(&s->rules);
	TAILQ_INIT(&s->delayed);
	TAILQ_INIT(&s->held);
	outbox_init(&s->outbox);
	s->plain = rule_new();
	make_old_rules(s);
	s->tally = tally_new(s->remember);
	s->hook = (struct loop_hook){ .fn = on_turn_end, .arg = s };
	loop_at_turn_end(l, &s->hook);
	*out = s;
	return 0;
}

void sim_free(struct sim *s)
{
	struct rule *r;

	if (s == NULL)
		return;
	if (s->listener != NULL)
		listener_close(s->listener);
	peers_fini(s);
	answer_fini(s);
	outbox_fini(s);
	while ((r = TAILQ_FIRST(&s->rules)) != NULL) {
		TAILQ_REMOVE(&s->rules, r, link);
		rule_unref(r);
	}
	rule_unref(s->plain);
	rule_unref(s->bare);
	rule_unref(s->unknown);
	limit_fini(&s->limit);
	tls_unref(s->tls);
	tally_free(s->tally);
	loop_hook_del(s->loop, &s->hook);
	pdulog_close(s->log);
	free(s->system_id);
	free(s->password);
	free(s->addr);
	free(s);
}

int sim_rule(struct sim *s, const char *spec, struct rule_error *error)
{
	struct rule *r;
	int rc = rule_parse(spec, &r, error);

	if (rc != 0)
		return rc;
	TAILQ_INSERT_TAIL(&s->rules, r, link);
	sim_rules_changed(s);
	return 0;
}

void sim_rules_changed(struct sim *s)
{
	s->reads_pdus = rule_list_reads_pdus(&s->rules);
}

/* Words of `text` between + signs, as bits by their place; 0: a wrong one. */
static unsigned read_bits(const char *text, const char *const *words)
{
	unsigned bits = 0, bit;
	size_t len;

	for (;; text += len + 1) {
		len = strcspn(text, "+");
		bit = 0;
		for (unsigned i = 0; words[i] != NULL; i++)
			if (strlen(words[i]) == len &&
			    strncmp(words[i], text, len) == 0)
				bit = 1u << i;
		if (bit == 0)
			return 0;
		bits |= bit;
		if (text[len] == '\0')
			return bits;
	}
}

int sim_as_parse(const char *text, unsigned *as)
{
	static const char *const words[] = { "transmitter", "receiver",
		"transceiver", NULL };

	*as = read_bits(text, words);
	return *as != 0 ? 0 : RC_BAD;
}

int sim_version_parse(const char *text, uint8_t *version)
{
	static const struct {
		const char *text;
		uint8_t version;
	} versions[] = { { "3.3", 0x33 }, { "3.4", 0x34 }, { "5.0", 0x50 } };

	for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
		if (strcmp(versions[i].text, text) != 0)
			continue;
		*version = versions[i].version;
		return 0;
	}
	return RC_BAD;
}

const struct sim_totals *sim_totals(const struct sim *s)
{
	return &s->totals;
}

void sim_totals_write(const struct sim_totals *t, struct json_out *o)
{
#define TOTAL(member, help) json_uint(o, #member, t->member);
#include "sim/total.def"
#undef TOTAL
}

bool sim_has_failed(const struct sim *s)
{
	return s->failed;
}

void sim_set_control(struct sim *s, const struct sim_control *c, void *arg)
{
	s->control = c;
	s->control_arg = arg;
}
