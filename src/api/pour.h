/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pour - answers that are written piece by piece as the ledger gives them: the
 * stream of events, which has no end, and exports.
 *
 * One page is asked for at a time, and none while the client has much to read
 * yet. Who does not read what a stream of events brings is closed; he comes
 * back with the id of the last event that he has.
 *
 * Owns:    the answers under way, POURS_MAX at most.
 * Borrows: the ledger, the server.
 */
#ifndef API_POUR_H
#define API_POUR_H

#include "api/inside.h"

struct pours;
struct recipient_page;

/* Tokens of pages for these have this bit. */
#define TOKEN_POUR ((uint64_t)1 << 62)

#define POURS_MAX 100

enum pour_kind { POUR_EVENTS, POUR_OPTOUTS, POUR_ESCALATION };

struct pour_start {
	enum pour_kind kind;
	uint64_t after; /* POUR_EVENTS: a place */
	/* POUR_ESCALATION: of which campaign, which reason (0: any). */
	uint32_t campaign;
	uint8_t steps;
	uint16_t reason;
};

/* Begin the answer to this call; or refuse it. */
void pour_begin(struct api *a, const struct call *c,
    const struct pour_start *start);

void pour_gone(struct api *a, http_id id);
void pour_followed(struct api *a, uint64_t token, const struct follow_page *p);
void pour_recipients(struct api *a, uint64_t token,
    const struct recipient_page *p);
void pour_fetched(struct api *a, uint64_t token, int rc,
    const struct message_view *v);
void pour_things(struct api *a, uint64_t token, const struct thing_page *p);

/* Ask for what there is, once a turn. */
void pour_turn(struct api *a);

/* The daemon ends: streams of events do now. */
void pour_drain(struct api *a);
void pour_fini(struct api *a);

#endif
