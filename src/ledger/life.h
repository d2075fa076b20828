/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * life - how a message begins later than it came, and how it is forgotten.
 *
 * Later. With accept.send_at in the future a message is held (held/scheduled,
 * accepted.held, message_view.next) and becomes queued at that instant, or at
 * the start after it; its ttl counts from then on. WISH_CANCEL cancels it
 * meanwhile. At most LIFE_LATER_MAX ahead: refused with RC_TOO_LONG. If
 * accept.scheduled_max of the account are held: refused with RC_FULL.
 *
 * Forgotten. WISH_REDACT takes the text away, WISH_DELETE all that tells of
 * people: the body and the recipient's number. Only what is final is redacted
 * or deleted (else RC_DENIED); doing it twice is fine. A redacted message is
 * not sent again, and has FLAG_REDACTED; a deleted one is in no list, and to
 * fetch it or to wish something for it gives RC_NOT_FOUND. Its record stays,
 * with its state, so counts stay true and a late receipt finds it.
 *
 * Of the bytes: they are overwritten in the journal, body, copies in receipts
 * and all, in the transaction that says so; nothing in the store, and no backup
 * made after it, holds them (reliability.md L12). LMDB writes a changed page to
 * another place and keeps the old one on its list of free pages, so the file
 * itself may hold the bytes until that page is used again: one whose disk may
 * be read by others makes a backup and puts it in the place of the store.
 * Backups of before hold what was there.
 *
 * How a text is blanked within a body is for ledger_options.blank to know.
 * Texts that go by themselves when they were sent: ledger/discard.h.
 */
#ifndef LEDGER_LIFE_H
#define LEDGER_LIFE_H

#include "ledger/types.h"

/* Instants of a record reach 49 days; what comes after the release needs some
 * of them too. */
#define LIFE_LATER_MAX (40 * DAY)

struct ledger;

/*
 * Redact the bodies of this account's messages when they have been final for
 * body_for, and delete the messages after record_for; 0: keep them. account 0:
 * of all those that are not named by themselves. It is late by ten minutes at
 * most. Before ledger_start(), and then the work goes on where it was, or
 * later; a start knows of no rules. What is due already goes in small slices,
 * the oldest first.
 */
void ledger_retention(struct ledger *l, uint16_t account, usec body_for,
    usec record_for);

#endif
