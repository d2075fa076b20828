# SPDX-License-Identifier: BSD-2-Clause
#
# json - just enough JSON to read what esmed and smscsim write.

# The value of a key where it comes first in `s`, or "". A quote within a text
# has a backslash before it, so no text is taken for a key.
function get(s, key,   v)
{
	if (!match(s, "\"" key "\":(\"([^\"\\\\]|\\\\.)*\"|[^,}\\]]*)"))
		return ""
	v = substr(s, RSTART + length(key) + 3, RLENGTH - length(key) - 3)
	if (v == "null")
		return ""
	if (substr(v, 1, 1) != "\"")
		return v
	v = substr(v, 2, length(v) - 2)
	gsub(/\\"/, "\"", v)
	gsub(/\\\\/, "\\", v)
	return v
}

# The words of an array of texts, with blanks between.
function get_words(s, key)
{
	if (!match(s, "\"" key "\":\\[[^]]*\\]"))
		return ""
	s = substr(s, RSTART + length(key) + 4, RLENGTH - length(key) - 5)
	gsub(/"/, "", s)
	gsub(/,/, " ", s)
	return s
}

# The array of objects behind a key, cut into them; returns how many. None of
# them may hold an object.
function get_objects(s, key, object,   at)
{
	at = index(s, "\"" key "\":[{")
	if (at == 0)
		return 0
	return split(substr(s, at + length(key) + 5), object, "},{")
}

# The keys and values of an object of numbers; returns how many.
function get_pairs(s, key, name, value,   n, i, at)
{
	if (!match(s, "\"" key "\":\\{[^}]*\\}"))
		return 0
	n = split(substr(s, RSTART + length(key) + 4,
	    RLENGTH - length(key) - 5), name, ",")
	for (i = 1; i <= n; i++) {
		at = index(name[i], "\":")
		value[i] = substr(name[i], at + 2) + 0
		name[i] = substr(name[i], 2, at - 2)
	}
	return n
}

# A date such as 2026-03-02T15:20:00.123Z as milliseconds of its day.
function of_day(date,   t)
{
	if (split(substr(date, 12), t, /[:Z]/) < 3)
		return 0
	return ((t[1] * 60 + t[2]) * 60 + t[3]) * 1000
}

# Milliseconds from one date to another, midnight between them or not.
function between(from, to,   ms)
{
	ms = of_day(to) - of_day(from)
	return ms < -43200000 ? ms + 86400000 : ms
}
