/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * list - the destinations of a submit_multi, and in its answer those that
 * were not taken.
 *
 * A list is a number and the bytes of its items, as they stand in the PDU; so
 * a PDU costs no more for having room for 254 addresses.
 *
 * Owns:     nothing.
 * Borrows:  the bytes of a list; items are copied out of them.
 */
#ifndef ESMED_LIST_H
#define ESMED_LIST_H

#include <stddef.h>
#include <stdint.h>

#include <esmed/body.h>
#include <esmed/result.h>

/* The most bytes that 254 items of each kind can have. */
#define SMPP_DESTS_ROOM     (254 * 24)
#define SMPP_UNSUCCESS_ROOM (254 * 27)

/* dest_flag, SMPP 3.4, 5.2.25 */
enum smpp_dest_flag { SMPP_DEST_SME = 1, SMPP_DEST_LIST = 2 };

/* dest_address of submit_multi, SMPP 3.4, 4.5.1.1 */
struct smpp_dest {
	uint8_t flag;
	struct smpp_address sme; /* SMPP_DEST_SME */
	char list[21];           /* SMPP_DEST_LIST: a distribution list */
};

/* unsuccess_sme of its answer, SMPP 3.4, 4.5.2.1 */
struct smpp_unsuccess {
	struct smpp_address sme;
	uint32_t status;
};

/* The item at byte *at, and *at moved behind it; begin with 0.
 * RC_NOT_FOUND: that was the last; RC_BAD: these are no items. */
ESMED_MUST_CHECK int smpp_dest_next(const struct smpp_list *l, size_t *at,
    struct smpp_dest *to);
ESMED_MUST_CHECK int smpp_unsuccess_next(const struct smpp_list *l, size_t *at,
    struct smpp_unsuccess *to);

/* Append an item. The bytes of the list are `keep`, of which there are `room`.
 * RC_FULL: there are 254; RC_SHORT: more room is needed; RC_BAD: no such flag;
 * RC_TOO_LONG: a string has no end. */
ESMED_MUST_CHECK int smpp_dest_put(struct smpp_list *l, uint8_t *keep,
    size_t room, const struct smpp_dest *item);
ESMED_MUST_CHECK int smpp_unsuccess_put(struct smpp_list *l, uint8_t *keep,
    size_t room, const struct smpp_unsuccess *item);

#endif
