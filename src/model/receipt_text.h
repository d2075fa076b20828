/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * receipt_text - the keys of a receipt's text (SMPP 3.4, appendix B), and its
 * dates. Only model/receipt.c needs it.
 */
#ifndef MODEL_RECEIPT_TEXT_H
#define MODEL_RECEIPT_TEXT_H

#include "model/receipt.h"

/* Fill the text fields of `r` from valid UTF-8; keys in any case and order. */
void receipt_text_read(const char *utf8, size_t len, struct receipt *r);

/* "YYMMDDhhmm[ss]" or "YYYYMMDDhhmm[ss]" as ISO 8601 without a zone, into
 * RECEIPT_ISO bytes; "" for what is no date. */
void receipt_date_format(const char *date, char *iso);

#endif
