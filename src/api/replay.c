/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The key's hash must be the same after a restart, so no secret is in it; it is
 * of SHA-256, as nobody may find another one's key by trying.
 */
#include "api/replay.h"

#include <stdio.h>
#include <string.h>

#include "flow/flow.h"
#include "http/auth.h"

/* Printable ASCII, 1 to REPLAY_KEY_MAX. */
static bool is_key(const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++) {
		if (text[i] < ' ' || text[i] > '~')
			return false;
	}
	return len != 0 && len <= REPLAY_KEY_MAX;
}

bool replay_read(struct api *a, const struct call *c, struct replay_key *k)
{
	const char *text = http_request_header(c->request, "idempotency-key");
	char whose[REPLAY_KEY_MAX + 16];
	struct auth_digest sum;

	*k = (struct replay_key){ .given = text != NULL };
	if (text == NULL)
		return true;
	if (!is_key(text)) {
		reply_refusal(a, c, REFUSAL_KEY);
		return false;
	}
	snprintf(whose, sizeof(whose), "%u:%s",
	    (unsigned)flow_account_id(a->with.flow, c->account), text);
	sum = auth_digest_of(whose);
	memcpy(&k->hash, sum.sha256, sizeof(k->hash));
	return true;
}

void replay_mark(const struct replay_key *k, uint64_t line,
    const struct body_text *asked, struct submission *s)
{
	uint64_t what[2] = { line, 0 };

	if (!k->given)
		return;
	s->idem[0] = hash_sip(&k->hash, what, sizeof(what)) | 1; /* not 0 */
	what[1] = 1;
	s->idem[1] = hash_sip(&k->hash, what, sizeof(what));
	s->request = hash_sip(&k->hash, asked->s, asked->len);
}
