noinst_LIBRARIES += libflow.a
libflow_a_SOURCES = %D%/flow.c %D%/flow.h %D%/inside.h %D%/fault.def %D%/fault.h \
	%D%/carrier.c %D%/options.c %D%/reload.c \
	%D%/body.c %D%/body.h %D%/intake.c %D%/charge.c %D%/tariff.c %D%/tariff.h %D%/intake.h %D%/quota.c %D%/quota.h %D%/terms.c %D%/terms.h \
	%D%/dispatch.c %D%/submit.c %D%/submit.h %D%/answer.c %D%/inbound.c %D%/query.c \
	%D%/alerts.c %D%/hint.c %D%/stranded.c %D%/lag.c %D%/lag.h %D%/week.c %D%/week.h %D%/learn.c %D%/words.c %D%/words.h %D%/whose.c %D%/whose.h %D%/address.c %D%/address.h \
	%D%/way.c %D%/way.h %D%/extra.c %D%/choose.c %D%/choose.h %D%/special.c %D%/tlv.c %D%/tlv.h %D%/tlv.def \
	%D%/inbound_text.c %D%/mo.c %D%/mo.h %D%/mo_text.c %D%/mo_text.h \
	%D%/keyword.c %D%/keyword.h %D%/keyword.def \
	%D%/twiml.c %D%/twiml.h %D%/reply.c %D%/reply.h %D%/brake.c %D%/brake.h \
	%D%/letter.h %D%/webhook.c %D%/webhook.h %D%/lane.c %D%/lane.h %D%/lane_call.c \
	%D%/host.c %D%/host.h %D%/owner.c %D%/owner.h

flow_tests = libflow.a libsession.a libhttp.a libnet.a libledger.a \
	libstore.a libroute.a libconf.a libmodel.a libtext.a libsmpp.a \
	libbase.a $(YYJSON_LIBS) $(LLHTTP_LIBS) $(LMDB_LIBS) $(CONFUSE_LIBS) \
	$(CURL_LIBS) $(EXPAT_LIBS) $(OPENSSL_LIBS) $(LIBEVENT_LIBS) \
	$(CMOCKA_LIBS)
check_PROGRAMS += tests/flow/test_quota tests/flow/test_tariff \
	tests/flow/test_quiet \
	tests/flow/test_query tests/flow/test_body tests/flow/test_flow \
	tests/flow/test_wire tests/flow/test_address tests/flow/test_tlv \
	tests/flow/test_submit tests/flow/test_inbound tests/flow/test_texts \
	tests/flow/test_hint tests/flow/test_mo tests/flow/test_mo_charset \
	tests/flow/test_whose tests/flow/test_keyword \
	tests/flow/test_twiml tests/flow/test_webhook \
	tests/flow/test_webhook_fails tests/flow/test_webhook_strangers \
	tests/flow/test_host tests/flow/test_brake tests/flow/test_learn
tests_flow_test_learn_SOURCES = tests/flow/test_learn.c tests/flow/rig.h \
	tests/flow/rig_heard.h
tests_flow_test_learn_LDADD = $(flow_tests)
tests_flow_test_brake_LDADD = $(flow_tests)
tests_flow_test_host_LDADD = $(flow_tests)
tests_flow_test_webhook_strangers_SOURCES = \
	tests/flow/test_webhook_strangers.c tests/flow/hooks.h \
	tests/flow/rig.h tests/flow/rig_heard.h tests/http/sink.h
tests_flow_test_webhook_strangers_LDADD = $(flow_tests)
tests_flow_test_body_LDADD = $(flow_tests)
tests_flow_test_address_LDADD = $(flow_tests)
tests_flow_test_tlv_LDADD = $(flow_tests)
tests_flow_test_submit_LDADD = $(flow_tests)
tests_flow_test_texts_SOURCES = tests/flow/test_texts.c tests/flow/rig.h \
	tests/flow/rig_heard.h
tests_flow_test_texts_LDADD = $(flow_tests)
tests_flow_test_quota_SOURCES = tests/flow/test_quota.c tests/flow/rig.h
tests_flow_test_tariff_SOURCES = tests/flow/test_tariff.c tests/flow/rig.h
tests_flow_test_tariff_LDADD = $(flow_tests)
tests_flow_test_quota_LDADD = $(flow_tests)
tests_flow_test_quiet_SOURCES = tests/flow/test_quiet.c tests/flow/rig.h
tests_flow_test_quiet_LDADD = $(flow_tests)
tests_flow_test_query_SOURCES = tests/flow/test_query.c tests/flow/rig.h
tests_flow_test_query_LDADD = $(flow_tests)
tests_flow_test_flow_SOURCES = tests/flow/test_flow.c tests/flow/rig.h
tests_flow_test_flow_LDADD = $(flow_tests)
tests_flow_test_wire_SOURCES = tests/flow/test_wire.c tests/flow/rig.h
tests_flow_test_wire_LDADD = $(flow_tests)
tests_flow_test_inbound_SOURCES = tests/flow/test_inbound.c tests/flow/rig.h
tests_flow_test_inbound_LDADD = $(flow_tests)
tests_flow_test_hint_SOURCES = tests/flow/test_hint.c tests/flow/rig.h
tests_flow_test_hint_LDADD = $(flow_tests)
tests_flow_test_mo_SOURCES = tests/flow/test_mo.c tests/flow/handset.h
tests_flow_test_mo_LDADD = $(flow_tests)
tests_flow_test_mo_charset_SOURCES = tests/flow/test_mo_charset.c \
	tests/flow/handset.h
tests_flow_test_mo_charset_LDADD = $(flow_tests)
tests_flow_test_whose_LDADD = $(flow_tests)
tests_flow_test_keyword_LDADD = $(flow_tests)
tests_flow_test_twiml_LDADD = libflow.a libhttp.a libtext.a libbase.a \
	$(YYJSON_LIBS) $(EXPAT_LIBS) $(CMOCKA_LIBS)
tests_flow_test_webhook_SOURCES = tests/flow/test_webhook.c \
	tests/flow/hooks.h tests/flow/rig.h tests/flow/rig_heard.h \
	tests/http/sink.h
tests_flow_test_webhook_LDADD = $(flow_tests)
tests_flow_test_webhook_fails_SOURCES = tests/flow/test_webhook_fails.c \
	tests/flow/hooks.h tests/flow/rig.h tests/flow/rig_heard.h \
	tests/http/sink.h
tests_flow_test_webhook_fails_LDADD = $(flow_tests)
