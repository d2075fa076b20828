/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An id is kept folded (no zeros or 0x in front, lower case), but of "string"
 * as it is behind a mark that no folded id begins with. A receipt's id is then
 * looked for folded, converted to the other base, and marked; the mode decides
 * what comes first and what needs the recipient's number to vouch for it.
 */
#include "model/msgid.h"

#include <string.h>

#define MARK '='

/* In a row: to settle, and to change a settled mind. Two could be chance
 * where ids are short; a carrier that changes its ways does so for good. */
enum { SETTLE = 3, TURN = 5 };

static const struct {
	enum msgid_mode mode;
	const char *name;
} modes[] = {
	{ MSGID_AUTO, "auto" },
	{ MSGID_STRING, "string" },
	{ MSGID_FOLD, "resp=dec, receipt=dec" },
	{ MSGID_HEX_DEC, "resp=hex, receipt=dec" },
	{ MSGID_DEC_HEX, "resp=dec, receipt=hex" },
};

const char *msgid_mode_name(enum msgid_mode mode)
{
	for (size_t i = 0; i < ARRAY_LEN(modes); i++)
		if (modes[i].mode == mode)
			return modes[i].name;
	return "?";
}

enum msgid_mode msgid_mode_of(const struct msgid_learned *l)
{
	if (!l->settled)
		return MSGID_AUTO;
	switch (l->way) {
	case MSGID_SAME: return MSGID_FOLD;
	case MSGID_HEX_THEN: return MSGID_HEX_DEC;
	case MSGID_DEC_THEN: return MSGID_DEC_HEX;
	case MSGID_NO_WAY: break;
	}
	return MSGID_AUTO;
}

/* ---- keys -------------------------------------------------------------- */

static char *mark(const char *id, char *to)
{
	size_t len = strlen(id);

	to[0] = '\0';
	if (len == 0 || len + 2 > ID_ROOM)
		return to;
	to[0] = MARK;
	memcpy(to + 1, id, len + 1);
	return to;
}

char *msgid_key(enum msgid_mode mode, const char *resp, char *to)
{
	return mode == MSGID_STRING ? mark(resp, to) : id_fold(resp, to);
}

struct forms {
	struct msgid_form *form;
	size_t n;
};

static void add(struct forms *f, const char *key, enum msgid_way way,
    bool by_number)
{
	struct msgid_form *form = &f->form[f->n];

	if (key[0] == '\0')
		return;
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->form[i].key, key) == 0)
			return;
	strcpy(form->key, key);
	form->way = way;
	form->by_number = by_number;
	f->n++;
}

/* The receipt's id in the way of `way`, if it can be that at all. An answer in
 * hex is kept in hex, so a decimal receipt is converted to it. */
static void add_way(struct forms *f, const char *receipt, enum msgid_way way,
    bool by_number)
{
	char key[ID_ROOM];

	switch (way) {
	case MSGID_SAME: add(f, id_fold(receipt, key), way, by_number); break;
	case MSGID_HEX_THEN:
		if (id_dec_to_hex(receipt, key) == 0)
			add(f, key, way, by_number);
		break;
	case MSGID_DEC_THEN:
		if (id_hex_to_dec(receipt, key) == 0)
			add(f, key, way, by_number);
		break;
	case MSGID_NO_WAY: break;
	}
}

static enum msgid_way way_of(enum msgid_mode mode,
    const struct msgid_learned *l)
{
	switch (mode) {
	case MSGID_HEX_DEC: return MSGID_HEX_THEN;
	case MSGID_DEC_HEX: return MSGID_DEC_THEN;
	case MSGID_AUTO:
		if (l != NULL && l->settled)
			return l->way;
		break;
	case MSGID_STRING:
	case MSGID_FOLD: break;
	}
	return MSGID_SAME;
}

static void add_first(struct forms *f, enum msgid_mode mode,
    const struct msgid_learned *l, const char *receipt)
{
	char marked[ID_ROOM];

	if (mode == MSGID_STRING)
		add(f, mark(receipt, marked), MSGID_SAME, false);
	else
		add_way(f, receipt, way_of(mode, l), false);
}

bool msgid_first(enum msgid_mode mode, const struct msgid_learned *l,
    const char *receipt, struct msgid_form *form)
{
	struct forms f = { .form = form };

	add_first(&f, mode, l, receipt);
	return f.n != 0;
}

/* What was kept before the mode was changed is still found: the marked form of
 * other modes, the folded one of "string". */
size_t msgid_forms(enum msgid_mode mode, const struct msgid_learned *l,
    const char *receipt, struct msgid_form form[MSGID_FORMS_MAX])
{
	static const enum msgid_way all[] = { MSGID_SAME, MSGID_HEX_THEN,
		MSGID_DEC_THEN };
	struct forms f = { .form = form };
	char marked[ID_ROOM];

	add_first(&f, mode, l, receipt);
	if (mode == MSGID_STRING)
		add_way(&f, receipt, MSGID_SAME, false);
	for (size_t i = 0; mode == MSGID_AUTO && i < ARRAY_LEN(all); i++)
		add_way(&f, receipt, all[i], true);
	add(&f, mark(receipt, marked), MSGID_SAME, true);
	return f.n;
}

/* ---- learning ---------------------------------------------------------- */

static void start(struct msgid_learned *l, enum msgid_way way)
{
	l->way = way;
	l->evidence = 1;
	l->against = 0;
}

static void doubt(struct msgid_learned *l, enum msgid_way way)
{
	l->against = way == l->other ? l->against + 1 : 1;
	l->other = way;
	if (l->against < TURN)
		return;
	l->way = way;
	l->evidence = l->against;
	l->against = 0;
	l->turns++;
}

void msgid_learn(struct msgid_learned *l, enum msgid_way way)
{
	if (way == MSGID_NO_WAY)
		return;
	if (way != l->way) {
		if (l->settled)
			doubt(l, way);
		else
			start(l, way);
		return;
	}
	l->against = 0;
	if (l->evidence < UINT32_MAX)
		l->evidence++;
	if (l->evidence >= SETTLE)
		l->settled = true;
}

static enum msgid_way way_of_rule(enum id_mode rule)
{
	switch (rule) {
	case ID_HEX_DEC: return MSGID_HEX_THEN;
	case ID_DEC_HEX: return MSGID_DEC_THEN;
	default: return MSGID_SAME;
	}
}

/* One digit below ten is the same in any base. */
static bool is_ambiguous(const char *id)
{
	char folded[ID_ROOM];

	id_fold(id, folded);
	return folded[0] >= '0' && folded[0] <= '9' && folded[1] == '\0';
}

void msgid_learn_pair(struct msgid_learned *l, const char *resp,
    const char *receipt)
{
	enum id_mode rule;

	if (id_match(resp, receipt, &rule) == 0 && !is_ambiguous(resp))
		msgid_learn(l, way_of_rule(rule));
}

/* ---- one pair ---------------------------------------------------------- */

/* Whether a receipt's id can be the other way's at all. */
static bool converts(enum msgid_way way, const char *receipt, char *key)
{
	switch (way) {
	case MSGID_HEX_THEN: return id_dec_to_hex(receipt, key) == 0;
	case MSGID_DEC_THEN: return id_hex_to_dec(receipt, key) == 0;
	default: return false;
	}
}

/* A rule that is not the smsc's way is no rule, but where the way cannot be
 * gone: "msg-1" is no number. */
static bool allows(enum msgid_mode mode, const struct msgid_learned *l,
    enum id_mode rule, const char *receipt)
{
	char key[ID_ROOM];

	if (mode == MSGID_STRING)
		return rule == ID_EQUAL;
	if (mode == MSGID_AUTO && (l == NULL || !l->settled))
		return true;
	return way_of_rule(rule) == way_of(mode, l) ||
	       (way_of_rule(rule) == MSGID_SAME &&
		   !converts(way_of(mode, l), receipt, key));
}

int msgid_match(enum msgid_mode mode, const struct msgid_learned *l,
    const char *resp, const char *receipt, enum id_mode *rule)
{
	enum msgid_way way = way_of(mode, l);
	char key[ID_ROOM], kept[ID_ROOM];

	if (resp[0] == '\0' || receipt[0] == '\0')
		return RC_NOT_FOUND;
	/* "10" and "10" may be equal and yet two messages, 16 and 10. */
	if (converts(way, receipt, key) &&
	    strcmp(key, id_fold(resp, kept)) == 0) {
		*rule = way == MSGID_HEX_THEN ? ID_HEX_DEC : ID_DEC_HEX;
		return 0;
	}
	if (id_match(resp, receipt, rule) == 0 &&
	    allows(mode, l, *rule, receipt))
		return 0;
	return RC_NOT_FOUND;
}
