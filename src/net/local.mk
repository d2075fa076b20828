noinst_LIBRARIES += libnet.a
libnet_a_SOURCES = %D%/loop.h %D%/loop_impl.h %D%/loop.c \
	%D%/timer.h %D%/timer.c \
	%D%/resolve.h %D%/resolve.c %D%/avoid.h %D%/avoid.c \
	%D%/stream.h %D%/stream_impl.h %D%/stream.c %D%/memory.c \
	%D%/socket.h %D%/socket.c %D%/dial.c %D%/listen.c \
	%D%/tls.h %D%/tls_impl.h %D%/tls.c %D%/tls_stream.c %D%/tls_peer.c \
	%D%/tls_why.c %D%/refusal.def %D%/failure.def

net_needs = libnet.a libbase.a $(LIBEVENT_LIBS) $(OPENSSL_LIBS) $(CMOCKA_LIBS)
net_meet = tests/net/ends.h tests/net/certs.h tests/net/meet.h

check_PROGRAMS += tests/net/test_loop tests/net/test_leap \
	tests/net/test_stream \
	tests/net/test_avoid tests/net/test_dial tests/net/test_tls \
	tests/net/test_tls_stream tests/net/test_tls_foul \
	tests/net/test_tls_openssl
tests_net_test_loop_LDADD = $(net_needs)
tests_net_test_leap_LDADD = $(net_needs)
tests_net_test_stream_SOURCES = tests/net/test_stream.c tests/net/ends.h
tests_net_test_stream_LDADD = $(net_needs)
tests_net_test_avoid_LDADD = $(net_needs)
tests_net_test_dial_SOURCES = tests/net/test_dial.c $(net_meet)
tests_net_test_dial_LDADD = $(net_needs)
tests_net_test_tls_SOURCES = tests/net/test_tls.c $(net_meet)
tests_net_test_tls_LDADD = $(net_needs)
tests_net_test_tls_stream_SOURCES = tests/net/test_tls_stream.c $(net_meet)
tests_net_test_tls_stream_LDADD = $(net_needs)
tests_net_test_tls_foul_SOURCES = tests/net/test_tls_foul.c tests/net/raw.h \
	$(net_meet)
tests_net_test_tls_foul_LDADD = $(net_needs)
tests_net_test_tls_openssl_SOURCES = tests/net/test_tls_openssl.c $(net_meet)
tests_net_test_tls_openssl_LDADD = $(net_needs)
