/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /v1/webhooks/dead: what customers' servers were told in vain, for a week. A
 * dead letter is known by its lane and place: "L0000002a-000000000012d687".
 */
#include "api/native.h"

#include <stdio.h>
#include <string.h>

#include "api/wait.h"
#include "base/hex.h"
#include "flow/webhook.h"
#include "http/json.h"
#include "ledger/hook.h"

#define LIMIT_DEFAULT 50

#define DEAD_ID_TEXT 27 /* L, 8 digits, -, 16 digits, NUL */

static char *format_id(const struct hook *h, char text[DEAD_ID_TEXT])
{
	snprintf(text, DEAD_ID_TEXT, "L%08x-%016llx", (unsigned)h->lane,
	    (unsigned long long)h->place);
	return text;
}

/* RC_BAD: as if there were no such letter. */
static int parse_id(const struct body_text *t, uint32_t *lane, uint64_t *place)
{
	uint8_t bytes[12];
	char digits[24];

	if (t->len != DEAD_ID_TEXT - 1 || t->s[0] != 'L' || t->s[9] != '-')
		return RC_BAD;
	memcpy(digits, t->s + 1, 8);
	memcpy(digits + 8, t->s + 10, 16);
	if (hex_parse(digits, sizeof(digits), bytes, sizeof(bytes)) != 0)
		return RC_BAD;
	*lane = 0;
	*place = 0;
	for (size_t i = 0; i < 4; i++)
		*lane = *lane << 8 | bytes[i];
	for (size_t i = 4; i < sizeof(bytes); i++)
		*place = *place << 8 | bytes[i];
	return 0;
}

/* ---- the list ---------------------------------------------------------- */

static void write_letter(struct json_out *o, struct api *a,
    const struct hook *h, const struct followed *e)
{
	char id[DEAD_ID_TEXT], message[MESSAGE_ID_TEXT], type[64];

	(void)a;
	json_open_object(o, NULL);
	json_text(o, "id", format_id(h, id));
	if (e->place != 0) {
		snprintf(type, sizeof(type), "message.%s",
		    status_name(e->state));
		json_text(o, "type", type);
		json_text(o, "message",
		    message_id_format(&e->message.id, message));
	} else {
		json_null(o, "type");
		json_null(o, "message");
	}
	json_uint(o, "sequence", h->place);
	json_uint(o, "attempts", h->attempts);
	message_json_date(o, "first_at", h->first);
	message_json_date(o, "given_up_at", h->next);
	json_word(o, "why", h->why);
	json_close_object(o);
}

static bool on_hooks(struct api *a, struct wait *w, uint64_t token,
    const struct hook_page *p)
{
	struct json_out o = json_writing(&a->body);

	(void)token;
	buf_clear(&a->body);
	json_open_object(&o, NULL);
	json_open_array(&o, "dead");
	for (size_t i = 0; i < p->n; i++)
		write_letter(&o, a, &p->hook[i], &p->event[i]);
	json_close_array(&o);
	if (p->more)
		json_uint(&o, "next", p->next);
	else
		json_null(&o, "next");
	json_close_object(&o);
	reply_body(a, w->id, 200, NULL);
	return false;
}

void dead_list(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .hooks = on_hooks };
	struct native_page page = { .size = LIMIT_DEFAULT,
		.most = HOOKS_LIMIT };
	struct hook_query q = { .dead = true };
	struct wait *w;
	uint64_t token;

	if (!native_page(a, c, REFUSAL_PAGE_QUERY, &page))
		return;
	if (page.cursor != NULL &&
	    number_parse(page.cursor, INT64_MAX, &q.after) != 0) {
		reply_refusal(a, c, REFUSAL_CURSOR);
		return;
	}
	w = wait_take(a, c, &token);
	if (w == NULL)
		return;
	w->then = &then;
	q.limit = page.size;
	q.account = w->account;
	ledger_hooks(a->with.ledger, token, &q);
}

/* ---- again ------------------------------------------------------------- */

static bool on_hook(struct api *a, struct wait *w, uint64_t token,
    const struct hook_page *p)
{
	(void)token;
	for (size_t i = 0; i < p->n; i++) {
		const struct hook *h = &p->hook[i];

		if (h->lane != w->u.subject.key ||
		    h->place != w->u.subject.tail || a->webhook == NULL)
			continue;
		webhook_replay(a->webhook, h);
		reply_nothing(a, w->id);
		return false;
	}
	reply_fault(a, w->id, w->face, refusal_row(REFUSAL_NOT_FOUND));
	return false;
}

/* It goes back to its lane, behind what waits there already. */
void dead_replay(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .hooks = on_hook };
	struct hook_query q = { .limit = 1, .dead = true };
	struct wait *w;
	uint64_t token, place;

	if (parse_id(&c->in_path, &q.lane, &place) != 0 || q.lane == 0 ||
	    place == 0) {
		reply_refusal(a, c, REFUSAL_NOT_FOUND);
		return;
	}
	w = wait_take(a, c, &token);
	if (w == NULL)
		return;
	w->then = &then;
	w->u.subject = (struct message_id){ q.lane, place };
	q.account = w->account;
	q.after = place - 1;
	ledger_hooks(a->with.ledger, token, &q);
}
