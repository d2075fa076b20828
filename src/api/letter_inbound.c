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

static void address(const char *url, bool by_get, struct buf *form,
    struct buf *to)
{
	if (!by_get) {
		buf_printf(to, "%s", url);
		return;
	}
	add_query(to, url, form);
	buf_clear(form);
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
	address(t.url, t.is_get, &out->body, &out->url);
	out->post = !t.is_get;
	out->spare = is_set(t.spare);
	buf_add(&out->context, &v->id, sizeof(v->id));
	buf_add(&out->context, v->body, v->body_len);
	return 0;
}

void letter_spare(struct api *a, const struct letter *l,
    struct letter_seal *out)
{
	struct inbound in;
	struct target t;

	if (read_context(l, &in) != 0)
		return;
	find_target(a, in.account, &in.body.field[BODY_TO], &t);
	if (!is_set(t.url) || !is_set(t.spare))
		return;
	add_fields(a, &in, &t, &out->body);
	letter_add(&out->body, "ErrorCode", HTTP_FAILED);
	letter_add(&out->body, "ErrorUrl", t.url);
	address(t.spare, t.spare_is_get, &out->body, &out->url);
	out->post = !t.spare_is_get;
}
