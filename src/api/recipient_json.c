/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/recipient_json.h"

#include "api/contact_json.h"
#include "api/reason_json.h"
#include "api/rule_json.h"
#include "api/vocab.h"
#include "campaign/public_id.h"
#include "flow/flow.h"
#include "http/json.h"
#include "ledger/audience.h"
#include "model/number.h"

static void add_person(struct json_out *o, const struct recipient_view *v)
{
	char number[E164_TEXT], id[PUBLIC_ID_TEXT], name[CONTACT_NAME_MAX + 1];

	contact_name(v->data, v->len, name);
	json_text(o, "number",
	    v->number != 0 ? e164_format(v->number, number) : NULL);
	json_text(o, "contact",
	    v->contact != 0 ? contact_id_format(v->contact, id) : NULL);
	json_word(o, "name", name);
	json_bool(o, "deleted", v->deleted);
}

static void add_message(struct json_out *o, const struct message_names *names,
    const struct message_view *m)
{
	json_word(o, "substate", substate_name((enum substate)m->substate));
	json_word(o, "stage", stage_name((enum stage)m->stage));
	rule_json(o, m);
	reason_json(o, names, m);
	vocab_words_json(o, "words", m);
	message_flags_json(o, m->flags);
	json_uint(o, "parts", m->parts);
	json_text(o, "smsc", message_smsc_name(names, m->smsc));
	json_text(o, "carrier", flow_number_carrier(names->flow, m->to));
	message_json_date(o, "forwarded_at", m->forwarded);
	message_json_date(o, "final_at", m->final);
}

void recipient_json(struct json_out *o, const struct message_names *names,
    const struct recipient_view *v)
{
	const struct message_view *m = v->message;
	const struct message_view none = { .state = v->state, .to = v->number };
	char id[MESSAGE_ID_TEXT];

	json_open_object(o, NULL);
	json_uint(o, "index", v->index);
	json_uint(o, "step", v->step);
	json_uint(o, "variant", m != NULL ? view_variant(m) : 0);
	add_person(o, v);
	json_text(o, "message",
	    m != NULL ? message_id_format(&m->id, id) : NULL);
	json_text(o, "state", status_name(v->state));
	add_message(o, names, m != NULL ? m : &none);
	json_close_object(o);
}
