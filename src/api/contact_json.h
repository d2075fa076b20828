/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * contact_json - a contact as the native face shows and takes it.
 *
 * {"id", "number", "name", "tz", "fields", "created_at", "updated_at",
 *  "deleted_at"}; what is not known is null.
 *
 * What the ledger keeps of it is as campaign/person.h reads it, with strings
 * only; what is not given is left out. "timezone" is another name of "tz".
 */
#ifndef API_CONTACT_JSON_H
#define API_CONTACT_JSON_H

#include "base/base.h"

struct buf;
struct contact_view;
struct json_out;
struct json_value;
struct problem;

#define CONTACT_NAME_MAX  255
#define CONTACT_FIELDS    64
#define CONTACT_KEY_MAX   64
#define CONTACT_VALUE_MAX 1000

/* One object, as the next value of `o`. */
void contact_json(struct json_out *o, const struct contact_view *v);

/* The name in the data, copied; "": none. */
void contact_name(const void *data, size_t len,
    char name[CONTACT_NAME_MAX + 1]);

/* Does the number, the name or a field have this piece, in small letters? */
bool contact_has(const struct contact_view *v, const char *piece);

/* A contact as it was asked for. */
struct contact_asked {
	const struct json_value *object; /* "name", "tz", "fields"; any other
					  * of its keys is `known` */
	const char *const *known;        /* ended by NULL */
	const void *old; /* data that it changes, key by key; NULL: none */
	size_t old_len;
};

/* The data to keep, into `to`. RC_BAD: *p says why. */
MUST_CHECK int contact_read(const struct contact_asked *asked, struct buf *to,
    struct problem *p);

#endif
