noinst_LIBRARIES += libtext.a
libtext_a_SOURCES = %D%/alphabet.c %D%/plan.c \
	%D%/smart.c %D%/utf8.h %D%/utf8.c %D%/gsm7.h %D%/gsm7.c \
	%D%/gsm7.def %D%/look.def

check_PROGRAMS += tests/text/test_alphabet tests/text/test_plan \
	tests/text/test_smart
tests_text_test_alphabet_LDADD = libtext.a libbase.a $(CMOCKA_LIBS)
tests_text_test_plan_LDADD = libtext.a libbase.a $(CMOCKA_LIBS)
tests_text_test_smart_LDADD = libtext.a libbase.a $(CMOCKA_LIBS)
