/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/address.h"

#include "base/hex.h"
#include "net/stream.h"

#include <arpa/inet.h>
#include <assert.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

/* Without port and scope, and an IPv4 address as itself. */
struct plain {
	uint8_t family; /* 4 or 6; 0: neither */
	uint8_t bytes[16];
};

static struct plain plain_of_v6(const struct in6_addr *a)
{
	struct plain p = { .family = 6 };

	if (IN6_IS_ADDR_V4MAPPED(a)) {
		p.family = 4;
		memcpy(p.bytes, a->s6_addr + 12, 4);
	} else
		memcpy(p.bytes, a->s6_addr, 16);
	return p;
}

static struct plain plain_of(const struct sockaddr *sa)
{
	struct plain p = { 0 };
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (sa->sa_family == AF_INET) {
		memcpy(&v4, sa, sizeof(v4));
		p.family = 4;
		memcpy(p.bytes, &v4.sin_addr, 4);
	} else if (sa->sa_family == AF_INET6) {
		memcpy(&v6, sa, sizeof(v6));
		p = plain_of_v6(&v6.sin6_addr);
	}
	return p;
}

static bool is_in(const struct net *net, const struct plain *p)
{
	unsigned whole = net->bits / 8u, rest = net->bits % 8u;

	if (net->family != p->family ||
	    memcmp(net->bytes, p->bytes, whole) != 0)
		return false;
	return rest == 0 ||
	       (net->bytes[whole] ^ p->bytes[whole]) >> (8 - rest) == 0;
}

/* The address before a '/', or the whole. */
static int read_address(const char *text, size_t len, struct net *net)
{
	char host[INET6_ADDRSTRLEN];

	if (len >= sizeof(host))
		return RC_BAD;
	memcpy(host, text, len);
	host[len] = '\0';
	*net = (struct net){ .family = 4, .bits = 32 };
	if (inet_pton(AF_INET, host, net->bytes) == 1)
		return 0;
	*net = (struct net){ .family = 6, .bits = 128 };
	return inet_pton(AF_INET6, host, net->bytes) == 1 ? 0 : RC_BAD;
}

static int read_net(const char *text, struct net *net)
{
	const char *slash = strchr(text, '/');
	size_t len = slash != NULL ? (size_t)(slash - text) : strlen(text);
	uint64_t bits;
	int rc = read_address(text, len, net);

	if (rc != 0 || slash == NULL)
		return rc;
	if (strspn(slash + 1, "0123456789") != strlen(slash + 1) ||
	    number_parse(slash + 1, net->bits, &bits) != 0)
		return RC_BAD;
	net->bits = (uint8_t)bits;
	return 0;
}

enum address_class address_class(const struct sockaddr *sa)
{
	static const struct {
		const char *net;
		enum address_class class;
	} rows[] = {
#define CLASS(name, text)
#define NET(net, name) { net, ADDRESS_##name },
#include "http/address.def"
#undef CLASS
#undef NET
	};
	struct plain p = plain_of(sa);
	struct net net;

	if (p.family == 0)
		return ADDRESS_RESERVED;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int rc = read_net(rows[i].net, &net);

		assert(rc == 0);
		if (rc == 0 && is_in(&net, &p))
			return rows[i].class;
	}
	return ADDRESS_PUBLIC;
}

const char *address_class_text(enum address_class c)
{
	static const char *const texts[] = {
#define CLASS(name, text) text,
#define NET(net, name)
#include "http/address.def"
#undef CLASS
#undef NET
	};

	assert(c < ADDRESS_CLASSES);
	return texts[c];
}

int address_of_peer(const char *peer, struct sockaddr_storage *to)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)to;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)to;
	bool bracket = peer[0] == '[';
	char host[INET6_ADDRSTRLEN + 1];
	size_t len = stream_host_len(peer);

	if (bracket) {
		peer++;
		len -= len > 2 ? 2 : len;
	}
	if (len >= sizeof(host))
		return RC_BAD;
	memcpy(host, peer, len);
	host[len] = '\0';
	*to = (struct sockaddr_storage){ .ss_family = AF_INET6 };
	if (bracket)
		return inet_pton(AF_INET6, host, &v6->sin6_addr) == 1 ? 0
								      : RC_BAD;
	to->ss_family = AF_INET;
	return inet_pton(AF_INET, host, &v4->sin_addr) == 1 ? 0 : RC_BAD;
}

bool address_is_own(const struct sockaddr *sa)
{
	struct plain p = plain_of(sa);
	struct ifaddrs *all;
	bool own = false;

	if (getifaddrs(&all) != 0)
		return false;
	for (struct ifaddrs *i = all; i != NULL && !own; i = i->ifa_next) {
		struct plain mine;

		if (i->ifa_addr == NULL)
			continue;
		mine = plain_of(i->ifa_addr);
		own = mine.family != 0 && mine.family == p.family &&
		      memcmp(mine.bytes, p.bytes, sizeof(p.bytes)) == 0;
	}
	freeifaddrs(all);
	return own;
}

int nets_add(struct nets *list, const char *text)
{
	struct net net;
	int rc = read_net(text, &net);

	if (rc != 0)
		return rc;
	if (list->n == NETS_MAX)
		return RC_FULL;
	list->net[list->n++] = net;
	return 0;
}

bool nets_has(const struct nets *list, const struct sockaddr *sa)
{
	struct plain p = plain_of(sa);

	for (size_t i = 0; i < list->n; i++) {
		if (is_in(&list->net[i], &p))
			return true;
	}
	return false;
}

enum address_class address_refused(const struct sockaddr *sa,
    const struct nets *allow)
{
	enum address_class c = address_class(sa);

	if (nets_has(allow, sa))
		return ADDRESS_PUBLIC;
	if (c == ADDRESS_PUBLIC && address_is_own(sa))
		return ADDRESS_OWN;
	return c;
}

char *address_format(const struct sockaddr *sa, char *text)
{
	struct plain p = plain_of(sa);
	int family = p.family == 4 ? AF_INET : AF_INET6;

	if (p.family == 0 ||
	    inet_ntop(family, p.bytes, text, ADDRESS_TEXT_BYTES) == NULL)
		snprintf(text, ADDRESS_TEXT_BYTES, "?");
	return text;
}
