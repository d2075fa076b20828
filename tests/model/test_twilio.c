/* SPDX-License-Identifier: BSD-2-Clause */
#include "model/twilio.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void expect(struct outcome o, const char *status, unsigned code)
{
	struct twilio_word w;

	twilio_word(&o, &w);
	assert_string_equal(w.status, status);
	assert_int_equal(w.error_code, code);
	assert_int_equal(w.error_message != NULL, code != 0);
}

static struct outcome failed(enum stage stage, unsigned reason)
{
	return (struct outcome){ .state = STATUS_FAILED,
		.stage = stage,
		.reason = reason };
}

static void plain_states_have_their_word(void **state)
{
	static const char *const words[STATUS_COUNT] = { "scheduled",
		"scheduled", "queued", "sending", "sent", "sent", "delivered",
		NULL, "sent", "canceled", "canceled", "canceled", "sent",
		"received" };

	(void)state;
	for (unsigned i = 0; i < STATUS_COUNT; i++)
		if (words[i] != NULL)
			expect((struct outcome){ .state = (enum status)i },
			    words[i], 0);
}

static void a_failure_is_undelivered_once_the_carrier_had_it(void **state)
{
	(void)state;
	expect(failed(STAGE_LOCAL, 30036), "failed", 30036);
	expect(failed(STAGE_SUBMIT, 30034), "failed", 30034);
	expect(failed(STAGE_NETWORK, 30003), "undelivered", 30003);
	expect(failed(STAGE_STATUS, 404), "undelivered", 30008);
	expect(failed(STAGE_NETWORK, 0), "undelivered", 30008);
}

static void reason_400_depends_on_what_was_refused(void **state)
{
	struct outcome o = failed(STAGE_SUBMIT, 400);

	(void)state;
	expect(o, "failed", 30008);
	o.command_status = 0x45;
	expect(o, "failed", 30008);
	o.command_status = 0x0B;
	expect(o, "failed", 21211);
	o.command_status = 0x50;
	expect(o, "failed", 21211);
	o.command_status = 0x51;
	expect(o, "failed", 21211);
	o = failed(STAGE_LOCAL, 400);
	o.detail = DETAIL_COUNTRY_NOT_SUPPORTED;
	expect(o, "failed", 21408);
}

static void doubt_opt_out_and_open_senders_have_their_own(void **state)
{
	(void)state;
	expect((struct outcome){ .state = STATUS_DELIVERY_UNKNOWN,
		   .flags = FLAG_IN_DOUBT },
	    "failed", 30410);
	expect((struct outcome){ .state = STATUS_SKIPPED,
		   .substate = SUBSTATE_OPTED_OUT },
	    "failed", 21610);
	expect((struct outcome){ .state = STATUS_SKIPPED,
		   .substate = SUBSTATE_DUPLICATE },
	    "canceled", 0);
	expect((struct outcome){ .state = STATUS_QUEUED, .sender_open = true },
	    "accepted", 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_states_have_their_word),
		cmocka_unit_test(
		    a_failure_is_undelivered_once_the_carrier_had_it),
		cmocka_unit_test(reason_400_depends_on_what_was_refused),
		cmocka_unit_test(doubt_opt_out_and_open_senders_have_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
