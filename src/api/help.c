/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the words mean, and what one's dashboard shows.
 */
#include "api/inside.h"

#include <stdio.h>

#include "api/campaign_words.h"
#include "api/item.h"
#include "api/vocab.h"
#include "api/wait.h"
#include "base/clock.h"
#include "conf/conf.h"
#include "flow/flow.h"
#include "http/json.h"

void status_help(struct api *a, const struct call *c)
{
	static const char *const messages[] = { "simple", "crm", "bulk",
		"flow4", "flow7", "twilio" };
	struct json_out o = json_writing(&a->body);

	buf_clear(&a->body);
	json_open_object(&o, NULL);
	campaign_words_help(&o, "campaign", "flow7");
	campaign_words_help(&o, "campaign_flow4", "flow4");
	campaign_words_help(&o, "campaign_bulk", "bulk");
	json_open_object(&o, "message");
	for (size_t i = 0; i < ARRAY_LEN(messages); i++)
		vocab_help(&o, messages[i], messages[i]);
	json_close_object(&o);
	json_close_object(&o);
	reply_body(a, c->id, 200, NULL);
}

/* ---- dashboard --------------------------------------------------------- */

static struct item like_of(const struct api *a, const struct call *c)
{
	struct item like = { .kind = THING_PREFS,
		.account = flow_account_id(a->with.flow, c->account) };

	snprintf(like.name, sizeof(like.name), "%s",
	    c->user != NULL && c->user[0] != '\0'
		? c->user
		: a->with.conf->account[c->account].name);
	return like;
}

static void write_prefs(struct json_out *o, const struct item *it)
{
	json_open_object(o, NULL);
	json_text(o, "user", it->name);
	json_open_object(o, "widgets");
	item_json(o, it);
	json_close_object(o);
	json_close_object(o);
}

static void reply_prefs(struct api *a, http_id id, const struct item *it)
{
	struct json_out o = json_writing(&a->body);

	buf_clear(&a->body);
	write_prefs(&o, it);
	reply_body(a, id, 200, NULL);
}

void prefs_show(struct api *a, const struct call *c)
{
	const struct item like = like_of(a, c);
	const struct item *it = item_find(a, &like);

	reply_prefs(a, c->id, it != NULL ? it : &like);
}

static void answer_prefs(struct api *a, const struct wait *w,
    const struct item *it)
{
	reply_prefs(a, w->id, it);
}

/* {"widgets": {"bulk_sequences": false}}. REFUSAL_COUNT: all was well. */
static enum refusal read_prefs(const struct json_value *v, struct item *it)
{
	static const char *const known[] = { "widgets", NULL };
	static const char *const widgets[] = { "bulk_sequences", NULL };
	const struct json_value *w;
	bool on;
	int rc;

	if (json_unknown_key(v, known) != NULL)
		return REFUSAL_FIELD;
	if (json_get_object(v, "widgets", &w) != 0)
		return REFUSAL_WIDGETS;
	if (json_unknown_key(w, widgets) != NULL)
		return REFUSAL_FIELD;
	rc = json_get_bool(w, widgets[0], &on);
	if (rc == RC_BAD)
		return REFUSAL_WIDGETS;
	if (rc == 0)
		item_set(it, ITEM_PREFS_BULK_SEQUENCES, on ? "true" : "false");
	return REFUSAL_COUNT;
}

void prefs_change(struct api *a, const struct call *c)
{
	const struct item_change change = { .status = 200,
		.answer = answer_prefs };
	const struct item like = like_of(a, c);
	const struct item *old = item_find(a, &like);
	struct item *it;
	enum refusal no;
	struct json *j;

	if (!content_object(a, c, false, &j))
		return;
	it = item_copy(old != NULL ? old : &like);
	it->updated = clock_wall();
	if (old == NULL)
		it->created = it->updated;
	no = read_prefs(json_root(j), it);
	json_free(j);
	if (no == REFUSAL_COUNT)
		item_put(a, c, it, &change);
	else
		reply_refusal(a, c, no);
	item_free(it);
}
