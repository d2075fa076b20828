/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * person - what an account knows of the owner of a number: the bytes that a
 * contact has in the ledger (struct contact_fact.data), a JSON object.
 *
 *	{"name": "User 1", "timezone": "America/New_York",
 *	 "fields": {"city": "Boston", "points": 12}}
 *
 * Members that are not named here are somebody else's and are passed over.
 *
 * Owns:    a person that was read owns what its texts point to.
 * Threads: any.
 */
#ifndef CAMPAIGN_PERSON_H
#define CAMPAIGN_PERSON_H

#include "flow/body.h"

struct json;
struct json_value;

struct person {
	struct body_text name, timezone; /* len 0: not known */
	const struct json_value *fields; /* an object, or NULL */
	struct json *json;
};

/* len 0, or what is no such object: nobody is known of. Then end it. */
void person_read(struct person *p, const void *data, size_t len);
void person_end(struct person *p);

/* A field as text: "name", else one of the fields; an integer into `number`.
 * False: not known, or empty. */
#define PERSON_NUMBER 24
bool person_field(const struct person *p, const struct body_text *field,
    char number[PERSON_NUMBER], struct body_text *value);

#endif
