/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * letter - what a webhook says, between the one who writes it (api) and the
 * one who sends it (flow/webhook.h).
 *
 * Owns:    a letter owns its bytes.
 */
#ifndef FLOW_LETTER_H
#define FLOW_LETTER_H

#include "base/buf.h"

struct followed;
struct http_result;
struct url_policy;

/* What one receiver is told of one event. */
struct letter {
	uint16_t account; /* the ledger's */
	/* The writer's own, 1 .. LETTER_KINDS; of one kind there is at most one
	 * about an event. */
	uint8_t kind;
	bool post;         /* else GET */
	bool spare;        /* .seal has a second URL for each second attempt */
	uint64_t place;    /* of the event; set before it is written */
	unsigned attempts; /* that failed; set before it is sealed */
	struct buf url, body;
	struct buf context; /* the writer's own, for .answered */
	/* Where .answered said to ask instead, the how many-eth time: the
	 * writer's own. A failure or a restart begins anew. */
	struct buf next;
	unsigned hops;
	bool next_is_get;
	unsigned done; /* of what answers asked for, the writer's own as well */
};

#define LETTER_KINDS 7

#define SEAL_HEADERS 8
#define SEAL_BYTES   256

/* What belongs to one attempt. */
struct letter_seal {
	struct url_policy *policy; /* zeroed; the sender's own */
	size_t headers;
	const char *name[SEAL_HEADERS];
	char value[SEAL_HEADERS][SEAL_BYTES];
	usec connect, read, total; /* 0: as http/client.h says */
	double rate;       /* calls a second to its host, at most; 0: any */
	const char *owner; /* the sid that its host must name, or NULL */
	/* Of this attempt; without a URL the letter's count. */
	struct buf url, body;
	bool post;
};

struct letter_writer {
	/* The n-th letter about an event, from 0. RC_NOT_FOUND: there is no
	 * such, nor one behind it; RC_BAD: this one cannot be written. */
	int (*write)(void *arg, const struct followed *e, unsigned n,
	    struct letter *out);
	/* Date and sign it. RC_NOT_FOUND: nobody wants it any more. */
	int (*seal)(void *arg, struct letter *l, struct letter_seal *out);
	/* It was taken: what the receiver answered. RC_BUSY: this cannot be
	 * used now; the letter is sent again. RC_SHORT: there is more to ask
	 * for, at l->next, now. May be NULL. */
	int (*answered)(void *arg, struct letter *l,
	    const struct http_result *r);
};

#endif
