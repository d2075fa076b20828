/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * secure - the TLS contexts of an smsc.
 *
 * They are made from its options when they are needed first, and anew with
 * every update, so that certificates can be renewed. One that cannot be made
 * leaves what was there.
 */
#ifndef SESSION_SECURE_H
#define SESSION_SECURE_H

#include "base/base.h"

struct smsc;

/* Read the files now. `is_other`: what was there is of no use any more. */
void secure_renew(struct smsc *c, bool is_other);
void secure_fini(struct smsc *c);

/* Is there what the options ask for, to dial, to be called? c->last_error and
 * an alarm say why not. */
bool secure_client(struct smsc *c);
bool secure_server(struct smsc *c);

#endif
