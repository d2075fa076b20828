# SPDX-License-Identifier: BSD-2-Clause
#
# import - of the answer to an import of contacts: which rows were refused, and
# how many became contacts.

{
	n = split($0, row, "{\"row\":")
	for (i = 2; i <= n; i++)
		printf "     row %d is refused: %s %s\n", row[i],
		    get(row[i], "code"), get(row[i], "message")
	printf "     %d contacts taken, %d refused\n", get($0, "imported"),
	    get($0, "rejected")
	exit get($0, "imported") == 0
}
