/* SPDX-License-Identifier: BSD-2-Clause */
/* What campaigns have for an operator, in JSON. */
#include "api/camp.h"

#include "campaign/campaign.h"
#include "campaign/public_id.h"
#include "campaign/site.h"
#include "http/json.h"

#define ALERTS_MAX 100

static void write_alert(struct json_out *o, const struct site *site,
    const struct campaigns_alert *alert)
{
	char id[PUBLIC_ID_TEXT];

	json_open_object(o, NULL);
	json_text(o, "name", alert->kind);
	json_null(o, "smsc");
	json_text(o, "campaign",
	    alert->campaign != 0 ? campaign_id_format(alert->campaign, id)
				 : NULL);
	json_word(o, "carrier", alert->carrier);
	json_uint(o, "count", alert->count);
	json_uint(o, "of", alert->of);
	if (alert->of != 0)
		json_real(o, "rate", (double)alert->count / (double)alert->of);
	else
		json_null(o, "rate");
	message_json_date(o, "since", alert->at);
	json_text(o, "text", alert->text);
	json_word(o, "support_contact", site->support_contact);
	json_word(o, "compliance_link", site->compliance_link);
	json_close_object(o);
}

void camp_alerts_json(struct json_out *o, const struct api *a, uint16_t account)
{
	const struct campaigns *all = a->with.campaigns;
	const struct site *site = campaigns_site(all, account);
	struct campaigns_alert alert[ALERTS_MAX];
	size_t n = campaigns_alerts(all, account, alert, ALERTS_MAX);

	for (size_t i = 0; i < n && i < ALERTS_MAX; i++)
		write_alert(o, site, &alert[i]);
}
