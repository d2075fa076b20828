/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a customer may do to a message that is there (http-api.md 2.4): cancel
 * it while it is scheduled, remove its text, delete it, say how it went.
 */
#include "api/twilio.h"

#include <stdio.h>
#include <string.h>

#include "api/item.h"
#include "api/wait.h"
#include "base/clock.h"
#include "http/form.h"
#include "http/json.h"
#include "ledger/ledger.h"
#include "ledger/views.h"

/* What a wish that was not granted means in this face. */
static bool refuse_wish(struct api *a, const struct wait *w,
    const struct granted *g, enum refusal denied)
{
	if (g->rc == 0)
		return false;
	if (g->rc == RC_DENIED)
		reply_fault(a, w->id, w->face, refusal_row(denied));
	else if (g->rc == RC_NOT_FOUND)
		reply_fault(a, w->id, w->face, refusal_row(REFUSAL_NOT_FOUND));
	else
		reply_fault(a, w->id, w->face, ledger_row(g->rc));
	return true;
}

/* ---- cancel and redact ------------------------------------------------- */

/* Granted: what it has become is fetched, and is the answer. */
static bool on_canceled(struct api *a, struct wait *w, uint64_t token,
    const struct granted *g)
{
	if (refuse_wish(a, w, g, REFUSAL_NOT_SCHEDULED))
		return false;
	w->then = NULL;
	return wait_granted(a, token, g);
}

static bool on_redacted(struct api *a, struct wait *w, uint64_t token,
    const struct granted *g)
{
	if (refuse_wish(a, w, g, REFUSAL_NOT_COMPLETE))
		return false;
	w->then = NULL;
	return wait_granted(a, token, g);
}

/* The ledger cancels what only waits in a queue as well; this face does not.
 * Should it become due in between, it is canceled in the queue, as was wanted.
 */
static bool may_cancel(struct api *a, struct wait *w, uint64_t token,
    const struct message_view *v)
{
	if (v->state != STATUS_HELD) {
		reply_fault(a, w->id, w->face,
		    refusal_row(REFUSAL_NOT_SCHEDULED));
		return false;
	}
	ledger_wish(a->with.ledger, token, w->account, &v->id, WISH_CANCEL);
	return true;
}

static const struct wait_then cancel_steps = { .fetched = may_cancel,
	.granted = on_canceled };
static const struct wait_then redact_steps = { .granted = on_redacted };

static void begin_cancel(struct api *a, const struct call *c)
{
	struct wait *w = wait_fetch(a, c);

	if (w != NULL)
		w->then = &cancel_steps;
}

static void begin_redact(struct api *a, const struct call *c)
{
	struct wait *w = wait_wish(a, c, WISH_REDACT);

	if (w != NULL)
		w->then = &redact_steps;
}

/* An empty Body is one that is there. */
void twilio_update(struct api *a, const struct call *c)
{
	const struct form_pair *body, *status;

	if (!twilio_is_owner(a, c) || !twilio_form(a, c))
		return;
	body = form_find(a->form, "Body");
	status = form_find(a->form, "Status");
	if (status != NULL &&
	    (body != NULL || strcmp(status->value, "canceled") != 0))
		reply_refusal(a, c, REFUSAL_STATUS_WORD);
	else if (body != NULL && body->value_len != 0)
		reply_refusal(a, c, REFUSAL_BODY_NOT_EMPTY);
	else if (status != NULL)
		begin_cancel(a, c);
	else if (body != NULL)
		begin_redact(a, c);
	else
		(void)wait_fetch(a, c);
}

/* ---- delete ------------------------------------------------------------ */

static bool on_deleted(struct api *a, struct wait *w, uint64_t token,
    const struct granted *g)
{
	(void)token;
	if (!refuse_wish(a, w, g, REFUSAL_NOT_COMPLETE))
		reply_nothing(a, w->id);
	return false;
}

static const struct wait_then delete_steps = { .granted = on_deleted };

void twilio_delete(struct api *a, const struct call *c)
{
	struct wait *w;

	if (!twilio_is_owner(a, c))
		return;
	w = wait_wish(a, c, WISH_DELETE);
	if (w != NULL)
		w->then = &delete_steps;
}

/* ---- feedback ---------------------------------------------------------- */

static struct thing feedback_of(uint16_t account, const char *id)
{
	return (struct thing){ .kind = THING_FEEDBACK,
		.account = account,
		.name = id };
}

/* w->body holds the outcome's word until the answer is made. */
static void answer_feedback(struct api *a, struct wait *w)
{
	const char *account = twilio_account_sid(a, w->account);
	struct json_out o = json_writing(&a->body);
	char id[MESSAGE_ID_TEXT], uri[128];

	message_id_format(&w->u.subject, id);
	snprintf(uri, sizeof(uri), TWILIO_ACCOUNT "/Messages/%s/Feedback.json",
	    account, id);
	buf_clear(&a->body);
	json_open_object(&o, NULL);
	json_text(&o, "account_sid", account);
	json_text(&o, "message_sid", id);
	json_text(&o, "outcome", buf_cstr(&w->body));
	twilio_date(&o, "date_created", clock_wall());
	twilio_date(&o, "date_updated", clock_wall());
	json_text(&o, "uri", uri);
	json_close_object(&o);
	reply_body(a, w->id, 201, NULL);
}

static bool on_feedback_kept(struct api *a, struct wait *w, uint64_t token,
    int rc)
{
	(void)token;
	if (rc == 0)
		answer_feedback(a, w);
	else
		reply_fault(a, w->id, w->face, ledger_row(rc));
	return false;
}

/* The message is there: keep what is said of it. */
static bool keep_feedback(struct api *a, struct wait *w, uint64_t token,
    const struct message_view *v)
{
	char id[MESSAGE_ID_TEXT], date[CLOCK_TEXT_BYTES];
	struct buf value = { 0 };
	struct json_out o = json_writing(&value);
	struct thing t = feedback_of(w->account, message_id_format(&v->id, id));

	w->u.subject = v->id;
	json_open_object(&o, NULL);
	json_text(&o, "outcome", buf_cstr(&w->body));
	json_text(&o, "at", clock_format(clock_wall(), date));
	json_close_object(&o);
	t.value = buf_bytes(&value);
	t.len = value.len;
	ledger_keep(a->with.ledger, token, &t);
	buf_free(&value);
	return true;
}

static const struct wait_then feedback_steps = { .fetched = keep_feedback,
	.kept = on_feedback_kept };

void twilio_feedback(struct api *a, const struct call *c)
{
	const char *outcome;
	struct wait *w;

	if (!twilio_is_owner(a, c) || !twilio_form(a, c))
		return;
	outcome = form_get(a->form, "Outcome");
	if (outcome == NULL)
		outcome = "confirmed";
	if (strcmp(outcome, "confirmed") != 0 &&
	    strcmp(outcome, "unconfirmed") != 0) {
		reply_refusal(a, c, REFUSAL_OUTCOME);
		return;
	}
	w = wait_fetch(a, c);
	if (w == NULL)
		return;
	w->then = &feedback_steps;
	buf_add_str(&w->body, outcome);
}
