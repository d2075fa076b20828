/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * conf - the configuration file as plain structs.
 *
 * conf_load() reads and checks a file; what it returns is complete: defaults
 * filled in, units resolved, secrets fetched, paths absolute, names unique,
 * and every route names smscs that exist. What the values do is known to
 * those who use them. Every key stands once, in conf/conf.def.
 *
 * Owns:     a struct conf owns all that it points to.
 * Borrows:  nothing.
 * Threads:  one load at a time (libconfuse's lexer is global); a loaded conf
 *           is never written again and may be read from any thread.
 */
#ifndef CONF_CONF_H
#define CONF_CONF_H

#include "base/base.h"
#include "base/log.h"
#include "conf/smsc.h"

struct buf;
struct conf_report;

struct conf_store {
	char *path;
	uint64_t map_size;
};

struct conf_http {
	char *name;
	struct conf_listen listen;
	char *tls_certificate, *tls_key; /* both, or "": plain HTTP */
	unsigned tls_min;                /* 12 or 13 */
	bool log_requests;
	struct conf_list trusted_proxies; /* "127.0.0.1", "10.0.0.0/8" */
	unsigned connections_per_address;
	uint64_t body_max;
};

struct conf_control {
	char *socket;
};

struct conf_log {
	unsigned level; /* an enum log_level */
};

struct conf_message {
	char *name, *support_contact;
	usec unknown_after, parked_for;
	double callback_rate; /* calls a second of one host; 0: no limit */
};

/* What people may do; each may do what the one before it may. */
enum conf_role { CONF_VIEWER, CONF_OPERATOR, CONF_ADMIN };

typedef int64_t money; /* millionths of whatever the prices are in */
#define MONEY_UNIT ((money)1000000)

enum conf_smart { CONF_SMART_NO, CONF_SMART_YES, CONF_SMART_ALWAYS };
enum conf_landline { CONF_LANDLINE_SEND, CONF_LANDLINE_FAIL };

struct conf_account {
	char *name, *sid, *token;   /* token: conf_token_sum() */
	struct conf_list allow;     /* as callback_hosts; empty: anywhere */
	struct conf_list numbers;   /* empty: any sender */
	struct conf_list countries; /* empty: any country */
	double rate;                /* segments per second, 0: no limit */
	unsigned hourly, daily, monthly; /* segments, by UTC; 0: no limit */
	unsigned scheduled_max;          /* messages; 0: no limit */
	usec queue_ttl;                  /* 0: for as long as it takes */
	money spend_cap;                 /* per UTC day, 0: no limit */
	money price;                     /* of a segment */
	struct conf_list prices;         /* "US=0.0075" */
	usec body_for, record_for;       /* 0: as the record; for ever */
	struct conf_list quiet;          /* conf_hours_read() takes each */
	char *quiet_zone;                /* conf_zone_read() takes it */
	unsigned smart;                  /* an enum conf_smart */
	unsigned landline;               /* an enum conf_landline */
	struct conf_list rights;         /* "flash", "binary", ... */
	bool callback_http, callback_challenge;
	struct conf_list callback_hosts;             /* "127.0.0.0/8", "::1" */
	char *webhook, *webhook_secret;              /* "": none */
	char *reply_stop, *reply_start, *reply_help; /* "", "default" */
};

/* One of an account's people; `account` is the index of his. Two of different
 * accounts may have the same name. */
struct conf_user {
	char *name, *token;
	unsigned role; /* an enum conf_role */
	size_t account;
};

/* Where Kannel's clients ask. */
struct conf_kannel {
	char *path;
};

/* One of them; no two have the same name. `account` is the index of his. */
struct conf_sendsms_user {
	char *name, *password; /* conf_token_sum() */
	char *default_sender;  /* "": none */
	size_t account;
};

enum conf_tlv_type { CONF_INTEGER, CONF_CSTRING, CONF_OCTETS };
struct conf_tlv {
	char *name;
	unsigned tag;
	unsigned type;         /* an enum conf_tlv_type */
	unsigned length;       /* bytes at most, never 0 */
	struct conf_list smsc; /* names that exist; empty: any */
	char *value;           /* of the type and length; "": none */
	bool per_message;
};

struct conf_lookup {
	char *carriers; /* absolute path of a file that opens, or "" */
};

enum conf_order { CONF_PRIORITY, CONF_SPILL, CONF_WEIGHTED, CONF_LEAST_LOADED };

enum conf_route_doubt {
	CONF_DOUBT_SMSC, /* as each smsc says */
	CONF_DOUBT_RESEND,
	CONF_DOUBT_HOLD
};

/* Conditions are lists; an empty one always holds. */
struct conf_route {
	char *name;
	struct conf_list smsc; /* names that exist, no doubles, one or more */
	struct conf_list weights; /* "1" to "255", one for each smsc, or none */
	unsigned order;           /* an enum conf_order */
	struct conf_list failover; /* of "rejected", "expired" */
	unsigned on_doubt;         /* an enum conf_route_doubt */
	struct conf_list prefix;   /* digits */
	char *regex;               /* compiles as POSIX extended; "": none */
	struct conf_list country, carrier;
	struct conf_list from;      /* exact, or a beginning and a last '*' */
	struct conf_list from_kind; /* long, short, alphanumeric, toll_free */
	struct conf_list account;   /* names that exist */
	struct conf_list tag;
	struct conf_list class; /* promotional, transactional, otp */
	struct conf_list hours; /* conf_hours_read() takes each */
	char *zone;             /* conf_zone_read() takes it */
};

struct conf {
	char *file; /* as given to conf_load() */
	struct conf_store store;
	struct conf_control control;
	struct conf_log log;
	struct conf_message message;
	struct conf_http *http;
	struct conf_account *account;
	struct conf_user *user; /* account by account */
	struct conf_kannel kannel;
	struct conf_sendsms_user *sendsms_user; /* the same */
	struct conf_smsc *smsc;
	struct conf_tlv *tlv;
	struct conf_lookup lookup;
	struct conf_route *route;
	size_t https, accounts, users, sendsms_users, smscs, tlvs, routes;
};

/* Read the file at `path`. Every mistake that can be found goes into `rep`,
 * warnings too. RC_BAD: mistakes, *out is NULL. RC_SYSTEM: the file cannot be
 * read; `rep` says why. */
MUST_CHECK int conf_load(const char *path, struct conf **out,
    struct conf_report *rep);

/* NULL is allowed. Secrets are wiped. */
void conf_free(struct conf *c);

/* The index of the smsc or account of that name. RC_NOT_FOUND: none. */
MUST_CHECK int conf_smsc_find(const struct conf *c, const char *name,
    size_t *index);
MUST_CHECK int conf_account_find(const struct conf *c, const char *name,
    size_t *index);

/* A token may be given as the SHA-256 of a secret that only the customer has.
 * True: it is one, and `sum` is it. */
bool conf_token_sum(const char *token, uint8_t sum[32]);

/* What a segment to this number costs. */
money conf_price(const struct conf_account *a, uint64_t e164);

#define MONEY_TEXT 32

/* "12.5", at least two decimals. Returns `text`. */
char *money_format(money m, char text[MONEY_TEXT]);

/* The manual (Markdown) and the commented sample file, from the table. */
void conf_manual(struct buf *to);
void conf_sample(struct buf *to);

#endif
