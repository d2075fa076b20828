/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * keyword - is an inbound text one of the words that stop messages, have them
 * again, or ask for help (reliability.md 7.7; http-api.md 3, opt-out)?
 *
 * Only the whole text counts: "STOP please" is a text like others. Case,
 * accents, blanks and quotation marks around it, and full stops and exclamation
 * marks behind it do not matter; nor how many blanks stand between two words.
 *
 * Owns, borrows: nothing.
 */
#ifndef FLOW_KEYWORD_H
#define FLOW_KEYWORD_H

#include "base/base.h"

/* The numbers are those of the ledger's enum mo_keyword. */
enum keyword { KEYWORD_NONE, KEYWORD_STOP, KEYWORD_START, KEYWORD_HELP };

/* UTF-8 without a NUL behind; bytes that are none make it no keyword. */
enum keyword keyword_of(const char *text, size_t len);

/* "", "STOP", "START", "HELP": as OptOutType of a webhook says it. */
const char *keyword_name(enum keyword k);

#endif
