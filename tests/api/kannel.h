/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kannel - asks as Kannel's clients do, and looks at what the carrier gets.
 */
#ifndef TESTS_API_KANNEL_H
#define TESTS_API_KANNEL_H

#include "rig.h"

#define SENDSMS "/cgi-bin/sendsms"
#define LOGIN   SENDSMS "?username=tester&password=foobar"
#define TO      "&to=%2B19175550001"
#define FROM    "&from=%2B12125550100"
#define GOOD    LOGIN TO FROM "&text=hello"

#define SUMMED "feasterfester" /* tests/api/rig.h has its sum only */

#define ACCEPTED "0: Accepted for delivery"

/* ---- asking ------------------------------------------------------------ */

static inline void get(const char *target)
{
	rig_send(&(struct rig_request){ .method = "GET", .path = target });
}

static inline void expect(const char *target, int status, const char *body)
{
	get(target);
	if (rig_status() != status || strcmp(rig_body(), body) != 0)
		fail_msg("%s: %s", target, rig_got());
}

/* ---- what the carrier gets --------------------------------------------- */

static struct smpp_pdu last;
static uint8_t last_octets[256];

static inline void keep_submit(void *arg, const struct smpp_pdu *pdu)
{
	if (pdu->id == SMPP_SUBMIT_SM) {
		last = *pdu;
		memcpy(last_octets, pdu->body.message.short_message,
		    pdu->body.message.sm_length);
	}
	rig_smsc_request(arg, pdu);
}

static inline void bind_carrier(void)
{
	static struct session_events events;

	rig_bind();
	events = rig_smsc_events;
	events.request = keep_submit;
	session_set_events(rig.carrier, &events, NULL);
}

#define M (&last.body.message)

static inline void assert_octets(const char *octets, size_t len)
{
	assert_int_equal(M->sm_length, len);
	assert_memory_equal(last_octets, octets, len);
}

#endif
