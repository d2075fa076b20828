/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ledger's events: each goes to the request that waits for it.
 */
#include "api/inside.h"

#include "api/bulk.h"
#include "api/kannel.h"
#include "api/pour.h"
#include "api/wait.h"
#include "flow/intake.h"
#include "ledger/mo.h"
#include "ledger/views.h"

/* Nothing new was taken, so nothing is counted. */
static void wait_undo(struct api *a, const struct wait *w)
{
	intake_undo(a->with.flow, w->account, w->u.message.to,
	    w->u.message.charged);
}

void api_accepted(struct api *a, uint64_t token,
    const struct accepted *accepted)
{
	struct wait *w;

	if ((token & TOKEN_BULK) != 0) {
		bulk_taken(a, token, accepted);
		return;
	}
	w = wait_find(a, token);
	if (w == NULL)
		return;
	if (accepted->replayed)
		wait_undo(a, w);
	if (w->face == FACE_KANNEL)
		kannel_taken(a, w);
	else if (w->face == FACE_TWILIO)
		twilio_created(a, w, accepted);
	else
		native_created(a, w, accepted);
	wait_give(a, token);
}

void api_refused(struct api *a, uint64_t token, int rc)
{
	struct wait *w;

	if ((token & TOKEN_BULK) != 0) {
		bulk_refused(a, token, rc);
		return;
	}
	w = wait_find(a, token);
	if (w == NULL)
		return;
	wait_undo(a, w);
	if (w->face == FACE_KANNEL)
		kannel_refused(a, w, rc);
	else
		reply_fault(a, w->id, w->face, ledger_row(rc));
	wait_give(a, token);
}

/* Granted: what it has become is the answer. */
void api_granted(struct api *a, uint64_t token, const struct granted *g)
{
	struct wait *w = wait_find(a, token);

	if (w == NULL || w->then == NULL || w->then->granted == NULL)
		return;
	if (!w->then->granted(a, w, token, g))
		wait_give(a, token);
}

void api_fetched(struct api *a, uint64_t token, int rc,
    const struct message_view *v)
{
	struct wait *w;

	if ((token & TOKEN_POUR) != 0) {
		pour_fetched(a, token, rc, v);
		return;
	}
	w = wait_find(a, token);
	if (w == NULL)
		return;
	if (rc != 0)
		reply_fault(a, w->id, w->face, read_row(rc));
	else if (w->then != NULL && w->then->fetched != NULL) {
		if (w->then->fetched(a, w, token, v))
			return;
	} else if (w->face == FACE_TWILIO)
		twilio_fetched(a, w, v);
	else
		native_fetched(a, w, v);
	wait_give(a, token);
}

void api_listed(struct api *a, uint64_t token, const struct message_page *p)
{
	struct wait *w = wait_find(a, token);

	if (w == NULL)
		return;
	if (p->rc != 0)
		reply_fault(a, w->id, w->face, read_row(p->rc));
	else if (w->then != NULL && w->then->listed != NULL) {
		if (w->then->listed(a, w, token, p))
			return;
	} else {
		twilio_listed(a, w, p);
	}
	wait_give(a, token);
}

void api_kept(struct api *a, uint64_t token, int rc)
{
	struct wait *w = wait_find(a, token);

	if (w == NULL || w->then == NULL || w->then->kept == NULL)
		return;
	if (!w->then->kept(a, w, token, rc))
		wait_give(a, token);
}

void api_opted(struct api *a, uint64_t token, int rc, bool changed)
{
	struct wait *w;

	if ((token & TOKEN_BULK) != 0) {
		bulk_opted(a, token, rc, changed);
		return;
	}
	w = wait_find(a, token);
	if (w == NULL || w->then == NULL || w->then->opted == NULL)
		return;
	if (!w->then->opted(a, w, token, rc, changed))
		wait_give(a, token);
}
