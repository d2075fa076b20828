/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * POST /v1/messages/{id}/probe: the text of a message that failed, sent to
 * another handset of the same carrier, to learn whether the carrier or the
 * handset is to blame (E36). It is a message of its own.
 */
#include "api/inside.h"

#include <string.h>

#include "api/contacts.h"
#include "api/create.h"
#include "api/wait.h"
#include "base/mem.h"
#include "flow/flow.h"
#include "http/json.h"
#include "ledger/views.h"
#include "net/loop.h"

struct probe {
	uint64_t to;
	enum refusal no; /* what is wrong with it; REFUSAL_COUNT: nothing */
};

/* Whether there is such a message is said before anything else. */
static enum refusal judge(const struct api *a, const struct message_view *v,
    const struct probe *p)
{
	const char *of, *to;

	if (p->no != REFUSAL_COUNT)
		return p->no;
	if (v->state != STATUS_FAILED)
		return REFUSAL_PROBE_FAILED;
	of = flow_number_carrier(a->with.flow, v->to);
	to = flow_number_carrier(a->with.flow, p->to);
	return of != NULL && to != NULL && strcmp(of, to) == 0
		   ? REFUSAL_COUNT
		   : REFUSAL_OTHER_CARRIER;
}

static bool on_fetched(struct api *a, struct wait *w, uint64_t token,
    const struct message_view *v)
{
	const struct probe *probe = w->own;
	enum refusal no = judge(a, v, probe);
	char number[E164_TEXT];
	struct submission s = { .to = { number, 0 } };
	struct body body;

	if (no == REFUSAL_COUNT &&
	    (body_decode(&body, v->body, v->body_len) != 0 ||
		flow_account_index(a->with.flow, w->account, &s.account) != 0))
		no = REFUSAL_FAILED;
	if (no != REFUSAL_COUNT) {
		reply_fault(a, w->id, w->face, refusal_row(no));
		return false;
	}
	s.to.len = strlen(e164_format(probe->to, number));
	s.from = body.field[BODY_FROM];
	s.text = body.field[BODY_TEXT];
	w->then = NULL;
	if (!create_waiting(a, w, token, &s))
		return false;
	w->u.message.is_probe = true;
	loop_again(a->with.loop);
	return true;
}

static enum refusal read_to(const struct api *a, const struct call *c,
    const struct json_value *v, uint64_t *to)
{
	static const char *const known[] = { "to", NULL };
	uint16_t account = flow_account_id(a->with.flow, c->account);
	struct body_text text;

	if (json_unknown_key(v, known) != NULL)
		return REFUSAL_FIELD;
	if (json_get_str(v, "to", &text.s, &text.len) != 0 ||
	    contacts_number(a, account, &text, to) != 0)
		return REFUSAL_PROBE_TO;
	return REFUSAL_COUNT;
}

void probe_begin(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .fetched = on_fetched };
	struct probe *own;
	struct wait *w;
	struct json *j;

	if (!content_object(a, c, false, &j))
		return;
	w = wait_fetch(a, c);
	if (w != NULL) {
		w->then = &then;
		own = w->own = mem_new(1, sizeof(*own));
		own->no = read_to(a, c, json_root(j), &own->to);
	}
	json_free(j);
}
