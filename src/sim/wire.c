/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What leaves stands in a queue of pieces, in its order; a piece that goes
 * out in segments holds up those behind it. What is delayed stands in no order
 * and joins the queue at its time. Both streams may end at any moment:
 * whoever calls something that may end one looks at it afterwards.
 */
#include "sim/wire.h"

#include "base/mem.h"
#include "net/timer.h"
#include "sim/abrupt.h"
#include "sim/bend.h"

#include <stdlib.h>

#include <esmed/frame.h>
#include <esmed/pdu.h>

#define PENDING_MAX (1024 * 1024) /* beyond it the other side is not read */

/* Bytes on their way out, and what is done behind them. */
struct piece {
	struct buf bytes;
	size_t each; /* 0: all in one */
	struct span gap;
	enum rule_then then;
	struct span then_after;
	TAILQ_ENTRY(piece) link;
};

/* A PDU that comes or goes later. */
struct held {
	struct wire *wire;
	struct rule *rule;
	bool out;
	struct buf bytes;
	struct timer timer;
	TAILQ_ENTRY(held) link;
};

TAILQ_HEAD(piece_list, piece);
TAILQ_HEAD(held_list, held);

struct wire {
	struct loop *loop;
	const struct wire_events *ev;
	void *arg;
	struct stream *near;      /* to the session; NULL: closed */
	struct stream *outer;     /* to the peer; NULL: closed */
	bool blind_in, blind_out; /* no PDUs there, bytes */
	bool deaf, mute, full, done;
	struct piece_list queue;
	struct held_list held;
	struct buf gathered;
	uint64_t gathering;
	struct timer gap, later;
	enum rule_then then; /* for `later` */
};

static void piece_free(struct wire *w, struct piece *p)
{
	TAILQ_REMOVE(&w->queue, p, link);
	buf_free(&p->bytes);
	free(p);
}

static void held_free(struct held *h)
{
	timer_stop(&h->timer);
	TAILQ_REMOVE(&h->wire->held, h, link);
	rule_unref(h->rule);
	buf_free(&h->bytes);
	free(h);
}

static void wire_free(void *obj)
{
	struct wire *w = obj;

	while (!TAILQ_EMPTY(&w->queue))
		piece_free(w, TAILQ_FIRST(&w->queue));
	while (!TAILQ_EMPTY(&w->held))
		held_free(TAILQ_FIRST(&w->held));
	buf_free(&w->gathered);
	free(w);
}

static void finish(struct wire *w)
{
	if (w->done || w->near != NULL || w->outer != NULL)
		return;
	w->done = true;
	timer_stop(&w->gap);
	timer_stop(&w->later);
	if (w->ev != NULL)
		w->ev->gone(w->arg);
	loop_reap(w->loop, wire_free, w);
}

static void close_near(struct wire *w)
{
	if (w->near != NULL)
		stream_close(w->near);
	w->near = NULL;
}

static void close_outer(struct wire *w)
{
	if (w->outer != NULL)
		stream_close(w->outer);
	w->outer = NULL;
}

static void act(struct wire *w, enum rule_then then)
{
	if (w->outer == NULL)
		return;
	switch (then) {
	case RULE_THEN_NOTHING: break;
	case RULE_THEN_CLOSE:
		close_outer(w);
		close_near(w);
		break;
	case RULE_THEN_RESET:
		abrupt_reset(w->outer);
		w->outer = NULL;
		close_near(w);
		break;
	case RULE_THEN_HALF:
		abrupt_half(w->outer);
		w->mute = true;
		break;
	case RULE_THEN_UNBIND:
		if (w->ev != NULL)
			w->ev->unbind(w->arg);
		break;
	case RULE_THEN_MUTE: w->mute = true; break;
	case RULE_THEN_DEAF: wire_deaf(w, true); break;
	}
	finish(w);
}

static void act_after(struct wire *w, enum rule_then then, usec delay)
{
	if (then == RULE_THEN_NOTHING)
		return;
	if (delay <= 0) {
		act(w, then);
		return;
	}
	w->then = then;
	timer_in(&w->later, delay);
}

static void on_later(void *arg)
{
	struct wire *w = arg;

	act(w, w->then);
}

/* False: the rest of it has to wait. */
static bool write_piece(struct wire *w, struct piece *p)
{
	while (p->bytes.len != 0 && !w->mute) {
		size_t n = p->bytes.len;

		if (p->each != 0 &&
		    (stream_pending(w->outer) != 0 || timer_is_set(&w->gap)))
			return false;
		if (p->each != 0 && p->each < n)
			n = p->each;
		stream_write(w->outer, buf_bytes(&p->bytes), n);
		buf_eat(&p->bytes, n);
		if (p->gap.max != 0 && p->bytes.len != 0)
			timer_in(&w->gap, span_pick(&p->gap));
	}
	return true;
}

/* Those take from the kernel what it has not sent, and what it has not got. */
static bool is_abrupt(enum rule_then then)
{
	return then == RULE_THEN_HALF || then == RULE_THEN_RESET;
}

static void pump(struct wire *w)
{
	struct piece *p;
	enum rule_then then;
	usec after;

	while (w->outer != NULL && (p = TAILQ_FIRST(&w->queue)) != NULL) {
		if (!write_piece(w, p) ||
		    (is_abrupt(p->then) && stream_pending(w->outer) != 0))
			return;
		then = p->then;
		after = span_pick(&p->then_after);
		piece_free(w, p);
		act_after(w, then, after);
	}
	/* The session has ended, and nothing is left of what it wrote. */
	if (w->near == NULL && TAILQ_EMPTY(&w->held))
		close_outer(w);
	finish(w);
}

static void on_gap(void *arg)
{
	pump(arg);
}

static void leave(struct wire *w, const struct rule *r, const void *bytes,
    size_t len)
{
	struct piece *p = mem_new(1, sizeof(*p));

	TAILQ_INSERT_TAIL(&w->queue, p, link);
	if (r != NULL) {
		p->each = (size_t)r->wire.each;
		p->gap = r->wire.gap;
		p->then = r->drop ? RULE_THEN_CLOSE : r->wire.then;
		p->then_after = r->wire.then_after;
	}
	if (len != 0)
		buf_add(&p->bytes, bytes, len);
	pump(w);
}

/* So many of them as one. */
static void gather(struct wire *w, const struct rule *r,
    const struct buf *bytes)
{
	buf_add(&w->gathered, buf_bytes(bytes), bytes->len);
	if (++w->gathering < r->wire.gather)
		return;
	w->gathering = 0;
	leave(w, r, buf_bytes(&w->gathered), w->gathered.len);
	buf_clear(&w->gathered);
}

static void send_out(struct wire *w, const struct rule *r,
    const struct buf *bytes)
{
	uint64_t copies = r->wire.copies != 0 ? r->wire.copies : 1;
	struct buf all = { 0 };

	if (r->wire.lose || r->drop)
		copies = 0;
	for (uint64_t i = 0; i < copies; i++)
		buf_add(&all, buf_bytes(bytes), bytes->len);
	if (r->wire.gather > 1 && copies != 0)
		gather(w, r, &all);
	else
		leave(w, r, buf_bytes(&all), all.len);
	buf_free(&all);
}

static void send_in(struct wire *w, const struct rule *r,
    const struct buf *bytes)
{
	if (w->near != NULL && !r->wire.lose && !r->drop)
		stream_write(w->near, buf_bytes(bytes), bytes->len);
	act_after(w, r->drop ? RULE_THEN_CLOSE : r->wire.then,
	    span_pick(&r->wire.then_after));
}

static void on_held(void *arg)
{
	struct held *h = arg;
	struct wire *w = h->wire;
	struct rule *r = rule_ref(h->rule);
	struct buf bytes = h->bytes;
	bool out = h->out;

	h->bytes = (struct buf){ 0 };
	held_free(h);
	if (out)
		send_out(w, r, &bytes);
	else
		send_in(w, r, &bytes);
	buf_free(&bytes);
	rule_unref(r);
	pump(w);
}

static void hold(struct wire *w, struct rule *r, bool out, struct buf *bytes)
{
	struct held *h = mem_new(1, sizeof(*h));

	h->wire = w;
	h->rule = rule_ref(r);
	h->out = out;
	h->bytes = *bytes;
	*bytes = (struct buf){ 0 };
	timer_init(&h->timer, w->loop, on_held, h);
	timer_in(&h->timer, span_pick(&r->delay));
	TAILQ_INSERT_TAIL(&w->held, h, link);
}

/* The delay of a rule about messages is over when its answer gets here. */
static bool is_to_wait(const struct rule *r)
{
	return r->pdu != RULE_PDU_NONE && r->delay.max != 0;
}

static void apply(struct wire *w, struct rule *r, bool out, struct buf *bytes)
{
	rule_ref(r);
	if (is_to_wait(r))
		hold(w, r, out, bytes);
	else if (out)
		send_out(w, r, bytes);
	else
		send_in(w, r, bytes);
	rule_unref(r);
}

static void pass(struct wire *w, bool out, const void *bytes, size_t len)
{
	if (!out)
		stream_write(w->near, bytes, len);
	else if (TAILQ_EMPTY(&w->queue) && !w->mute)
		stream_write(w->outer, bytes, len);
	else
		leave(w, NULL, bytes, len);
}

static void take_pdu(struct wire *w, bool out, const uint8_t *pdu, size_t len)
{
	struct rule *r =
	    w->ev != NULL ? w->ev->pdu(w->arg, out, pdu, len) : NULL;
	struct buf bent = { 0 };

	if (r == NULL) {
		pass(w, out, pdu, len);
		return;
	}
	bend(r, pdu, len, &bent);
	apply(w, r, out, &bent);
	buf_free(&bent);
}

static bool stands(const struct wire *w)
{
	return w->near != NULL && w->outer != NULL;
}

static void carry(struct wire *w, bool out, struct buf *in)
{
	bool *blind = out ? &w->blind_out : &w->blind_in;
	enum smpp_frame frame;
	size_t len;

	while (in->len != 0) {
		frame = *blind ? SMPP_FRAME_LOST
			       : smpp_frame(buf_bytes(in), in->len,
				     SMPP_LIMIT_BOUND, &len);
		if (frame == SMPP_FRAME_MORE)
			return;
		if (frame == SMPP_FRAME_LOST) {
			*blind = true;
			pass(w, out, buf_bytes(in), len = in->len);
		} else {
			take_pdu(w, out, buf_bytes(in), len);
		}
		if (!stands(w))
			return;
		buf_eat(in, len);
	}
}

/* Who writes faster than the other side reads has to wait. */
static void watch_pending(struct wire *w)
{
	if (!stands(w))
		return;
	if (stream_pending(w->outer) > PENDING_MAX)
		stream_pause_reading(w->near);
	w->full = stream_pending(w->near) > PENDING_MAX;
	if (w->full)
		stream_pause_reading(w->outer);
}

static void near_readable(void *arg, struct buf *in)
{
	struct wire *w = arg;

	if (w->outer == NULL) {
		buf_clear(in);
		return;
	}
	carry(w, true, in);
	watch_pending(w);
}

static void outer_readable(void *arg, struct buf *in)
{
	struct wire *w = arg;

	if (w->near == NULL) {
		buf_clear(in);
		return;
	}
	carry(w, false, in);
	watch_pending(w);
}

static void near_drained(void *arg)
{
	struct wire *w = arg;

	w->full = false;
	if (w->outer != NULL && !w->deaf)
		stream_resume_reading(w->outer);
}

static void outer_drained(void *arg)
{
	struct wire *w = arg;

	if (w->near != NULL)
		stream_resume_reading(w->near);
	pump(w);
}

static void near_closed(void *arg, int rc, const char *why)
{
	struct wire *w = arg;

	(void)rc;
	(void)why;
	w->near = NULL;
	pump(w);
}

static void outer_closed(void *arg, int rc, const char *why)
{
	struct wire *w = arg;

	(void)rc;
	(void)why;
	w->outer = NULL;
	close_near(w);
	finish(w);
}

static const struct stream_events near_events = {
	.readable = near_readable,
	.drained = near_drained,
	.closed = near_closed,
};

static const struct stream_events outer_events = {
	.readable = outer_readable,
	.drained = outer_drained,
	.closed = outer_closed,
};

struct wire *wire_new(struct loop *l, struct stream *outer,
    struct stream **inner)
{
	struct wire *w = mem_new(1, sizeof(*w));

	w->loop = l;
	w->outer = outer;
	TAILQ_INIT(&w->queue);
	TAILQ_INIT(&w->held);
	timer_init(&w->gap, l, on_gap, w);
	timer_init(&w->later, l, on_later, w);
	stream_pair(l, &w->near, inner);
	stream_set_events(w->near, &near_events, w);
	stream_set_events(outer, &outer_events, w);
	return w;
}

void wire_set_events(struct wire *w, const struct wire_events *ev, void *arg)
{
	w->ev = ev;
	w->arg = arg;
}

void wire_kill(struct wire *w)
{
	w->ev = NULL;
	close_outer(w);
	if (w->near != NULL)
		stream_kill(w->near);
	w->near = NULL;
	finish(w);
}

void wire_greet(struct wire *w, struct rule *r)
{
	struct buf bytes = { 0 };

	bend(r, NULL, 0, &bytes);
	apply(w, r, true, &bytes);
	buf_free(&bytes);
}

void wire_raw(struct wire *w, const void *bytes, size_t len, size_t each)
{
	const struct rule how = { .wire = { .each = each } };

	if (w->outer != NULL)
		leave(w, &how, bytes, len);
}

void wire_then(struct wire *w, enum rule_then then)
{
	const struct rule how = { .wire = { .then = then } };

	if (w->outer != NULL)
		leave(w, &how, NULL, 0);
}

void wire_deaf(struct wire *w, bool deaf)
{
	w->deaf = deaf;
	if (w->outer == NULL)
		return;
	if (deaf)
		stream_pause_reading(w->outer);
	else if (!w->full)
		stream_resume_reading(w->outer);
}

bool wire_is_busy(const struct wire *w)
{
	return !TAILQ_EMPTY(&w->held) || !TAILQ_EMPTY(&w->queue) ||
	       timer_is_set(&w->later);
}

const char *wire_peer(const struct wire *w)
{
	return w->outer == NULL ? "" : stream_peer(w->outer);
}
