/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * receipt_words - where a receipt repeats the text of its message: for those
 * that read it and those that must forget it.
 */
#ifndef MODEL_RECEIPT_WORDS_H
#define MODEL_RECEIPT_WORDS_H

#include "base/base.h"

/* Where the text begins in the words of a receipt, behind its key ("text:",
 * "Text="); `len`: they have none. */
size_t receipt_text_at(const uint8_t *words, size_t len);

#endif
