# The targets of contrib/fuzz. With FUZZ_LDFLAGS libFuzzer brings a main, else
# that of libreplay.a is taken.
check_LIBRARIES = libreplay.a
libreplay_a_SOURCES = %D%/replay.c %D%/fuzz.h

fuzz_programs = %D%/fuzz_pdu \
	%D%/fuzz_tlv \
	%D%/fuzz_text \
	%D%/fuzz_receipt \
	%D%/fuzz_rules \
	%D%/fuzz_errmap \
	%D%/fuzz_json \
	%D%/fuzz_form \
	%D%/fuzz_conf \
	%D%/fuzz_http \
	%D%/fuzz_entry \
	%D%/fuzz_record \
	%D%/fuzz_session \
	%D%/fuzz_rule \
	%D%/fuzz_control

%C%_fuzz_pdu_SOURCES = %D%/fuzz_pdu.c %D%/fuzz.h
%C%_fuzz_pdu_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_fuzz_pdu_LDADD = libreplay.a libsmpp.a libbase.a
%C%_fuzz_tlv_SOURCES = %D%/fuzz_tlv.c %D%/fuzz.h
%C%_fuzz_tlv_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_fuzz_tlv_LDADD = libreplay.a libsmpp.a libbase.a
%C%_fuzz_text_SOURCES = %D%/fuzz_text.c %D%/fuzz.h
%C%_fuzz_text_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_fuzz_text_LDADD = libreplay.a libtext.a libsmpp.a libbase.a
%C%_fuzz_receipt_SOURCES = %D%/fuzz_receipt.c %D%/fuzz.h
%C%_fuzz_receipt_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_fuzz_receipt_LDADD = libreplay.a libmodel.a libtext.a libsmpp.a libbase.a
%C%_fuzz_rules_SOURCES = %D%/fuzz_rules.c %D%/fuzz.h
%C%_fuzz_rules_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_fuzz_rules_LDADD = libreplay.a libmodel.a libtext.a libsmpp.a libbase.a
%C%_fuzz_errmap_SOURCES = %D%/fuzz_errmap.c %D%/fuzz.h
%C%_fuzz_errmap_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_fuzz_errmap_LDADD = libreplay.a libmodel.a libtext.a libsmpp.a libbase.a
%C%_fuzz_json_SOURCES = %D%/fuzz_json.c %D%/fuzz.h
%C%_fuzz_json_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_fuzz_json_LDADD = libreplay.a libhttp.a libnet.a libtext.a libsmpp.a \
	libbase.a $(LLHTTP_LIBS) $(YYJSON_LIBS) $(LIBEVENT_LIBS) \
	$(OPENSSL_LIBS)
%C%_fuzz_form_SOURCES = %D%/fuzz_form.c %D%/fuzz.h
%C%_fuzz_form_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_fuzz_form_LDADD = libreplay.a libhttp.a libnet.a libtext.a libsmpp.a \
	libbase.a $(LLHTTP_LIBS) $(YYJSON_LIBS) $(LIBEVENT_LIBS) \
	$(OPENSSL_LIBS)
%C%_fuzz_conf_SOURCES = %D%/fuzz_conf.c %D%/fuzz.h
%C%_fuzz_conf_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_fuzz_conf_LDADD = libreplay.a libconf.a libmodel.a libtext.a libsmpp.a libbase.a \
	$(CONFUSE_LIBS)
%C%_fuzz_http_SOURCES = %D%/fuzz_http.c %D%/fuzz.h %D%/wire.h
%C%_fuzz_http_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_fuzz_http_LDADD = libreplay.a libhttp.a libnet.a libtext.a libsmpp.a \
	libbase.a $(LLHTTP_LIBS) $(YYJSON_LIBS) $(LIBEVENT_LIBS) \
	$(OPENSSL_LIBS)
%C%_fuzz_entry_SOURCES = %D%/fuzz_entry.c %D%/fuzz.h
%C%_fuzz_entry_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_fuzz_entry_LDADD = libreplay.a libledger.a libstore.a libmodel.a libtext.a libsmpp.a libbase.a \
	$(LMDB_LIBS)
%C%_fuzz_record_SOURCES = %D%/fuzz_record.c %D%/fuzz.h
%C%_fuzz_record_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_fuzz_record_LDADD = libreplay.a libledger.a libstore.a libmodel.a libtext.a libsmpp.a libbase.a \
	$(LMDB_LIBS)
%C%_fuzz_session_SOURCES = %D%/fuzz_session.c %D%/fuzz.h %D%/wire.h
%C%_fuzz_session_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_fuzz_session_LDADD = libreplay.a libsession.a libnet.a libsmpp.a libbase.a \
	$(LIBEVENT_LIBS) $(OPENSSL_LIBS)
%C%_fuzz_rule_SOURCES = %D%/fuzz_rule.c %D%/fuzz.h
%C%_fuzz_rule_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_fuzz_rule_LDADD = libreplay.a $(sim_needs)
%C%_fuzz_control_SOURCES = %D%/fuzz_control.c %D%/fuzz.h %D%/wire.h
%C%_fuzz_control_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/control
%C%_fuzz_control_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
%C%_fuzz_control_LDADD = libreplay.a libcontrol.a libapi.a libcampaign.a libflow.a libsession.a \
	libhttp.a libnet.a libledger.a libstore.a libroute.a libconf.a \
	libmodel.a libtext.a libsmpp.a libbase.a $(LIBEVENT_LIBS) \
	$(LLHTTP_LIBS) $(YYJSON_LIBS) $(LMDB_LIBS) $(CONFUSE_LIBS) \
	$(CURL_LIBS) $(EXPAT_LIBS) $(OPENSSL_LIBS) $(CMOCKA_LIBS)
