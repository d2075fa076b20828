/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * kannel - Kannel's sendsms, for those who come from there (http-api.md 10.1):
 * the same requests, the same answers byte for byte.
 *
 * User and password stand in the query or in headers, as that protocol has it;
 * the path and the users are those of the configuration, and without a user
 * there is no such path. A request names one receiver or several: each is a
 * message of its own, and the answer leaves when all of them are durable.
 *
 * Owns:    the requests that wait.
 * Threads: the loop's.
 */
#ifndef API_KANNEL_H
#define API_KANNEL_H

#include "api/inside.h"

struct kannel;
struct wait;

void kannel_init(struct api *a);
void kannel_fini(struct api *a);

/* Is this path Kannel's? */
bool kannel_is_at(const struct api *a, const char *path);

/* A request's head, and the whole of it, to that path. */
void kannel_began(struct api *a, const struct http_request *r,
    struct http_plan *plan);
void kannel_asked(struct api *a, const struct http_request *r);

/* What became of a message of FACE_KANNEL. */
void kannel_taken(struct api *a, const struct wait *w);
void kannel_refused(struct api *a, const struct wait *w, int rc);

/* An error of the faces' in this one's words. */
void kannel_fault(struct api *a, http_id id, const struct fault_row *row);

#endif
