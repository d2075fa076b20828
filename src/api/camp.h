/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * camp - what the handlers of campaigns share.
 *
 *	camp.c             drafts
 *	camp_list.c        the list
 *	camp_show.c        one of them, with its history and what delays it
 *	camp_counts.c      where its messages are; by carrier, too
 *	camp_act.c         what people do with one
 *	camp_judge.c       the same where it must be judged first
 *	camp_recipients.c  whom it goes to, and the export for the carrier
 */
#ifndef API_CAMP_H
#define API_CAMP_H

#include "api/campaign_json.h"
#include "api/inside.h"
#include "ledger/campaign.h"

struct estimate;
struct json_value;

/* What a request about a campaign knows while it waits: wait.own. */
struct camp {
	uint32_t id;
	int status; /* of the answer */
	enum campaign_do what;
	bool may_lag; /* somebody waits: why is looked up */
	bool is_head;
	uint16_t error; /* the reason that an escalation is about; 0: any */
	char actor[CAMPAIGN_NOTE + 1], reason[CAMPAIGN_NOTE + 1];
};

struct campaign_names camp_names(const struct api *a);

/* Wait for what becomes of the path's campaign. NULL: refused. */
struct wait *camp_take(struct api *a, const struct call *c, uint64_t *token);

/* The same for one that is yet to come. */
struct wait *camp_take_new(struct api *a, const struct call *c,
    uint64_t *token);

/* Ask for it, with its definition: .campaigns follows. */
void camp_ask(struct api *a, const struct wait *w, uint64_t token);

/* The one that was asked for; NULL: there is none, and that was said. */
const struct campaign_view *camp_only(struct api *a, const struct wait *w,
    const struct campaign_page *p);

/* Answer with the campaign as it is now, with camp.status. */
void camp_show(struct api *a, struct wait *w, uint64_t token);

/* Hand in what camp.what says; what it has become is the answer. `definition`
 * may be NULL. */
void camp_do(struct api *a, struct wait *w, uint64_t token,
    const struct buf *definition);

/* "reason" of the object, if there is one, into own->reason. REFUSAL_COUNT: all
 * was well. */
enum refusal camp_read_reason(const struct json_value *v, struct camp *own);

/* An estimate as the next value of `o`. */
void camp_estimate_json(struct json_out *o, const struct estimate *e);

/* The account's alerts as next values of the array `o`. */
void camp_alerts_json(struct json_out *o, const struct api *a,
    uint16_t account);

#endif
