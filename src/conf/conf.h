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
#include "conf/report.h"

#define CONF_NAME_MAX 32  /* characters of a section's name */
#define CONF_ITEM_MAX 256 /* bytes of a text, and of an entry of a list */

/* Texts in the order of the file. */
struct conf_list {
	char **v;
	size_t n;
};

struct conf_listen {
	char *host; /* a numeric address, IPv6 without its brackets */
	unsigned port;
};

struct conf_store {
	char *path;
	uint64_t map_size;
};

struct conf_http {
	char *name;
	struct conf_listen listen;
};

struct conf_control {
	char *socket;
};

struct conf_log {
	unsigned level; /* an enum log_level */
};

struct conf_message {
	char *name;
	usec unknown_after, parked_for;
};

struct conf_account {
	char *name, *sid, *token;
	struct conf_list numbers;   /* empty: any sender */
	struct conf_list countries; /* empty: any country */
	bool callback_http;
	struct conf_list callback_hosts; /* "127.0.0.0/8", "::1" */
};

enum conf_on_doubt { CONF_RESEND, CONF_HOLD };

#define CONF_AUTO (-1) /* a TON or NPI that follows from the address */

struct conf_smsc {
	char *name, *host;
	unsigned port;
	char *system_id, *password, *system_type;
	unsigned binds, window, inbound_window;
	double throughput; /* PDUs per second, 0 = no limit */
	usec bind_timeout, enquire_link, response_timeout;
	usec reconnect_min, reconnect_max;
	unsigned on_doubt; /* an enum conf_on_doubt */
	usec doubt_wait;
	char *errors; /* absolute path of a file that could be opened */
	char *service_type;
	int source_ton, source_npi, dest_ton, dest_npi; /* or CONF_AUTO */
	usec validity; /* 0 = the carrier's own */
};

struct conf_route {
	char *name;
	struct conf_list smsc; /* names that exist, no doubles, at least one */
};

struct conf {
	char *file; /* as given to conf_load() */
	struct conf_store store;
	struct conf_control control;
	struct conf_log log;
	struct conf_message message;
	struct conf_http *http;
	struct conf_account *account;
	struct conf_smsc *smsc;
	struct conf_route *route;
	size_t https, accounts, smscs, routes;
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

/* A note for each key that differs, with what it takes: live, or a restart of
 * the daemon. Returns how many need a restart. No secret is shown. */
size_t conf_diff(const struct conf *old, const struct conf *new,
    struct conf_report *rep);

struct buf;

/* The manual (Markdown) and the commented sample file, from the table. */
void conf_manual(struct buf *to);
void conf_sample(struct buf *to);

#endif
