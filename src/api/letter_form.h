/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * letter_form - the parts of letters; inside letter.
 */
#ifndef API_LETTER_FORM_H
#define API_LETTER_FORM_H

#include "api/letter.h"
#include "flow/body.h"
#include "flow/letter.h"

/* Twilio's form of a status (http-api.md 5.1). */
void letter_status(struct api *a, const struct followed *e,
    const struct body *body, struct letter *out);

/* {"type", "timestamp", "sequence", "state", "data": the message}. */
void letter_json(struct api *a, const struct followed *e, struct letter *out);

/* Twilio's form of a text that came (5.4), to the URL of its number, or of its
 * service. RC_BAD: nobody asked for it. */
MUST_CHECK int letter_inbound(struct api *a, const struct followed *e,
    const struct body *body, struct letter *out);

/* Twilio's form of a reply that is on its way, to the URL that it has for that
 * (5.4, action). RC_BAD: it has none. */
MUST_CHECK int letter_action(struct api *a, const struct followed *e,
    const struct body *body, struct letter *out);

/* A letter's form goes to this URL in this attempt, by GET in its query. */
void letter_aim(const struct letter *l, const char *url, bool is_get,
    struct letter_seal *out);

/* Its next attempt goes to the fallback URL, and says what failed. */
void letter_spare(struct api *a, const struct letter *l,
    struct letter_seal *out);

/* The receiver of one of these answered: send what he asks for. RC_BUSY: that
 * cannot be taken now. RC_SHORT: he says to ask at l->next. Letter_reply.c. */
MUST_CHECK int letter_replies(struct api *a, struct letter *l,
    const struct http_result *r);

/* The writer's .seal; its argument is the struct api. In letter_sign.c. */
MUST_CHECK int letter_sign(void *arg, struct letter *l,
    struct letter_seal *out);

/* "name=value" of a form, behind what is there. */
void letter_add(struct buf *to, const char *name, const char *value);
void letter_add_text(struct buf *to, const char *name,
    const struct body_text *value);

/* The URL with its escapes replaced. RC_BAD: its mask leaves this event out.
 * In kannel_dlr.c. */
MUST_CHECK int letter_kannel(struct api *a, const struct followed *e,
    const struct body *body, struct letter *out);

#endif
