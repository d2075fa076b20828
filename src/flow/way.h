/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * way - how the text of a message goes, fixed when the message was accepted.
 *
 * Whichever smsc gets it, at the first attempt, after a restart or a reload,
 * it has the same parts, and all of them bear the same reference. An smsc may
 * want them told apart in another way than planned; it gets that if they fit.
 *
 * Owns, borrows: nothing.
 */
#ifndef FLOW_WAY_H
#define FLOW_WAY_H

#include <esmed/text_rules.h>

#include "flow/body.h"

struct conf_smsc;

struct way {
	uint32_t choice;  /* of text_choice_pack(); 0: by text_plan() */
	uint16_t ref;     /* by which a handset knows the parts */
	uint8_t segments; /* what is paid for; 0: as many as parts */
	bool is_landline; /* it ends as such and is never sent */
	bool has_udh;     /* the octets of BODY_BINARY begin with a header */
	bool has_class, has_protocol;
	uint8_t message_class, protocol_id; /* GSM 03.38, 4; 03.40, 9.2.3.9 */
};

/* As BODY_WAY keeps it. A field that is too short, or none, reads as zeros;
 * what stands behind is of a later version. */
void way_write(const struct way *w, uint8_t bytes[BODY_WAY_BYTES]);
void way_read(const struct body *b, struct way *w);

/* Segments of a message with so many parts. */
unsigned way_segments(const struct body *b, unsigned parts);

/* What the smsc takes, by its keys. */
struct text_rules way_rules(const struct conf_smsc *c);

/* The same where a message class has to be said, which only GSM 03.38 and
 * UCS-2 can. */
struct text_rules way_rules_of_class(const struct text_rules *rules);

#endif
