# SPDX-License-Identifier: BSD-2-Clause
#
# estimate - of an estimate: to how many a campaign would go, and why not to
# the others.

{
	printf "     %d people; %d would get it, in %d parts", \
	    get($0, "recipients"), get($0, "sendable"), get($0, "parts")
	n = get_pairs($0, "excluded", rule, count)
	for (i = 1; i <= n; i++)
		printf "%s %d %s", i == 1 ? "; not:" : ",", count[i], rule[i]
	print ""
}
