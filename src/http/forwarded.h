/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * forwarded - who is behind a reverse proxy, by X-Forwarded-For.
 *
 * Anybody may write that header; only what trusted proxies added to it is
 * believed (reliability.md W29). Each proxy adds at the end whom it was called
 * by, so the client is the last one that is no trusted proxy itself.
 *
 * Owns:  nothing.
 */
#ifndef HTTP_FORWARDED_H
#define HTTP_FORWARDED_H

#include "http/address.h"
#include "http/head.h"

#define FORWARDED_BYTES (ADDRESS_TEXT_BYTES + 4)

/* What a trusted proxy says of its client, as a peer: "192.0.2.7:0",
 * "[2001:db8::1]:0"; "unknown" if that is no address. If there are trusted
 * proxies only, the first of them. False: it says nothing, so it asks for
 * itself. */
bool forwarded_client(const struct head *h, const struct nets *trusted,
    char client[FORWARDED_BYTES]);

#endif
