/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What people ask of a campaign that must be judged first: campaign/campaign.h
 * does, and calls back, perhaps at once.
 */
#include "api/camp.h"

#include <string.h>

#include "api/wait.h"
#include "campaign/campaign.h"
#include "campaign/estimate.h"
#include "flow/fault.h"
#include "http/json.h"

static const char *or_empty(const char *text)
{
	return text != NULL ? text : "";
}

/* The error that was answered; one about what may not be said names the rule.
 */
static void refuse_answer(struct api *a, const struct wait *w,
    const struct campaigns_answer *d)
{
	struct json_out o = json_writing(&a->body);

	if (d->rule == NULL) {
		reply_fault(a, w->id, w->face,
		    &(struct fault_row){ .http = d->status,
			.twilio = 20422,
			.word = d->code,
			.field = or_empty(d->field),
			.text = or_empty(d->text) });
		return;
	}
	buf_clear(&a->body);
	json_open_object(&o, NULL);
	json_open_object(&o, "error");
	json_int(&o, "status", d->status);
	json_text(&o, "code", d->code);
	json_text(&o, "message", d->text);
	json_text(&o, "field", d->field);
	json_text(&o, "rule", d->rule);
	json_close_object(&o);
	json_close_object(&o);
	reply_body(a, w->id, d->status, NULL);
}

/* NULL: nobody waits, or it was refused. */
static struct wait *answered(struct api *a, uint64_t token,
    const struct campaigns_answer *d)
{
	struct wait *w = wait_find(a, token);

	if (w == NULL || d->code == NULL)
		return w;
	refuse_answer(a, w, d);
	wait_give(a, token);
	return NULL;
}

static struct asker asker_of(struct api *a, const struct wait *w,
    uint64_t token, campaigns_done *done)
{
	const struct camp *own = w->own;

	return (struct asker){ .done = done,
		.arg = a,
		.token = token,
		.account = w->account,
		.actor = own->actor };
}

static void on_activated(void *arg, uint64_t token,
    const struct campaigns_answer *d)
{
	struct api *a = arg;
	struct wait *w = answered(a, token, d);

	if (w != NULL)
		camp_show(a, w, token);
}

/* "local" and "mode" of a schedule. REFUSAL_COUNT: all was well. */
static enum refusal read_schedule(const struct json_value *v,
    struct activation *to)
{
	static const char *const known[] = { "local", "mode", "reason", NULL };
	const char *mode;
	size_t len;
	int rc;

	if (json_unknown_key(v, known) != NULL)
		return REFUSAL_FIELD;
	if (json_get_str(v, "local", &to->local, &len) != 0)
		return REFUSAL_SCHEDULE_LOCAL;
	rc = json_get_str(v, "mode", &mode, &len);
	if (rc == RC_NOT_FOUND)
		return REFUSAL_COUNT;
	if (rc != 0 ||
	    (strcmp(mode, "site") != 0 && strcmp(mode, "recipient") != 0))
		return REFUSAL_SCHEDULE_MODE;
	to->by_recipient = mode[0] == 'r';
	return REFUSAL_COUNT;
}

static enum refusal read_send(const struct json_value *v)
{
	static const char *const known[] = { "reason", NULL };

	return json_unknown_key(v, known) == NULL ? REFUSAL_COUNT
						  : REFUSAL_FIELD;
}

static void activate(struct api *a, const struct call *c, bool later)
{
	enum refusal no = REFUSAL_COUNT;
	struct activation act = { .local = NULL };
	struct asker who;
	struct camp *own;
	struct wait *w;
	struct json *j;
	uint64_t token;

	if (!content_object(a, c, !later, &j))
		return;
	w = camp_take(a, c, &token);
	if (w != NULL) {
		own = w->own;
		act.id = own->id;
		if (j != NULL)
			no = later ? read_schedule(json_root(j), &act)
				   : read_send(json_root(j));
		if (j != NULL && no == REFUSAL_COUNT)
			no = camp_read_reason(json_root(j), own);
		act.reason = own->reason[0] != '\0' ? own->reason : NULL;
		who = asker_of(a, w, token, on_activated);
		if (no == REFUSAL_COUNT) {
			campaigns_activate(a->with.campaigns, &who, &act);
		} else {
			reply_refusal(a, c, no);
			wait_give(a, token);
		}
	}
	json_free(j);
}

void camp_schedule(struct api *a, const struct call *c)
{
	activate(a, c, true);
}

void camp_send(struct api *a, const struct call *c)
{
	activate(a, c, false);
}

/* ---- what it would be -------------------------------------------------- */

static void on_estimated(void *arg, uint64_t token,
    const struct campaigns_answer *d)
{
	struct api *a = arg;
	struct wait *w = answered(a, token, d);
	struct json_out o = json_writing(&a->body);

	if (w == NULL)
		return;
	buf_clear(&a->body);
	camp_estimate_json(&o, d->estimate);
	reply_body(a, w->id, 200, NULL);
	wait_give(a, token);
}

void camp_estimate(struct api *a, const struct call *c)
{
	uint64_t token;
	struct wait *w = camp_take(a, c, &token);
	struct asker who;

	if (w == NULL)
		return;
	who = asker_of(a, w, token, on_estimated);
	campaigns_estimate(a->with.campaigns, &who,
	    ((struct camp *)w->own)->id);
}

/* ---- tests ------------------------------------------------------------- */

static void write_tried(struct json_out *o, const struct tried *t)
{
	char id[MESSAGE_ID_TEXT];

	json_open_object(o, NULL);
	json_text(o, "to", t->to);
	json_text(o, "id",
	    t->code == NULL ? message_id_format(&t->id, id) : NULL);
	if (t->code == NULL) {
		json_null(o, "error");
	} else {
		json_open_object(o, "error");
		json_text(o, "code", t->code);
		json_text(o, "message", t->text);
		json_close_object(o);
	}
	json_close_object(o);
}

static void on_tried(void *arg, uint64_t token,
    const struct campaigns_answer *d)
{
	struct api *a = arg;
	struct wait *w = answered(a, token, d);
	struct json_out o = json_writing(&a->body);

	if (w == NULL)
		return;
	buf_clear(&a->body);
	json_open_object(&o, NULL);
	json_open_array(&o, "messages");
	for (size_t i = 0; i < d->n_tried; i++)
		write_tried(&o, &d->tried[i]);
	json_close_array(&o);
	json_close_object(&o);
	reply_body(a, w->id, 200, NULL);
	wait_give(a, token);
}

/* One number, or an array of them. */
static size_t read_to(const struct json_value *v,
    struct body_text to[TEST_SEND_MAX])
{
	struct json_iter i = { 0 };
	size_t n = 0;

	if (v != NULL && json_kind(v) == JSON_STR) {
		to[0].s = json_str_of(v, &to[0].len);
		return 1;
	}
	if (v == NULL || json_kind(v) != JSON_ARRAY ||
	    json_count(v) > TEST_SEND_MAX)
		return 0;
	while (json_next(v, &i)) {
		if (json_kind(i.value) != JSON_STR)
			return 0;
		to[n].s = json_str_of(i.value, &to[n].len);
		n++;
	}
	return n;
}

static enum refusal read_test(const struct json_value *v, struct test_send *t,
    struct body_text to[TEST_SEND_MAX])
{
	static const char *const known[] = { "to", "variant", NULL };
	const struct json_range range = { 0, CAMPAIGN_VARIANTS - 1 };
	int64_t variant = 0;
	int rc;

	if (json_unknown_key(v, known) != NULL)
		return REFUSAL_FIELD;
	t->n = read_to(json_get(v, "to"), to);
	if (t->n == 0)
		return REFUSAL_TEST_TO;
	rc = json_get_int(v, "variant", range, &variant);
	if (rc != 0 && rc != RC_NOT_FOUND)
		return REFUSAL_TEST_VARIANT;
	t->variant = (uint8_t)variant;
	return REFUSAL_COUNT;
}

void camp_test_send(struct api *a, const struct call *c)
{
	struct body_text to[TEST_SEND_MAX];
	struct test_send t = { .to = to };
	struct asker who;
	enum refusal no;
	struct wait *w;
	struct json *j;
	uint64_t token;

	if (!content_object(a, c, false, &j))
		return;
	w = camp_take(a, c, &token);
	if (w != NULL) {
		no = read_test(json_root(j), &t, to);
		t.id = ((struct camp *)w->own)->id;
		who = asker_of(a, w, token, on_tried);
		if (no == REFUSAL_COUNT) {
			campaigns_test_send(a->with.campaigns, &who, &t);
		} else {
			reply_refusal(a, c, no);
			wait_give(a, token);
		}
	}
	json_free(j);
}
