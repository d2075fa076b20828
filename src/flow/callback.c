/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an account's webhooks may call: asked when a message names a URL, and
 * again when it is called, of the address that its host turns out to have
 * (reliability.md X1 to X3).
 */
#include "flow/inside.h"

#include <stdio.h>

#include "conf/conf.h"
#include "flow/body.h"
#include "flow/letter.h"
#include "http/url.h"

void callback_policy(const struct conf_account *c, struct url_policy *out)
{
	*out = (struct url_policy){ .plain_http = c->callback_http };
	for (size_t i = 0; i < c->callback_hosts.n; i++) {
		if (nets_add(&out->allow, c->callback_hosts.v[i]) != 0)
			break; /* too many: those that fit count */
	}
}

int callback_check(const struct conf_account *c, const struct body_text *url,
    char *why, size_t room)
{
	struct url_policy policy;
	char text[URL_WHY_BYTES];
	int rc;

	callback_policy(c, &policy);
	rc = url_check_text(url->s, url->len, &policy, text);
	if (rc != 0)
		snprintf(why, room, "'status_callback' is refused: %s", text);
	return rc;
}
