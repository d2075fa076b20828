/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/sign.h"

#include "http/auth.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

struct secret {
	const void *bytes;
	size_t len;
};

static void hmac(const EVP_MD *md, struct secret key, const struct buf *data,
    uint8_t *to)
{
	/* It fails only for want of memory. */
	if (HMAC(md, key.bytes, (int)key.len, buf_bytes(data), data->len, to,
		NULL) == NULL)
		abort();
}

/* By bytes; a text before what it begins. */
static int compare_bytes(const char *a, size_t a_len, const char *b,
    size_t b_len)
{
	size_t n = a_len < b_len ? a_len : b_len;
	int c = n != 0 ? memcmp(a, b, n) : 0;

	return c != 0 ? c : (a_len > b_len) - (a_len < b_len);
}

static int compare_fields(const void *a, const void *b)
{
	const struct form_pair *x = *(const struct form_pair *const *)a;
	const struct form_pair *y = *(const struct form_pair *const *)b;
	int c = compare_bytes(x->name, x->name_len, y->name, y->name_len);

	if (c != 0)
		return c;
	return compare_bytes(x->value, x->value_len, y->value, y->value_len);
}

/* Sorted by name, then value; the same value of a name counts once. */
static void add_fields(const struct sign_twilio *s, struct buf *to)
{
	const struct form_pair *sorted[FORM_PAIRS_MAX];

	assert(s->fields <= FORM_PAIRS_MAX);
	for (size_t i = 0; i < s->fields; i++)
		sorted[i] = &s->field[i];
	qsort(sorted, s->fields, sizeof(sorted[0]), compare_fields);
	for (size_t i = 0; i < s->fields; i++) {
		if (i > 0 && compare_fields(&sorted[i - 1], &sorted[i]) == 0)
			continue;
		buf_add(to, sorted[i]->name, sorted[i]->name_len);
		buf_add(to, sorted[i]->value, sorted[i]->value_len);
	}
}

char *sign_twilio(const struct sign_twilio *s, char *text)
{
	uint8_t sum[SHA_DIGEST_LENGTH];
	struct buf data = { 0 };

	url_add_plain(s->url, &data);
	add_fields(s, &data);
	hmac(EVP_sha1(), (struct secret){ s->token, strlen(s->token) }, &data,
	    sum);
	buf_free(&data);
	return base64_format(sum, sizeof(sum), text);
}

static const char prefix[] = "whsec_";

int sign_key_parse(const char *text, struct sign_key *k)
{
	size_t len = sizeof(k->bytes);

	if (strncmp(text, prefix, sizeof(prefix) - 1) == 0)
		text += sizeof(prefix) - 1;
	if (base64_parse(text, strlen(text), k->bytes, &len) != 0 ||
	    len < SIGN_KEY_MIN)
		return RC_BAD;
	k->len = len;
	return 0;
}

void sign_webhook(const struct sign_webhook *s, struct buf *to)
{
	struct buf data = { 0 };

	buf_printf(&data, "%s.%lld.", s->id, (long long)(s->at / SECOND));
	buf_add(&data, s->body, s->len);
	for (size_t i = 0; i < s->keys; i++) {
		uint8_t sum[SHA256_DIGEST_LENGTH];
		char text[SHA256_DIGEST_LENGTH * 2];

		hmac(EVP_sha256(),
		    (struct secret){ s->key[i].bytes, s->key[i].len }, &data,
		    sum);
		buf_printf(to, "%sv1,%s", i > 0 ? " " : "",
		    base64_format(sum, sizeof(sum), text));
	}
	buf_free(&data);
}
