/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/forwarded.h"

#include <stdio.h>
#include <string.h>

#include <arpa/inet.h>

#define UNKNOWN "unknown"

/* "192.0.2.7", "192.0.2.7:443", "::1", "[::1]", "[::1]:443". */
static bool read_hop(const char *s, size_t len, struct sockaddr_storage *to)
{
	char peer[FORWARDED_BYTES + 8];
	const char *colon = memchr(s, ':', len);
	bool is_bare_v6 =
	    len != 0 && s[0] != '[' && colon != NULL &&
	    memchr(colon + 1, ':', len - (size_t)(colon + 1 - s)) != NULL;

	if (len + 5 > sizeof(peer))
		return false;
	snprintf(peer, sizeof(peer), is_bare_v6 ? "[%.*s]:0" : "%.*s", (int)len,
	    s);
	if (!is_bare_v6 && (colon == NULL || s[len - 1] == ']'))
		strcat(peer, ":0");
	return address_of_peer(peer, to) == 0;
}

static void show(const struct sockaddr_storage *sa,
    char client[FORWARDED_BYTES])
{
	char text[ADDRESS_TEXT_BYTES];

	address_format((const struct sockaddr *)(const void *)sa, text);
	snprintf(client, FORWARDED_BYTES,
	    strchr(text, ':') != NULL ? "[%s]:0" : "%s:0", text);
}

/* Cut the last entry off a list of `*len` bytes; blanks around it are gone. */
static const char *last_hop(const char *list, size_t *len, size_t *hop_len)
{
	size_t end = *len, from;

	while (end > 0 && strchr(" \t", list[end - 1]) != NULL)
		end--;
	for (from = end; from > 0 && list[from - 1] != ',';)
		from--;
	*len = from > 0 ? from - 1 : 0;
	while (from < end && strchr(" \t", list[from]) != NULL)
		from++;
	*hop_len = end - from;
	return list + from;
}

/* True: the client was found in this line, whatever it is. */
static bool look(const char *list, size_t len, const struct nets *trusted,
    char client[FORWARDED_BYTES])
{
	while (len > 0) {
		struct sockaddr_storage sa;
		size_t n;
		const char *hop = last_hop(list, &len, &n);

		if (n == 0)
			continue;
		if (!read_hop(hop, n, &sa)) {
			strcpy(client, UNKNOWN);
			return true;
		}
		show(&sa, client);
		if (!nets_has(trusted,
			(const struct sockaddr *)(const void *)&sa))
			return true;
	}
	return false;
}

bool forwarded_client(const struct head *h, const struct nets *trusted,
    char client[FORWARDED_BYTES])
{
	client[0] = '\0';
	for (size_t i = h->fields; i > 0; i--) {
		size_t len;
		const char *list =
		    head_value(h, i - 1, "x-forwarded-for", &len);

		if (list != NULL && look(list, len, trusted, client))
			return true;
	}
	return client[0] != '\0';
}
