/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * show - JSON for people: lines of "key  value" and tables with columns.
 *
 * Absent and null values are shown as "-" in tables and left out elsewhere.
 * Control characters of texts are shown as "?": they come from peers, and
 * would steer the terminal.
 */
#ifndef CTL_SHOW_H
#define CTL_SHOW_H

#include "http/json.h"

#include <stdio.h>

/* A value as one word or text; objects as "key=value ...". */
void show_value(FILE *to, const struct json_value *v);

/* Text of a peer or of a file. */
void show_text(FILE *to, const char *s, size_t len);

/* The value as a line of JSON. */
void show_json(FILE *to, const struct json_value *v);

/* A line for each key of an object that has a value; objects in it indented,
 * arrays of objects as tables. */
void show_object(FILE *to, const struct json_value *v);

/* What a key says mostly; a list of them ends with a NULL. */
struct show_preset {
	const char *key, *text;
};

/* The same; what says no more than its preset is left out. */
void show_object_but(FILE *to, const struct json_value *v,
    const struct show_preset *presets);

/* A line for each object of an array under a line of titles. A column is a
 * key, or "key.key" of an object inside; the list ends with NULL. Columns NULL:
 * all keys that have a value anywhere. */
void show_table(FILE *to, const struct json_value *array,
    const char *const *columns);

/* A line for each alarm of an smsc, after `before`. */
void show_alarms(FILE *to, const char *before, const struct json_value *smsc);

#endif
