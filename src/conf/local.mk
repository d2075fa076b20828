noinst_LIBRARIES += libconf.a
libconf_a_SOURCES = %D%/conf.def %D%/smsc.def %D%/route.def \
	%D%/type.def %D%/word.def %D%/conf.h %D%/smsc.h %D%/conf.c \
	%D%/hours.h %D%/hours.c %D%/quiet.h %D%/quiet.c \
	%D%/report.h %D%/report.c %D%/table.h %D%/table.c \
	%D%/files.h %D%/files.c %D%/lex.h %D%/lex.c %D%/scan.h %D%/scan.c %D%/place.c \
	%D%/value.h %D%/value.c %D%/value_number.c %D%/value_word.c \
	%D%/value_text.c %D%/value_list.c \
	%D%/profile.h %D%/profile.c %D%/read.h %D%/read.c \
	%D%/check.h %D%/check.c %D%/check_account.c %D%/check_smsc.c %D%/check_text.c %D%/receipts.c %D%/check_route.c \
	%D%/changes.h %D%/diff.c %D%/manual.c

# contrib/generated names what it prints.
noinst_PROGRAMS += src/conf/gendoc
src_conf_gendoc_LDADD = libconf.a libmodel.a libtext.a libsmpp.a libbase.a $(CONFUSE_LIBS)

conf_tests = libconf.a libmodel.a libtext.a libsmpp.a libbase.a \
	$(CONFUSE_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/conf/test_account tests/conf/test_check \
	tests/conf/test_conf tests/conf/test_diff tests/conf/test_hours \
	tests/conf/test_mistakes tests/conf/test_profile
tests_conf_test_account_SOURCES = tests/conf/test_account.c tests/conf/place.h
tests_conf_test_account_LDADD = $(conf_tests)
tests_conf_test_check_SOURCES = tests/conf/test_check.c tests/conf/place.h
tests_conf_test_check_LDADD = $(conf_tests)
tests_conf_test_conf_SOURCES = tests/conf/test_conf.c tests/conf/place.h
tests_conf_test_conf_LDADD = $(conf_tests)
tests_conf_test_diff_SOURCES = tests/conf/test_diff.c tests/conf/place.h
tests_conf_test_diff_LDADD = $(conf_tests)
tests_conf_test_hours_LDADD = $(conf_tests)
tests_conf_test_mistakes_SOURCES = tests/conf/test_mistakes.c tests/conf/place.h
tests_conf_test_mistakes_LDADD = $(conf_tests)
tests_conf_test_profile_SOURCES = tests/conf/test_profile.c tests/conf/place.h
tests_conf_test_profile_LDADD = $(conf_tests)
