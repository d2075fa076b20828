/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What people do with a campaign and needs no judgement: facts of the ledger.
 */
#include "api/camp.h"

#include <string.h>

#include "api/wait.h"
#include "http/json.h"

static enum refusal denied(enum campaign_do what, enum campaign_status status)
{
	switch (what) {
	case CAMPAIGN_CANCEL:
		return status == CAMPAIGN_SENT ? REFUSAL_CAMPAIGN_SENT
					       : REFUSAL_NOT_CANCELABLE;
	case CAMPAIGN_PAUSE:
	case CAMPAIGN_RESUME: return REFUSAL_CAMPAIGN_STOPPED;
	default: return REFUSAL_CAMPAIGN_LOCKED;
	}
}

static void refuse(struct api *a, const struct wait *w,
    const struct campaigned *d)
{
	const struct camp *own = w->own;
	const struct fault_row *row = ledger_row(d->rc);

	if (d->rc == RC_NOT_FOUND)
		row = refusal_row(REFUSAL_NOT_FOUND);
	else if (d->rc == RC_DENIED)
		row = refusal_row(denied(own->what, d->status));
	else if (d->rc == RC_FULL)
		row = refusal_row(REFUSAL_CAMPAIGNS_FULL);
	reply_fault(a, w->id, w->face, row);
}

static bool on_campaigned(struct api *a, struct wait *w, uint64_t token,
    const struct campaigned *d)
{
	struct camp *own = w->own;

	if (d->rc != 0) {
		refuse(a, w, d);
		return false;
	}
	if (own->what == CAMPAIGN_DELETE) {
		reply_nothing(a, w->id);
		return false;
	}
	own->id = d->id;
	camp_show(a, w, token);
	return true;
}

void camp_do(struct api *a, struct wait *w, uint64_t token,
    const struct buf *definition)
{
	static const struct wait_then then = { .campaigned = on_campaigned };
	const struct camp *own = w->own;
	struct campaign_fact f = { .token = token,
		.account = w->account,
		.id = own->what == CAMPAIGN_CREATE ? 0 : own->id,
		.what = own->what,
		.actor = own->actor,
		.reason = own->reason[0] != '\0' ? own->reason : NULL };

	if (definition != NULL) {
		f.definition = buf_bytes(definition);
		f.definition_len = definition->len;
	}
	w->then = &then;
	ledger_campaign(a->with.ledger, &f);
}

enum refusal camp_read_reason(const struct json_value *v, struct camp *own)
{
	const char *text;
	size_t len;
	int rc = json_get_str(v, "reason", &text, &len);

	if (rc == RC_NOT_FOUND)
		return REFUSAL_COUNT;
	if (rc != 0 || len > CAMPAIGN_NOTE || strlen(text) != len)
		return REFUSAL_CAMPAIGN_REASON;
	memcpy(own->reason, text, len + 1);
	return REFUSAL_COUNT;
}

static void act(struct api *a, const struct call *c, enum campaign_do what)
{
	static const char *const known[] = { "reason", NULL };
	enum refusal no = REFUSAL_COUNT;
	struct camp *own;
	struct wait *w;
	struct json *j;
	uint64_t token;

	if (!content_object(a, c, true, &j))
		return;
	w = camp_take(a, c, &token);
	if (w != NULL) {
		own = w->own;
		own->what = what;
		if (j != NULL && json_unknown_key(json_root(j), known) != NULL)
			no = REFUSAL_FIELD;
		else if (j != NULL)
			no = camp_read_reason(json_root(j), own);
		if (no == REFUSAL_COUNT) {
			camp_do(a, w, token, NULL);
		} else {
			reply_refusal(a, c, no);
			wait_give(a, token);
		}
	}
	json_free(j);
}

void camp_delete(struct api *a, const struct call *c)
{
	act(a, c, CAMPAIGN_DELETE);
}

void camp_cancel(struct api *a, const struct call *c)
{
	act(a, c, CAMPAIGN_CANCEL);
}

void camp_pause(struct api *a, const struct call *c)
{
	act(a, c, CAMPAIGN_PAUSE);
}

void camp_resume(struct api *a, const struct call *c)
{
	act(a, c, CAMPAIGN_RESUME);
}
