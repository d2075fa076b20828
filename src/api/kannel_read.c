/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Checks stand in the order of Kannel's, so that of two mistakes the same is
 * told. As there, a number that cannot be read counts as not given.
 *
 * Where Kannel loses what the chosen coding has no room for, we do not: a text
 * is a text in whatever charset it came, and its alphabet is chosen as for all
 * others.
 */
#include "api/kannel_read.h"

#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "api/field.h"
#include "base/clock.h"
#include "base/hex.h"
#include "http/escape.h"
#include "http/form.h"

#define UTF8_ROOM    8192 /* INTAKE_TEXT_CHARACTERS of 4 bytes, and then some */
#define CHARSET_ROOM 40
#define UDH_MAX      140 /* octets of a short message, GSM 03.40, 9.2.3.24 */
#define ACCOUNT_MAX  64  /* Kannel's ACCOUNT_MAX_LEN */

#define DEFERRED_MOST 525600 /* minutes: a year */

enum { CODING_SEPTETS, CODING_OCTETS, CODING_UCS2 };

struct row {
	const char *name, *old, *header;
	bool is_number;
	int least, most;
	enum kannel_answer wrong;
};

static const struct row rows[KANNEL_FIELDS] = {
#define TEXT(id, name, old, header) \
	[KANNEL_FIELD_##id] = { name, old, header, false, 0, 0, KANNEL_FAILED },
#define NUMBER(id, name, old, header, least, most, wrong) \
	[KANNEL_FIELD_##                                  \
	    id] = { name, old, header, true, least, most, KANNEL_##wrong },
#include "api/kannel_field.def"
#undef TEXT
#undef NUMBER
};

void kannel_request_fini(struct kannel_request *k)
{
	buf_free(&k->utf8);
	buf_free(&k->binary);
	buf_free(&k->udh);
	buf_free(&k->tlvs);
}

/* ---- where the fields are ---------------------------------------------- */

static struct body_text in_query(const struct form *f, const struct row *row)
{
	const struct form_pair *p = form_find(f, row->name);

	if (p == NULL && row->old[0] != '\0')
		p = form_find(f, row->old);
	if (p == NULL)
		return (struct body_text){ 0 };
	return (struct body_text){ p->value, p->value_len };
}

static struct body_text in_headers(const struct http_request *r,
    const struct row *row)
{
	const char *value =
	    row->header[0] != '\0' ? http_request_header(r, row->header) : NULL;

	if (value == NULL)
		return (struct body_text){ 0 };
	return (struct body_text){ value, strlen(value) };
}

static int read_number(const struct body_text *t)
{
	char *end;
	long n;

	if (t->s == NULL)
		return -1;
	n = strtol(t->s, &end, 10);
	if (end == t->s)
		return -1;
	if (n > INT_MAX)
		return INT_MAX;
	return n < INT_MIN ? INT_MIN : (int)n;
}

/* "text/plain; charset=latin1": the charset, or nothing. */
static struct body_text charset_of(const char *type)
{
	const char *at = strcasestr(type, "charset=");
	size_t len;

	if (at == NULL)
		return (struct body_text){ 0 };
	at += strlen("charset=");
	at += *at == '"';
	len = strcspn(at, "\"; \t");
	return (struct body_text){ len != 0 ? at : NULL, len };
}

static bool is_type(const char *type, const char *word)
{
	size_t len = strlen(word);

	return strncasecmp(type, word, len) == 0 &&
	       strchr("; \t", type[len]) != NULL;
}

static enum kannel_answer find_in_post(struct kannel_request *k,
    const struct http_request *r)
{
	const char *type = http_request_header(r, "content-type");
	bool is_octets;

	if (type == NULL)
		return KANNEL_CONTENT_TYPE;
	is_octets = is_type(type, "application/octet-stream");
	if (!is_octets && !is_type(type, "text/plain"))
		return KANNEL_CONTENT_TYPE;
	for (size_t i = 0; i < KANNEL_FIELDS; i++)
		k->text[i] = in_headers(r, &rows[i]);
	k->text[KANNEL_FIELD_TEXT] =
	    (struct body_text){ (const char *)r->body, r->body_len };
	k->text[KANNEL_FIELD_CHARSET] = charset_of(type);
	k->number[KANNEL_FIELD_CODING] =
	    is_octets ? CODING_OCTETS : CODING_SEPTETS;
	return KANNEL_ACCEPTED;
}

enum kannel_answer kannel_find(struct kannel_request *k,
    const struct http_request *r, struct form *form)
{
	enum kannel_answer no;
	int preset;

	k->is_post = r->body_len != 0;
	k->number[KANNEL_FIELD_CODING] = -1;
	if (k->is_post) {
		no = find_in_post(k, r);
		if (no != KANNEL_ACCEPTED)
			return no;
	} else {
		if (form_parse(form, FORM_BYTES, r->query, r->query_len) != 0)
			return KANNEL_CHARSET;
		for (size_t i = 0; i < KANNEL_FIELDS; i++)
			k->text[i] = in_query(form, &rows[i]);
	}
	preset = k->number[KANNEL_FIELD_CODING];
	for (size_t i = 0; i < KANNEL_FIELDS; i++) {
		if (rows[i].is_number)
			k->number[i] = read_number(&k->text[i]);
	}
	if (k->number[KANNEL_FIELD_CODING] == -1)
		k->number[KANNEL_FIELD_CODING] = preset;
	return KANNEL_ACCEPTED;
}

/* ---- what they say ----------------------------------------------------- */

static void add_hex(struct buf *to, const struct body_text *octets)
{
	char *at = (char *)buf_reserve(to, 2 * octets->len + 1);

	hex_format(octets->s, octets->len, at);
	buf_added(to, 2 * octets->len);
}

static struct body_text text_of(const struct buf *b)
{
	return (struct body_text){ (const char *)buf_bytes(b), b->len };
}

/* In the query its octets, in a header hexadecimal. */
static enum kannel_answer read_udh(struct kannel_request *k)
{
	struct body_text t = k->text[KANNEL_FIELD_UDH];
	uint8_t octets[UDH_MAX];

	if (t.len == 0)
		return KANNEL_ACCEPTED;
	if (k->is_post) {
		if (t.len / 2 > UDH_MAX)
			return KANNEL_UDH_LONG;
		if (hex_parse(t.s, t.len, octets, t.len / 2) != 0)
			return KANNEL_UDH;
		t = (struct body_text){ (const char *)octets, t.len / 2 };
	}
	if (t.len != (size_t)(uint8_t)t.s[0] + 1)
		return KANNEL_UDH;
	if (t.len > UDH_MAX)
		return KANNEL_UDH_LONG;
	add_hex(&k->udh, &t);
	return KANNEL_ACCEPTED;
}

static enum kannel_answer read_account(const struct kannel_request *k,
    struct submission *s)
{
	const struct body_text *t = &k->text[KANNEL_FIELD_ACCOUNT];

	if (t->len > ACCOUNT_MAX)
		return KANNEL_ACCOUNT;
	for (size_t i = 0; i < t->len; i++) {
		if (strchr("[]\n\r", t->s[i]) != NULL)
			return KANNEL_ACCOUNT;
	}
	s->tag = *t;
	return KANNEL_ACCEPTED;
}

/* Without a mask nothing is told, as there. */
static enum kannel_answer read_callback(struct kannel_request *k,
    struct submission *s)
{
	const struct body_text *url = &k->text[KANNEL_FIELD_DLR_URL];
	struct body_text fixed = intake_fixed_url(url);
	int mask = k->number[KANNEL_FIELD_DLR_MASK];

	if (url->len == 0)
		return KANNEL_ACCEPTED;
	if (!is_callback(&fixed))
		return KANNEL_DLR_URL;
	if (mask <= 0)
		return KANNEL_ACCEPTED;
	k->hook[KANNEL_HOOK_FORM] = HOOK_KANNEL;
	k->hook[KANNEL_HOOK_MASK] = (char)mask;
	s->callback = *url;
	s->hook = (struct body_text){ k->hook, sizeof(k->hook) };
	return KANNEL_ACCEPTED;
}

static enum kannel_answer check_numbers(const struct kannel_request *k)
{
	for (size_t i = 0; i < KANNEL_FIELDS; i++) {
		if (rows[i].is_number && (k->number[i] < rows[i].least ||
					     k->number[i] > rows[i].most))
			return rows[i].wrong;
	}
	/* What would change the message, and a submission cannot say. */
	if (k->number[KANNEL_FIELD_MWI] >= 0)
		return KANNEL_MWI;
	if (k->number[KANNEL_FIELD_COMPRESS] > 0)
		return KANNEL_COMPRESS;
	return k->number[KANNEL_FIELD_DEFERRED] > DEFERRED_MOST
		   ? KANNEL_DEFERRED
		   : KANNEL_ACCEPTED;
}

/* rpi 2 is "not asked for", as 0 is. */
static void take_extra(const struct kannel_request *k, struct submission *s)
{
	int priority = k->number[KANNEL_FIELD_PRIORITY];

	s->extra = (struct body_extra){ .has_priority = priority >= 0,
		.priority = priority >= 0 ? (uint8_t)priority : 0,
		.reply_path = k->number[KANNEL_FIELD_RPI] == 1,
		.service_type = k->text[KANNEL_FIELD_BINFO] };
}

static void take_numbers(const struct kannel_request *k, struct submission *s)
{
	int validity = k->number[KANNEL_FIELD_VALIDITY];
	int deferred = k->number[KANNEL_FIELD_DEFERRED];

	if (k->number[KANNEL_FIELD_MCLASS] >= 0) {
		s->has_class = true;
		s->message_class = (uint8_t)k->number[KANNEL_FIELD_MCLASS];
	}
	if (k->number[KANNEL_FIELD_PID] >= 0) {
		s->has_protocol = true;
		s->protocol_id = (uint8_t)k->number[KANNEL_FIELD_PID];
	}
	if (validity > INTAKE_VALIDITY_MAX / 60)
		validity = INTAKE_VALIDITY_MAX / 60;
	if (validity > 0)
		s->validity = validity * 60L;
	if (deferred > 0)
		s->send_at = clock_wall() + deferred * MINUTE;
	take_extra(k, s);
}

/* ---- text -------------------------------------------------------------- */

/* A name that can be nothing else, no path and no option of the library's. */
static bool is_charset(const struct body_text *t, char name[CHARSET_ROOM])
{
	if (t->len >= CHARSET_ROOM)
		return false;
	for (size_t i = 0; i < t->len; i++) {
		if (!isalnum((unsigned char)t->s[i]) &&
		    memchr("-_.:", t->s[i], 4) == NULL)
			return false;
	}
	memcpy(name, t->s, t->len);
	name[t->len] = '\0';
	return true;
}

static bool convert(const char *charset, const struct body_text *from,
    struct buf *to)
{
	iconv_t with = iconv_open("UTF-8", charset);
	size_t left = from->len, room = UTF8_ROOM;
	char *in, *out = (char *)buf_reserve(to, room);
	bool good;

	if (with == (iconv_t)-1)
		return false;
	/* iconv() takes what it does not change as if it did. */
	memcpy(&in, &from->s, sizeof(in));
	good = iconv(with, &in, &left, &out, &room) != (size_t)-1 &&
	       iconv(with, NULL, NULL, &out, &room) != (size_t)-1;
	iconv_close(with);
	buf_added(to, UTF8_ROOM - room);
	return good;
}

static enum kannel_answer read_text(struct kannel_request *k,
    struct submission *s)
{
	const struct body_text *t = &k->text[KANNEL_FIELD_TEXT];
	char charset[CHARSET_ROOM] = "";

	if (k->text[KANNEL_FIELD_CHARSET].len != 0 &&
	    !is_charset(&k->text[KANNEL_FIELD_CHARSET], charset))
		return KANNEL_CHARSET;
	if (charset[0] == '\0' && k->number[KANNEL_FIELD_CODING] == CODING_UCS2)
		strcpy(charset, "UTF-16BE");
	s->text = *t;
	if (t->len == 0 || charset[0] == '\0' ||
	    strcasecmp(charset, "UTF-8") == 0)
		return KANNEL_ACCEPTED;
	if (!convert(charset, t, &k->utf8))
		return KANNEL_CHARSET;
	s->text = text_of(&k->utf8);
	return KANNEL_ACCEPTED;
}

/* Octets go as they are; a header of its own takes nothing else with it. */
static enum kannel_answer read_content(struct kannel_request *k,
    struct submission *s)
{
	const struct body_text *t = &k->text[KANNEL_FIELD_TEXT];
	int coding = k->number[KANNEL_FIELD_CODING];

	if (coding < 0)
		coding = k->udh.len != 0 ? CODING_OCTETS : CODING_SEPTETS;
	if (coding != CODING_OCTETS)
		return k->udh.len != 0 ? KANNEL_UDH : read_text(k, s);
	if (t->len > UDH_MAX)
		return KANNEL_CHARSET;
	add_hex(&k->binary, t);
	s->binary = text_of(&k->binary);
	s->udh = text_of(&k->udh);
	return KANNEL_ACCEPTED;
}

/* ---- meta-data --------------------------------------------------------- */

static bool decode(struct buf *to, const char *from, size_t len,
    struct body_text *out)
{
	char *at = (char *)buf_bytes(to) + to->len;
	size_t got;

	if (unescape(from, len, ESCAPE_FORM, at, &got) != 0)
		return false;
	to->len += got;
	*out = (struct body_text){ at, got };
	return true;
}

static enum kannel_answer read_tlv(struct kannel_request *k, const char *pair,
    size_t len, struct submission *s)
{
	const char *mark = memchr(pair, '=', len);
	size_t name = mark != NULL ? (size_t)(mark - pair) : len;
	struct tlv_request *t;

	if (name == 0 || mark == NULL || s->tlvs == TLVS_MAX)
		return KANNEL_METADATA;
	t = &s->tlv[s->tlvs++];
	*t = (struct tlv_request){ 0 };
	if (!decode(&k->tlvs, pair, name, &t->name) ||
	    !decode(&k->tlvs, mark + 1, len - name - 1, &t->value))
		return KANNEL_METADATA;
	return KANNEL_ACCEPTED;
}

/* "?smpp?dlt_entity_id=1201&b=2": other groups are for other protocols. */
static enum kannel_answer read_meta(struct kannel_request *k,
    struct submission *s)
{
	static const char group[] = "?smpp?";
	const struct body_text *all = &k->text[KANNEL_FIELD_META_DATA];
	const char *at, *end = all->s + all->len;
	enum kannel_answer no = KANNEL_ACCEPTED;

	if (all->len == 0)
		return KANNEL_ACCEPTED;
	at = memmem(all->s, all->len, group, strlen(group));
	if (at == NULL)
		return KANNEL_ACCEPTED;
	(void)buf_reserve(&k->tlvs, all->len + 1);
	at += strlen(group);
	while (no == KANNEL_ACCEPTED && at < end && *at != '?') {
		size_t len = 0;

		while (at + len < end && at[len] != '&' && at[len] != '?')
			len++;
		if (len != 0)
			no = read_tlv(k, at, len, s);
		at += len + (at + len < end && at[len] == '&');
	}
	return no;
}

enum kannel_answer kannel_read(struct kannel_request *k, struct submission *s)
{
	enum kannel_answer no = read_udh(k);

	s->smsc = k->text[KANNEL_FIELD_SMSC];
	if (no == KANNEL_ACCEPTED)
		no = read_account(k, s);
	if (no == KANNEL_ACCEPTED)
		no = read_callback(k, s);
	if (no == KANNEL_ACCEPTED)
		no = check_numbers(k);
	if (no == KANNEL_ACCEPTED)
		no = read_content(k, s);
	if (no == KANNEL_ACCEPTED)
		no = read_meta(k, s);
	if (no == KANNEL_ACCEPTED)
		take_numbers(k, s);
	return no;
}

enum kannel_style kannel_style(const struct body_text *number)
{
	if (number->len != 0 && (number->s[0] == '+' || number->s[0] == ' '))
		return KANNEL_PLUS;
	if (number->len > 1 && number->s[0] == '0' && number->s[1] == '0')
		return KANNEL_ZEROS;
	return KANNEL_BARE;
}
