# SPDX-License-Identifier: BSD-2-Clause
#
# rows - a line for people of each message, fetched with its timeline: what the
# carrier said last, and what esmed makes of it.

# "stat:UNDELIV err:027" of a receipt's text.
function of_receipt(text,   said)
{
	if (match(text, /stat:[A-Z]+/))
		said = substr(text, RSTART, RLENGTH)
	if (match(text, /err:[0-9A-Za-z]+/))
		said = said " " substr(text, RSTART, RLENGTH)
	return said
}

function carrier_said(event, n,   i, what, said)
{
	for (i = 1; i <= n; i++) {
		what = get(event[i], "event")
		if (what == "receipt")
			said = of_receipt(get(event[i], "text"))
		else if (what == "answered" && get(event[i], "status") + 0 > 0)
			said = "no: " substr(get(event[i], "status_name"), 6)
	}
	return said
}

function esmed_says(   says, parts)
{
	says = get($0, "state")
	parts = get($0, "parts") + 0
	if (get($0, "reason") != "")
		says = sprintf("%-9s  %5s %s", says, get($0, "reason"),
		    get($0, "reason_text"))
	if (get($0, "detail") != "")
		says = says ": " get($0, "detail")
	if (parts > 1 && get($0, "state") == "delivered")
		says = says ", all " parts " parts"
	if (parts > 1 && get($0, "state") == "enroute")
		says = says ", not yet all " parts " parts"
	if (get_words($0, "flags") != "")
		says = says ", " get_words($0, "flags")
	return says
}

{
	n = get_objects($0, "events", event)
	printf "%7.2f s  %-13s  %-7s  %-20s  %s\n",
	    between(get($0, "accepted_at"), get(event[n], "at")) / 1000,
	    get($0, "to"), get($0, "smsc"), carrier_said(event, n), esmed_says()
}
