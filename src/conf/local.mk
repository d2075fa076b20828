noinst_LIBRARIES += libconf.a
libconf_a_SOURCES = %D%/conf.def %D%/conf.h %D%/conf.c \
	%D%/report.h %D%/report.c %D%/table.h %D%/table.c \
	%D%/files.h %D%/files.c %D%/lex.h %D%/lex.c %D%/scan.h %D%/scan.c \
	%D%/value.h %D%/value.c %D%/value_text.c \
	%D%/read.h %D%/read.c %D%/check.c %D%/diff.c %D%/manual.c

# contrib/generated names what it prints.
noinst_PROGRAMS += src/conf/gendoc
src_conf_gendoc_LDADD = libconf.a libbase.a $(CONFUSE_LIBS)

check_PROGRAMS += tests/conf/test_conf tests/conf/test_mistakes
tests_conf_test_conf_SOURCES = tests/conf/test_conf.c tests/conf/place.h
tests_conf_test_conf_LDADD = libconf.a libbase.a $(CONFUSE_LIBS) \
	$(CMOCKA_LIBS)
tests_conf_test_mistakes_SOURCES = tests/conf/test_mistakes.c \
	tests/conf/place.h
tests_conf_test_mistakes_LDADD = libconf.a libbase.a $(CONFUSE_LIBS) \
	$(CMOCKA_LIBS)
