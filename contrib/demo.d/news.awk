# SPDX-License-Identifier: BSD-2-Clause
#
# news - from a list of messages the ids of those with something new to tell.
#
# usage: awk -f json.awk -f news.awk LIST SEEN; the second file tells what was
# told before, a line "id state reason" each, and is written anew. Prints ids,
# and at the end "open N" for those not yet final.

FNR == NR {
	gsub(/\{"id":"SM/, "\n&")
	n = split($0, line, "\n")
	for (i = 2; i <= n; i++)
		now[get(line[i], "id")] = get(line[i], "state") " " \
		    get(line[i], "reason")
	next
}
{
	seen[$1] = $2 " " $3
}
END {
	open = 0
	for (id in now) {
		if (now[id] ~ /^(new|held|queued|submitting|forwarded|enroute) /)
			open++
		if (now[id] != seen[id] &&
		    now[id] !~ /^(new|held|queued|submitting|forwarded) /)
			print id
	}
	print "open " open
	printf "" >ARGV[2]
	for (id in now)
		print id, now[id] >ARGV[2]
}
