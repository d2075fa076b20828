noinst_LIBRARIES += libdaemon.a
libdaemon_a_SOURCES = %D%/daemon.h %D%/wire.c %D%/heard.c %D%/inside.h %D%/reload.c %D%/reload.h %D%/signals.c %D%/signals.h \
	%D%/notify.c %D%/notify.h %D%/testmode.c %D%/testmode.h \
	%D%/testpaths.c %D%/testpaths.h

sbin_PROGRAMS += esmed
esmed_SOURCES = %D%/main.c
esmed_LDADD = libdaemon.a libcontrol.a libapi.a libcampaign.a libflow.a libsession.a \
	libhttp.a libnet.a libledger.a libstore.a libroute.a libconf.a \
	libmodel.a libtext.a libsmpp.a libbase.a \
	$(LIBEVENT_LIBS) $(LLHTTP_LIBS) $(YYJSON_LIBS) $(LMDB_LIBS) \
	$(CONFUSE_LIBS) $(CURL_LIBS) $(EXPAT_LIBS) $(OPENSSL_LIBS)
