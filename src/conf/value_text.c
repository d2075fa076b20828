/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Values that are texts: names, secrets, paths, addresses.
 */
#include "conf/value.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/hex.h"
#include "base/mem.h"
#include "conf/conf.h"
#include "conf/files.h"

#define SECRET_FILE_MAX 4096
#define SID_HEX         32
#define E164_MIN        7 /* the shortest international numbers in use */
#define E164_MAX        15
#define ALNUM_MAX       11 /* GSM 03.40, 9.1.2.5: an alphanumeric sender */

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

static bool is_address(const char *text)
{
	uint8_t address[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, text, address) == 1 ||
	       inet_pton(AF_INET6, text, address) == 1;
}

/* The host of host:port or [host]:port, and where the port starts. */
static const char *split_listen(const char *text, char host[64])
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
	if (len >= 64)
		return NULL;
	memcpy(host, text, len);
	host[len] = '\0';
	return colon + 1;
}

int conf_read_listen(struct conf_value *v, const char *text, void *field)
{
	struct conf_listen *l = field;
	char host[64];
	const char *port = split_listen(text, host);
	uint64_t value;

	if (port == NULL || !is_address(host))
		return conf_value_refuse(v,
		    "\"%.60s\" is no address and port: write 127.0.0.1:8080 or "
		    "[::1]:8080",
		    text);
	if (port[strspn(port, DIGITS)] != '\0' || port[0] == '0' ||
	    number_parse(port, UINT16_MAX, &value) != 0)
		return conf_value_refuse(v,
		    "\"%.20s\" is no port: it may be 1 to 65535", port);
	l->host = mem_strdup(host);
	l->port = (unsigned)value;
	return 0;
}

int conf_check_number(struct conf_value *v, const char *text, void *field)
{
	bool plus = text[0] == '+';
	size_t len = strlen(text + plus);
	bool digits = text[plus + strspn(text + plus, DIGITS)] == '\0';

	(void)field;
	if (plus && digits && text[1] != '0' && len >= E164_MIN &&
	    len <= E164_MAX)
		return 0;
	if (!plus && len > 0 && len <= (digits ? E164_MAX : ALNUM_MAX) &&
	    text[strspn(text, LETTERS DIGITS " -_.&")] == '\0')
		return 0;
	return conf_value_refuse(v,
	    "\"%.40s\" is no sender: write \"+12125550100\", a short code, or "
	    "a name of up to 11 signs",
	    text);
}

int conf_check_country(struct conf_value *v, const char *text, void *field)
{
	(void)field;
	if (strlen(text) == 2 &&
	    strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 2)
		return 0;
	return conf_value_refuse(v,
	    "\"%.40s\" is no country: write two capital letters, as \"US\"",
	    text);
}

int conf_check_net(struct conf_value *v, const char *text, void *field)
{
	size_t len = strcspn(text, "/");
	char host[64];
	uint64_t bits = 0;
	bool good = len < sizeof(host);

	(void)field;
	if (good) {
		memcpy(host, text, len);
		host[len] = '\0';
		good = is_address(host);
	}
	if (good && text[len] == '/')
		good = text[len + 1 + strspn(text + len + 1, DIGITS)] == '\0' &&
		       number_parse(text + len + 1,
			   strchr(host, ':') != NULL ? 128 : 32, &bits) == 0;
	if (good)
		return 0;
	return conf_value_refuse(v,
	    "\"%.60s\" is no network: write \"10.1.0.0/16\" or an address",
	    text);
}

int conf_check_name(struct conf_value *v, const char *text, void *field)
{
	(void)field;
	if (text[0] != '\0' && strlen(text) <= CONF_NAME_MAX)
		return 0;
	return conf_value_refuse(v, "\"%.40s\" is no name", text);
}
