noinst_LIBRARIES += libflow.a
libflow_a_SOURCES = %D%/flow.c %D%/flow.h %D%/inside.h %D%/fault.def \
	%D%/body.c %D%/body.h %D%/intake.c %D%/intake.h \
	%D%/dispatch.c %D%/inbound.c

flow_tests = libflow.a libsession.a libnet.a libledger.a libstore.a \
	libroute.a libconf.a libmodel.a libtext.a libsmpp.a libbase.a \
	$(LIBEVENT_LIBS) $(LMDB_LIBS) $(CONFUSE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/flow/test_body tests/flow/test_flow
tests_flow_test_body_LDADD = $(flow_tests)
tests_flow_test_flow_SOURCES = tests/flow/test_flow.c tests/flow/rig.h
tests_flow_test_flow_LDADD = $(flow_tests)
