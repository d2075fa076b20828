/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rig - the whole pipeline but HTTP: a real ledger in an empty folder, one
 * smsc whose centre is in memory, a clock that stands.
 *
 * The centre keeps what it was sent and answers when a test says so. While
 * `rig.asleep` is set the turn's facts are not handed to the ledger: nothing
 * is durable, so nothing may be answered.
 */
#ifndef TESTS_FLOW_RIG_H
#define TESTS_FLOW_RIG_H

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/random.h"
#include "conf/conf.h"
#include "conf/report.h"
#include "flow/flow.h"
#include "flow/intake.h"
#include "flow/mo.h"
#include "flow/reply.h"
#include "ledger/events.h"
#include "ledger/mo.h"
#include "ledger/views.h"
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
#define RIG_SEEN  64

struct rig_submit {
	uint32_t command;
	struct smpp_message message;
	struct smpp_query query;
	struct smpp_cancel cancel;
	uint8_t text[SMPP_TEXT_MAX];
	size_t tlvs;
	struct smpp_tlv tlv[8];
	uint8_t values[2048];
};

/* What a test adds to the configuration. */
struct rig_keys {
	const char *smsc, *route; /* keys in these sections */
	const char *more;         /* sections */
	const char *errors; /* rows of the map, behind those of all tests */
	uint8_t version;    /* of the centre; 0: 3.4 */
	size_t accepts;     /* that may be on their way; 0: 3 */
	const struct rig_webhook *webhook;
	const struct ledger_events *events; /* NULL: rig_events */
};

struct follow_page;
struct hook_page;

/* Of those that follow the journal. */
struct rig_webhook {
	void (*open)(void); /* before ledger_start() */
	void (*turn)(void);
	void (*followed)(const struct follow_page *p);
	void (*hooks)(uint64_t token, const struct hook_page *p);
};

struct rig {
	char folder[128], store[160], errors[160];
	struct rig_keys keys;
	struct conf *conf;
	struct loop *loop;
	struct loop_wake wake;
	struct loop_hook hook;
	struct ledger *ledger;
	struct route_table *routes;
	struct flow *flow;
	struct listener *centre;
	struct session *peer;
	bool asleep;
	/* What the centre saw. */
	struct rig_submit seen[RIG_SEEN];
	uint32_t sequence[RIG_SEEN];
	size_t n_seen;
	size_t acks; /* deliver_sm_resp */
	uint32_t ack_status;
	/* What the ledger said. */
	struct message_id accepted;
	size_t n_accepted, n_refused;
	struct granted granted;
	struct message_view shown;
	char shown_events[512];
	struct body shown_body;
	char shown_bytes[2048];   /* that the body points into */
	struct received received; /* the last one; its body is not kept */
	size_t n_received;
	struct body inbound; /* it points into these */
	char inbound_bytes[LEDGER_BODY_MAX];
};

static struct rig rig;

#include "rig_heard.h"

/* ---- the centre -------------------------------------------------------- */

static inline void rig_keep_tlvs(struct rig_submit *s,
    const struct smpp_pdu *pdu)
{
	size_t at = 0;

	assert_true(pdu->tlv_count <= ARRAY_LEN(s->tlv));
	s->tlvs = pdu->tlv_count;
	for (size_t i = 0; i < s->tlvs; i++) {
		s->tlv[i] = pdu->tlv[i];
		assert_true(at + s->tlv[i].len <= sizeof(s->values));
		memcpy(s->values + at, pdu->tlv[i].value, s->tlv[i].len);
		s->tlv[i].value = s->values + at;
		at += s->tlv[i].len;
	}
}

static inline void rig_request(void *arg, const struct smpp_pdu *pdu)
{
	struct rig_submit *s = &rig.seen[rig.n_seen];

	(void)arg;
	assert_true(rig.n_seen < RIG_SEEN);
	s->command = pdu->id;
	if (pdu->id == SMPP_QUERY_SM || pdu->id == SMPP_CANCEL_SM) {
		s->query = pdu->id == SMPP_QUERY_SM
			       ? pdu->body.query
			       : (struct smpp_query){ { 0 }, { 0, 0, "" } };
		s->cancel = pdu->body.cancel;
		rig.sequence[rig.n_seen++] = pdu->sequence;
		return;
	}
	s->message = pdu->body.message;
	if (s->message.sm_length != 0)
		memcpy(s->text, s->message.short_message, s->message.sm_length);
	s->message.short_message = s->text;
	rig_keep_tlvs(s, pdu);
	rig.sequence[rig.n_seen++] = pdu->sequence;
}

/* The n-th request's TLV, or NULL. */
static inline const struct smpp_tlv *rig_tlv(size_t n, uint16_t tag)
{
	for (size_t i = 0; i < rig.seen[n].tlvs; i++) {
		if (rig.seen[n].tlv[i].tag == tag)
			return &rig.seen[n].tlv[i];
	}
	return NULL;
}

static inline uint32_t rig_bind(void *arg, const struct smpp_pdu *bind)
{
	(void)arg;
	(void)bind;
	return 0;
}

static inline void rig_answered(void *arg, const struct session_token *tok,
    const struct session_answer *answer)
{
	(void)arg;
	(void)tok;
	rig.acks++;
	rig.ack_status = answer->status;
}

static inline void rig_lost(void *arg, const struct session_token *tok)
{
	(void)arg;
	(void)tok;
}

static inline void rig_doubt(void *arg, const struct session_token *tok,
    enum session_reason reason)
{
	(void)arg;
	(void)tok;
	(void)reason;
}

static const struct session_events rig_centre = {
	.request = rig_request,
	.bind = rig_bind,
	.answered = rig_answered,
	.returned = rig_lost,
	.doubt = rig_doubt,
};

static inline void rig_caller(void *arg, struct stream *s)
{
	(void)arg;
	session_adopt(rig.peer, s);
}

static const struct listener_events rig_listening = { .accepted = rig_caller };

/* Answer the n-th submit_sm. */
static inline void rig_answer(size_t n, uint32_t status, const char *id)
{
	struct smpp_pdu r;

	smpp_pdu_init(&r, rig.seen[n].command | SMPP_ANSWER, 0);
	r.status = status;
	strcpy(r.body.message_resp.message_id, id);
	session_reply(rig.peer, rig.sequence[n], &r);
}

static inline void rig_deliver_from(const char *source, uint8_t esm_class,
    const char *text)
{
	static const struct session_token token;
	struct smpp_pdu p;
	struct smpp_message *m = &p.body.message;

	smpp_pdu_init(&p, SMPP_DELIVER_SM, 0);
	strcpy(m->source.digits, source);
	strcpy(m->destination.digits, "12125550100");
	m->esm_class = esm_class;
	m->short_message = (const uint8_t *)text;
	m->sm_length = (uint8_t)strlen(text);
	assert_int_equal(session_send(rig.peer, &token, &p), 0);
}

/* A deliver_sm from the handset's number. */
static inline void rig_deliver(uint8_t esm_class, const char *text)
{
	rig_deliver_from("19175550001", esm_class, text);
}

/* ---- turning ----------------------------------------------------------- */

static inline void rig_turn_end(void *arg)
{
	(void)arg;
	if (rig.keys.webhook != NULL)
		rig.keys.webhook->turn();
	if (!rig.asleep)
		flow_turn(rig.flow);
}

static inline void rig_woken(void *arg)
{
	loop_again(arg);
}

static inline void rig_ring(void *arg)
{
	loop_notify(arg);
}

static inline bool rig_is_idle(void)
{
	return rig.asleep || ledger_is_idle(rig.ledger);
}

static inline void rig_settle(void)
{
	uint64_t before;

	loop_again(rig.loop); /* what the test itself began */
	do {
		before = loop_progress(rig.loop);
		for (int i = 0; i < 4; i++)
			loop_once(rig.loop, !rig_is_idle());
	} while (loop_progress(rig.loop) != before || !rig_is_idle());
}

static inline void rig_advance(usec by)
{
	usec until = clock_mono() + by, at;

	while (loop_next_due(rig.loop, &at) && at <= until) {
		if (at > clock_mono())
			clock_advance(at - clock_mono());
		rig_settle();
	}
	clock_advance(until - clock_mono());
	rig_settle();
}

/* ---- what tests say ---------------------------------------------------- */

static inline struct body_text rig_text(const char *s)
{
	return (struct body_text){ s, strlen(s) };
}

static inline struct submission rig_submission(const char *text)
{
	return (struct submission){ .to = rig_text("+19175550001"),
		.from = rig_text("+12125550100"),
		.text = rig_text(text) };
}

static inline enum fault rig_submit(const struct submission *s)
{
	struct submitted out;

	return intake_submit(rig.flow, s, 1, &out);
}

static inline void rig_post(const char *text)
{
	struct submission s = rig_submission(text);

	assert_int_equal(rig_submit(&s), FAULT_NONE);
	rig_settle();
}

/* The last message, as committed. */
static inline const struct message_view *rig_show(void)
{
	ledger_fetch(rig.ledger, 1, 0, &rig.accepted);
	rig_settle();
	return &rig.shown;
}

/* ---- begin and end ----------------------------------------------------- */

static const char rig_conf[] =
    "store { path = \"%s\" }\n"
    "http main { listen = \"127.0.0.1:8080\" }\n"
    "account demo { sid = AC00000000000000000000000000000001\n"
    "  token = \"0123456789abcdef\"\n"
    "  numbers = { \"+12125550100\" } countries = { US }\n"
    "  callback_http = yes\n"
    "  callback_hosts = { \"127.0.0.0/8\", \"10.0.0.0/8\" } }\n"
    "smsc acme { host = \"127.0.0.1\" system_id = esmed password = secret\n"
    "  window = 10 inbound_window = 100 enquire_link = 1h\n"
    "  reconnect_min = 1s reconnect_max = 1s\n"
    "  response_timeout = 30s doubt_wait = 10s errors = \"%s\"\n"
    "  %s }\n"
    "route main { smsc = acme %s }\n"
    "%s\n";

static const char rig_errors[] =
    "vendor\tkind\tcode\tmeaning\tpermanence\tsuggested\tsource\tdetail\n"
    "x\terr\t027\tphone off\ttemporary\t30003\tx\tphone_off\n"
    "x\tcommand_status\t0x0000000B\tbad destination\tpermanent\t30005\tx\t"
    "number_incorrect\n";

static inline const char *rig_or_none(const char *text)
{
	return text != NULL ? text : "";
}

static inline void rig_write(const char *path, const char *fmt, ...)
    PRINTF(2, 3);

static inline void rig_write(const char *path, const char *fmt, ...)
{
	FILE *f = fopen(path, "w");
	va_list ap;

	assert_non_null(f);
	va_start(ap, fmt);
	vfprintf(f, fmt, ap);
	va_end(ap);
	fclose(f);
	assert_int_equal(chmod(path, 0600), 0);
}

/* A table of two carriers in a folder of its own, which rig_remove() removes;
 * the section that names it. */
#define RIG_FOLDER "/tmp/esmed-lookup-XXXXXX"

static inline const char *rig_carriers(char folder[sizeof(RIG_FOLDER)])
{
	static char path[80], more[120];

	strcpy(folder, RIG_FOLDER);
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/carriers.csv", folder);
	rig_write(path, "1917555,One\n1310555,Two\n");
	snprintf(more, sizeof(more), "lookup { carriers = \"%s\" }\n", path);
	return more;
}

static inline void rig_configure(void)
{
	struct conf_report rep = { 0 };
	struct buf text = { 0 };
	char path[160];

	snprintf(rig.errors, sizeof(rig.errors), "%s/errors.tsv", rig.folder);
	rig_write(rig.errors, "%s%s", rig_errors, rig_or_none(rig.keys.errors));
	snprintf(path, sizeof(path), "%s/esmed.conf", rig.folder);
	rig_write(path, rig_conf, rig.store, rig.errors,
	    rig_or_none(rig.keys.smsc), rig_or_none(rig.keys.route),
	    rig_or_none(rig.keys.more));
	if (conf_load(path, &rig.conf, &rep) != 0) {
		conf_report_format(&rep, &text);
		fail_msg("%s", buf_cstr(&text));
	}
	conf_report_free(&rep);
	/* No file can say this, and no port is used. */
	free(rig.conf->smsc[0].host);
	rig.conf->smsc[0].host = mem_strdup("memory:acme");
}

static inline void rig_open(void)
{
	const struct ledger_options lo = { .path = rig.store,
		.map_bytes = UINT64_C(1) << 30,
		.unknown_after = 72 * 3600 * SECOND,
		.parked_ttl = 3600 * SECOND,
		.active_slots = 1024,
		.accepts_max = rig.keys.accepts != 0 ? rig.keys.accepts : 3,
		.join = mo_join };
	struct ledger_problem why;
	struct flow_options fo = { .conf = rig.conf, .loop = rig.loop };

	if (ledger_open(&rig.ledger, &lo, &why) != 0)
		fail_msg("%s", why.text);
	assert_int_equal(route_table_new(rig.conf, &rig.routes), 0);
	fo.ledger = rig.ledger;
	fo.routes = rig.routes;
	assert_int_equal(flow_new(&rig.flow, &fo), 0);
	if (rig.keys.webhook != NULL)
		rig.keys.webhook->open();
	rig.wake = (struct loop_wake){ .fn = rig_woken, .arg = rig.loop };
	loop_wake_init(rig.loop, &rig.wake);
	rig.hook = (struct loop_hook){ .fn = rig_turn_end };
	loop_at_turn_end(rig.loop, &rig.hook);
	ledger_start(rig.ledger,
	    rig.keys.events != NULL ? rig.keys.events : &rig_events, NULL,
	    rig_ring, &rig.wake);
	flow_start(rig.flow);
	rig_settle();
}

static inline int rig_begin_with(const struct rig_keys *keys)
{
	const struct session_options peer = { .name = "centre",
		.interface_version = keys->version };

	alarm(60); /* a turn waits for ever if something is wrong */
	log_set_level(LOG_ERROR);
	clock_freeze(RIG_START);
	random_seed(1);
	rig = (struct rig){ .keys = *keys };
	snprintf(rig.folder, sizeof(rig.folder), "/tmp/esmed-flow-XXXXXX");
	assert_non_null(mkdtemp(rig.folder));
	snprintf(rig.store, sizeof(rig.store), "%s/store", rig.folder);
	rig_configure();
	rig.loop = loop_new();
	rig.peer = session_new(rig.loop, SESSION_SMSC, &peer);
	session_set_events(rig.peer, &rig_centre, NULL);
	assert_int_equal(stream_listen(rig.loop, "memory:acme", &rig_listening,
			     NULL, &rig.centre),
	    0);
	rig_open();
	return 0;
}

static inline int rig_begin(void **state)
{
	(void)state;
	return rig_begin_with(&(struct rig_keys){ 0 });
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

/* Nobody uses the loop any more but the centre. */
static inline void rig_leave(void)
{
	conf_free(rig.conf);
	session_free(rig.peer);
	listener_close(rig.centre);
	loop_free(rig.loop);
	rig_remove(rig.store);
	rig_remove(rig.folder);
}

/* Another process with the same store. */
static inline void rig_restart(void)
{
	const struct session_options peer = { .name = "centre" };

	loop_hook_del(rig.loop, &rig.hook);
	ledger_close(rig.ledger);
	loop_wake_fini(&rig.wake);
	flow_free(rig.flow);
	route_table_free(rig.routes);
	conf_free(rig.conf);
	session_free(rig.peer);
	rig.peer = session_new(rig.loop, SESSION_SMSC, &peer);
	session_set_events(rig.peer, &rig_centre, NULL);
	rig_configure();
	rig_open();
}

static inline int rig_end(void **state)
{
	(void)state;
	rig.asleep = false;
	rig_settle();
	loop_hook_del(rig.loop, &rig.hook);
	ledger_close(rig.ledger);
	loop_wake_fini(&rig.wake);
	flow_free(rig.flow);
	route_table_free(rig.routes);
	rig_leave();
	return 0;
}

#endif
