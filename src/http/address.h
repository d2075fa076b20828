/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * address - what kind of place an IP address is, and lists of networks.
 *
 * An account's URL must not lead into our own networks (reliability.md 7.4,
 * X1): only ADDRESS_PUBLIC is called, or what an allow-list names.
 *
 * ::ffff:a.b.c.d counts as a.b.c.d everywhere. Other IPv6 addresses that hold
 * an IPv4 address (NAT64, 6to4, Teredo) are ADDRESS_TRANSLATED.
 *
 * Owns:  nothing; a zeroed struct nets is an empty list.
 */
#ifndef HTTP_ADDRESS_H
#define HTTP_ADDRESS_H

#include "base/base.h"

struct sockaddr;
struct sockaddr_storage;

enum address_class {
#define CLASS(name, text) ADDRESS_##name,
#define NET(net, name)
#include "http/address.def"
#undef CLASS
#undef NET
	ADDRESS_CLASSES
};

/* By the table alone; a family that is not IP is ADDRESS_RESERVED. */
enum address_class address_class(const struct sockaddr *sa);

/* "a loopback address". */
const char *address_class_text(enum address_class c);

/* Of a peer as streams have it, without its port: "192.0.2.7:2775",
 * "[2001:db8::1]:80". RC_BAD: it is none of these, but "unix". */
MUST_CHECK int address_of_peer(const char *peer, struct sockaddr_storage *to);

/* Is it one of this machine's interfaces? Asks the kernel. */
bool address_is_own(const struct sockaddr *sa);

#define NETS_MAX 32

struct nets {
	struct net {
		uint8_t family; /* 4 or 6 */
		uint8_t bits;
		uint8_t bytes[16];
	} net[NETS_MAX];
	size_t n;
};

/* "10.1.0.0/16", "fd00::/8" or one address; bits behind the prefix do not
 * count. RC_BAD: no such thing, RC_FULL. */
MUST_CHECK int nets_add(struct nets *list, const char *text);

bool nets_has(const struct nets *list, const struct sockaddr *sa);

/* For what an address may not be called, our own ones included;
 * ADDRESS_PUBLIC: it may, or the list names it. */
enum address_class address_refused(const struct sockaddr *sa,
    const struct nets *allow);

#define ADDRESS_TEXT_BYTES 48

/* "192.0.2.7", "2001:db8::1"; into ADDRESS_TEXT_BYTES. Returns `text`. */
char *address_format(const struct sockaddr *sa, char *text);

#endif
