/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What must hold between keys: each rule with what it says.
 */
#include "place.h"

#include "model/msgid.h"

static void every_word_of_an_smsc_has_its_value(void **state)
{
	const struct conf_smsc *s;
	struct conf *c;

	c = place_load_good(*state,
	    SMSC "bind = pair interface_version = 3.3 receive_port = 2776 "
		 "tls = yes tls_min = 1.3 registered_delivery = failures "
		 "esm_class = datagram alternative_hosts = { h2, \"h3:2776\", "
		 "\"[::1]:2775\", \"::2\" } dcs_ucs2 = 24 start = no "
		 "tags = { exclusive, \"us only\" } dest_strip = 00 "
		 "query = on query_rate = 2.5 cancel_sm = yes "
		 "msgid = \"resp=hex, receipt=dec\" "
		 "throughput_min = 0.5 otp_share = 20 inactivity_timeout = 1h "
		 "local_address = 192.0.2.1 }" REST);
	s = &c->smsc[0];
	assert_int_equal(s->bind, CONF_PAIR);
	assert_int_equal(s->interface_version, 0x33);
	assert_int_equal(s->receive_port, 2776);
	assert_true(s->tls);
	assert_int_equal(s->tls_min, 13);
	assert_int_equal(s->registered_delivery, CONF_RECEIPTS_FAILURES);
	assert_int_equal(s->esm_class, 1);
	assert_int_equal(s->alternative_hosts.n, 4);
	assert_int_equal(s->dcs_gsm7, CONF_AUTO);
	assert_int_equal(s->dcs_ucs2, 24);
	assert_false(s->start);
	assert_string_equal(s->tags.v[1], "us only");
	assert_string_equal(s->dest_strip, "00");
	assert_true(s->throughput_min == 0.5);
	assert_int_equal(s->query, CONF_QUERY_ON);
	assert_true(s->query_rate == 2.5);
	assert_true(s->cancel_sm);
	assert_int_equal(s->msgid, MSGID_HEX_DEC);
	assert_true(s->inactivity_timeout == 3600 * SECOND);
	assert_string_equal(s->outbind_listen.host, "");
	assert_true(s->adaptive);
	assert_true(s->user_message_reference);
	conf_free(c);
}

static void keys_of_texts_have_their_values(void **state)
{
	const struct conf_smsc *s;
	struct conf *c;

	c = place_load_good(*state, SMSC "}" REST);
	s = &c->smsc[0];
	assert_int_equal(s->alphabet, TEXT_GSM7);
	assert_int_equal(s->split, TEXT_SPLIT_UDH8);
	assert_false(s->latin1);
	assert_true(s->ucs2);
	assert_false(s->packed);
	assert_int_equal(c->account[0].smart, CONF_SMART_NO);
	assert_int_equal(c->account[0].landline, CONF_LANDLINE_SEND);
	conf_free(c);
	c = place_load_good(*state,
	    SMSC "alphabet = none latin1 = yes ucs2 = no split = payload "
		 "}" REST);
	s = &c->smsc[0];
	assert_int_equal(s->alphabet, TEXT_BINARY);
	assert_int_equal(s->split, TEXT_SPLIT_PAYLOAD);
	assert_true(s->latin1);
	conf_free(c);
	c = place_load_good(*state,
	    SMSC "single_tables = { spanish, turkish } packed = yes "
		 "locking_tables = { turkish, urdu } split = sar }" REST);
	s = &c->smsc[0];
	assert_int_equal(s->single_tables.n, 2);
	assert_string_equal(s->locking_tables.v[1], "urdu");
	assert_int_equal(s->split, TEXT_SPLIT_SAR);
	conf_free(c);
}

static void keys_of_texts_that_contradict_each_other_are_named(void **state)
{
	struct place *p = *state;

	expect_smsc(p, "alphabet = none ucs2 = no",
	    "2: smsc acme.alphabet: no text could be sent: allow latin1 or "
	    "ucs2, or write what data_coding 0 means");
	expect_smsc(p, "interface_version = 3.3 bind = pair split = sar",
	    "2: smsc acme.split: SMPP 3.3 has no TLVs: write split = udh8 or "
	    "udh16");
	expect_smsc(p, "dcs_latin1 = 3",
	    "2: warning: smsc acme.dcs_latin1: it has no effect as long as "
	    "latin1 = no");
	expect_smsc(p, "receipt_pattern = \"(a+\"",
	    "2: smsc acme.receipt_pattern: no extended regular expression: "
	    "Unmatched ( or \\(");
	expect_smsc(p,
	    "receipt_pattern = \"(a+)\" receipt_groups = { \"id=2\" }",
	    "2: smsc acme.receipt_groups: the pattern has 1 groups, not 2");
	expect_smsc(p, "receipt_states = { \"0=GONE\" }",
	    "2: smsc acme.receipt_states: \"GONE\" is no state; there are "
	    "DELIVRD, UNDELIV, REJECTD, EXPIRED, DELETED, SKIPPED, ENROUTE, "
	    "ACCEPTD, UNKNOWN");
	expect_smsc(p, "alphabet = latin1 packed = yes",
	    "2: warning: smsc acme.packed: it has no effect: alphabet is not "
	    "gsm");
	expect_smsc(p, "locking_tables = { spanish }",
	    "2: smsc acme.locking_tables: \"spanish\" is not one of: turkish, "
	    "portuguese, bengali, gujarati, hindi, kannada, malayalam, oriya, "
	    "punjabi, tamil, telugu, urdu");
}

static void values_of_the_link_are_checked(void **state)
{
	struct place *p = *state;

	expect_smsc(p, "bind = both",
	    "2: smsc acme.bind: \"both\" is not one of: transceiver, "
	    "transmitter, receiver, pair");
	expect_smsc(p, "acceptd = maybe",
	    "2: smsc acme.acceptd: \"maybe\" is not one of: intermediate, "
	    "delivered");
	expect_smsc(p, "interface_version = 4.0",
	    "2: smsc acme.interface_version: \"4.0\" is not one of: auto, 3.3, "
	    "3.4, 5.0");
	expect_smsc(p, "alternative_hosts = { \"a:0\" }",
	    "2: smsc acme.alternative_hosts: \"0\" is no port: it may be 1 to "
	    "65535");
	expect_smsc(p, "alternative_hosts = { \"[a\" }",
	    "2: smsc acme.alternative_hosts: \"[a\" is no host: write "
	    "\"smsc2.example\", \"smsc2.example:2775\" or "
	    "\"[2001:db8::1]:2775\"");
	expect_smsc(p, "local_address = eth0",
	    "2: smsc acme.local_address: \"eth0\" is no address: write "
	    "192.0.2.1 or 2001:db8::1");
	expect_smsc(p, "tls_pins = { abcd }",
	    "2: smsc acme.tls_pins: \"abcd\" is no SHA-256 sum: write 64 "
	    "hexadecimal digits, as openssl dgst -sha256 shows for the public "
	    "key in DER");
	expect_smsc(p, "dest_strip = \"+1\"",
	    "2: smsc acme.dest_strip: \"+1\" is not only digits");
	expect_smsc(p, "otp_share = 91",
	    "2: smsc acme.otp_share: 91 is out of range: it may be 0 to 90");
	expect_smsc(p, "tags = { \"a,b\" }",
	    "2: smsc acme.tags: \"a,b\" may not be: 1 to 64 bytes without "
	    "commas and quotes");
}

static void keys_of_a_bind_that_contradict_each_other_are_refused(void **state)
{
	struct place *p = *state;

	expect_smsc(p, "interface_version = 3.3",
	    "2: smsc acme.interface_version: SMPP 3.3 has no transceivers: "
	    "write bind = pair");
	expect_smsc(p, "interface_version = 3.3 bind = pair submit = data_sm",
	    "2: smsc acme.submit: SMPP 3.3 has no data_sm: write submit = "
	    "submit_sm");
	expect_smsc(p, "local_port = 5000 binds = 2",
	    "2: smsc acme.local_port: one port of ours serves one connection, "
	    "and this smsc has several: leave it out, or have one bind");
	expect_smsc(p, "throughput = 5 throughput_min = 6",
	    "2: smsc acme.throughput_min: it is above throughput");
	expect_smsc(p, "bind = receiver",
	    "4: route r.smsc: smsc \"acme\" only receives: bind = receiver");
}

static void what_has_no_effect_or_looks_wrong_gets_a_warning(void **state)
{
	struct place *p = *state;

	expect_smsc(p, "receive_port = 2776",
	    "2: warning: smsc acme.receive_port: it has no effect: only bind = "
	    "pair has receivers of its own");
	expect_smsc(p, "bind_ton = 1",
	    "2: warning: smsc acme.bind_ton: it describes address_range, and "
	    "that is empty");
	expect_smsc(p, "bind = transmitter",
	    "2: warning: smsc acme.bind: a transmitter gets no receipts, and "
	    "no smsc is a receiver of this system_id: write pair, or "
	    "registered_delivery = none");
	expect_smsc(p, "throughput_minute = 500 throughput_hour = 100",
	    "2: warning: smsc acme.throughput_minute: it is above "
	    "throughput_hour: are the two exchanged?");
	expect_smsc(p, "tls_name = a.example",
	    "2: warning: smsc acme.tls_name: it has no effect as long as tls = "
	    "no");
	expect_smsc(p, "outbind_system_id = x",
	    "2: warning: smsc acme.outbind_system_id: it has no effect without "
	    "outbind_listen");
	conf_free(place_load_good(p,
	    SMSC "bind = transmitter }\n" REST
		 "smsc back { host = h system_id = i bind = receiver }"));
}

static void tls_wants_a_certificate_and_its_key(void **state)
{
	struct place *p = *state;
	char *said, want[300];

	place_write_in(p, "secret", "x\n");
	expect_smsc(p, "tls = yes\ntls_certificate = secret",
	    "3: smsc acme.tls_certificate: it is of no use without tls_key: "
	    "give both or none");
	expect_smsc(p, "tls = yes\ntls_key = secret",
	    "3: smsc acme.tls_key: it is of no use without tls_certificate: "
	    "give both or none");
	expect_smsc(p, "tls = yes\ntls_insecure = yes",
	    "3: warning: smsc acme.tls_insecure: any certificate is taken: who "
	    "is on the way can read and change what is sent; give tls_ca or "
	    "tls_pins instead");
	assert_null(
	    place_load(p, SMSC "tls = yes tls_ca = ca.pem }\n" REST, &said));
	snprintf(want, sizeof(want),
	    "%s:1: smsc acme.tls_ca: cannot read %s/ca.pem: No such file or "
	    "directory\n",
	    p->file, p->folder);
	assert_string_equal(said, want);
	free(said);
}

static void a_key_that_others_may_use_gets_a_warning(void **state)
{
	struct place *p = *state;
	char path[160];

	place_write_in(p, "secret", "x\n");
	snprintf(path, sizeof(path), "%s/secret", p->folder);
	assert_int_equal(chmod(path, 0640), 0);
	expect_smsc(p, "tls = yes tls_certificate = secret\ntls_key = secret",
	    "3: warning: smsc acme.tls_key: others than its owner may use the "
	    "private key: chmod 600");
}

static void an_smsc_that_calls_needs_no_host(void **state)
{
	struct place *p = *state;
	struct conf *c;

	c = place_load_good(p,
	    "smsc acme { system_id = i outbind_listen = \"[::1]:2776\" }" REST);
	assert_string_equal(c->smsc[0].host, "");
	assert_string_equal(c->smsc[0].outbind_listen.host, "::1");
	conf_free(c);
	expect_only(p, "smsc acme { system_id = i }\n" REST,
	    "1: smsc acme.host: missing: it has no default");
	expect_only(p, "smsc acme { system_id = i\nhost = \"\" }\n" REST,
	    "2: smsc acme.host: it is empty");
	expect_only(p,
	    "smsc acme { system_id = i\nhost = h\n"
	    "outbind_listen = 127.0.0.1:2776 }\n" REST,
	    "2: warning: smsc acme.host: it is not used: outbind_listen waits "
	    "for the SMSC to call");
	expect_smsc(p,
	    "} smsc b { system_id = i outbind_listen = "
	    "127.0.0.1:8080 ",
	    "2: smsc b.outbind_listen: http \"main\" listens there already");
	expect_only(p,
	    "smsc acme { system_id = i\noutbind_listen = 127.0.0.1:2776 "
	    "tls = yes }\n" REST,
	    "2: smsc acme.outbind_listen: the SMSC calls over TLS, and we need "
	    "a certificate to answer: give tls_certificate and tls_key");
}

static void two_accounts_with_one_token_get_a_warning(void **state)
{
	expect_only(*state,
	    SMSC "}\n" REST
		 "account b { sid = AC00000000000000000000000000000002\n"
		 "token = 0123456789abcdef }",
	    "6: warning: account b.token: account \"a\" has the same token: "
	    "give each its own");
}

#define TLV(x) SMSC "}\n" REST "tlv t {\n" x "\n}"

static void a_tlv_has_a_tag_a_type_and_a_length(void **state)
{
	struct conf *c = place_load_good(*state,
	    SMSC "}\n" REST "tlv a { tag = 0x1401 value = \"12\" smsc = acme "
		 "type = octets } tlv b { tag = 5122 type = integer value = "
		 "\"0xFFFFFFFF\" } tlv c { tag = 0x1403 length = 16 }");

	assert_int_equal(c->tlvs, 3);
	assert_int_equal(c->tlv[0].tag, 0x1401);
	assert_int_equal(c->tlv[0].type, CONF_OCTETS);
	assert_int_equal(c->tlv[0].length, 255);
	assert_string_equal(c->tlv[0].smsc.v[0], "acme");
	assert_int_equal(c->tlv[1].tag, 0x1402);
	assert_int_equal(c->tlv[1].length, 4);
	assert_int_equal(c->tlv[2].type, CONF_CSTRING);
	assert_int_equal(c->tlv[2].length, 16);
	assert_true(c->tlv[2].per_message);
	conf_free(c);
}

static void a_tag_that_cannot_be_given_is_refused(void **state)
{
	struct place *p = *state;

	expect_only(p, TLV("tag = 0x14000"),
	    "6: tlv t.tag: \"0x14000\" is no tag: write 0x and up to four "
	    "hexadecimal digits, as 0x1400");
	expect_only(p, TLV("tag = 0x0000"),
	    "6: tlv t.tag: 0x0000 is out of range: it may be 0x0001 to "
	    "0xFFFF");
	expect_only(p, TLV("tag = 70000"),
	    "6: tlv t.tag: 70000 is out of range: it may be 1 to 65535");
	expect_only(p, TLV("tag = 0x0424"),
	    "6: tlv t.tag: 0x0424 is not for you to give: it is the text");
	expect_only(p, TLV("tag = 0x4000"),
	    "6: warning: tlv t.tag: SMPP keeps 0x4000 for itself: the "
	    "carriers' own tags are 0x1400 to 0x3FFF");
	expect_only(p, TLV("tag = 0x1400\n} tlv u {\ntag = 5120 smsc = acme"),
	    "8: tlv u.tag: smsc \"acme\" gets 0x1400 from tlv \"t\" already");
	expect_only(p, TLV("value = x"),
	    "5: tlv t.tag: missing: it has no default");
}

static void a_tlvs_value_fits_its_type_and_length(void **state)
{
	struct place *p = *state;

	expect_only(p, TLV("tag = 0x1400 type = integer length = 3"),
	    "6: tlv t.length: an integer has 1, 2, 4 or 8 bytes");
	expect_only(p,
	    TLV("tag = 0x1400 type = integer length = 1 value = 256"),
	    "6: tlv t.value: \"256\" is no integer of 1 bytes: write digits, "
	    "or 0x and hexadecimal ones");
	expect_only(p, TLV("tag = 0x1400 length = 3 value = abcd"),
	    "6: tlv t.value: it has 4 bytes: length allows 3");
	expect_only(p, TLV("tag = 0x1400 type = octets value = abc"),
	    "6: tlv t.value: \"abc\" are no 255 bytes at most: write two "
	    "hexadecimal digits for each");
	expect_only(p, TLV("tag = 0x1400\nper_message = no"),
	    "5: warning: tlv t.value: it is never sent: give a value, or "
	    "per_message = yes");
	expect_only(p, TLV("tag = 0x1400\nsmsc = acne"),
	    "7: tlv t.smsc: there is no smsc \"acne\"; did you mean "
	    "\"acme\"?");
}

#define WITH_ROUTE(x) SMSC "}\n" HTTP ACCOUNT "route r { smsc = acme\n" x " }"

static void conditions_of_a_route_are_kept_as_they_are_written(void **state)
{
	const struct conf_route *t;
	struct conf *c = place_load_good(*state,
	    SMSC "}\nsmsc beta { host = h system_id = i }\n" HTTP ACCOUNT
		 "route r { smsc = { acme, beta } weights = { 1, 1 } order = "
		 "weighted failover = { rejected, expired } on_doubt = hold "
		 "prefix = { 1212, 44 } regex = \"^(1|44)\" country = US "
		 "from = { \"+1212*\", 72975, ACME } from_kind = { long, "
		 "toll_free } account = a tag = x class = otp hours = "
		 "\"Mon-Fri 08:00-20:00\" zone = \"+02:00\" }");

	t = &c->route[0];
	assert_int_equal(t->weights.n, 2);
	assert_string_equal(t->weights.v[1], "1");
	assert_int_equal(t->order, CONF_WEIGHTED);
	assert_string_equal(t->failover.v[1], "expired");
	assert_int_equal(t->on_doubt, CONF_DOUBT_HOLD);
	assert_string_equal(t->prefix.v[0], "1212");
	assert_string_equal(t->regex, "^(1|44)");
	assert_string_equal(t->from.v[0], "+1212*");
	assert_string_equal(t->class.v[0], "otp");
	assert_string_equal(t->zone, "+02:00");
	conf_free(c);
}

static void conditions_that_cannot_hold_are_refused(void **state)
{
	struct place *p = *state;

	expect_only(p, WITH_ROUTE("prefix = \"+1212\""),
	    "5: route r.prefix: \"+1212\" is no prefix: write the first digits "
	    "of a number with its country code and without plus, as \"1212\"");
	expect_only(p, WITH_ROUTE("regex = \"(1\""),
	    "5: route r.regex: \"(1\" is no regular expression: Unmatched ( or "
	    "\\(");
	expect_only(p, WITH_ROUTE("regex = \"((1{99}){99}){99}\""),
	    "5: route r.regex: its repetitions multiply to more than 1000: a "
	    "number has 15 digits");
	expect_only(p, WITH_ROUTE("from = \"+12*12\""),
	    "5: route r.from: \"+12*12\" is no beginning of senders: write "
	    "\"+1212*\", with one star, at its end");
	expect_only(p, WITH_ROUTE("from_kind = shortcode"),
	    "5: route r.from_kind: \"shortcode\" is not one of: long, short, "
	    "alphanumeric, toll_free");
	expect_only(p, WITH_ROUTE("class = { otp, marketing }"),
	    "5: route r.class: \"marketing\" is not one of: promotional, "
	    "transactional, otp");
	expect_only(p, WITH_ROUTE("order = random"),
	    "5: route r.order: \"random\" is not one of: priority, spill, "
	    "weighted, least_loaded");
	expect_only(p, WITH_ROUTE("hours = \"8-20\""),
	    "5: route r.hours: \"8-20\" is not understood: write \"Mon-Fri "
	    "08:00-20:00\", \"Sat,Sun 10:00-16:00\" or \"22:00-06:00\"");
	expect_only(p, WITH_ROUTE("hours = \"08:00-20:00\" zone = \"2h\""),
	    "5: route r.zone: \"2h\" is no time zone: write "
	    "\"America/New_York\", UTC or \"+02:00\"");
	expect_only(p, WITH_ROUTE("account = b"),
	    "5: route r.account: there is no account \"b\"");
}

static void how_a_route_shares_is_checked(void **state)
{
	struct place *p = *state;

	expect_only(p, WITH_ROUTE("order = weighted weights = { 1, 2 }"),
	    "5: route r.weights: 2 weights for 1 smscs: give one for each");
	expect_only(p, WITH_ROUTE("weights = 2"),
	    "5: warning: route r.weights: they have no effect without order = "
	    "weighted");
	expect_only(p, WITH_ROUTE("order = weighted weights = 256"),
	    "5: route r.weights: \"256\" is no weight: it may be 1 to 255");
	expect_only(p, WITH_ROUTE("failover = rejected"),
	    "5: warning: route r.failover: it has no effect with one smsc");
	expect_only(p, WITH_ROUTE("failover = { down }"),
	    "5: route r.failover: \"down\" is not one of: rejected, expired");
	expect_only(p, WITH_ROUTE("carrier = x"),
	    "5: warning: route r.carrier: no carrier is ever known: give "
	    "lookup.carriers");
	expect_only(p, WITH_ROUTE("zone = \"+02:00\""),
	    "5: warning: route r.zone: it has no effect without hours");
	expect_only(p, WITH_ROUTE("}\nroute s { smsc = acme country = US"),
	    "6: warning: route s: it is never taken: route \"r\" before it "
	    "takes every message");
	conf_free(place_load_good(p,
	    WITH_ROUTE("}\nroute s { smsc = acme prefix = 1")));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, place_make, place_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(every_word_of_an_smsc_has_its_value),
		CASE(keys_of_texts_have_their_values),
		CASE(keys_of_texts_that_contradict_each_other_are_named),
		CASE(values_of_the_link_are_checked),
		CASE(keys_of_a_bind_that_contradict_each_other_are_refused),
		CASE(what_has_no_effect_or_looks_wrong_gets_a_warning),
		CASE(tls_wants_a_certificate_and_its_key),
		CASE(a_key_that_others_may_use_gets_a_warning),
		CASE(an_smsc_that_calls_needs_no_host),
		CASE(two_accounts_with_one_token_get_a_warning),
		CASE(a_tlv_has_a_tag_a_type_and_a_length),
		CASE(a_tag_that_cannot_be_given_is_refused),
		CASE(a_tlvs_value_fits_its_type_and_length),
		CASE(conditions_of_a_route_are_kept_as_they_are_written),
		CASE(conditions_that_cannot_hold_are_refused),
		CASE(how_a_route_shares_is_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
