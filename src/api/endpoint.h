/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * endpoint - which handler answers a method and path (api/endpoints.def).
 */
#ifndef API_ENDPOINT_H
#define API_ENDPOINT_H

#include "api/inside.h"

struct endpoint {
	enum http_method method;
	const char *path;
	void (*handle)(struct api *a, const struct call *c);
	enum face face;
	enum endpoint_who who;
	enum http_body body;
};

/* What stood for the names in the path. */
struct path_parts {
	struct body_text account, id, sub;
};

#define ENDPOINT_ALLOW_MAX 64

struct endpoint_match {
	const struct endpoint *endpoint; /* NULL: not with this method */
	enum face face;                  /* of the path, known or not */
	struct path_parts parts;
	/* Without an endpoint: "GET, HEAD"; "": no such path. */
	char allow[ENDPOINT_ALLOW_MAX];
};

/* HEAD is answered as GET is; http leaves out the body. */
enum http_method endpoint_method(enum http_method method);

/* "GET, HEAD", "POST": what Allow says of a path with this method. */
const char *endpoint_method_names(enum http_method method);

/* Of a path, known or not; of its beginning if it has more. */
enum face endpoint_face(const char *path);

/* In reply.c: the body of an error that the server found below the handlers, in
 * the form of the face of what is asked for, as far as that was read. If it was
 * not at all, in ours and Twilio's at once: their keys do not meet. */
void reply_below(const char *target, int status, const char *why,
    struct buf *to);

void endpoint_find(enum http_method method, const char *path,
    struct endpoint_match *m);

#endif
