# SPDX-License-Identifier: BSD-2-Clause
#
# refusals - of a batch's answer: what was refused, and how many were taken.

/"error":/ {
	printf "     line %s is refused: %s %s\n", get($0, "line"),
	    get($0, "code"), get($0, "message")
	refused++
	next
}
{
	taken++
}
END {
	printf "     %d messages taken, %d refused\n", taken, refused
	exit taken == 0
}
