/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * abrupt - ends of a connection that no honest program needs.
 */
#ifndef SIM_ABRUPT_H
#define SIM_ABRUPT_H

struct stream;

/* Close at once, so that the peer gets a reset. As stream_kill(). */
void abrupt_reset(struct stream *s);

/* The peer sees the end of what we write; its bytes are still read. */
void abrupt_half(struct stream *s);

#endif
