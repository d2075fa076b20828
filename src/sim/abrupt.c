/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The only file outside of net that looks into a stream: what is done here is
 * nothing that stream.h should offer to those who mean well.
 */
#include "sim/abrupt.h"

#include "net/stream_impl.h"

#include <sys/socket.h>

void abrupt_reset(struct stream *s)
{
	/* Closing a socket that lingers for no time resets it (socket(7)). */
	const struct linger none = { .l_onoff = 1, .l_linger = 0 };

	if (s->fd >= 0)
		setsockopt(s->fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
	stream_kill(s);
}

void abrupt_half(struct stream *s)
{
	if (s->dead || s->ended || s->connecting)
		return;
	s->kind->end_writing(s);
	s->ended = true;
}
