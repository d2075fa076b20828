/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/smscs.h"

#include "api/message_json.h"
#include "flow/flow.h"
#include "http/json.h"
#include "session/smsc.h"

bool smscs_are_bound(const struct flow *f)
{
	struct smsc_status st;

	for (size_t i = 0; i < flow_smscs(f); i++) {
		smsc_status(flow_smsc(f, i), &st);
		if (st.bound > 0 && !st.draining)
			return true;
	}
	return false;
}

static void add_bind(struct json_out *o, const struct smsc *smsc, uint32_t i)
{
	struct smsc_bind_status st;

	smsc_bind_status(smsc, i, &st);
	json_open_object(o, NULL);
	json_uint(o, "bind", i + 1);
	json_text(o, "state", session_state_name(st.state));
	message_json_date(o, "since", st.since);
	json_text(o, "last_close",
	    st.reason == SESSION_CLOSE_NONE ? NULL
					    : session_reason_name(st.reason));
	json_uint(o, "bind_status", st.bind_status);
	message_json_date(o, "next_try", st.next_try);
	json_uint(o, "unanswered", st.unanswered);
	json_close_object(o);
}

static void add_smsc(struct json_out *o, const struct smsc *smsc)
{
	struct smsc_status st;

	smsc_status(smsc, &st);
	json_open_object(o, NULL);
	json_text(o, "name", st.name);
	json_bool(o, "bound", st.bound > 0);
	json_uint(o, "window", st.window);
	json_uint(o, "unanswered", st.unanswered);
	json_uint(o, "pending", st.pending);
	json_real(o, "throughput", st.throughput);
	json_uint(o, "throttled", st.throttled);
	json_bool(o, "paused", st.paused);
	json_bool(o, "draining", st.draining);
	json_open_array(o, "binds");
	for (uint32_t i = 0; i < st.binds; i++)
		add_bind(o, smsc, i);
	json_close_array(o);
	json_close_object(o);
}

void smscs_json(struct json_out *o, const char *key, const struct flow *f)
{
	json_open_array(o, key);
	for (size_t i = 0; i < flow_smscs(f); i++)
		add_smsc(o, flow_smsc(f, i));
	json_close_array(o);
}
