/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ledger's pages of things, events and dead letters, for who asked.
 */
#include "api/figures.h"
#include "api/pour.h"
#include "api/wait.h"
#include "ledger/follow.h"
#include "ledger/hook.h"
#include "ledger/thing.h"

void api_things(struct api *a, uint64_t token, const struct thing_page *p)
{
	struct wait *w;

	if ((token & TOKEN_POUR) != 0) {
		pour_things(a, token, p);
		return;
	}
	w = wait_heard(a, token, p->rc);
	if (w != NULL && !w->then->things(a, w, token, p))
		wait_give(a, token);
}

void api_followed(struct api *a, uint64_t token, const struct follow_page *p)
{
	struct wait *w;

	if (token == TOKEN_FIGURES) {
		figures_followed(a, p);
		return;
	}
	if ((token & TOKEN_POUR) != 0) {
		pour_followed(a, token, p);
		return;
	}
	w = wait_heard(a, token, p->rc);
	if (w != NULL && !w->then->followed(a, w, token, p))
		wait_give(a, token);
}

void api_hooks(struct api *a, uint64_t token, const struct hook_page *p)
{
	struct wait *w = wait_heard(a, token, p->rc);

	if (w != NULL && !w->then->hooks(a, w, token, p))
		wait_give(a, token);
}
