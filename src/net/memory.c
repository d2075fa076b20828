/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Streams over memory: what one end sends lies in the `wire` of the other,
 * which holds as much as a kernel would, until that one reads it.
 */
#include "net/stream_impl.h"

#include <stdio.h>
#include <string.h>

#define WIRE_MAX (256 * 1024)

/* Is there something that goes on when the wire has room? */
static bool would_write(const struct stream *s)
{
	return s->out.len != 0 || s->handshaking || s->read_waits;
}

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

static ssize_t memory_read(struct stream *s, void *to, size_t room)
{
	size_t n = min3(room, s->wire.len, SIZE_MAX);

	if (n == 0)
		return s->wire_ended || s->other == NULL ? STREAM_EOF : 0;
	memcpy(to, buf_bytes(&s->wire), n);
	buf_eat(&s->wire, n);
	if (s->other != NULL && would_write(s->other))
		stream_mark_unsent(s->other);
	if (s->wire.len != 0 || s->wire_ended)
		stream_mark_ready(s);
	return (ssize_t)n;
}

static ssize_t memory_write(struct stream *s, const void *data, size_t len)
{
	struct stream *to = s->other;
	size_t n;

	if (to == NULL) {
		stream_fault(s, RC_SYSTEM, "broken pipe");
		return STREAM_ERROR;
	}
	if (s->turn != s->loop->turn)
		s->used = 0;
	s->turn = s->loop->turn;
	n = min3(len, s->limit - s->used, WIRE_MAX - to->wire.len);
	/* A limited one goes on in the next turn. */
	if (n < len && s->limit != SIZE_MAX && s->limit != 0)
		stream_mark_unsent(s);
	if (n == 0)
		return 0;
	buf_add(&to->wire, data, n);
	s->used += n;
	stream_mark_ready(to);
	return (ssize_t)n;
}

static void memory_interest(struct stream *s)
{
	if (s->want_read && (s->wire.len != 0 || s->wire_ended))
		stream_mark_ready(s);
}

static bool memory_end_writing(struct stream *s)
{
	if (s->other == NULL)
		return true;
	s->other->wire_ended = true;
	stream_mark_ready(s->other);
	return true;
}

static void memory_close(struct stream *s)
{
	struct stream *other = s->other;

	if (other == NULL)
		return;
	s->other = NULL;
	other->other = NULL;
	other->wire_ended = true;
	stream_mark_ready(other);
}

static const struct stream_kind memory_kind = {
	.read = memory_read,
	.write = memory_write,
	.interest = memory_interest,
	.end_writing = memory_end_writing,
	.close = memory_close,
};

void stream_pair(struct loop *l, struct stream **a, struct stream **b)
{
	*a = stream_new(l, &memory_kind);
	*b = stream_new(l, &memory_kind);
	(*a)->other = *b;
	(*b)->other = *a;
	snprintf((*a)->peer, sizeof((*a)->peer), "memory");
	snprintf((*b)->peer, sizeof((*b)->peer), "memory");
}

bool stream_is_memory(const char *addr)
{
	return strncmp(addr, "memory:", 7) == 0;
}

struct stream *memory_dial(struct loop *l, const char *name)
{
	struct stream *s, *other;

	stream_pair(l, &s, &other);
	snprintf(s->peer, sizeof(s->peer), "%s", name);
	other->caller_of = listener_in_memory(l, name);
	if (other->caller_of == NULL) {
		stream_kill(other);
		s->connecting = true;
		stream_fault(s, RC_SYSTEM, "nobody listens there");
		stream_break(s);
		return s;
	}
	s->connected_due = true;
	stream_mark_ready(s);
	stream_mark_ready(other);
	return s;
}

void stream_pair_limit(struct stream *s, size_t bytes)
{
	s->limit = bytes;
	s->used = 0;
	if (would_write(s))
		stream_mark_unsent(s);
	loop_again(s->loop);
}
