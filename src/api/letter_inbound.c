/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A text from a handset, told to the URL of the service that has its number
 * among its senders, or to that of the number itself (http-api.md 5.4).
 */
#include "api/letter_form.h"

#include <stdio.h>
#include <string.h>

#include "api/inside.h"
#include "api/item.h"
#include "api/twilio.h"
#include "flow/keyword.h"
#include "flow/mo.h"
#include "ledger/follow.h"

#define SERVICE_SID 34
#define HTTP_FAILED "11200"

/* Where it is told: main and fallback URL; NULL or "": none. */
struct target {
	const char *url, *spare;
	bool is_get, spare_is_get;
	const struct item *service; /* NULL: it is the number's */
};

static bool is_set(const char *url)
{
	return url != NULL && url[0] != '\0';
}

static bool is_get(const struct item *it, enum item_row row)
{
	return strcmp(item_get(it, row), "GET") == 0;
}

static const struct item *find_number(const struct api *a, uint16_t account,
    const struct body_text *to)
{
	struct item like = { .kind = THING_NUMBER, .account = account };

	if (to->len == 0 || to->len > THING_NAME_MAX)
		return NULL;
	memcpy(like.name, to->s, to->len);
	return item_find(a, &like);
}

/* "MG...", "/", the number. */
static bool is_sender(const struct item *it, const struct body_text *to)
{
	return strlen(it->name) == SERVICE_SID + 1 + to->len &&
	       memcmp(it->name + SERVICE_SID + 1, to->s, to->len) == 0;
}

/* The service that has the number and wants to hear of its texts. */
static const struct item *find_service(const struct api *a, uint16_t account,
    const struct body_text *to)
{
	const struct item like = { .kind = THING_SENDER, .account = account };
	const struct item *it = NULL, *service;

	while ((it = item_next(a, &like, it)) != NULL) {
		struct item of = { .kind = THING_SERVICE, .account = account };

		if (!is_sender(it, to))
			continue;
		memcpy(of.name, it->name, SERVICE_SID);
		service = item_find(a, &of);
		if (service == NULL ||
		    item_is_true(service, ITEM_SERVICE_INBOUND_ON_NUMBER))
			continue;
		if (is_set(item_get(service, ITEM_SERVICE_INBOUND_REQUEST_URL)))
			return service;
	}
	return NULL;
}

static void find_target(const struct api *a, uint16_t account,
    const struct body_text *to, struct target *t)
{
	const struct item *number = find_number(a, account, to);

	*t = (struct target){ .service = find_service(a, account, to) };
	if (t->service != NULL) {
		t->url = item_get(t->service, ITEM_SERVICE_INBOUND_REQUEST_URL);
		t->spare = item_get(t->service, ITEM_SERVICE_FALLBACK_URL);
		t->is_get = is_get(t->service, ITEM_SERVICE_INBOUND_METHOD);
		t->spare_is_get =
		    is_get(t->service, ITEM_SERVICE_FALLBACK_METHOD);
	} else if (number != NULL) {
		t->url = item_get(number, ITEM_NUMBER_SMS_URL);
		t->spare = item_get(number, ITEM_NUMBER_SMS_FALLBACK_URL);
		t->is_get = is_get(number, ITEM_NUMBER_SMS_METHOD);
		t->spare_is_get =
		    is_get(number, ITEM_NUMBER_SMS_FALLBACK_METHOD);
	}
}

/* An inbound text as its letter keeps it: its id, then its body. */
struct inbound {
	uint16_t account; /* the ledger's */
	struct message_id id;
	struct body body;
};

static int read_context(const struct letter *l, struct inbound *in)
{
	const uint8_t *at = buf_bytes(&l->context);

	in->account = l->account;
	memcpy(&in->id, at, sizeof(in->id));
	return body_decode(&in->body, at + sizeof(in->id),
	    l->context.len - sizeof(in->id));
}

/* As the ledger counts it: a keyword comes in one part. */
static void add_keyword(const struct body_text *text,
    const struct mo_coding *coding, struct buf *to)
{
	const char *word;

	if (coding->parts != 1 || coding->flags & (MO_BINARY | MO_PART))
		return;
	word = keyword_name(keyword_of(text->s, text->len));
	if (word[0] != '\0')
		letter_add(to, "OptOutType", word);
}

static void add_fields(struct api *a, const struct inbound *in,
    const struct target *t, struct buf *to)
{
	const struct body_text *field = in->body.field;
	char id[MESSAGE_ID_TEXT], segments[8];
	struct mo_coding coding;

	mo_coding_read(&in->body, &coding);
	message_id_format(&in->id, id);
	snprintf(segments, sizeof(segments), "%u", coding.parts);
	letter_add(to, "SmsMessageSid", id);
	letter_add(to, "NumMedia", "0");
	letter_add(to, "SmsSid", id);
	letter_add(to, "SmsStatus", "received");
	letter_add_text(to, "Body", &field[BODY_TEXT]);
	letter_add_text(to, "To", &field[BODY_TO]);
	letter_add(to, "NumSegments", segments);
	letter_add(to, "MessageSid", id);
	letter_add(to, "AccountSid", twilio_account_sid(a, in->account));
	letter_add_text(to, "From", &field[BODY_FROM]);
	letter_add(to, "ApiVersion", TWILIO_VERSION);
	add_keyword(&field[BODY_TEXT], &coding, to);
	if (t->service != NULL)
		letter_add(to, "MessagingServiceSid", t->service->name);
}

/* Into the query, before the fragment. */
static void add_query(struct buf *to, const char *url, const struct buf *form)
{
	size_t len = strcspn(url, "#");

	buf_add(to, url, len);
	buf_printf(to, "%c", memchr(url, '?', len) != NULL ? '&' : '?');
	buf_add(to, buf_bytes(form), form->len);
	buf_printf(to, "%s", url + len);
}

void letter_aim(const struct letter *l, const char *url, bool is_get,
    struct letter_seal *out)
{
	out->post = !is_get;
	if (is_get) {
		add_query(&out->url, url, &l->body);
		return;
	}
	buf_add_str(&out->url, url);
	buf_add(&out->body, buf_bytes(&l->body), l->body.len);
}

int letter_inbound(struct api *a, const struct followed *e,
    const struct body *body, struct letter *out)
{
	const struct message_view *v = &e->message;
	const struct inbound in = { v->account, v->id, *body };
	struct target t;

	find_target(a, in.account, &body->field[BODY_TO], &t);
	if (!is_set(t.url))
		return RC_BAD;
	add_fields(a, &in, &t, &out->body);
	buf_add_str(&out->url, t.url);
	out->post = !t.is_get;
	out->spare = is_set(t.spare);
	buf_add(&out->context, &v->id, sizeof(v->id));
	buf_add(&out->context, v->body, v->body_len);
	return 0;
}

/* As if the recipient had written to the sender: what is answered to it is
 * from the one to the other again. */
static void add_context(const struct message_view *v, const struct body *body,
    struct buf *to)
{
	char text[E164_TEXT];
	const char *number = message_number(v, text);
	struct body turned = { 0 };

	if (number != NULL)
		turned.field[BODY_FROM] =
		    (struct body_text){ number, strlen(number) };
	turned.field[BODY_TO] = body->field[BODY_FROM];
	buf_add(to, &v->id, sizeof(v->id));
	body_encode(&turned, to);
}

int letter_action(struct api *a, const struct followed *e,
    const struct body *body, struct letter *out)
{
	const struct body_text *action = &body->field[BODY_ACTION];

	if (action->len < 2)
		return RC_BAD;
	letter_status(a, e, body, out);
	letter_add_text(&out->body, "Body", &body->field[BODY_TEXT]);
	letter_add(&out->body, "NumMedia", "0");
	buf_add(&out->url, action->s + 1, action->len - 1);
	out->post = action->s[0] != 'G';
	add_context(&e->message, body, &out->context);
	return 0;
}

void letter_spare(struct api *a, const struct letter *l,
    struct letter_seal *out)
{
	struct letter form = { 0 };
	struct inbound in;
	struct target t;

	if (read_context(l, &in) != 0)
		return;
	find_target(a, in.account, &in.body.field[BODY_TO], &t);
	if (!is_set(t.url) || !is_set(t.spare))
		return;
	add_fields(a, &in, &t, &form.body);
	letter_add(&form.body, "ErrorCode", HTTP_FAILED);
	letter_add(&form.body, "ErrorUrl", t.url);
	letter_aim(&form, t.spare, t.spare_is_get, out);
	buf_free(&form.body);
}
