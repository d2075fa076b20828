/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wait - requests that wait for the ledger, each under a token.
 *
 * Owns: the slots, with what an answer needs to know of its request.
 * Note: a slot is its taker's until wait_give(); a token is good for once.
 */
#ifndef API_WAIT_H
#define API_WAIT_H

#include "api/inside.h"
#include "ledger/types.h"

struct campaign_history;
struct campaign_page;
struct campaigned;
struct contact_page;
struct contacted;
struct hook_page;
struct list_query;
struct recipient_page;
struct suggestion_page;

/* Requests that wait for the ledger; more get 503. */
#define WAITS_MAX 65536

/* A message on its way to a commit: what the answer will show of it, but for
 * the bytes of its body, which are in wait.body. */
struct wait_message {
	uint64_t to;
	uint8_t parts, class, on_doubt;
	uint8_t charged; /* see struct submitted */
	bool discard, obfuscate;
	uint32_t ttl;
	usec send_at;     /* 0: at once, as far as the request said */
	bool sender_open; /* its service has yet to say which it takes */
	bool is_probe;    /* 202 (api/probe.c) */
};

/* An opt-out that is asked about, or is set or lifted. */
struct wait_optout {
	uint64_t number;
	bool set;
};

/* The filters are in wait.body, as a query has them. */
struct wait_page {
	uint64_t size, number;
	uint64_t key; /* of its token; 0: from the newest */
	bool up;      /* what is newer than the key, else what is older */
};

struct item;
struct wait;

#define CHANGE_NAME_ROOM 101 /* THING_NAME_MAX and a NUL */
#define CHANGE_BASE_ROOM 136

/* A change of an item (api/item.h) on its way to the ledger. */
struct item_change {
	uint8_t kind; /* enum thing_kind */
	bool gone;    /* it is taken away */
	int status;   /* of the answer */
	char name[CHANGE_NAME_ROOM];
	char base[CHANGE_BASE_ROOM]; /* of absolute URLs in the answer */
	void (*answer)(struct api *a, const struct wait *w,
	    const struct item *it);
};

/* What a request does at each answer of the ledger, if it is not what its
 * face does: for those that ask more than once. True: it waits on, under the
 * same token; else it has been answered and its slot is given back. Errors of
 * a read are answered before. */
struct wait_then {
	bool (*fetched)(struct api *a, struct wait *w, uint64_t token,
	    const struct message_view *v);
	bool (*granted)(struct api *a, struct wait *w, uint64_t token,
	    const struct granted *g);
	bool (*kept)(struct api *a, struct wait *w, uint64_t token, int rc);
	bool (*listed)(struct api *a, struct wait *w, uint64_t token,
	    const struct message_page *p);
	bool (*opted)(struct api *a, struct wait *w, uint64_t token, int rc,
	    bool changed);
	bool (*things)(struct api *a, struct wait *w, uint64_t token,
	    const struct thing_page *p);
	bool (*followed)(struct api *a, struct wait *w, uint64_t token,
	    const struct follow_page *p);
	bool (*hooks)(struct api *a, struct wait *w, uint64_t token,
	    const struct hook_page *p);
	bool (*campaigned)(struct api *a, struct wait *w, uint64_t token,
	    const struct campaigned *c);
	bool (*campaigns)(struct api *a, struct wait *w, uint64_t token,
	    const struct campaign_page *p);
	bool (*campaign_told)(struct api *a, struct wait *w, uint64_t token,
	    const struct campaign_history *h);
	bool (*contacted)(struct api *a, struct wait *w, uint64_t token,
	    const struct contacted *c);
	bool (*contacts)(struct api *a, struct wait *w, uint64_t token,
	    const struct contact_page *p);
	bool (*recipients)(struct api *a, struct wait *w, uint64_t token,
	    const struct recipient_page *p);
	bool (*suggestions)(struct api *a, struct wait *w, uint64_t token,
	    const struct suggestion_page *p);
	bool (
	    *suggested)(struct api *a, struct wait *w, uint64_t token, int rc);
};

struct wait {
	http_id id;
	enum face face;
	const struct wait_then *then; /* NULL: what the face does */
	uint16_t account; /* the ledger's, which no reload changes */
	union {
		struct wait_message message;
		struct wait_optout optout;
		struct wait_page page;
		struct item_change change;
		struct message_id subject; /* a message that more is asked of */
	} u;
	struct buf body;
	void *own; /* what else the handler keeps: freed with the slot */
	uint32_t generation, next_free;
	bool taken;
};

void wait_init(struct api *a);
void wait_fini(struct api *a);

/* NULL: WAITS_MAX wait already, and the call was refused. */
struct wait *wait_take(struct api *a, const struct call *c, uint64_t *token);

/* Of a fact whose outcome nobody waits for. */
#define TOKEN_NOBODY ((uint64_t)UINT32_MAX)

/* NULL: nobody waits for this token. */
struct wait *wait_find(const struct api *a, uint64_t token);
void wait_give(struct api *a, uint64_t token);

/* Who waits for a page of which this has become. NULL: nobody, or it was
 * answered that it cannot be read. */
struct wait *wait_heard(struct api *a, uint64_t token, int rc);

/* Ask the ledger for the message whose id stands in the path. NULL: refused.
 */
struct wait *wait_fetch(struct api *a, const struct call *c);

/* Wish something of that message: api_granted() follows. NULL: refused. */
struct wait *wait_wish(struct api *a, const struct call *c, enum wish wish);

/* True: it was granted, and api_fetched() follows under the same token. */
bool wait_granted(struct api *a, uint64_t token, const struct granted *g);

/* Ask the ledger for a page of the account's messages; q->account is set
 * here. NULL: refused. */
struct wait *wait_list(struct api *a, const struct call *c,
    struct list_query *q);

/* Answer with a page: {key: [what has been written to w->body], "next"}; `next`
 * is NULL if that was all. */
void wait_answer_page(struct api *a, const struct wait *w, const char *key,
    const char *next);

/* What was waited for has come: answer. */
void native_created(struct api *a, const struct wait *w,
    const struct accepted *accepted);
void native_fetched(struct api *a, const struct wait *w,
    const struct message_view *v);
void twilio_created(struct api *a, const struct wait *w,
    const struct accepted *accepted);
void twilio_fetched(struct api *a, const struct wait *w,
    const struct message_view *v);
void twilio_listed(struct api *a, const struct wait *w,
    const struct message_page *p);

#endif
