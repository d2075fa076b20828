/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * address - numbers in the form that an smsc wants, and back.
 *
 * A number is its international digits; dest_strip or source_strip goes if it
 * begins so, then dest_add or source_add comes before it, then the plus. Short
 * codes and names go as they are.
 */
#ifndef FLOW_ADDRESS_H
#define FLOW_ADDRESS_H

#include <esmed/body.h>

#include "base/base.h"

struct body_text;
struct conf_smsc;

/* RC_TOO_LONG: with what is added it has more than 20 characters. */
MUST_CHECK int address_destination(const struct conf_smsc *c, uint64_t number,
    struct smpp_address *to);

/* RC_BAD: no sender, which intake should have seen; RC_TOO_LONG. */
MUST_CHECK int address_source(const struct conf_smsc *c,
    const struct body_text *from, struct smpp_address *to);

/* A receipt's source as a number that equals our recipient or is its end,
 * whether the smsc gives it as we wrote it or as it is. 0: unreadable. */
uint64_t address_recipient(const struct conf_smsc *c, const char *digits);

/* An inbound source or destination, of a handset or our own, as the digits of a
 * number into E164_TEXT bytes: what our keys do to such is undone where that
 * gives a number. "": it is none, but a name or a short code. */
void address_handset(const struct conf_smsc *c, const struct smpp_address *a,
    char *digits);
void address_own(const struct conf_smsc *c, const struct smpp_address *a,
    char *digits);

/* By which senders are told apart, now and after a restart: struct accept's
 * `sender`. Never 0. */
uint64_t address_hash(const char *text, size_t len);

#endif
