# SPDX-License-Identifier: BSD-2-Clause
#
# batch - messages.csv as the NDJSON that POST /v1/messages:batch takes.
#
# The first line names the keys; a text with a comma is in quotes, a quote in
# it stands twice. An empty field is left out.

function json_text(s)
{
	gsub(/\\/, "\\\\", s)
	gsub(/"/, "\\\"", s)
	return "\"" s "\""
}

# The next field of `rest`, which loses it.
function next_field(   value)
{
	if (substr(rest, 1, 1) != "\"") {
		match(rest, /^[^,]*/)
		value = substr(rest, 1, RLENGTH)
		rest = substr(rest, RLENGTH + 2)
		return value
	}
	match(rest, /^"([^"]|"")*"/)
	value = substr(rest, 2, RLENGTH - 2)
	rest = substr(rest, RLENGTH + 2)
	gsub(/""/, "\"", value)
	return value
}

NR == 1 {
	keys = split($0, key, ",")
	next
}
{
	rest = $0
	line = ""
	for (i = 1; i <= keys; i++) {
		value = next_field()
		if (value != "")
			line = line (line == "" ? "" : ", ") \
			    json_text(key[i]) ": " json_text(value)
	}
	print "{" line "}"
}
