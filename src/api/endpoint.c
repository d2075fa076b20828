/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Paths differ in their first bytes, so the table is just walked. Of the rows
 * that fit a path the last is taken.
 */
#include "api/endpoint.h"

#include <string.h>

static const struct endpoint endpoints[] = {
#define ENDPOINT(method, path, handler, face, who, body)               \
	{ HTTP_METHOD_##method, path, handler, FACE_##face, WHO_##who, \
		HTTP_BODY_##body },
#include "api/endpoints.def"
#undef ENDPOINT
};

/* Below these an error has the form of that face, whatever the path. */
static const struct root {
	const char *path;
	enum face face;
} roots[] = {
	{ "/2010-04-01/", FACE_TWILIO },
	{ "/v1/Services", FACE_TWILIO },
	{ "/ui/", FACE_UI },
};

enum face endpoint_face(const char *path)
{
	for (size_t i = 0; i < ARRAY_LEN(roots); i++) {
		if (strncmp(path, roots[i].path, strlen(roots[i].path)) == 0)
			return roots[i].face;
	}
	return FACE_NATIVE;
}

static size_t segment(const char *s)
{
	return strcspn(s, "/");
}

/* {account}, {sub}; any other name is the id. */
static struct body_text *part_of(const char *name, struct path_parts *parts)
{
	if (strncmp(name, "{sub}", strlen("{sub}")) == 0)
		return &parts->sub;
	return name[1] == 'a' ? &parts->account : &parts->id;
}

/* "{id}.json" over "SM1.json": what stood for the name, up to the end of the
 * segment. False: the segment is none of these. */
static bool match_name(const char *pattern, const char *path,
    struct path_parts *parts)
{
	const char *behind = strchr(pattern, '}') + 1;
	size_t tail = segment(behind), len = segment(path);
	struct body_text *to = part_of(pattern, parts);

	if (len <= tail || memcmp(path + len - tail, behind, tail) != 0)
		return false;
	*to = (struct body_text){ path, len - tail };
	return true;
}

static bool match(const char *pattern, const char *path,
    struct path_parts *parts)
{
	for (; *pattern != '\0'; pattern++, path++) {
		if (*pattern == '{') {
			if (!match_name(pattern, path, parts))
				return false;
			pattern += segment(pattern);
			path += segment(path);
		}
		if (*pattern != *path)
			return false;
		if (*pattern == '\0')
			return true;
	}
	return *path == '\0';
}

enum http_method endpoint_method(enum http_method method)
{
	return method == HTTP_METHOD_HEAD ? HTTP_METHOD_GET : method;
}

const char *endpoint_method_names(enum http_method method)
{
	static const char *const names[] = { "GET, HEAD", "HEAD", "POST", "PUT",
		"PATCH", "DELETE" };

	return names[method];
}

static void allow(struct endpoint_match *m, enum http_method method)
{
	if (m->allow[0] != '\0')
		strcat(m->allow, ", ");
	strcat(m->allow, endpoint_method_names(method));
}

static void find_methods(const char *path, struct endpoint_match *m)
{
	struct path_parts parts;

	for (size_t i = 0; i < ARRAY_LEN(endpoints); i++) {
		if (match(endpoints[i].path, path, &parts))
			allow(m, endpoints[i].method);
	}
}

void endpoint_find(enum http_method method, const char *path,
    struct endpoint_match *m)
{
	*m = (struct endpoint_match){ .face = endpoint_face(path) };
	method = endpoint_method(method);
	for (size_t i = 0; i < ARRAY_LEN(endpoints); i++) {
		struct path_parts parts = { 0 };

		if (endpoints[i].method != method ||
		    !match(endpoints[i].path, path, &parts))
			continue;
		m->endpoint = &endpoints[i];
		m->parts = parts;
	}
	if (m->endpoint == NULL)
		find_methods(path, m);
}
