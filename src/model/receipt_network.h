/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * receipt_network - which network a receipt says its message went to.
 *
 * MCC and MNC are five or six digits (ITU-T E.212), perhaps with a mark between
 * the two; anything else with a letter in it is a name, of characters that may
 * be shown. What vendors write for "none" and what does not fit is nothing. Of
 * two sayings the TLV counts, then the keys that are for a code. For
 * model/receipt.c.
 *
 * Owns:    nothing.
 */
#ifndef MODEL_RECEIPT_NETWORK_H
#define MODEL_RECEIPT_NETWORK_H

#include "model/receipt.h"

/* From what the keys and the TLV said, r->mccmnc and r->network as they are to
 * be: six digits at most, a name, or "". */
void receipt_network_settle(const struct receipt_octets *tlv,
    struct receipt *r);

#endif
