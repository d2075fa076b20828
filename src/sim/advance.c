/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A frozen clock moves from due instant to due instant, and only in a turn in
 * which nothing else moved: so everything that is due at one time has had its
 * effect in here before the next is due.
 */
#include "sim/inside.h"

#include "base/clock.h"
#include "http/json.h"

void advance_begin(struct sim *s, usec by)
{
	s->advancing = true;
	s->advance_to = clock_mono() + by;
	s->advance_progress = loop_progress(s->loop);
	loop_again(s->loop);
}

static void advance_end(struct sim *s)
{
	struct buf line = { 0 };
	struct json_out o = json_writing(&line);
	char now[CLOCK_TEXT_BYTES];

	s->advancing = false;
	json_open_object(&o, NULL);
	json_bool(&o, "ok", true);
	json_text(&o, "now", clock_format(clock_wall(), now));
	json_close_object(&o);
	buf_add(&line, "\n", 1);
	if (s->control != NULL)
		s->control->answered(s->control_arg, buf_bytes(&line),
		    line.len);
	buf_free(&line);
}

void advance_turn(struct sim *s)
{
	uint64_t progress = loop_progress(s->loop);
	usec now = clock_mono(), due;

	if (!s->advancing)
		return;
	if (progress != s->advance_progress) {
		s->advance_progress = progress;
		loop_again(s->loop);
		return;
	}
	if (!loop_next_due(s->loop, &due) || due > s->advance_to)
		due = s->advance_to;
	if (due > now) {
		clock_advance(due - now);
		loop_again(s->loop);
		return;
	}
	advance_end(s);
}
