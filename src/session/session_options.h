/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * session_options - what a session is configured with.
 *
 * Zero or NULL means the default.
 *
 * Borrows:  texts; a session copies them.
 */
#ifndef SESSION_SESSION_OPTIONS_H
#define SESSION_SESSION_OPTIONS_H

#include "base/base.h"

struct session_options {
	const char *name; /* in the log: "acme/2" */

	/* What a bind says; it counts from the next one on. */
	uint32_t bind_command; /* as ESME: SMPP_BIND_TRANSCEIVER */
	const char *system_id, *password, *system_type;
	const char *address_range;
	uint8_t bind_ton, bind_npi;
	/* 0x33: no TLV is sent. 0: 0x34 is asked for, and an answer of less is
	 * lived with; no answer about it says nothing (D8). */
	uint8_t interface_version;

	/* These count at once. */
	uint32_t window;         /* 10: our unanswered requests */
	uint32_t inbound_window; /* 1000: the peer's, as it waits for us */
	usec bind_timeout;       /* 10 s; also for the peer's bind, outbind */
	usec enquire_interval;   /* 30 s of silence, then enquire_link */
	usec enquire_timeout;    /* 30 s more, then close */
	usec response_timeout;   /* 30 s for an answer, then in doubt */
	usec
	    inactivity_timeout; /* never: no message for so long, then unbind */
	usec pdu_timeout;       /* 10 s to complete a begun PDU */
	usec unbind_timeout;    /* 5 s */
};

#endif
