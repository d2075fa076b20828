/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deficit round robin (Shreedhar, Varghese: Efficient Fair Queuing, 1995) with
 * a quantum of one part: lines that wait for the same set and class form a
 * ring, in the order in which they were served last. Rings take turns by their
 * first lines, so lines of sets that overlap are served in that order too; a
 * ring whose smscs have no slot is passed by as one, and its order stands.
 *
 * Invariants: a line is in a ring, or idle, or neither and has a row of due in
 * the heap. A ring is in its class's heap, at its first line's turn, if it has
 * a line and is not blocked.
 */
#include "ledger/queue.h"

#include "base/mem.h"

#include <stdlib.h>

struct queue_ring {
	struct heap_node turn; /* first: a node is its ring */
	struct queue_lines lines;
	uint8_t class;
	bool is_blocked;
	struct queue_ring *next; /* of the blocked */
};

void queue_turns_init(struct queue *q)
{
	q->ring = mem_new(QUEUE_SETS * QUEUE_CLASSES, sizeof(q->ring[0]));
	TAILQ_INIT(&q->dirty);
	TAILQ_INIT(&q->idle);
}

void queue_turns_fini(struct queue *q)
{
	for (size_t i = 0; i < QUEUE_SETS * QUEUE_CLASSES; i++)
		free(q->ring[i]);
	free(q->ring);
	heap_fini(&q->due);
	for (size_t i = 0; i < QUEUE_CLASSES; i++)
		heap_fini(&q->turn[i]);
}

static struct queue_ring *ring_of(struct queue *q, uint32_t id)
{
	size_t i = (size_t)queue_set(id) * QUEUE_CLASSES + queue_class(id);
	struct queue_ring *r = q->ring[i];

	if (r != NULL)
		return r;
	r = q->ring[i] = mem_new(1, sizeof(*r));
	TAILQ_INIT(&r->lines);
	r->class = queue_class(id);
	return r;
}

/* Its first line has changed. */
static void place_ring(struct queue *q, struct queue_ring *r)
{
	struct queue_line *first = TAILQ_FIRST(&r->lines);

	if (first == NULL)
		heap_del(&q->turn[r->class], &r->turn);
	else if (!r->is_blocked)
		heap_put(&q->turn[r->class], &r->turn, first->turn);
}

static void leave_idle(struct queue *q, struct queue_line *l)
{
	if (!l->resting)
		return;
	TAILQ_REMOVE(&q->idle, l, link);
	q->idles--;
	l->resting = false;
}

void queue_wait(struct queue *q, struct queue_line *l)
{
	struct queue_ring *r;

	if (l->ring != NULL)
		return;
	leave_idle(q, l);
	r = l->ring = ring_of(q, l->id);
	l->turn = q->turns++;
	TAILQ_INSERT_TAIL(&r->lines, l, link);
	if (TAILQ_FIRST(&r->lines) == l)
		place_ring(q, r);
}

static struct queue_ring *ring_at(struct heap_node *node)
{
	return (struct queue_ring *)(void *)node;
}

struct queue_line *queue_first(const struct queue *q, uint8_t class)
{
	struct heap_node *n = heap_first(&q->turn[class]);

	return n == NULL ? NULL : TAILQ_FIRST(&ring_at(n)->lines);
}

void queue_pass(struct queue *q, struct queue_line *l)
{
	struct queue_ring *r = l->ring;

	TAILQ_REMOVE(&r->lines, l, link);
	TAILQ_INSERT_TAIL(&r->lines, l, link);
	l->turn = q->turns++;
	place_ring(q, r);
}

void queue_block(struct queue *q, struct queue_line *l)
{
	struct queue_ring *r = l->ring;

	heap_del(&q->turn[r->class], &r->turn);
	r->is_blocked = true;
	r->next = q->blocked;
	q->blocked = r;
}

void queue_unblock(struct queue *q)
{
	struct queue_ring *r;

	while ((r = q->blocked) != NULL) {
		q->blocked = r->next;
		r->is_blocked = false;
		place_ring(q, r);
	}
}

static void rest(struct queue *q, struct queue_line *l)
{
	leave_idle(q, l);
	if (l->due.place != 0 || !queue_is_empty(l))
		return;
	l->deficit = 0;
	l->resting = true;
	TAILQ_INSERT_TAIL(&q->idle, l, link);
	q->idles++;
}

void queue_rest(struct queue *q, struct queue_line *l)
{
	struct queue_ring *r = l->ring;

	if (r != NULL) {
		TAILQ_REMOVE(&r->lines, l, link);
		l->ring = NULL;
		place_ring(q, r);
	}
	rest(q, l);
}

void queue_due(struct queue *q, struct queue_line *l, usec at)
{
	if (l->ripe || (l->due.place != 0 && l->due.at <= at))
		return; /* it will be asked before */
	if (l->ring == NULL)
		leave_idle(q, l);
	heap_put(&q->due, &l->due, at);
}

static struct queue_line *line_at(struct heap_node *node)
{
	size_t offset = offsetof(struct queue_line, due);

	return (struct queue_line *)(void *)((char *)node - offset);
}

usec queue_next_due(const struct queue *q)
{
	const struct heap_node *n = heap_first(&q->due);

	return n == NULL ? 0 : n->at;
}

struct queue_line *queue_ripe(struct queue *q, usec now)
{
	struct heap_node *n = heap_first(&q->due);
	struct queue_line *l;

	if (n == NULL || n->at > now)
		return NULL;
	l = line_at(n);
	heap_del(&q->due, n);
	l->ripe = true;
	queue_wait(q, l);
	return l;
}

uint16_t queue_waiting(const struct queue *q, uint8_t class, size_t i)
{
	const struct heap *h = &q->turn[class];
	const struct queue_line *l;

	if (i >= h->len)
		return 0;
	l = TAILQ_FIRST(&ring_at(h->node[i + 1])->lines);
	return queue_set(l->id);
}
