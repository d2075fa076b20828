/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * smsc_options - what an smsc is configured with.
 *
 * Zero or NULL means the default where a comment gives one. A member of the
 * first group belongs to the bind: smsc_update() makes the binds anew for it.
 * All others are live.
 *
 * Borrows:  everything is copied by smsc_new() and smsc_update().
 */
#ifndef SESSION_SMSC_OPTIONS_H
#define SESSION_SMSC_OPTIONS_H

#include "base/base.h"

struct tls_options;

enum smsc_bind_kind {
	SMSC_TRANSCEIVER,
	SMSC_TRANSMITTER,
	SMSC_RECEIVER,
	SMSC_PAIR /* a transmitter and a receiver; `binds` counts pairs */
};

struct smsc_options {
	uint32_t id; /* given to every event; never changes */
	const char *name;

	/* The bind. */
	const char *host;
	uint16_t port;
	uint16_t receive_port; /* of receivers; 0: port */
	/* "host", "host:port", "[v6]:port": tried in turn after `host`. */
	char *const *alternative_hosts;
	size_t alternative_count;
	const char *local_address; /* numeric; NULL or "": any */
	uint16_t local_port;       /* 0: any */
	/* NULL: plain. Its files are read again with every smsc_update(), for
	 * the binds that come then; those that stand stay. */
	const struct tls_options *tls;
	const char *tls_name; /* to expect; NULL or "": the host */
	const char *system_id, *password, *system_type, *address_range;
	uint8_t bind_ton, bind_npi;
	enum smsc_bind_kind bind;
	uint32_t binds;            /* 1: parallel binds, or pairs */
	uint8_t interface_version; /* 0x33, 0x34, 0x50; 0: 0x34, and what the
				       answer says below it */
	/* "address:port": the SMSC calls us there and sends outbind with these
	 * two; nobody is dialled. With `tls` it must have our certificate. */
	const char *outbind_listen;
	const char *outbind_system_id, *outbind_password;

	/* Live from here on. */
	uint32_t window;         /* 10: unanswered requests of a bind */
	uint32_t inbound_window; /* 1000: deliver_sm of a bind without reply */
	usec reconnect_min;      /* 1 s */
	usec reconnect_max;      /* 60 s */
	usec bind_timeout;       /* 10 s */
	usec enquire_interval;   /* 30 s */
	usec enquire_timeout;    /* 30 s */
	usec response_timeout;   /* 30 s */
	usec inactivity_timeout; /* 0: never; see session.h */
	usec pdu_timeout;        /* 10 s: to complete a begun PDU */
	usec unbind_timeout;     /* 5 s */
	usec drain_timeout;      /* 30 s: for answers when draining */

	/* Over all binds, in PDUs. */
	double throughput;          /* a second; 0: no limit */
	uint64_t throughput_minute; /* in any minute, hour, day; 0: no limit */
	uint64_t throughput_hour;
	uint64_t throughput_day;
	bool adaptive;         /* find the rate the peer allows */
	double throughput_min; /* 1: never slower than this a second */
};

#endif
