/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bend - what a rule makes of the bytes of a PDU.
 *
 * Pure: bytes in, bytes out. Whether they go, when, and in how many segments
 * is for sim/wire.h.
 */
#ifndef SIM_BEND_H
#define SIM_BEND_H

#include "base/buf.h"
#include "sim/rule.h"

/* Append what `pdu` becomes. With len 0 it is no PDU: what stands before and
 * behind is all there is. The status of a rule about messages stands in the
 * answer already; that of one about PDUs replaces what the header says. */
void bend(const struct rule *r, const uint8_t *pdu, size_t len, struct buf *to);

#endif
