/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/load.h"

#include "conf/conf.h"
#include "ledger/ledger.h"
#include "route/set.h"

void load_add(struct load *l, uint16_t set, unsigned parts)
{
	size_t i = 0;

	while (i < l->n && l->set[i] != set)
		i++;
	if (i == LOAD_SETS)
		i--;
	if (i == l->n) {
		l->set[l->n++] = set;
		l->parts[i] = 0;
	}
	l->parts[i] += parts;
}

/* Parts a second of all smscs of a set; 0: one has no limit. */
static double rate_of(const struct conf *conf, const char *name)
{
	struct route_set_text set;
	double sum = 0;
	size_t at;

	if (route_set_read(name, &set) != 0)
		return 0;
	for (size_t i = 0; i < set.n; i++) {
		if (conf_smsc_find(conf, set.smsc[i], &at) != 0)
			continue;
		if (conf->smsc[at].throughput <= 0)
			return 0;
		sum += conf->smsc[at].throughput;
	}
	return sum;
}

bool load_duration(const struct load *l, const struct conf *conf,
    const struct ledger *ledger, uint32_t rate, usec *out)
{
	double longest = 0, sum = 0;
	bool is_known = true;

	for (size_t i = 0; i < l->n; i++) {
		double limit =
		    rate_of(conf, ledger_name(ledger, NAME_SET, l->set[i]));

		sum += (double)l->parts[i];
		if (limit <= 0)
			is_known = false;
		else if ((double)l->parts[i] / limit > longest)
			longest = (double)l->parts[i] / limit;
	}
	if (rate != 0 && sum / rate > longest)
		longest = sum / rate;
	*out = (usec)(longest * (double)SECOND);
	return is_known || rate != 0;
}
