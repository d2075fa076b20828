/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows of tables that do not point to what may still happen to a message. */
#include "ledger/hook_row.h"
#include "ledger/idem.h"
#include "ledger/optout.h"
#include "ledger/pieces.h"
#include "ledger/thing.h"
#include "ledger/thing_row.h"
#include "ledger/usage.h"
#include "ledger/verify_inside.h"

#include <inttypes.h>

static int check_optout(const struct thing *t)
{
	struct optout o;
	usec at;

	if (optout_parse(t->name, &o) != 0)
		return RC_CORRUPT;
	return optout_value(t->value, t->len, &o, &at);
}

static int check_number(const struct thing *t)
{
	uint64_t number;

	return thing_number_parse(t->name, &number) == 0 ? 0 : RC_CORRUPT;
}

static int check_learned(const struct thing *t)
{
	char told[TAUGHT_TOLD];
	uint64_t message;

	return taught_parse(t, &message, told) == 0 ? check_number(t)
						    : RC_CORRUPT;
}

/* Other settings are for those who keep them to read. */
static int check_account(const struct thing *t)
{
	struct usage_day d;
	int rc = usage_read(t, &d);

	return rc == RC_NOT_FOUND ? 0 : rc;
}

int verify_thing(struct verify *v, const struct store_row *row)
{
	char name[THING_NAME_MAX + 1];
	struct thing t;

	(void)v;
	if (thing_read(row, &t, name) != 0)
		return RC_CORRUPT;
	switch (t.kind) {
	case THING_OPTOUT: return check_optout(&t);
	case THING_STREAK: return verify_streak(&t);
	case THING_ACCOUNT: return check_account(&t);
	case THING_FORGET: return check_number(&t);
	case THING_LEARNED: return check_learned(&t);
	default: return 0;
	}
}

int verify_hook(struct verify *v, const struct store_row *row)
{
	(void)v;
	return hook_check(row);
}

int verify_piece(struct verify *v, const struct store_row *row)
{
	(void)v;
	return pieces_check(row);
}

/* Its message was accepted in the same transaction. */
int verify_key_row(struct verify *v, const struct store_row *row)
{
	struct idem i;

	if (idem_read(row, &i) != 0)
		return RC_CORRUPT;
	if (i.message == 0 || i.message >= v->meta.next_key)
		verify_say(v, STORE_IDEM, verify_row_key(row),
		    "there is no message %" PRIu64, i.message);
	return 0;
}
