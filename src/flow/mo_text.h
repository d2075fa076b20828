/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mo_text - octets of handsets become UTF-8: first all that are of one alphabet
 * are joined, then they are read, so that no pair is torn by a part's end.
 *
 * Owns:    nothing; all lies in the caller's struct, some 40 KiB.
 * Borrows: what is added, during the call.
 */
#ifndef FLOW_MO_TEXT_H
#define FLOW_MO_TEXT_H

#include "flow/mo.h"
#include "text/alphabet.h"

/* A septet out of packed ones, and one that is left over in each part. */
#define MO_SEPTETS_MAX (MO_OCTETS_MAX * 8 / 7 + MO_PARTS_MAX)
#define MO_UTF8_ROOM   TEXT_UTF8_ROOM(MO_SEPTETS_MAX + MO_PARTS_MAX)

struct mo_text {
	struct alphabet by;       /* of the octets that have not been read */
	size_t added, read, used; /* octets, octets, bytes of UTF-8 */
	size_t left;              /* octets that may still be added */
	uint8_t flags;
	uint8_t octets[MO_SEPTETS_MAX]; /* all of them, unpacked, no headers */
	char utf8[MO_UTF8_ROOM];
};

void mo_text_begin(struct mo_text *t);

/* The next octets, of which the first `head` are a header. */
struct mo_run {
	struct alphabet by;
	bool is_packed;
	const uint8_t *octets;
	size_t len, head;
};
void mo_text_add(struct mo_text *t, const struct mo_run *run);

/* Something is missing here. */
void mo_text_gap(struct mo_text *t);

/* All has been added: t->utf8 has t->used bytes, t->flags what they are. */
void mo_text_end(struct mo_text *t);

#endif
