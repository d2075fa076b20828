noinst_LIBRARIES += libsession.a
libsession_a_SOURCES = %D%/session.h %D%/session_impl.h %D%/session.def \
	%D%/session.c %D%/receive.c %D%/send.c %D%/view.c \
	%D%/token.h %D%/window.h %D%/window.c %D%/late.h %D%/late.c \
	%D%/permits.h %D%/permits.c \
	%D%/smsc.h %D%/smsc_impl.h %D%/smsc.c %D%/binds.c

check_PROGRAMS += tests/session/test_window \
	tests/session/test_permits \
	tests/session/test_framing \
	tests/session/test_answers \
	tests/session/test_binding \
	tests/session/test_server \
	tests/session/test_slots \
	tests/session/test_smsc
tests_session_test_window_LDADD = libsession.a libnet.a libsmpp.a libbase.a \
	$(LIBEVENT_LIBS) $(CMOCKA_LIBS)
tests_session_test_permits_LDADD = libsession.a libnet.a libsmpp.a libbase.a \
	$(LIBEVENT_LIBS) $(CMOCKA_LIBS)
tests_session_test_framing_SOURCES = tests/session/test_framing.c \
	tests/session/rig.h tests/session/talk.h
tests_session_test_framing_LDADD = libsession.a libnet.a libsmpp.a libbase.a \
	$(LIBEVENT_LIBS) $(CMOCKA_LIBS)
tests_session_test_answers_SOURCES = tests/session/test_answers.c \
	tests/session/rig.h tests/session/talk.h
tests_session_test_answers_LDADD = libsession.a libnet.a libsmpp.a libbase.a \
	$(LIBEVENT_LIBS) $(CMOCKA_LIBS)
tests_session_test_binding_SOURCES = tests/session/test_binding.c \
	tests/session/rig.h tests/session/talk.h
tests_session_test_binding_LDADD = libsession.a libnet.a libsmpp.a libbase.a \
	$(LIBEVENT_LIBS) $(CMOCKA_LIBS)
tests_session_test_server_SOURCES = tests/session/test_server.c \
	tests/session/rig.h tests/session/talk.h
tests_session_test_server_LDADD = libsession.a libnet.a libsmpp.a libbase.a \
	$(LIBEVENT_LIBS) $(CMOCKA_LIBS)
tests_session_test_slots_SOURCES = tests/session/test_slots.c \
	tests/session/centre.h tests/session/peers.h
tests_session_test_slots_LDADD = libsession.a libnet.a libsmpp.a libbase.a \
	$(LIBEVENT_LIBS) $(CMOCKA_LIBS)
tests_session_test_smsc_SOURCES = tests/session/test_smsc.c \
	tests/session/centre.h tests/session/peers.h
tests_session_test_smsc_LDADD = libsession.a libnet.a libsmpp.a libbase.a \
	$(LIBEVENT_LIBS) $(CMOCKA_LIBS)
