/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * smsc - the section smsc of the configuration, and what members of sections
 * are made of; conf/smsc.def says what each key means.
 */
#ifndef CONF_SMSC_H
#define CONF_SMSC_H

#include <esmed/text.h>

#include "base/base.h"

#define CONF_NAME_MAX 32 /* characters of a section's name */
#define CONF_USER_MAX 34 /* of a user's: the SK... of an API key */

/* "demo/anna", with the NUL. */
#define CONF_FULL_NAME (CONF_NAME_MAX + CONF_USER_MAX + 2)

/* Texts in the order of the file. */
struct conf_list {
	char **v;
	size_t n;
};

struct conf_listen {
	char *host; /* a numeric address, IPv6 without its brackets */
	unsigned port;
};

#define CONF_AUTO (-1) /* a TON, NPI or data coding that follows from facts */

enum conf_on_doubt { CONF_RESEND, CONF_HOLD };

enum conf_bind { CONF_TRANSCEIVER, CONF_TRANSMITTER, CONF_RECEIVER, CONF_PAIR };

enum conf_receipts {
	CONF_RECEIPTS_ALL,
	CONF_RECEIPTS_FAILURES,
	CONF_RECEIPTS_NONE
};

enum conf_submit { CONF_SUBMIT_SM, CONF_DATA_SM };

enum conf_query { CONF_QUERY_OFF, CONF_QUERY_ON, CONF_QUERY_AUTO };
enum conf_evidence { CONF_BY_RECEIPT, CONF_BY_SUBMIT_RESP };

enum conf_acceptd { CONF_ACCEPTD_INTERMEDIATE, CONF_ACCEPTD_DELIVERED };

struct conf_smsc {
	char *name, *profile; /* "": no profile */
	/* the peer and the way to it; "" where nothing was given */
	char *host;                  /* "" if it calls us: outbind_listen */
	unsigned port, receive_port; /* 0: as port */
	struct conf_list alternative_hosts; /* "h", "h:2775", "[::1]:2775" */
	char *local_address;
	unsigned local_port;
	bool start;
	char *status_page; /* "": none */
	/* the bind PDU */
	unsigned bind;              /* an enum conf_bind */
	unsigned interface_version; /* 0 auto, 0x33, 0x34, 0x50 */
	char *system_id, *password, *system_type;
	char *address_range;
	unsigned bind_ton, bind_npi;
	unsigned binds;
	struct conf_listen outbind_listen; /* host "": none */
	char *outbind_system_id, *outbind_password;
	/* TLS; absolute paths of files that could be opened, "" none */
	bool tls, tls_insecure;
	char *tls_ca, *tls_crl, *tls_certificate, *tls_key;
	char *tls_name;            /* "": the host's */
	unsigned tls_min;          /* 12 or 13 */
	struct conf_list tls_pins; /* 64 hexadecimal digits each */
	/* timers; 0 = off where it may be 0 */
	usec bind_timeout, enquire_link, enquire_link_timeout;
	usec response_timeout, inactivity_timeout, pdu_timeout;
	usec unbind_timeout, drain_timeout;
	usec reconnect_min, reconnect_max;
	/* how much and how fast; 0 = no limit */
	unsigned window, inbound_window;
	double throughput; /* PDUs per second, of all binds */
	unsigned throughput_minute, throughput_hour, throughput_day;
	double sender_throughput; /* PDUs per second of one sender */
	unsigned otp_share;       /* percent of slots */
	bool adaptive;
	double throughput_min;
	/* doubt and errors */
	unsigned on_doubt; /* an enum conf_on_doubt */
	usec doubt_wait;
	char *errors; /* absolute path of a file that could be opened */
	/* receipts: model/receipt_rules.h; "" and empty: as everybody's */
	char *receipt_pattern;
	struct conf_list receipt_groups, receipt_states;
	unsigned acceptd; /* an enum conf_acceptd */
	bool unflagged_receipts;
	unsigned carrier_tlv; /* a tag, 0: none */
	unsigned msgid;       /* an enum msgid_mode */
	/* questions about what was forwarded */
	unsigned query;    /* an enum conf_query */
	double query_rate; /* PDUs per second */
	bool cancel_sm;
	unsigned sent_evidence; /* an enum conf_evidence */
	/* the message PDU */
	char *service_type;
	int source_ton, source_npi, dest_ton, dest_npi; /* or CONF_AUTO */
	unsigned protocol_id, priority_flag;
	usec validity;                /* 0 = the carrier's own */
	unsigned registered_delivery; /* an enum conf_receipts */
	bool intermediate;
	unsigned esm_class;                 /* the mode, 0 to 3 */
	int dcs_gsm7, dcs_latin1, dcs_ucs2; /* or CONF_AUTO */
	/* how texts are written */
	unsigned alphabet; /* of data_coding 0: an enum text_alphabet, binary:
			    * not used */
	bool latin1, ucs2, packed;
	struct conf_list locking_tables, single_tables; /* "turkish", ... */
	unsigned split;                                 /* an enum text_split */
	unsigned submit; /* an enum conf_submit */
	bool user_message_reference;
	/* digits, "" none: strip from the front if there, then add */
	bool dest_plus, source_plus;
	char *dest_strip, *dest_add, *source_strip, *source_add;
	struct conf_list tags; /* words; "exclusive" has a meaning */
};

struct receipt_rules;
struct receipt_rules_fault;

/* Its keys receipt_*, acceptd and unflagged_receipts as rules of the reader;
 * to be freed. RC_BAD: never of a configuration that was loaded. */
MUST_CHECK int conf_receipt_rules(const struct conf_smsc *s,
    struct receipt_rules **rules, struct receipt_rules_fault *fault);

#endif
