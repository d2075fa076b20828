/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * escalation - what a carrier is asked about: messages that failed, with all
 * that it said of them, as lines of CSV (statuses.md, E37).
 */
#ifndef API_ESCALATION_H
#define API_ESCALATION_H

struct buf;
struct message_names;
struct message_view;

/* The titles of the columns. */
extern const char escalation_titles[];

/* One line, of a message that was read with its timeline. */
void escalation_row(const struct message_names *names,
    const struct message_view *v, struct buf *to);

#endif
