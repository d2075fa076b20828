/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rate - how fast an smsc may submit: what is configured, and what it finds.
 *
 * Until the peer refuses something the configured limit alone counts: so many
 * PDUs in any second, at once if need be. A refusal (0x58, or 0x14 from the
 * whole smsc) stops everything to the end of the clock second and measures the
 * peer: what it took in the second before is its limit. From then on the rate
 * is found: it holds a little below what was refused, spread over the second,
 * and after a while goes up by steps that double with every clean second, until
 * it is refused again or the configured limit is reached. Each refusal in the
 * calm makes the distance kept a little wider, each calm time narrower.
 *
 * Owns:     the instants of what was sent.
 * Time:     the caller passes clock_mono() as `now`, clock_wall() as `wall`.
 * Note:     answers count by when their requests were sent, so many requests
 *           refused at once are one refusal.
 */
#ifndef SESSION_RATE_H
#define SESSION_RATE_H

#include "session/permits.h"
#include "session/recent.h"

struct rate_options {
	double limit;  /* a second; 0: none */
	double min;    /* what is found is never less; 0: 1 */
	bool adaptive; /* else a refusal only stops to the end of its second */
};

enum rate_reason {
	RATE_AS_CONFIGURED,
	RATE_REFUSED,    /* 0x58 */
	RATE_QUEUE_FULL, /* 0x14 */
	RATE_CONGESTED,  /* congestion_state */
	RATE_RECOVERING,
	RATE_PROBING
};

/* An answer's instants: of its request, and its own by both clocks. */
struct rate_answer {
	usec sent, now, wall;
};

struct rate {
	struct rate_options opt;
	struct permits permits; /* of the lesser of limit and found */
	struct recent recent;

	double found;   /* 0: nothing was refused yet, or it does not matter */
	double refused; /* the rate that was refused last */
	double step;    /* of the probe; 0: not probing */
	double margin;  /* kept below what was refused, as a share */
	double proven;  /* held through a calm time; 0: none */
	double fall;    /* the last one's size; doubles until it is calm */
	enum rate_reason reason;

	usec paused_until;
	usec resumed; /* the end of the last pause */

	bool is_refused; /* something was, and is not judged yet */
	usec refused_at; /* when it was sent */
	enum rate_reason refused_by;
	usec changed;    /* requests sent before tell nothing of the new rate */
	usec hold_until; /* no probe before */
	usec next_step;  /* once a second, if there is demand */
	usec next_ease;  /* by congestion_state, once a second */
	usec eased_until; /* no growth before */
	usec latency;     /* of answers, smoothed */
	usec jitter;      /* how far they are from it, smoothed */
	double full;      /* share of 0x14 in the answers, smoothed */
	usec full_at;     /* the last of them */
	usec strayed;     /* a refusal that said nothing of a rate; 0: none */

	double tokens; /* spread the found rate over the second */
	usec tokens_at;
};

#define RATE_UNLIMITED PERMITS_UNLIMITED

void rate_init(struct rate *r, const struct rate_options *opt);
void rate_fini(struct rate *r);

/* New options; what was found is kept as far as they allow. */
void rate_configure(struct rate *r, const struct rate_options *opt);

/* False: nothing limits it now, and it need not hear of what is sent. */
bool rate_is_limited(const struct rate *r);

/* How many requests may be sent now, 0 while it is paused. */
uint32_t rate_free(struct rate *r, usec now);

/* How many to ask for now: at a found rate also those that may be sent in a
 * moment, since they take some time to come. Call it after rate_free(). */
uint32_t rate_wanted(const struct rate *r, usec now);
bool rate_is_paused(const struct rate *r, usec now);

/* When there may be more of them. RC_NOT_FOUND: all there will be are free. */
MUST_CHECK int rate_next(struct rate *r, usec now, usec *at);

/* A request was sent, one of those that were free. */
void rate_sent(struct rate *r, usec now);

/* What the answer was: taken (or refused for its own sake); 0x58. */
void rate_ok(struct rate *r, usec sent, usec now);
void rate_throttled(struct rate *r, const struct rate_answer *a);

/* 0x14. True: so many answers say so that it is about the whole smsc, which
 * has been slowed and is paused as by 0x58; false: about that message. */
bool rate_queue_full(struct rate *r, const struct rate_answer *a);

/* congestion_state of an answer, 0 to 100 (SMPP 5.0, 4.8.4.18): from 80 on the
 * rate does not grow, from 90 on it shrinks. */
void rate_congestion(struct rate *r, const struct rate_answer *a,
    uint8_t state);

struct rate_status {
	double allowed;     /* a second; 0: no limit */
	double found;       /* 0: none, the configured one holds */
	double refused;     /* what was refused last; 0: nothing yet */
	const char *reason; /* of what is allowed, for people; static */
};

void rate_status(const struct rate *r, struct rate_status *st);

#endif
