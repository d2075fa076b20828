/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * config - the options of an smsc, as it keeps them.
 *
 * Owns:     its texts and lists; they are wiped, for there is a password.
 */
#ifndef SESSION_CONFIG_H
#define SESSION_CONFIG_H

#include "net/tls.h"
#include "session/smsc_options.h"

#define CONFIG_TEXTS     11 /* texts of struct smsc_options */
#define CONFIG_TLS_TEXTS 4  /* of struct tls_options */

struct config {
	struct smsc_options o;  /* with defaults, no text is NULL */
	struct tls_options tls; /* where o.tls points, if it does */
	char *text[CONFIG_TEXTS];
	char *tls_text[CONFIG_TLS_TEXTS];
	char **hosts, **pins;
};

/* Copy, and fill in the defaults. */
void config_init(struct config *c, const struct smsc_options *from);
void config_fini(struct config *c);

/* Nothing differs; nothing of the bind does. The id is not looked at. */
bool config_is_same(const struct config *a, const struct config *b);
bool config_is_same_bind(const struct config *a, const struct config *b);

/* How many sessions they ask for, and which command the i-th binds with. */
uint32_t config_binds(const struct config *c);
uint32_t config_command(const struct config *c, uint32_t i);

struct config_host {
	char name[256];
	uint16_t port;
};

/* The n-th host to try for a bind of that command. False: there are no more. */
bool config_host(const struct config *c, uint32_t n, uint32_t command,
    struct config_host *out);

#endif
