/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * twilio - what the tests of the Twilio face ask and look at.
 */
#ifndef TESTS_API_TWILIO_H
#define TESTS_API_TWILIO_H

#include "rig.h"

#define ACCOUNT  "/2010-04-01/Accounts/" SID
#define MESSAGES ACCOUNT "/Messages.json"

static inline void ask(const char *method, const char *path, const char *form)
{
	rig_send(&(struct rig_request){ .method = method,
	    .path = path,
	    .auth = BASIC,
	    .more = form != NULL ? FORM_TYPE : "",
	    .body = form });
}

/* An error with its four keys and no other. */
static inline void assert_code(int status, const char *code)
{
	struct json *j;

	assert_int_equal(rig_status(), status);
	j = rig_json();
	rig_assert_text(j, "code", code);
	assert_int_equal(json_count(json_root(j)), 4);
	json_free(j);
}

static inline void assert_says(const char *key, const char *value)
{
	struct json *j = rig_json();

	rig_assert_text(j, key, value);
	json_free(j);
}

static inline void keep(const char *key, char *to, size_t room)
{
	struct json *j = rig_json();

	snprintf(to, room, "%s", rig_text(j, key));
	json_free(j);
}

#endif
