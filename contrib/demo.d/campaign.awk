# SPDX-License-Identifier: BSD-2-Clause
#
# campaign - what became of a campaign, for people.
#
# usage: awk -f json.awk -f campaign.awk MESSAGES CAMPAIGN; the first file has
# messages that were fetched, from which the texts of reasons are taken. Ends
# with 1 if the campaign is not done, or a count is not as it should be.

function line(key, title, meaning)
{
	printf "     %3d  %-7s  %s\n", get(counts, key), title, meaning
}

# The numbers behind a key, a line each.
function lines(key,   n, i, what, count)
{
	n = get_pairs(counts, key, what, count)
	for (i = 1; i <= n; i++)
		printf "          %3d  %s%s\n", count[i], what[i],
		    what[i] in label ? " " label[what[i]] : ""
}

function want(key, n)
{
	if (get(counts, key) + 0 == n)
		return
	printf "demo: of the campaign %d messages are %s, and %d should be\n",
	    get(counts, key), key, n >"/dev/stderr"
	bad = 1
}

FNR == NR {
	label[get($0, "reason")] = get($0, "reason_text")
	next
}
{
	begun = get($0, "activated_at")
	printf "     it was sent after %.2f s: all checked, enough of them" \
	    " heard of\n", between(begun, get($0, "sent_at")) / 1000
	printf "     it was done after %.2f s: of all that went out it is" \
	    " known what became of it\n\n",
	    between(begun, get($0, "done_at")) / 1000
	counts = substr($0, index($0, "\"counts\":{"))
	line("sent", "sent", "delivered: the carrier says the phone has it")
	line("error", "error", "not delivered, and why")
	lines("error_by_reason")
	line("skipped", "skipped", "never sent, by a rule")
	lines("skipped_by_rule")
	printf "     %3d  in all\n", get(counts, "total")
	want("sent", 6)
	want("error", 3)
	want("skipped", 2)
	want("total", 11)
	exit bad || get($0, "status") != "done"
}
