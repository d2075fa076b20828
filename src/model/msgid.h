/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * msgid - how an smsc writes the id of a message in its answer and in its
 * receipt, fixed by configuration or learned (statuses.md 4.6).
 *
 * The id of an answer is kept under one key, that of a receipt is looked for
 * under some, best first. Of "auto" the key does not depend on what has been
 * learned, so learning never loses what is under way; and whoever changes the
 * mode finds what was kept before.
 *
 * Learning: each receipt that found its message is evidence for a way. Three
 * in a row settle it; once settled, five that agree on another way, with none
 * for the old one in between, change its mind.
 *
 * Owns:  nothing; all is in the caller's memory.
 */
#ifndef MODEL_MSGID_H
#define MODEL_MSGID_H

#include "model/match.h"

#define MSGID_FORMS_MAX 4

/* What the key "message_id" of an smsc says. */
enum msgid_mode {
	MSGID_AUTO,    /* "auto": learned */
	MSGID_STRING,  /* "string": octet by octet, nothing is folded */
	MSGID_FOLD,    /* "resp=dec, receipt=dec" and both hex: zeros, case */
	MSGID_HEX_DEC, /* "resp=hex, receipt=dec" */
	MSGID_DEC_HEX  /* "resp=dec, receipt=hex" */
};

/* Ways that can be told apart by what is found. */
enum msgid_way {
	MSGID_NO_WAY,   /* nothing learned yet */
	MSGID_SAME,     /* one id, but for case and zeros in front */
	MSGID_HEX_THEN, /* hex in the answer, decimal in the receipt */
	MSGID_DEC_THEN  /* and the reverse */
};

/* What has been learned of an smsc; all zero at first. It is learned again
 * in three receipts, so nobody needs to store it. */
struct msgid_learned {
	enum msgid_way way;   /* the candidate, or the settled one */
	enum msgid_way other; /* what speaks against it */
	bool settled;
	uint32_t evidence; /* for `way`, in a row before it was settled */
	uint32_t against;  /* for `other`, in a row */
	uint32_t turns;    /* how often it changed its mind */
};

/* A key to look under. */
struct msgid_form {
	char key[ID_ROOM];
	enum msgid_way way;
	/* It may be another message's: take it only if the receipt's source
	 * has the digits of the recipient, not if it has none. */
	bool by_number;
};

const char *msgid_mode_name(enum msgid_mode mode);

/* The mode that does what was learned: AUTO while nothing is settled. */
enum msgid_mode msgid_mode_of(const struct msgid_learned *l);

/* The key to keep an answer's id under, in ID_ROOM bytes. Returns `to`; "" for
 * an id that is too long or empty. */
char *msgid_key(enum msgid_mode mode, const char *resp, char *to);

/* The first of msgid_forms(), without the work for the others. False: it may
 * be that there is none. */
bool msgid_first(enum msgid_mode mode, const struct msgid_learned *l,
    const char *receipt, struct msgid_form *form);

/* The keys to look for a receipt's id under, best first, no two equal; returns
 * how many. `l` may be NULL, and counts for MSGID_AUTO only. */
size_t msgid_forms(enum msgid_mode mode, const struct msgid_learned *l,
    const char *receipt, struct msgid_form form[MSGID_FORMS_MAX]);

/* A receipt found its message by a form of this way, and the digits of its
 * source were those of the recipient. */
void msgid_learn(struct msgid_learned *l, enum msgid_way way);

/* The same from the two texts. A pair that fits several ways ("7" and "7")
 * or none is no evidence. */
void msgid_learn_pair(struct msgid_learned *l, const char *resp,
    const char *receipt);

/* Whether they are one id to an smsc of this mode, and by which rule. Of
 * "auto" a settled way rules out the others, for here no number vouches.
 * RC_NOT_FOUND: they are not. */
MUST_CHECK int msgid_match(enum msgid_mode mode, const struct msgid_learned *l,
    const char *resp, const char *receipt, enum id_mode *rule);

#endif
