/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * socket - what dialling and listening share: streams over descriptors.
 */
#ifndef NET_SOCKET_H
#define NET_SOCKET_H

#include "net/stream_impl.h"

struct sockaddr;
struct sockaddr_un;

/* Without a descriptor yet; stream_take_fd() gives it one. */
struct stream *socket_stream_new(struct loop *l);

/* No delay, and no patience without end. */
void socket_tune(int fd);

/* "192.0.2.7:2775", "[2001:db8::1]:2775" or "unix". */
void socket_address_text(const struct sockaddr *sa, char *text, size_t room);

/* RC_TOO_LONG: the path does not fit the system's struct. */
MUST_CHECK int socket_unix_address(const char *path, struct sockaddr_un *sa);

#endif
