/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Strings are gathered in one buffer, which moves as it grows: while the body
 * is read they are places in it, and become pointers at the end. Place 0 is "".
 */
#include "flow/twiml.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <esmed/text.h>
#include <expat.h>

#include "base/mem.h"
#include "http/json.h"

enum string { TEXT, TO, FROM, CALLBACK, ACTION, STRINGS };

struct draft {
	size_t at[STRINGS];
	bool action_is_get;
};

/* Where in a document the reader is. */
enum place { OUTSIDE, RESPONSE, MESSAGE, BODY, REDIRECT };

struct reading {
	struct twiml *t;
	struct draft message[TWIML_MESSAGES_MAX + 1]; /* one is being read */
	size_t redirect;
	/* of TwiML only */
	XML_Parser xml;
	enum place place;
	unsigned skipped; /* open elements that nobody knows */
	bool has_body;
	struct buf text, body; /* within <Message>, within its <Body>s */
};

PRINTF(3, 4)
static int refuse(struct reading *r, int code, const char *fmt, ...)
{
	va_list ap;

	r->t->code = code;
	va_start(ap, fmt);
	vsnprintf(r->t->why, sizeof(r->t->why), fmt, ap);
	va_end(ap);
	return RC_BAD;
}

PRINTF(3, 4)
static void note(struct reading *r, int code, const char *fmt, ...)
{
	va_list ap;

	if (r->t->note != 0)
		return;
	r->t->note = code;
	va_start(ap, fmt);
	vsnprintf(r->t->why, sizeof(r->t->why), fmt, ap);
	va_end(ap);
}

/* ---- what was found ---------------------------------------------------- */

static size_t put(struct reading *r, const char *s, size_t len)
{
	size_t at = r->t->strings.len;

	if (len == 0)
		return 0;
	buf_add(&r->t->strings, s, len);
	buf_add(&r->t->strings, "", 1);
	return at;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void trim(const char **s, size_t *len)
{
	for (; *len > 0 && is_blank(**s); ++*s)
		--*len;
	while (*len > 0 && is_blank((*s)[*len - 1]))
		--*len;
}

static struct draft *draft_of(struct reading *r)
{
	return &r->message[r->t->n];
}

/* The draft is whole but for its text. */
static int finish(struct reading *r, const char *text, size_t len)
{
	trim(&text, &len);
	if (len == 0) {
		note(r, 14103, "a message without a text was passed over");
		return 0;
	}
	if (r->t->n == TWIML_MESSAGES_MAX)
		return refuse(r, 14109, "it has more than %d messages",
		    TWIML_MESSAGES_MAX);
	draft_of(r)->at[TEXT] = put(r, text, len);
	r->t->n++;
	return 0;
}

/* ---- TwiML ------------------------------------------------------------- */

static void stop(struct reading *r)
{
	XML_StopParser(r->xml, XML_FALSE);
}

static bool is_get(const char *method)
{
	return strcasecmp(method, "GET") == 0;
}

static void begin_message(struct reading *r, const char **attribute)
{
	struct draft *d = draft_of(r);

	*d = (struct draft){ .action_is_get = false };
	for (; attribute[0] != NULL; attribute += 2) {
		const char *name = attribute[0], *value = attribute[1];
		size_t len = strlen(value);

		trim(&value, &len);
		if (strcmp(name, "to") == 0)
			d->at[TO] = put(r, value, len);
		else if (strcmp(name, "from") == 0)
			d->at[FROM] = put(r, value, len);
		else if (strcmp(name, "statusCallback") == 0)
			d->at[CALLBACK] = put(r, value, len);
		else if (strcmp(name, "action") == 0)
			d->at[ACTION] = put(r, value, len);
		else if (strcmp(name, "method") == 0)
			d->action_is_get = is_get(value);
	}
	buf_clear(&r->text);
	buf_clear(&r->body);
	r->has_body = false;
	r->place = MESSAGE;
}

static void begin_redirect(struct reading *r, const char **attribute)
{
	for (; attribute[0] != NULL; attribute += 2) {
		if (strcmp(attribute[0], "method") == 0)
			r->t->redirect_is_get = is_get(attribute[1]);
	}
	buf_clear(&r->text);
	r->place = REDIRECT;
}

static void skip(struct reading *r, const char *name)
{
	note(r, 12200, "<%.40s> was passed over", name);
	r->skipped = 1;
}

/* What stands behind a <Redirect> is never reached. */
static void begin_verb(struct reading *r, const char *name,
    const char **attribute)
{
	if (r->redirect != 0)
		skip(r, name);
	else if (strcmp(name, "Message") == 0 || strcmp(name, "Sms") == 0)
		begin_message(r, attribute);
	else if (strcmp(name, "Redirect") == 0)
		begin_redirect(r, attribute);
	else
		skip(r, name);
}

static void XMLCALL on_start(void *arg, const char *name,
    const char **attribute)
{
	struct reading *r = arg;

	if (r->skipped > 0) {
		r->skipped++;
	} else if (r->place == RESPONSE) {
		begin_verb(r, name, attribute);
	} else if (r->place == MESSAGE && strcmp(name, "Body") == 0) {
		r->has_body = true;
		r->place = BODY;
	} else if (r->place != OUTSIDE) {
		skip(r, name);
	} else if (strcmp(name, "Response") == 0) {
		r->place = RESPONSE;
	} else {
		refuse(r, 12102, "its root is <%.40s>, not <Response>", name);
		stop(r);
	}
}

static void end_message(struct reading *r)
{
	const struct buf *text = r->has_body ? &r->body : &r->text;

	r->place = RESPONSE;
	if (finish(r, (char *)buf_bytes(text), text->len) != 0)
		stop(r);
}

static void end_redirect(struct reading *r)
{
	const char *url = (char *)buf_bytes(&r->text);
	size_t len = r->text.len;

	trim(&url, &len);
	r->redirect = put(r, url, len);
	r->place = RESPONSE;
}

static void XMLCALL on_end(void *arg, const char *name)
{
	struct reading *r = arg;

	(void)name;
	if (r->skipped > 0) {
		r->skipped--;
		return;
	}
	switch (r->place) {
	case OUTSIDE: break;
	case RESPONSE: r->place = OUTSIDE; break;
	case MESSAGE: end_message(r); break;
	case BODY: r->place = MESSAGE; break;
	case REDIRECT: end_redirect(r); break;
	}
}

static void XMLCALL on_text(void *arg, const char *s, int len)
{
	struct reading *r = arg;

	if (r->skipped > 0)
		return;
	if (r->place == BODY)
		buf_add(&r->body, s, (size_t)len);
	else if (r->place == MESSAGE || r->place == REDIRECT)
		buf_add(&r->text, s, (size_t)len);
}

/* What it declares could only expand or be fetched. */
static void XMLCALL on_doctype(void *arg, const char *name, const char *system,
    const char *public, int has_declarations)
{
	struct reading *r = arg;

	(void)system;
	(void)public;
	if (!has_declarations)
		return;
	refuse(r, 12100, "its document type \"%.40s\" has declarations", name);
	stop(r);
}

static void *xml_new(size_t size)
{
	return mem_new(1, size);
}

static void *xml_resize(void *p, size_t size)
{
	return mem_resize(p, 1, size);
}

/* A blank in front is common, and not XML if a declaration follows. */
static int read_xml(struct reading *r, const char *body, size_t len)
{
	static const XML_Memory_Handling_Suite memory = { xml_new, xml_resize,
		free };
	int rc = 0;

	trim(&body, &len);
	r->xml = XML_ParserCreate_MM(NULL, &memory, NULL);
	assert(r->xml != NULL);
	XML_SetUserData(r->xml, r);
	XML_SetElementHandler(r->xml, on_start, on_end);
	XML_SetCharacterDataHandler(r->xml, on_text);
	XML_SetStartDoctypeDeclHandler(r->xml, on_doctype);
	if (XML_Parse(r->xml, body, (int)len, 1) != XML_STATUS_OK) {
		rc = RC_BAD;
		if (r->t->code == 0)
			refuse(r, 12100, "line %lu: %s",
			    (unsigned long)XML_GetCurrentLineNumber(r->xml),
			    XML_ErrorString(XML_GetErrorCode(r->xml)));
	}
	XML_ParserFree(r->xml);
	buf_free(&r->text);
	buf_free(&r->body);
	return rc;
}

/* ---- JSON -------------------------------------------------------------- */

/* A string that may be missing. */
static int take_string(struct reading *r, const struct json_value *v,
    const char *key, const char **s, size_t *len)
{
	*s = "";
	*len = 0;
	if (json_get_str(v, key, s, len) == RC_BAD)
		return refuse(r, 12100, "\"%s\" is no string", key);
	return 0;
}

static int take_address(struct reading *r, const struct json_value *v,
    const char *key, size_t *at)
{
	const char *s;
	size_t len;

	if (take_string(r, v, key, &s, &len) != 0)
		return RC_BAD;
	trim(&s, &len);
	*at = put(r, s, len);
	return 0;
}

static int take_message(struct reading *r, const struct json_value *v)
{
	struct draft *d = draft_of(r);
	const char *text;
	size_t len;

	*d = (struct draft){ .action_is_get = false };
	if (json_kind(v) != JSON_OBJECT)
		return refuse(r, 12100, "a message is no object");
	if (take_address(r, v, "to", &d->at[TO]) != 0 ||
	    take_address(r, v, "from", &d->at[FROM]) != 0 ||
	    take_string(r, v, "text", &text, &len) != 0)
		return RC_BAD;
	return finish(r, text, len);
}

static int take_messages(struct reading *r, const struct json_value *root)
{
	const struct json_value *list = NULL;
	struct json_iter i = { 0 };
	int rc = 0;

	if (json_get_array(root, "messages", &list) == RC_BAD)
		return refuse(r, 12100, "\"messages\" is no array");
	while (rc == 0 && list != NULL && json_next(list, &i))
		rc = take_message(r, i.value);
	return rc;
}

static int take_reply(struct reading *r, const struct json_value *root)
{
	const char *text;
	size_t len;

	*draft_of(r) = (struct draft){ .action_is_get = false };
	if (take_string(r, root, "reply", &text, &len) != 0)
		return RC_BAD;
	return len != 0 ? finish(r, text, len) : 0;
}

static int read_json(struct reading *r, const char *body, size_t len)
{
	struct json_error err;
	struct json *j;
	int rc;

	if (json_parse(body, len, &j, &err) != 0)
		return refuse(r, 12100, "byte %zu: %s", err.at, err.why);
	if (json_kind(json_root(j)) != JSON_OBJECT)
		rc = refuse(r, 12100, "it is no object");
	else if ((rc = take_reply(r, json_root(j))) == 0)
		rc = take_messages(r, json_root(j));
	json_free(j);
	return rc;
}

/* ---- any of them ------------------------------------------------------- */

/* What is no UTF-8 is most likely Latin-1. */
static int read_plain(struct reading *r, const char *body, size_t len)
{
	struct buf text = { 0 };
	size_t bad, room = TEXT_UTF8_ROOM(len);
	int rc;

	*draft_of(r) = (struct draft){ .action_is_get = false };
	if (memchr(body, '\0', len) != NULL)
		return refuse(r, 14103, "the text has a NUL");
	if (text_is_utf8(body, len, &bad))
		return finish(r, body, len);
	rc = text_decode(TEXT_LATIN1, body, len,
	    (char *)buf_reserve(&text, room), &room);
	buf_added(&text, room);
	if (rc == 0)
		rc = finish(r, (char *)buf_bytes(&text), text.len);
	buf_free(&text);
	return rc;
}

static const struct {
	const char *type;
	int (*read)(struct reading *r, const char *body, size_t len);
} types[] = {
	{ "text/xml", read_xml },
	{ "application/xml", read_xml },
	{ "text/html", read_xml },
	{ "text/plain", read_plain },
	{ "application/json", read_json },
};

static int read_by_type(struct reading *r, const char *type, const char *body,
    size_t len)
{
	size_t n;

	if (type == NULL)
		return refuse(r, 12300, "it has no Content-Type");
	n = strcspn(type, "; \t");
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		if (strlen(types[i].type) == n &&
		    strncasecmp(types[i].type, type, n) == 0)
			return types[i].read(r, body, len);
	}
	return refuse(r, 12300, "its Content-Type is \"%.60s\"", type);
}

static bool is_empty(const char *body, size_t len)
{
	trim(&body, &len);
	return len == 0;
}

static void settle(const struct reading *r)
{
	struct twiml *t = r->t;
	const char *s = (const char *)buf_bytes(&t->strings);

	for (size_t i = 0; i < t->n; i++) {
		const struct draft *d = &r->message[i];

		t->message[i] = (struct twiml_message){ .text = s + d->at[TEXT],
			.to = s + d->at[TO],
			.from = s + d->at[FROM],
			.callback = s + d->at[CALLBACK],
			.action = s + d->at[ACTION],
			.action_is_get = d->action_is_get };
	}
	t->redirect = s + r->redirect;
}

int twiml_parse(struct twiml *t, const char *type, const void *body, size_t len)
{
	struct reading r = { .t = t };
	int rc;

	*t = (struct twiml){ .n = 0 };
	buf_add(&t->strings, "", 1);
	if (len > TWIML_BYTES_MAX)
		rc = refuse(&r, 11750, "it has more than %d bytes",
		    TWIML_BYTES_MAX);
	else if (is_empty(body, len))
		rc = 0;
	else
		rc = read_by_type(&r, type, body, len);
	if (rc != 0) {
		t->n = 0;
		r.redirect = 0;
	}
	settle(&r);
	return rc;
}

void twiml_fini(struct twiml *t)
{
	buf_free(&t->strings);
}
