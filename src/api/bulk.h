/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bulk - requests of many lines: messages (POST /v1/messages:batch), opt-outs,
 * contacts and messages of old (:import). What a line is: api/bulk_kind.h.
 *
 * Any number of lines takes the same memory: when too many wait for the ledger
 * or the client does not read its answers, no more are read.
 *
 * Owns: the lines on their way.
 */
#ifndef API_BULK_H
#define API_BULK_H

#include "api/inside.h"

struct contacted;

/* Tokens of a line have this bit. */
#define TOKEN_BULK ((uint64_t)1 << 62)

void bulk_line(struct api *a, http_id id, const char *line, size_t len);

/* In place of a line that is too long: it is an error of its own. */
void bulk_long_line(struct api *a, http_id id);

/* May the next line be given now? Of a request that the program itself made,
 * which cannot be paused. */
bool bulk_takes(struct api *a, http_id id);

/* False: the request is none of these. */
bool bulk_ended(struct api *a, http_id id);
void bulk_gone(struct api *a, http_id id);

/* What became of a line. */
void bulk_taken(struct api *a, uint64_t token, const struct accepted *accepted);
void bulk_refused(struct api *a, uint64_t token, int rc);
void bulk_opted(struct api *a, uint64_t token, int rc, bool changed);
void bulk_contacted(struct api *a, const struct contacted *d);

/* Write what is ready, go on with what had to wait: once a turn. */
void bulk_turn(struct api *a);

/* The accounts have other places in the configuration, or are gone. */
void bulk_reconfigured(struct api *a);
void bulk_fini(struct api *a);

#endif
