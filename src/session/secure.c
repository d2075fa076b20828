/* SPDX-License-Identifier: BSD-2-Clause */
#include "session/secure.h"

#include "base/clock.h"
#include "session/smsc_impl.h"

#include <stdio.h>

typedef int make_fn(const struct tls_options *o, struct tls_context **out,
    char *why);

static bool make(struct smsc *c, make_fn *fn, struct tls_context **at)
{
	struct tls_context *made;
	char why[TLS_WHY_BYTES];
	int rc = fn(c->opt.tls, &made, why);

	c->tls_broken = rc != 0;
	if (rc != 0) {
		snprintf(c->last_error, sizeof(c->last_error), "%s", why);
		c->last_error_at = clock_wall();
		log_warn(c->opt.name, "no TLS: %s", why);
		return false;
	}
	tls_unref(*at);
	*at = made;
	return true;
}

bool secure_client(struct smsc *c)
{
	if (c->opt.tls == NULL || c->tls != NULL)
		return true;
	return make(c, tls_client_new, &c->tls);
}

bool secure_server(struct smsc *c)
{
	if (c->opt.tls == NULL || c->server_tls != NULL)
		return true;
	return make(c, tls_server_new, &c->server_tls);
}

void secure_renew(struct smsc *c, bool is_other)
{
	if (is_other)
		secure_fini(c);
	if (c->tls != NULL)
		(void)make(c, tls_client_new, &c->tls);
	if (c->server_tls != NULL && make(c, tls_server_new, &c->server_tls) &&
	    c->listener != NULL)
		listener_set_tls(c->listener, c->server_tls);
}

void secure_fini(struct smsc *c)
{
	tls_unref(c->tls);
	tls_unref(c->server_tls);
	c->tls = c->server_tls = NULL;
	c->tls_broken = false;
}
