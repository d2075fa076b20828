/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text is cut once, from the left, at bytes that the grammar allows in no
 * earlier part: what could be cut in two ways is refused.
 */
#include "http/url.h"

#include "http/escape.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGIT "0123456789"
#define ALNUM LOWER UPPER DIGIT

static int refuse(const char **why, const char *text)
{
	*why = text;
	return RC_BAD;
}

static bool consists_of(struct url_part p, const char *allowed)
{
	for (size_t i = 0; i < p.len; i++) {
		if (strchr(allowed, p.at[i]) == NULL)
			return false;
	}
	return true;
}

static struct url_part part_of(const char *at, const char *end)
{
	return (struct url_part){ .at = at, .len = (size_t)(end - at) };
}

/* The first of these bytes in the part, or its end. */
static const char *find_any(struct url_part p, const char *bytes)
{
	for (size_t i = 0; i < p.len; i++) {
		if (strchr(bytes, p.at[i]) != NULL)
			return p.at + i;
	}
	return p.at + p.len;
}

/* RFC 3986, 2: all others must be written as %XX. Of those not in it, braces
 * and bars are taken, as they stand in many a query. */
static int check_bytes(const char *text, size_t len, const char **why)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < 0x20 || c == 0x7f)
			return refuse(why, "it has a control character");
		if (c == ' ')
			return refuse(why, "it has a space: write %20");
		if (c > 0x7f)
			return refuse(why, "a byte that is not ASCII must be "
					   "written as %XX, and a host as "
					   "xn--");
		if (strchr("\"<>\\^`", c) != NULL)
			return refuse(why,
			    "one of \" < > \\ ^ ` must be written as %XX");
	}
	return 0;
}

static bool is_label(struct url_part p)
{
	return p.len >= 1 && p.len <= 63 && consists_of(p, ALNUM "-") &&
	       p.at[0] != '-' && p.at[p.len - 1] != '-';
}

/* What inet_aton() would take for a number. */
static bool is_number(struct url_part p)
{
	if (p.len >= 2 && p.at[0] == '0' && (p.at[1] == 'x' || p.at[1] == 'X'))
		return true;
	return consists_of(p, DIGIT);
}

/* A host whose last label is a number must be four decimal ones. */
static int judge_name(struct url *u, const char **why)
{
	struct url_part all = { u->host, strlen(u->host) }, label = all;
	const char *end = all.at + all.len;
	struct in_addr v4;

	for (const char *at = all.at;; at = label.at + label.len + 1) {
		label = part_of(at, end);
		label.len = (size_t)(find_any(label, ".") - at);
		if (!is_label(label))
			return refuse(why, "the host is no name: labels of "
					   "letters, digits and hyphens");
		if (label.at + label.len == end)
			break;
	}
	if (!is_number(label))
		return 0;
	u->kind = URL_HOST_V4;
	if (inet_pton(AF_INET, u->host, &v4) != 1)
		return refuse(why, "an IPv4 address is four decimal numbers");
	return 0;
}

static int take_host(struct url *u, struct url_part host, const char **why)
{
	bool v6 = host.len >= 2 && host.at[0] == '[';
	struct in6_addr a;

	if (v6)
		host = (struct url_part){ host.at + 1, host.len - 2 };
	if (host.len == 0)
		return refuse(why, "it has no host");
	if (host.len > URL_HOST_MAX)
		return refuse(why, "the host is longer than 253 characters");
	for (size_t i = 0; i < host.len; i++) {
		char c = host.at[i];

		u->host[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	u->host[host.len] = '\0';
	if (!v6)
		return judge_name(u, why);
	u->kind = URL_HOST_V6;
	if (inet_pton(AF_INET6, u->host, &a) != 1)
		return refuse(why, "no IPv6 address stands in the brackets");
	return 0;
}

static int take_port(struct url *u, struct url_part digits, const char **why)
{
	unsigned port = 0;

	if (digits.len == 0 || digits.len > 5 || !consists_of(digits, DIGIT) ||
	    digits.at[0] == '0')
		return refuse(why, "the port is no number from 1 to 65535");
	for (size_t i = 0; i < digits.len; i++)
		port = port * 10 + (unsigned)(digits.at[i] - '0');
	if (port > UINT16_MAX)
		return refuse(why, "the port is no number from 1 to 65535");
	u->port = (uint16_t)port;
	return 0;
}

static int take_place(struct url *u, struct url_part p, const char **why)
{
	const char *end = p.at + p.len, *host_end;
	int rc;

	u->place = p;
	host_end = find_any(p, ":");
	if (p.len != 0 && p.at[0] == '[') {
		host_end = find_any(p, "]");
		if (host_end == end)
			return refuse(why, "a bracket of the host is missing");
		host_end++;
	}
	rc = take_host(u, part_of(p.at, host_end), why);
	if (rc != 0 || host_end == end)
		return rc;
	if (*host_end != ':')
		return refuse(why, "something stands behind the host");
	return take_port(u, part_of(host_end + 1, end), why);
}

static int take_text(struct url_part p, char *to)
{
	char text[URL_PART_MAX * 3];
	size_t len;

	if (p.len > sizeof(text) ||
	    unescape(p.at, p.len, ESCAPE_PATH, text, &len) != 0 ||
	    len > URL_PART_MAX)
		return RC_BAD;
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			return RC_BAD;
	}
	memcpy(to, text, len);
	to[len] = '\0';
	return 0;
}

/* RFC 7617: the first colon ends the user, who so cannot have one. */
static int take_user(struct url *u, struct url_part p, const char **why)
{
	const char *end = p.at + p.len, *colon = find_any(p, ":");
	struct url_part secret = part_of(end, end);

	if (colon != end)
		secret = part_of(colon + 1, end);
	u->has_user = true;
	if (!consists_of(p, ALNUM "-._~%!$&'()*+,;=:") ||
	    take_text(part_of(p.at, colon), u->user) != 0 ||
	    take_text(secret, u->secret) != 0 || strchr(u->user, ':') != NULL)
		return refuse(why,
		    "user and secret before the '@' are malformed or too long");
	return 0;
}

static int take_authority(struct url *u, struct url_part p, const char **why)
{
	const char *end = p.at + p.len, *at = find_any(p, "@");
	int rc;

	if (at == end)
		return take_place(u, p, why);
	rc = take_user(u, part_of(p.at, at), why);
	return rc != 0 ? rc : take_place(u, part_of(at + 1, end), why);
}

static int take_scheme(struct url *u, struct url_part *rest, const char **why)
{
	const char *end = find_any(*rest, ":");

	u->scheme = part_of(rest->at, end);
	u->tls = u->scheme.len == 5;
	if ((u->scheme.len != 4 && u->scheme.len != 5) ||
	    strncasecmp(rest->at, "https", u->scheme.len) != 0)
		return refuse(why, "it does not begin with https:// or "
				   "http://");
	u->port = u->tls ? 443 : 80;
	*rest = part_of(end, rest->at + rest->len);
	if (rest->len < 3 || memcmp(rest->at, "://", 3) != 0)
		return refuse(why, "it does not begin with https:// or "
				   "http://");
	rest->at += 3;
	rest->len -= 3;
	return 0;
}

int url_parse(struct url *u, const char *text, size_t len, const char **why)
{
	struct url_part rest = { .at = text, .len = len };
	const char *end = text + len, *cut, *hash;
	int rc;

	*u = (struct url){ .kind = URL_HOST_NAME };
	if (len == 0)
		return refuse(why, "it is empty");
	if (len > URL_MAX)
		return refuse(why, "it is longer than 4000 bytes");
	rc = check_bytes(text, len, why);
	if (rc == 0)
		rc = take_scheme(u, &rest, why);
	if (rc != 0)
		return rc;
	cut = find_any(rest, "/?#");
	hash = find_any(rest, "#");
	u->target = part_of(cut, hash);
	u->fragment = part_of(hash < end ? hash + 1 : end, end);
	/* http://a#@b is b's to some readers. */
	if (!consists_of(u->fragment, ALNUM "-._~=&,;:+%!"))
		return refuse(why, "the part behind '#' is malformed");
	return take_authority(u, part_of(rest.at, cut), why);
}

void url_add_plain(const struct url *u, struct buf *to)
{
	buf_add(to, u->scheme.at, u->scheme.len);
	buf_add_str(to, "://");
	buf_add(to, u->place.at, u->place.len);
	buf_add(to, u->target.at, u->target.len);
}

PRINTF(2, 3) static int deny(char *why, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, URL_WHY_BYTES, fmt, ap);
	va_end(ap);
	return RC_DENIED;
}

static int check_port(uint16_t port, char *why)
{
	static const struct {
		uint16_t first, last;
		const char *service;
	} other[] = {
#define PORT(first, last, service) { first, last, service },
#include "http/port.def"
#undef PORT
	};

	if (port < 1024 && port != 80 && port != 443)
		return deny(why, "port %u: 80, 443 or one from 1024 up", port);
	for (size_t i = 0; i < ARRAY_LEN(other); i++) {
		if (port >= other[i].first && port <= other[i].last)
			return deny(why, "port %u is not for HTTP but %s", port,
			    other[i].service);
	}
	return 0;
}

static int check_address(const struct url *u, const char *host,
    const struct nets *allow, char *why)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	const struct sockaddr *sa = (const struct sockaddr *)&v4;
	enum address_class c;

	if (inet_pton(AF_INET, host, &v4.sin_addr) != 1) {
		sa = (const struct sockaddr *)&v6;
		if (inet_pton(AF_INET6, host, &v6.sin6_addr) != 1)
			return deny(why, "host %s is malformed", host);
	}
	c = address_refused(sa, allow);
	if (c == ADDRESS_PUBLIC)
		return 0;
	return deny(why, "host %s is %s, which callback_hosts does not allow",
	    u->host, address_class_text(c));
}

/* RFC 6761, 6.3: these names mean this machine, whatever a server says. */
static bool is_localhost(const char *host)
{
	static const char name[] = "localhost";
	size_t len = strlen(host), n = sizeof(name) - 1;

	if (len < n || strcmp(host + len - n, name) != 0)
		return false;
	return len == n || host[len - n - 1] == '.';
}

int url_check(const struct url *u, const struct url_policy *p, char *why)
{
	int rc;

	if (!u->tls && !p->plain_http)
		return deny(why, "https:// is needed, http:// is not allowed");
	rc = check_port(u->port, why);
	if (rc != 0)
		return rc;
	if (u->kind != URL_HOST_NAME)
		return check_address(u, u->host, &p->allow, why);
	if (!is_localhost(u->host) ||
	    check_address(u, "127.0.0.1", &p->allow, why) == 0)
		return 0;
	return check_address(u, "::1", &p->allow, why);
}

int url_check_text(const char *text, size_t len, const struct url_policy *p,
    char *why)
{
	struct url u;
	const char *wrong;

	if (url_parse(&u, text, len, &wrong) != 0) {
		snprintf(why, URL_WHY_BYTES, "%s", wrong);
		return RC_BAD;
	}
	return url_check(&u, p, why);
}
