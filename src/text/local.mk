noinst_LIBRARIES += libtext.a
libtext_a_SOURCES = %D%/alphabet.c %D%/alphabet.h \
	%D%/charset.c %D%/charset.h %D%/charset.def \
	%D%/gsm7.c %D%/gsm7.h %D%/gsm7.def \
	%D%/national.c %D%/national.h %D%/national.def %D%/language.def \
	%D%/septets.c %D%/septets.h %D%/utf8.c %D%/utf8.h \
	%D%/cluster.c %D%/cluster.h %D%/cluster.def \
	%D%/measure.c %D%/measure.h %D%/plan.c %D%/choice.c %D%/part.c \
	%D%/udh.c %D%/read.c %D%/look.c %D%/look.h %D%/look.def \
	%D%/compose.def %D%/smart.c %D%/explain.c \
	%D%/reference.c %D%/reference.h %D%/csv.c %D%/csv.h

check_PROGRAMS += tests/text/test_alphabet tests/text/test_plan \
	tests/text/test_charset tests/text/test_charset_missing \
	tests/text/test_smart tests/text/test_national tests/text/test_rules \
	tests/text/test_cluster tests/text/test_udh tests/text/test_random \
	tests/text/test_reference tests/text/test_csv
tests_text_test_alphabet_LDADD = libtext.a libbase.a $(CMOCKA_LIBS)
tests_text_test_charset_LDADD = libtext.a libbase.a $(CMOCKA_LIBS)
tests_text_test_charset_missing_LDADD = libtext.a libbase.a $(CMOCKA_LIBS)
tests_text_test_plan_LDADD = libtext.a libbase.a $(CMOCKA_LIBS)
tests_text_test_smart_LDADD = libtext.a libbase.a $(CMOCKA_LIBS)
tests_text_test_national_LDADD = libtext.a libbase.a $(CMOCKA_LIBS)
tests_text_test_rules_LDADD = libtext.a libbase.a $(CMOCKA_LIBS)
tests_text_test_cluster_LDADD = libtext.a libbase.a $(CMOCKA_LIBS)
tests_text_test_udh_LDADD = libtext.a libbase.a $(CMOCKA_LIBS)
tests_text_test_random_SOURCES = tests/text/test_random.c tests/text/texts.h
tests_text_test_random_LDADD = libtext.a libbase.a $(CMOCKA_LIBS)
tests_text_test_csv_LDADD = libtext.a libbase.a $(CMOCKA_LIBS)
tests_text_test_reference_LDADD = libtext.a libbase.a $(CMOCKA_LIBS)
