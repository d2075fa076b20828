noinst_LIBRARIES += libmodel.a
libmodel_a_SOURCES = %D%/status.h %D%/status.c %D%/status.def \
	%D%/substate.def %D%/flag.def \
	%D%/reason.h %D%/reason.c %D%/reason.def %D%/detail.def \
	%D%/twilio.h %D%/twilio.c %D%/number.h %D%/number.c \
	%D%/receipt.h %D%/receipt.c %D%/stat.def \
	%D%/receipt_text.h %D%/receipt_text.c \
	%D%/errmap.h %D%/errmap.c %D%/errmap_file.h %D%/errmap_file.c \
	%D%/match.h %D%/match.c \
	%D%/country.h %D%/country.c %D%/country.def

check_PROGRAMS += tests/model/test_status tests/model/test_reason \
	tests/model/test_twilio tests/model/test_number \
	tests/model/test_receipt tests/model/test_errmap \
	tests/model/test_match tests/model/test_country
tests_model_test_status_LDADD = libmodel.a libbase.a $(CMOCKA_LIBS)
tests_model_test_reason_LDADD = libmodel.a libbase.a $(CMOCKA_LIBS)
tests_model_test_twilio_LDADD = libmodel.a libbase.a $(CMOCKA_LIBS)
tests_model_test_number_LDADD = libmodel.a libtext.a libbase.a $(CMOCKA_LIBS)
tests_model_test_receipt_LDADD = libmodel.a libtext.a libbase.a $(CMOCKA_LIBS)
tests_model_test_errmap_LDADD = libmodel.a libtext.a libbase.a $(CMOCKA_LIBS)
tests_model_test_match_LDADD = libmodel.a libbase.a $(CMOCKA_LIBS)
tests_model_test_country_LDADD = libmodel.a libbase.a $(CMOCKA_LIBS)
