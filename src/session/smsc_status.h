/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * smsc_status - what an smsc and its binds say of themselves.
 *
 * Borrows:  texts and tables hold until the loop's turn ends.
 */
#ifndef SESSION_SMSC_STATUS_H
#define SESSION_SMSC_STATUS_H

#include "session/session.h"

#include <esmed/status.h>

struct smsc;

enum smsc_state {
#define STATE(s, word, text) SMSC_##s,
#define ALARM(a, word, text)
#include "session/smsc.def"
#undef STATE
#undef ALARM
};

enum smsc_alarm {
#define STATE(s, word, text)
#define ALARM(a, word, text) SMSC_ALARM_##a,
#include "session/smsc.def"
#undef STATE
#undef ALARM
	SMSC_ALARMS
};

const char *smsc_state_name(enum smsc_state state); /* "bound" */
const char *smsc_alarm_name(enum smsc_alarm alarm); /* "credentials" */
const char *smsc_alarm_text(enum smsc_alarm alarm); /* for people */

/* Seconds from submit_sm to its answer: the count of answers that took at most
 * smsc_latency_bounds[i], and longer than the one before; the last count is of
 * all that took longer. */
#define SMSC_LATENCY_BOUNDS 16
extern const usec smsc_latency_bounds[SMSC_LATENCY_BOUNDS];

struct smsc_latency {
	uint64_t count[SMSC_LATENCY_BOUNDS + 1];
	uint64_t answers; /* the sum of them */
	usec sum;
};

/* Answers by command_status, in the order of their first. */
#define SMSC_STATUSES 48
struct smsc_status_count {
	uint32_t status;
	uint64_t count;
};

struct smsc_answers {
	uint64_t class[SMPP_CLASS_FAULT + 1]; /* by enum smpp_class */
	uint64_t late;                        /* of these, after the doubt */
	uint64_t nameless;                    /* taken without a usable id */
	uint64_t lost;                        /* doubts */
	uint64_t returned;                    /* certainly not sent */
	struct smsc_status_count by_status[SMSC_STATUSES];
	size_t statuses; /* rows in use */
	uint64_t others; /* answers with a status beyond the table */
	struct smsc_latency latency;
};

struct smsc_inbound {
	uint64_t taken;   /* deliver_sm and data_sm that came */
	uint64_t acked;   /* answered with status 0 */
	uint64_t refused; /* answered with another */
	uint64_t beyond;  /* of these, as inbound_window was full */
	uint64_t unsaid;  /* the session was gone before the answer */
	uint64_t waiting; /* not answered yet */
};

struct smsc_bind_status {
	enum session_state state;
	uint32_t command;           /* SMPP_BIND_TRANSCEIVER and so on */
	enum session_reason reason; /* of the last close */
	const char *why;            /* of the last close, for people, or "" */
	const char *peer;           /* address as connected last */
	const char *system_id;      /* the SMSC's, "" before */
	uint8_t interface_version;  /* in use: 0x33, 0x34, 0x50 */
	uint32_t bind_status;       /* the peer's answer to the last bind */
	usec since;                 /* clock_wall() of the state */
	usec next_try;              /* clock_wall(); 0: none planned */
	uint32_t window; /* in force now; less while the link flaps */
	uint32_t unanswered;
	uint32_t failures; /* rounds over its hosts in a row */
	bool outdated;     /* it waits to be made anew with new options */
	struct session_counts counts;
};

struct smsc_status {
	const char *name, *host;
	uint16_t port;
	enum smsc_state state;
	usec since;          /* clock_wall() of the state */
	uint32_t binds;      /* sessions: of a pair both */
	uint32_t bound;      /* of them */
	uint32_t window;     /* of a bind, as configured */
	uint32_t window_now; /* the least of those bound, while links flap */
	uint32_t unanswered, pending;
	int64_t balance; /* slots handed up and not used; below 0: overdrawn */
	double throughput;       /* as configured; 0: no limit */
	double rate_allowed;     /* a second, now; 0: no limit */
	double rate_found;       /* by itself, see rate; 0: none */
	double rate_refused;     /* what was refused last; 0: nothing yet */
	const char *rate_reason; /* of what is allowed, for people */
	uint64_t throttled;      /* answers that told us to slow down */
	bool paused;             /* to the end of this clock second */
	const char *cap;         /* that is reached: "minute", "hour", "day" */
	usec cap_until;          /* clock_wall(); with cap NULL: 0 */
	bool draining;   /* state is DRAINING, or STOPPED by smsc_stop() */
	bool may_take;   /* started, not paused, and a transmitter stands */
	uint32_t alarms; /* 1 << SMSC_ALARM_... */
	const char *last_error; /* how a bind failed last, or "" */
	usec last_error_at;     /* clock_wall(); 0: never */
	usec tls_expires;       /* clock_wall() of the earliest; 0: no TLS */
	const struct smsc_answers *answers;
	struct smsc_inbound inbound;
};

void smsc_status(const struct smsc *c, struct smsc_status *st);

/* bind < smsc_status.binds */
void smsc_bind_status(const struct smsc *c, uint32_t bind,
    struct smsc_bind_status *st);

#endif
