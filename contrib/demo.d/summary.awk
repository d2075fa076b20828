# SPDX-License-Identifier: BSD-2-Clause
#
# summary - counts and times of all messages, fetched at the end.
#
# usage: awk -f json.awk -f summary.awk LOG ... MESSAGES; the logs are those of
# the carriers, which know when a submit_sm came. Ends with 1 if a state or
# reason that the demo has to show is not there.

function sort_numbers(v, n,   i, j, x)
{
	for (i = 2; i <= n; i++) {
		x = v[i]
		for (j = i - 1; j > 0 && v[j] > x; j--)
			v[j + 1] = v[j]
		v[j + 1] = x
	}
}

# The values are joined with blanks, as an array of arrays is not at hand.
function print_times(what, values,   v, n)
{
	n = split(values, v, " ")
	sort_numbers(v, n)
	if (n > 0)
		printf "  %-34s  %7.1f  %7.1f  %7.1f  %7.1f\n", what, v[1],
		    v[int((n + 1) / 2)], v[int((n * 99 + 99) / 100)], v[n]
}

function count(outcome)
{
	if (counts[outcome]++ == 0)
		order[++outcomes] = outcome
}

function want(outcome)
{
	if (counts[outcome] > 0)
		return
	print "demo: no message is " outcome ", and one should be" >"/dev/stderr"
	bad = 1
}

# A carrier's log: when each number's first submit_sm came, as milliseconds.
get($0, "pdu") == "submit_sm" {
	if (!((to = "+" get($0, "to")) in came))
		came[to] = get($0, "t") % 86400000000 / 1000
	next
}
get($0, "pdu") != "" {
	next
}
{
	reason = get($0, "reason")
	label[reason] = get($0, "reason_text")
	count(get($0, "state") (reason == "" ? "" : " " reason))
	smsc = get($0, "smsc")
	wire = came[get($0, "to")] - of_day(get($0, "accepted_at"))
	if (get($0, "to") in came)
		to_wire[smsc] = to_wire[smsc] " " \
		    (wire < -43200000 ? wire + 86400000 : wire)
	to_end[smsc] = to_end[smsc] " " get($0, "end_to_end_ms")
	total++
}
END {
	for (i = 1; i <= outcomes; i++) {
		reason = order[i]
		sub(/^[a-z_]* ?/, "", reason)
		printf "  %3d  %-16s %s\n", counts[order[i]], order[i],
		    label[reason] | "sort -k 2"
	}
	close("sort -k 2")
	printf "  %3d  in all\n\n", total
	printf "  %-34s  %7s  %7s  %7s  %7s\n", "in milliseconds", "least",
	    "median", "p99", "most"
	print_times("from accepted to read by acme", to_wire["acme"])
	print_times("from accepted to read by moody", to_wire["moody"])
	print_times("from accepted to delivered, acme", to_end["acme"])
	print_times("from accepted to delivered, moody", to_end["moody"])

	want("delivered")
	want("failed 30003")
	want("failed 30005")
	want("failed 30006")
	want("failed 30007")
	want("failed 30008")
	exit bad
}
