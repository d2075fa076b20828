noinst_LIBRARIES += libnet.a
libnet_a_SOURCES = %D%/loop.h %D%/loop_impl.h %D%/loop.c \
	%D%/timer.h %D%/timer.c \
	%D%/resolve.h %D%/resolve.c \
	%D%/stream.h %D%/stream_impl.h %D%/stream.c %D%/memory.c \
	%D%/socket.h %D%/socket.c %D%/dial.c %D%/listen.c

check_PROGRAMS += tests/net/test_loop tests/net/test_stream
tests_net_test_loop_LDADD = libnet.a libbase.a \
	$(LIBEVENT_LIBS) $(CMOCKA_LIBS)
tests_net_test_stream_LDADD = libnet.a libbase.a \
	$(LIBEVENT_LIBS) $(CMOCKA_LIBS)
