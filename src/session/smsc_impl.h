/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * smsc_impl - an smsc as its own files see it: life.c (start to stop, new
 * options), smsc.c (slots and requests), binds.c (what the binds report),
 * retry.c (when and whom to dial), renew.c (binds made anew), outbind.c,
 * alarms.c, smsc_view.c (status).
 */
#ifndef SESSION_SMSC_IMPL_H
#define SESSION_SMSC_IMPL_H

#include "base/buf.h"
#include "base/log.h"
#include "net/timer.h"
#include "net/tls.h"
#include "session/caps.h"
#include "session/config.h"
#include "session/rate.h"
#include "session/session.h"
#include "session/smsc.h"
#include "session/smsc_options.h"
#include "session/smsc_status.h"
#include "session/tally.h"

struct bind {
	struct smsc *smsc;
	uint32_t index;
	struct session *session;
	uint32_t generation; /* of its connection, see reply_handle */
	uint32_t epoch;      /* c->epoch when it was dialled */

	struct timer retry;
	usec next_try;     /* by the wall clock; 0: none planned */
	uint32_t host;     /* the next to try: 0 is opt.host */
	uint32_t failures; /* tries in a row without a stable bind */
	uint32_t refusals; /* in a row, of our credentials */
	uint32_t ghosts;   /* in a row, for we are bound already */

	struct timer stable; /* it stood long enough */
	uint32_t flaps;      /* binds in a row that did not */
	bool was_bound;      /* since it was dialled */

	bool leaving; /* takes no request; unbinds when all are answered */
	bool is_zombie, tls_refused;
	usec tls_expires; /* of the peer's certificate; 0: none */
};

struct smsc {
	struct loop *loop;
	struct config config;
	struct smsc_options opt; /* those of config, whose texts they are */
	uint32_t epoch; /* goes up when the options of the bind change */
	struct tls_context *tls, *server_tls; /* NULL: plain, or not made yet */
	bool tls_broken;                      /* it cannot be made */
	struct listener *listener;            /* for outbind */
	struct timer listen_timer;            /* to try again */

	const struct smsc_events *ev; /* NULL: nobody hears */
	void *arg;
	smsc_trace_fn *trace;
	void *trace_arg;
	struct loop_hook hook;

	struct bind **bind;  /* bind_count of them; the last ones are to go */
	uint32_t bind_count; /* if there are more than config_binds() */
	uint32_t generation; /* of the last connection */
	struct bind *renewing;
	struct timer renew_timer; /* for its answers */

	bool started;  /* it should be up */
	bool draining; /* a stop is under way */
	bool held;     /* by smsc_pause() */
	bool freed;
	struct timer drain_timer;

	int64_t balance; /* what the caller's sum is, see smsc.h */
	struct rate rate;
	struct caps caps;
	struct timer permit_timer; /* there may be more to offer */
	uint64_t throttled;
	usec flooded; /* clock_mono() of when that was told last; 0: never */

	/* The SMSC told us to slow down, and that is told once (limits.c). */
	struct timer slow_timer;
	usec slow_since, slow_last; /* clock_mono(); 0: it does not */
	uint32_t slow_status;       /* of the first such answer */
	uint64_t slow_answers;
	bool slow_said;

	struct buf pending; /* records of smsc.c */
	uint32_t pending_count;

	enum smsc_state state;
	usec since;         /* by the wall clock */
	uint32_t alarms;    /* 1 << SMSC_ALARM_... */
	bool receiver_late; /* none stands since receiver_timer was set */
	struct timer receiver_timer;
	bool state_changed; /* to be told at the end of the turn */
	char last_error[TLS_WHY_BYTES];
	usec last_error_at;

	struct tally tally;
};

#define TOKEN_ASIDE 1u /* in a token's flags: of smsc_request() */

/* May it submit, had it a bind? */
static inline bool smsc_submits(const struct smsc *c)
{
	return c->started && !c->draining && !c->held;
}

/* In smsc.c: slots and what is pending; slots_turn() at the end of a turn. */
void slots_init(struct smsc *c);
void slots_configure(struct smsc *c); /* after new options */
void slots_turn(struct smsc *c);
void slots_stop(struct smsc *c); /* no timer is set any more */
void slots_fini(struct smsc *c);

/* In limits.c: how many requests may be sent now by rate and caps; how many to
 * ask the owner for; when that may be more, RC_NOT_FOUND if never. */
void limits_init(struct smsc *c);
void limits_configure(struct smsc *c); /* after new options */
void limits_stop(struct smsc *c);
void limits_fini(struct smsc *c);
uint32_t limits_free(struct smsc *c);
uint32_t limits_wanted(struct smsc *c);
void limits_sent(struct smsc *c);
MUST_CHECK int limits_next(struct smsc *c, usec *at);
void limits_status(const struct smsc *c, struct smsc_status *st);

/* What an answer says about the rate; it may change its class. */
void limits_answered(struct smsc *c, const struct session_answer *answer,
    struct smsc_answer *a);

/* In binds.c. Make the array fit the options; there are more only while those
 * that are to go still stand. */
void binds_fit(struct smsc *c);
void binds_free(struct smsc *c);
void binds_configure(struct smsc *c); /* new options, live and of the next */
void binds_try(struct smsc *c);       /* those that are down, now */
void binds_try_anew(struct smsc *c);  /* and those that do not stand yet */

/* Draining: unbind those that wait for no answer, or all. */
void binds_unbind(struct smsc *c, bool all);
bool binds_are_closed(const struct smsc *c);

/* How many are bound; how many of them can submit; and how many requests they
 * could take. */
uint32_t binds_bound(const struct smsc *c);
uint32_t binds_senders(const struct smsc *c);
uint32_t binds_room(const struct smsc *c);

/* The bound one with the most room, or NULL. */
struct bind *binds_pick(const struct smsc *c);

/* Tell the owner that a request was not sent. */
void smsc_returned(struct smsc *c, const struct session_token *tok);

/* In retry.c. */
void retry_init(struct bind *b);
void retry_stop(struct bind *b);
void retry_now(struct bind *b);    /* from the first host, all forgotten */
void retry_begins(struct bind *b); /* a connection */
void retry_bound(struct bind *b);  /* it stands */
void retry_closed(struct bind *b); /* plan the next try */
void retry_limit(struct bind *b);  /* its window, after new options */

/* In renew.c. */
void renew_init(struct smsc *c);
void renew_stop(struct smsc *c);
void renew_turn(struct smsc *c);
bool renew_closed(struct bind *b);       /* true: the close was for this */
bool renew_is_due(const struct bind *b); /* its options are old */

/* In outbind.c. */
void outbind_init(struct smsc *c);
void outbind_open(struct smsc *c);
void outbind_close(struct smsc *c);
bool outbind_is_right(const struct smsc *c, const struct smpp_pdu *pdu);

/* In alarms.c: bring state and alarms up to date at the end of a turn. */
void alarms_init(struct smsc *c);
void alarms_stop(struct smsc *c);
void alarms_turn(struct smsc *c);

/* Note how a bind failed. */
void alarms_note(struct smsc *c, struct bind *b);

#endif
