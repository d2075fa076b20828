noinst_LIBRARIES += libflow.a
libflow_a_SOURCES = %D%/flow.c %D%/flow.h %D%/inside.h %D%/fault.def \
	%D%/carrier.c %D%/options.c %D%/reload.c \
	%D%/body.c %D%/body.h %D%/intake.c %D%/intake.h \
	%D%/dispatch.c %D%/submit.c %D%/submit.h %D%/answer.c %D%/inbound.c %D%/query.c \
	%D%/alerts.c %D%/hint.c %D%/lag.c %D%/lag.h %D%/words.c %D%/words.h %D%/address.c %D%/address.h \
	%D%/way.c %D%/way.h %D%/choose.c %D%/choose.h %D%/special.c %D%/tlv.c %D%/tlv.h %D%/tlv.def

flow_tests = libflow.a libsession.a libnet.a libledger.a libstore.a \
	libroute.a libconf.a libmodel.a libtext.a libsmpp.a libbase.a \
	$(LMDB_LIBS) $(CONFUSE_LIBS) $(OPENSSL_LIBS) $(LIBEVENT_LIBS) \
	$(CMOCKA_LIBS)
check_PROGRAMS += tests/flow/test_query tests/flow/test_body tests/flow/test_flow \
	tests/flow/test_wire tests/flow/test_address tests/flow/test_tlv \
	tests/flow/test_submit tests/flow/test_inbound tests/flow/test_texts \
	tests/flow/test_hint
tests_flow_test_body_LDADD = $(flow_tests)
tests_flow_test_address_LDADD = $(flow_tests)
tests_flow_test_tlv_LDADD = $(flow_tests)
tests_flow_test_submit_LDADD = $(flow_tests)
tests_flow_test_texts_SOURCES = tests/flow/test_texts.c tests/flow/rig.h
tests_flow_test_texts_LDADD = $(flow_tests)
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
