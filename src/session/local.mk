noinst_LIBRARIES += libsession.a
libsession_a_SOURCES = %D%/session.h %D%/session_impl.h %D%/session.def \
	%D%/session.c %D%/receive.c %D%/send.c %D%/view.c \
	%D%/token.h %D%/window.h %D%/window.c %D%/late.h %D%/late.c \
	%D%/answered.h %D%/answered.c \
	%D%/permits.h %D%/permits.c %D%/recent.h %D%/recent.c \
	%D%/rate.h %D%/rate.c %D%/caps.h %D%/caps.c %D%/limits.c \
	%D%/session_options.h %D%/setup.c %D%/bind.c %D%/trace.c \
	%D%/smsc.h %D%/smsc_options.h %D%/smsc_status.h %D%/smsc.def \
	%D%/smsc_impl.h %D%/smsc.c %D%/binds.c %D%/life.c %D%/retry.c \
	%D%/renew.c %D%/outbind.c %D%/alarms.c %D%/smsc_view.c \
	%D%/config.h %D%/config.c %D%/secure.h %D%/secure.c \
	%D%/tally.h %D%/tally.c
session_needs = libsession.a libnet.a libsmpp.a libbase.a \
	$(LIBEVENT_LIBS) $(OPENSSL_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/session/test_window \
	tests/session/test_permits \
	tests/session/test_rate \
	tests/session/test_rate_model \
	tests/session/test_caps \
	tests/session/test_limits \
	tests/session/test_framing \
	tests/session/test_answers tests/session/test_again \
	tests/session/test_binding \
	tests/session/test_server \
	tests/session/test_version \
	tests/session/test_silence \
	tests/session/test_slots tests/session/test_aside \
	tests/session/test_smsc \
	tests/session/test_link \
	tests/session/test_update \
	tests/session/test_outbind \
	tests/session/test_watch \
	tests/session/test_secure
tests_session_test_window_LDADD = $(session_needs)
tests_session_test_permits_LDADD = $(session_needs)
tests_session_test_rate_LDADD = $(session_needs)
tests_session_test_rate_model_LDADD = $(session_needs)
tests_session_test_caps_LDADD = $(session_needs)
tests_session_test_limits_SOURCES = tests/session/test_limits.c \
	tests/session/centre.h tests/session/peers.h
tests_session_test_limits_LDADD = $(session_needs)
tests_session_test_framing_SOURCES = tests/session/test_framing.c \
	tests/session/rig.h tests/session/talk.h
tests_session_test_framing_LDADD = $(session_needs)
tests_session_test_answers_SOURCES = tests/session/test_answers.c \
	tests/session/rig.h tests/session/talk.h
tests_session_test_answers_LDADD = $(session_needs)
tests_session_test_again_SOURCES = tests/session/test_again.c \
	tests/session/rig.h tests/session/talk.h
tests_session_test_again_LDADD = $(session_needs)
tests_session_test_binding_SOURCES = tests/session/test_binding.c \
	tests/session/rig.h tests/session/talk.h
tests_session_test_binding_LDADD = $(session_needs)
tests_session_test_server_SOURCES = tests/session/test_server.c \
	tests/session/rig.h tests/session/talk.h
tests_session_test_server_LDADD = $(session_needs)
tests_session_test_aside_SOURCES = tests/session/test_aside.c \
	tests/session/centre.h tests/session/peers.h
tests_session_test_aside_LDADD = $(session_needs)
tests_session_test_slots_SOURCES = tests/session/test_slots.c \
	tests/session/centre.h tests/session/peers.h
tests_session_test_slots_LDADD = $(session_needs)
tests_session_test_smsc_SOURCES = tests/session/test_smsc.c \
	tests/session/centre.h tests/session/peers.h
tests_session_test_smsc_LDADD = $(session_needs)
tests_session_test_version_SOURCES = tests/session/test_version.c \
	tests/session/rig.h tests/session/talk.h
tests_session_test_version_LDADD = $(session_needs)
tests_session_test_silence_SOURCES = tests/session/test_silence.c \
	tests/session/rig.h tests/session/talk.h
tests_session_test_silence_LDADD = $(session_needs)
tests_session_test_link_SOURCES = tests/session/test_link.c \
	tests/session/centre.h tests/session/peers.h
tests_session_test_link_LDADD = $(session_needs)
tests_session_test_update_SOURCES = tests/session/test_update.c \
	tests/session/centre.h tests/session/peers.h
tests_session_test_update_LDADD = $(session_needs)
tests_session_test_outbind_SOURCES = tests/session/test_outbind.c \
	tests/session/centre.h tests/session/peers.h
tests_session_test_outbind_LDADD = $(session_needs)
tests_session_test_watch_SOURCES = tests/session/test_watch.c \
	tests/session/centre.h tests/session/peers.h
tests_session_test_watch_LDADD = $(session_needs)
tests_session_test_secure_SOURCES = tests/session/test_secure.c \
	tests/net/certs.h tests/session/centre.h tests/session/peers.h
tests_session_test_secure_LDADD = $(session_needs)
tests_session_test_secure_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
