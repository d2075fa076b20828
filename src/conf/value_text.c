/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Values that are texts: names, secrets, paths, addresses.
 */
#include "conf/value.h"

#include <arpa/inet.h>
#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hex.h"
#include "base/mem.h"
#include "conf/conf.h"
#include "conf/files.h"
#include "conf/hours.h"

#define SECRET_FILE_MAX 4096
#define SID_HEX         32
#define REPEAT_MAX      1000
#define SUM_MARK        "sha256:"
#define SUM_BYTES       32

/* Base64 of 24 to 64 bytes (Standard Webhooks). */
#define KEY_MARK  "whsec_"
#define KEY_LEAST 32
#define KEY_MOST  88
#define KEYS_MAX  3

#define DIGITS  "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static int set(void *field, const char *text)
{
	*(char **)field = mem_strdup(text);
	return 0;
}

int conf_read_text(struct conf_value *v, const char *text, void *field)
{
	int rc = conf_value_check_length(v, strlen(text));

	return rc != 0 ? rc : set(field, text);
}

int conf_read_host(struct conf_value *v, const char *text, void *field)
{
	if (text[0] == '\0' && text != v->key->preset)
		return conf_value_refuse(v, "it is empty");
	if (text[strspn(text, LETTERS DIGITS "-._:")] != '\0')
		return conf_value_refuse(v,
		    "\"%.60s\" is no host: write a name or an address without "
		    "its port",
		    text);
	return conf_read_text(v, text, field);
}

int conf_read_sid(struct conf_value *v, const char *text, void *field)
{
	uint8_t bytes[SID_HEX / 2];

	if (strncmp(text, "AC", 2) != 0 ||
	    hex_parse(text + 2, strlen(text + 2), bytes, sizeof(bytes)) != 0)
		return conf_value_refuse(v,
		    "\"%.40s\" is no sid: write AC and 32 hexadecimal digits",
		    text);
	return set(field, text);
}

/* A secret of this length and bytes; its text is never repeated. */
static int set_secret(struct conf_value *v, const char *text, void *field)
{
	int rc = conf_value_check_length(v, strlen(text));

	if (rc != 0)
		return rc;
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == ' ' && v->key->type == CONF_T_KEYS)
			continue;
		if (*c < '!' || *c > '~')
			return conf_value_refuse(v,
			    "a secret consists of ASCII signs without spaces");
	}
	return set(field, text);
}

static int read_secret_file(struct conf_value *v, const char *name, void *field)
{
	char *path = conf_path_under(v->folder, name);
	struct buf b = { 0 };
	unsigned mode;
	size_t len;
	int rc;

	rc = conf_file_read(path, SECRET_FILE_MAX, &b, &mode);
	if (rc != 0) {
		rc = conf_value_refuse(v, "cannot read %.200s: %s", path,
		    rc == RC_SYSTEM ? strerror(errno) : rc_text(rc));
	} else {
		len = strcspn(buf_cstr(&b), "\r\n");
		buf_bytes(&b)[len] = '\0';
		rc = set_secret(v, (const char *)buf_bytes(&b), field);
	}
	if (b.data != NULL)
		explicit_bzero(b.data, b.cap);
	buf_free(&b);
	free(path);
	return rc;
}

int conf_read_secret(struct conf_value *v, const char *text, void *field)
{
	const char *value;

	if (strncmp(text, "file:", 5) == 0)
		return read_secret_file(v, text + 5, field);
	if (strncmp(text, "env:", 4) == 0) {
		value = getenv(text + 4);
		if (value == NULL)
			return conf_value_refuse(v,
			    "the environment variable %.60s is not set",
			    text + 4);
		return set_secret(v, value, field);
	}
	v->is_plain_secret |= text[0] != '\0';
	return set_secret(v, text, field);
}

/* What looks like a sum and is none would be a secret that nobody has. */
int conf_read_token(struct conf_value *v, const char *text, void *field)
{
	bool was_plain = v->is_plain_secret;
	uint8_t sum[SUM_BYTES];
	char **token = field;
	int rc = conf_read_secret(v, text, field);

	if (rc != 0 || strncmp(*token, SUM_MARK, strlen(SUM_MARK)) != 0)
		return rc;
	v->is_plain_secret = was_plain;
	if (conf_token_sum(*token, sum))
		return 0;
	free(*token);
	*token = NULL;
	return conf_value_refuse(v,
	    "behind sha256: stand 64 hexadecimal digits, as sha256sum prints "
	    "them of a secret without line end");
}

/* One of Standard Webhooks, as http/sign.h reads it. */
static bool is_key(const char *text, size_t len)
{
	size_t mark = strlen(KEY_MARK), signs;

	if (len >= mark && strncmp(text, KEY_MARK, mark) == 0) {
		text += mark;
		len -= mark;
	}
	signs = strspn(text, LETTERS DIGITS "+/");
	return len >= KEY_LEAST && len <= KEY_MOST && len % 4 == 0 &&
	       signs + 2 >= len && signs + strspn(text + signs, "=") == len;
}

/* With one that is none, letters would go out unsigned. */
int conf_read_keys(struct conf_value *v, const char *text, void *field)
{
	char **keys = field;
	int rc = conf_read_secret(v, text, field);
	const char *at;
	size_t n = 0, len;

	if (rc != 0)
		return rc;
	for (at = *keys + strspn(*keys, " "); *at != '\0' && n < KEYS_MAX;
	     at += len + strspn(at + len, " "), n++) {
		len = strcspn(at, " ");
		if (!is_key(at, len))
			break;
	}
	if (*at == '\0')
		return 0;
	explicit_bzero(*keys, strlen(*keys));
	free(*keys);
	*keys = NULL;
	return conf_value_refuse(v,
	    "number %zu of them is no secret of Standard Webhooks: write "
	    "whsec_ and what `openssl rand -base64 32` prints, and no more "
	    "than three",
	    n + 1);
}

bool conf_token_sum(const char *token, uint8_t sum[SUM_BYTES])
{
	size_t mark = strlen(SUM_MARK);

	return strncmp(token, SUM_MARK, mark) == 0 &&
	       hex_parse(token + mark, strlen(token + mark), sum, SUM_BYTES) ==
		   0;
}

int conf_read_path(struct conf_value *v, const char *text, void *field)
{
	char *path;
	int rc;

	if (text[0] == '\0')
		return conf_value_refuse(v, "it is empty: write a path");
	path = conf_path_under(v->folder, text);
	rc = conf_value_check_length(v, strlen(path));
	if (rc == 0)
		*(char **)field = path;
	else
		free(path);
	return rc;
}

int conf_read_map(struct conf_value *v, const char *text, void *field)
{
	char *path;

	if (text[0] == '\0')
		return conf_value_refuse(v, "it is empty: write a path");
	if (conf_map_path(v->folder, text, &path) != 0) {
		(void)conf_value_refuse(v,
		    "cannot read the error map %.180s: %s", path,
		    strerror(errno));
		free(path);
		return RC_BAD;
	}
	*(char **)field = path;
	return 0;
}

int conf_read_file(struct conf_value *v, const char *text, void *field)
{
	char *path;

	if (text[0] == '\0')
		return set(field, text);
	path = conf_path_under(v->folder, text);
	if (!conf_file_is_readable(path)) {
		(void)conf_value_refuse(v, "cannot read %.200s: %s", path,
		    strerror(errno));
		free(path);
		return RC_BAD;
	}
	*(char **)field = path;
	return 0;
}

int conf_read_address(struct conf_value *v, const char *text, void *field)
{
	if (text[0] != '\0' && !conf_is_address(text))
		return conf_value_refuse(v,
		    "\"%.60s\" is no address: write 192.0.2.1 or 2001:db8::1",
		    text);
	return set(field, text);
}

int conf_read_digits(struct conf_value *v, const char *text, void *field)
{
	if (text[strspn(text, DIGITS)] != '\0')
		return conf_value_refuse(v, "\"%.40s\" is not only digits",
		    text);
	return conf_read_text(v, text, field);
}

/* How often the repetitions of an expression multiply what they repeat:
 * regcomp() unrolls them, and a few lines could take all memory. */
static bool is_modest(const char *regex)
{
	unsigned long long all = 1, times;

	for (; (regex = strchr(regex, '{')) != NULL; regex++) {
		const char *last = regex + 1;
		size_t digits = strspn(last, DIGITS);

		if (last[digits] == ',' && last[digits + 1] != '}')
			last += digits + 1;
		times = strtoull(last, NULL, 10);
		if (times > REPEAT_MAX)
			return false;
		all *= times > 0 ? times : 1;
		if (all > REPEAT_MAX)
			return false;
	}
	return true;
}

int conf_read_regex(struct conf_value *v, const char *text, void *field)
{
	char why[120];
	regex_t re;
	int rc;

	if (!is_modest(text))
		return conf_value_refuse(v,
		    "its repetitions multiply to more than %d: a number has "
		    "15 digits",
		    REPEAT_MAX);
	rc = regcomp(&re, text, REG_EXTENDED | REG_NOSUB);
	if (rc != 0) {
		regerror(rc, &re, why, sizeof(why));
		return conf_value_refuse(v,
		    "\"%.80s\" is no regular expression: %s", text, why);
	}
	regfree(&re);
	return conf_read_text(v, text, field);
}

int conf_read_zone(struct conf_value *v, const char *text, void *field)
{
	struct conf_zone zone;
	int rc = conf_zone_read(text, &zone);

	if (rc == RC_NOT_FOUND)
		return conf_value_refuse(v,
		    "\"%.60s\" is not among this machine's time zones: is "
		    "tzdata installed? Else write an offset, as \"+02:00\"",
		    text);
	if (rc != 0)
		return conf_value_refuse(v,
		    "\"%.60s\" is no time zone: write \"America/New_York\", "
		    "UTC or \"+02:00\"",
		    text);
	return set(field, text);
}

bool conf_is_address(const char *text)
{
	uint8_t address[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, text, address) == 1 ||
	       inet_pton(AF_INET6, text, address) == 1;
}

const char *conf_split_port(const char *text, char *host, size_t size)
{
	const char *colon = strrchr(text, ':');
	size_t len;

	if (colon == NULL)
		return NULL;
	len = (size_t)(colon - text);
	if (len > 2 && text[0] == '[' && text[len - 1] == ']') {
		text++;
		len -= 2;
	} else if (memchr(text, ':', len) != NULL) {
		return NULL; /* which colon is it? */
	}
	if (len >= size)
		return NULL;
	memcpy(host, text, len);
	host[len] = '\0';
	return colon + 1;
}

int conf_read_port(struct conf_value *v, const char *text, unsigned *port)
{
	uint64_t value;

	if (text[strspn(text, DIGITS)] != '\0' || text[0] == '0' ||
	    number_parse(text, UINT16_MAX, &value) != 0)
		return conf_value_refuse(v,
		    "\"%.20s\" is no port: it may be 1 to 65535", text);
	*port = (unsigned)value;
	return 0;
}

int conf_read_listen(struct conf_value *v, const char *text, void *field)
{
	struct conf_listen *l = field;
	char host[64];
	const char *port = conf_split_port(text, host, sizeof(host));
	int rc;

	if (port == NULL || !conf_is_address(host))
		return conf_value_refuse(v,
		    "\"%.60s\" is no address and port: write 127.0.0.1:8080 or "
		    "[::1]:8080",
		    text);
	rc = conf_read_port(v, port, &l->port);
	if (rc == 0)
		l->host = mem_strdup(host);
	return rc;
}

int conf_read_outbind(struct conf_value *v, const char *text, void *field)
{
	if (text[0] != '\0')
		return conf_read_listen(v, text, field);
	((struct conf_listen *)field)->host = mem_strdup("");
	return 0;
}

int conf_read_profile(struct conf_value *v, const char *text, void *field)
{
	if (text[strspn(text, LETTERS DIGITS "-_")] != '\0')
		return conf_value_refuse(v,
		    "\"%.40s\" is no profile: write its name, as infobip, "
		    "without folder and .conf",
		    text);
	return conf_read_text(v, text, field);
}
