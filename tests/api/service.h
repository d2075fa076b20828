/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * service - messaging services as the tests make and use them.
 */
#ifndef TESTS_API_SERVICE_H
#define TESTS_API_SERVICE_H

#include "twilio.h"

#define SERVICES "/v1/Services"
#define TO       "To=%2B19175550001&Body=x"

/* A service; its sid. */
static inline const char *make(const char *form)
{
	static char sid[64];

	ask("POST", SERVICES, form);
	assert_int_equal(rig_status(), 201);
	keep("sid", sid, sizeof(sid));
	return sid;
}

static inline void path_of(char path[160], const char *sid, const char *pool)
{
	snprintf(path, 160, SERVICES "/%s%s%s", sid, pool[0] != '\0' ? "/" : "",
	    pool);
}

/* Put the account's number into the service; its sid. */
static inline const char *add_number(const char *service, const char *number)
{
	static char sid[64];
	char path[160], form[160];

	snprintf(path, sizeof(path),
	    ACCOUNT "/IncomingPhoneNumbers.json?PhoneNumber=%%2B%s", number);
	ask("GET", path, NULL);
	assert_says("incoming_phone_numbers", "[1]");
	keep("incoming_phone_numbers/0/sid", sid, sizeof(sid));
	path_of(path, service, "PhoneNumbers");
	snprintf(form, sizeof(form), "PhoneNumberSid=%s", sid);
	ask("POST", path, form);
	return sid;
}

static inline void add_alpha(const char *service)
{
	char path[160];

	path_of(path, service, "AlphaSenders");
	ask("POST", path, "AlphaSender=esmed");
	assert_int_equal(rig_status(), 201);
}

static inline void send_by(const char *service, const char *more)
{
	char form[512];

	snprintf(form, sizeof(form), "%s&MessagingServiceSid=%s%s", TO, service,
	    more);
	ask("POST", MESSAGES, form);
}

#endif
