/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sim - an SMSC to try things against.
 *
 * Takes binds, answers submit_sm by its rules, sends receipts and texts, and
 * does what a control command says. It speaks SMPP through `session` alone.
 *
 * Owns:     its rules, the log, listener, sessions, what is on its way.
 * Borrows:  the loop. It must go before the loop.
 * Time:     receipts and delays by clock_mono(), dates by clock_wall().
 */
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include "net/tls.h"
#include "sim/ids.h"
#include "sim/limit.h"

struct buf;
struct loop;
struct stream;
struct stream_target;
struct sim;

/* Which binds are let in. */
struct sim_binds {
	unsigned as;     /* SIM_AS_*; 0: all */
	uint32_t max;    /* of one system_id, beyond it RALYBND; 0: any */
	uint8_t version; /* 0x33, 0x34, 0x50; 0 is 0x34 */
};

enum { SIM_AS_TRANSMITTER = 1, SIM_AS_RECEIVER = 2, SIM_AS_TRANSCEIVER = 4 };

/* "transmitter+receiver"; "3.3", "3.4", "5.0". RC_BAD. */
MUST_CHECK int sim_as_parse(const char *text, unsigned *as);
MUST_CHECK int sim_version_parse(const char *text, uint8_t *version);

/* Zero or NULL means the default. */
struct sim_options {
	const char *name;                 /* "sim" */
	const char *system_id, *password; /* NULL: any */
	uint32_t window;                  /* 100: our unanswered deliver_sm */
	uint32_t remember; /* 100,000: messages, and receipts on their way */
	struct limit_options limit; /* submit_sm a second; 0: no limit */
	struct sim_binds binds;
	struct tls_options tls; /* a certificate: speak TLS */
	struct ids ids;         /* next 0: from 1 */
	const char *log;        /* path; NULL: none */
};

/* RC_SYSTEM: the log cannot be opened; and the errors of tls_server_new(). The
 * cause is logged. */
MUST_CHECK int sim_new(struct loop *l, const struct sim_options *opt,
    struct sim **out);
void sim_free(struct sim *s);

/* Append a rule. RC_BAD: *error says why. */
MUST_CHECK int sim_rule(struct sim *s, const char *spec,
    struct rule_error *error);

/* Take binds at "host:port". Errors as of stream_listen(). */
MUST_CHECK int sim_listen(struct sim *s, const char *addr);
uint16_t sim_port(const struct sim *s); /* 0: does not listen */

/* Serve an accepted stream. */
void sim_adopt(struct sim *s, struct stream *st);

/* Connect to an ESME and ask it by outbind to bind. */
struct smpp_outbind;
void sim_outbind(struct sim *s, const struct stream_target *to,
    const struct smpp_outbind *words);

/* One control command, a JSON object, and its answer as one line into `to`.
 * False: the answer comes later, by `answered` of sim_set_control(). */
bool sim_command(struct sim *s, const char *line, size_t len, struct buf *to);

struct sim_control {
	/* The answer of the command that waits: `line` with its newline. */
	void (*answered)(void *arg, const void *line, size_t len);
};
void sim_set_control(struct sim *s, const struct sim_control *c, void *arg);

struct sim_totals {
#define TOTAL(member, help) uint64_t member;
#include "sim/total.def"
#undef TOTAL
};
const struct sim_totals *sim_totals(const struct sim *s);

/* {"submits":1,...} */
struct json_out;
void sim_totals_write(const struct sim_totals *t, struct json_out *o);

/* Did something go wrong that makes the log untrue? */
bool sim_has_failed(const struct sim *s);

#endif
