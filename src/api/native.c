/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The native face: /v1/messages one by one. Each handler either answers with
 * an error at once, or leaves the request waiting for the ledger.
 */
#include "api/native.h"

#include <string.h>
#include <strings.h>

#include "api/create.h"
#include "api/field.h"
#include "api/problem.h"
#include "api/replay.h"
#include "api/wait.h"
#include "http/json.h"
#include "ledger/views.h"
#include "model/number.h"

bool native_wants(const struct call *c, const char *type)
{
	const char *accept = http_request_header(c->request, "accept");

	return accept != NULL && strcasestr(accept, type) != NULL;
}

bool native_number(struct api *a, const struct call *c, uint64_t *number)
{
	if (e164_parse_bare(c->in_path.s, c->in_path.len, number) == 0)
		return true;
	reply_refusal(a, c, REFUSAL_NUMBER);
	return false;
}

void native_create(struct api *a, const struct call *c)
{
	const struct body_text asked = { (const char *)c->request->body,
		c->request->body_len };
	struct submission s = { .account = c->account };
	struct replay_key key;
	struct problem p;
	struct json *j;

	if (!content_is_taken(c->request, CONTENT_JSON)) {
		reply_refusal(a, c, REFUSAL_CONTENT_TYPE);
		return;
	}
	if (!replay_read(a, c, &key))
		return;
	if (field_parse(asked.s, asked.len, &j, &s, &p) != 0) {
		reply_fault(a, c->id, c->face, &p.row);
		return;
	}
	replay_mark(&key, 0, &asked, &s);
	create_message(a, c, &s);
	json_free(j);
}

/* A replay says what the first answer said. */
void native_created(struct api *a, const struct wait *w,
    const struct accepted *accepted)
{
	struct message_view v = created_view(w, accepted);
	struct json_out o = json_writing(&a->body);
	char location[64] = "/v1/messages/";

	buf_clear(&a->body);
	message_json(&o, &a->names, &v, MESSAGE_ACCEPTED);
	message_id_format(&accepted->id, location + strlen(location));
	if (w->u.message.is_probe)
		reply_body(a, w->id, 202, location);
	else
		reply_created(a, w->id, location, accepted->replayed);
}

void native_fetch(struct api *a, const struct call *c)
{
	(void)wait_fetch(a, c);
}

void native_fetched(struct api *a, const struct wait *w,
    const struct message_view *v)
{
	struct json_out o = json_writing(&a->body);

	buf_clear(&a->body);
	message_json(&o, &a->names, v, MESSAGE_FETCHED);
	reply_body(a, w->id, 200, NULL);
}

/* ---- events of one message --------------------------------------------- */

static bool write_timeline(struct api *a, struct wait *w, uint64_t token,
    const struct message_view *v)
{
	struct json_out o = json_writing(&a->body);

	(void)token;
	buf_clear(&a->body);
	message_timeline_json(&o, &a->names, v);
	reply_body(a, w->id, 200, NULL);
	return false;
}

void native_timeline(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .fetched = write_timeline };
	struct wait *w = wait_fetch(a, c);

	if (w != NULL)
		w->then = &then;
}

/* ---- wishes ------------------------------------------------------------ */

/* Its carrier has it, or may have it. */
static bool is_away(enum status state)
{
	return state == STATUS_SUBMITTING || state == STATUS_FORWARDED ||
	       state == STATUS_ENROUTE;
}

static void refuse_wish(struct api *a, const struct wait *w,
    const struct granted *g, enum refusal otherwise)
{
	enum refusal no = otherwise;

	if (g->rc == RC_NOT_FOUND)
		no = REFUSAL_NOT_FOUND;
	else if (g->rc != RC_DENIED)
		no = REFUSAL_FAILED;
	else if (is_away(g->state))
		no = REFUSAL_CARRIER_HAS_IT;
	reply_fault(a, w->id, w->face, refusal_row(no));
}

/* What it has become is fetched when the wish was granted. */
static bool on_canceled(struct api *a, struct wait *w, uint64_t token,
    const struct granted *g)
{
	if (wait_granted(a, token, g))
		return true;
	if (g->rc == RC_DENIED)
		reply_fault(a, w->id, w->face, refusal_row(REFUSAL_FORWARDED));
	else
		refuse_wish(a, w, g, REFUSAL_FAILED);
	return false;
}

void native_cancel(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .granted = on_canceled };
	struct wait *w = wait_wish(a, c, WISH_CANCEL);

	if (w != NULL)
		w->then = &then;
}

static bool on_resent(struct api *a, struct wait *w, uint64_t token,
    const struct granted *g)
{
	if (wait_granted(a, token, g))
		return true;
	refuse_wish(a, w, g, REFUSAL_NOT_IN_DOUBT);
	return false;
}

void native_resend(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .granted = on_resent };
	struct wait *w = wait_wish(a, c, WISH_RESEND);

	if (w != NULL)
		w->then = &then;
}

static bool on_redacted(struct api *a, struct wait *w, uint64_t token,
    const struct granted *g)
{
	if (wait_granted(a, token, g))
		return true;
	refuse_wish(a, w, g, REFUSAL_NOT_ENDED);
	return false;
}

void native_redact(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .granted = on_redacted };
	struct wait *w = wait_wish(a, c, WISH_REDACT);

	if (w != NULL)
		w->then = &then;
}

static bool on_deleted(struct api *a, struct wait *w, uint64_t token,
    const struct granted *g)
{
	(void)token;
	if (g->rc == 0)
		reply_nothing(a, w->id);
	else
		refuse_wish(a, w, g, REFUSAL_NOT_ENDED);
	return false;
}

void native_delete(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .granted = on_deleted };
	struct wait *w = wait_wish(a, c, WISH_DELETE);

	if (w != NULL)
		w->then = &then;
}

/* No message is changed by this: one that its carrier got is out of our
 * hands, another is canceled and written anew. */
static bool refuse_change(struct api *a, struct wait *w, uint64_t token,
    const struct message_view *v)
{
	(void)token;
	if (v->forwarded != 0 || is_away(v->state))
		reply_fault(a, w->id, w->face,
		    refusal_row(REFUSAL_CARRIER_HAS_IT));
	else
		reply_method(a, w->id, w->face, "GET, HEAD, DELETE");
	return false;
}

void native_change(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .fetched = refuse_change };
	struct wait *w = wait_fetch(a, c);

	if (w != NULL)
		w->then = &then;
}
