noinst_LIBRARIES += libmodel.a
libmodel_a_SOURCES = %D%/status.h %D%/status.c %D%/status.def \
	%D%/substate.def %D%/flag.def \
	%D%/reason.h %D%/reason.c %D%/reason.def %D%/reason_twilio.def \
	%D%/detail.def \
	%D%/twilio.h %D%/twilio.c %D%/number.h %D%/number.c \
	%D%/receipt.h %D%/receipt.c %D%/stat.def \
	%D%/receipt_text.h %D%/receipt_text.c %D%/receipt_key.def \
	%D%/receipt_octets.h %D%/receipt_octets.c %D%/receipt_date.c \
	%D%/receipt_words.h %D%/receipt_words.c \
	%D%/receipt_network.h %D%/receipt_network.c \
	%D%/receipt_rules.h %D%/receipt_rules.c \
	%D%/msgid.h %D%/msgid.c %D%/unmapped.h %D%/unmapped.c \
	%D%/errmap.h %D%/errmap.c %D%/submit.def %D%/errmap_file.h %D%/errmap_file.c \
	%D%/match.h %D%/match.c \
	%D%/numbers.h %D%/numbers.c %D%/numbers.def \
	%D%/country.h %D%/country.c \
	%D%/campaign.h %D%/campaign.c %D%/campaign.def %D%/preflight.def

check_PROGRAMS += tests/model/test_status tests/model/test_reason \
	tests/model/test_twilio tests/model/test_number \
	tests/model/test_receipt tests/model/test_receipt_network \
	tests/model/test_errmap \
	tests/model/test_match tests/model/test_msgid \
	tests/model/test_receipt_rules tests/model/test_unmapped \
	tests/model/test_country tests/model/test_campaign \
	tests/model/test_numbers
tests_model_test_status_LDADD = libmodel.a libbase.a $(CMOCKA_LIBS)
tests_model_test_reason_LDADD = libmodel.a libbase.a $(CMOCKA_LIBS)
tests_model_test_twilio_LDADD = libmodel.a libbase.a $(CMOCKA_LIBS)
tests_model_test_number_LDADD = libmodel.a libtext.a libbase.a $(CMOCKA_LIBS)
tests_model_test_receipt_LDADD = libmodel.a libtext.a libbase.a $(CMOCKA_LIBS)
tests_model_test_receipt_network_LDADD = libmodel.a libtext.a libbase.a \
	$(CMOCKA_LIBS)
tests_model_test_errmap_LDADD = libmodel.a libtext.a libbase.a $(CMOCKA_LIBS)
tests_model_test_msgid_LDADD = libmodel.a libbase.a $(CMOCKA_LIBS)
tests_model_test_receipt_rules_LDADD = libmodel.a libtext.a libbase.a \
	$(CMOCKA_LIBS)
tests_model_test_unmapped_LDADD = libmodel.a libtext.a libbase.a \
	$(CMOCKA_LIBS)
tests_model_test_match_LDADD = libmodel.a libbase.a $(CMOCKA_LIBS)
tests_model_test_campaign_LDADD = libmodel.a libbase.a $(CMOCKA_LIBS)
tests_model_test_country_LDADD = libmodel.a libbase.a $(CMOCKA_LIBS)
tests_model_test_numbers_LDADD = libmodel.a libbase.a $(CMOCKA_LIBS)
