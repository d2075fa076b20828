/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * token - what a request is about, in 24 bytes of its sender.
 *
 * Copied, and never read here: it comes back with the answer.
 */
#ifndef SESSION_TOKEN_H
#define SESSION_TOKEN_H

#include "base/base.h"

struct session_token {
	uint64_t msg;
	uint8_t part, attempt;
	uint16_t flags;
	uint32_t extra;
	uint64_t more;
};

#endif
