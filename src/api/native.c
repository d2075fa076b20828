/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The native face: /v1/messages one by one. Each handler either answers with
 * an error at once, or leaves the request waiting for the ledger.
 */
#include "api/inside.h"

#include <string.h>

#include "api/content.h"
#include "api/field.h"
#include "api/wait.h"
#include "http/json.h"

void native_create(struct api *a, const struct call *c)
{
	struct submission s = { .account = c->account };
	struct problem p;
	struct json *j;

	if (!content_is_taken(c->request, CONTENT_JSON)) {
		reply_refusal(a, c, REFUSAL_CONTENT_TYPE);
		return;
	}
	if (http_request_header(c->request, "idempotency-key") != NULL) {
		reply_refusal(a, c, REFUSAL_IDEMPOTENCY);
		return;
	}
	if (field_parse(c->request->body, c->request->body_len, &j, &s, &p) !=
	    0) {
		reply_fault(a, c->id, c->face, &p.row);
		return;
	}
	create_message(a, c, &s);
	json_free(j);
}

void native_created(struct api *a, const struct wait *w,
    const struct accepted *accepted)
{
	struct message_view v = created_view(w, accepted);
	struct json_out o = json_writing(&a->body);
	char location[64] = "/v1/messages/";

	buf_clear(&a->body);
	message_json(&o, &a->names, &v, MESSAGE_ACCEPTED);
	message_id_format(&accepted->id, location + strlen(location));
	reply_body(a, w->id, 201, location);
}

void native_fetch(struct api *a, const struct call *c)
{
	(void)wait_fetch(a, c);
}

/* What it has become is fetched when the wish was granted. */
void native_cancel(struct api *a, const struct call *c)
{
	(void)wait_wish(a, c, WISH_CANCEL);
}

void native_fetched(struct api *a, const struct wait *w,
    const struct message_view *v)
{
	struct json_out o = json_writing(&a->body);

	if (w->is_trace) {
		native_traced(a, w, v);
		return;
	}
	buf_clear(&a->body);
	message_json(&o, &a->names, v, MESSAGE_FETCHED);
	reply_body(a, w->id, 200, NULL);
}
