/* SPDX-License-Identifier: BSD-2-Clause */
#include "sim/inside.h"

#include "base/clock.h"
#include "session/session.h"

#include <string.h>

#include <esmed/date.h>
#include <esmed/status.h>

/* SMPP 3.4, 5.2.28. */
enum {
	STATE_ENROUTE = 1,
	STATE_DELETED = 4,
	STATE_ACCEPTED = 6,
	STATE_UNKNOWN = 7
};

/* State, and when it became final. */
static void tell_state(const struct seen *m, struct smpp_query_resp *to)
{
	to->message_state = m->query.state;
	if (to->message_state == 0)
		to->message_state =
		    m->last_state != 0 ? m->last_state : STATE_ENROUTE;
	/* Before 1970 there is no date, which an empty one says well. */
	if (to->message_state != STATE_ENROUTE &&
	    to->message_state != STATE_ACCEPTED &&
	    to->message_state != STATE_UNKNOWN &&
	    smpp_date_format(clock_wall(), to->final_date) != 0)
		to->final_date[0] = '\0';
}

void query_request(struct peer *p, const struct smpp_pdu *pdu)
{
	const struct seen *m =
	    tally_by_id(p->sim->tally, pdu->body.query.message_id);
	struct smpp_pdu resp;

	p->sim->totals.queries++;
	smpp_pdu_init(&resp, SMPP_QUERY_SM | SMPP_ANSWER, pdu->sequence);
	resp.status = m == NULL ? SMPP_RINVMSGID : m->query.status;
	if (resp.status == 0) {
		memcpy(resp.body.query_resp.message_id, m->id, sizeof(m->id));
		tell_state(m, &resp.body.query_resp);
	}
	answer_log(p, pdu, "query_sm", resp.status);
	session_reply(p->session, pdu->sequence, &resp);
}

void query_cancel(struct peer *p, const struct smpp_pdu *pdu)
{
	struct seen *m =
	    tally_by_id(p->sim->tally, pdu->body.cancel.message_id);
	uint32_t status = m == NULL ? SMPP_RINVMSGID : m->cancel;

	p->sim->totals.cancels++;
	if (m != NULL && status == 0)
		tally_note(m, STATE_DELETED);
	answer_log(p, pdu, "cancel_sm", status);
	session_reply_status(p->session, pdu->sequence, pdu->id, status);
}
