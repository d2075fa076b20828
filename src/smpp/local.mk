noinst_LIBRARIES += libsmpp.a
libsmpp_a_SOURCES = %D%/table.c %D%/table.h %D%/pdu.def %D%/read.c \
	%D%/write.c %D%/dump.c %D%/tlv.c %D%/tlv.def %D%/status.c \
	%D%/status.def %D%/frame.c %D%/date.c

check_PROGRAMS += tests/smpp/test_date tests/smpp/test_dump \
	tests/smpp/test_frame tests/smpp/test_read tests/smpp/test_samples \
	tests/smpp/test_table tests/smpp/test_write
EXTRA_DIST += tests/data/smpp_pdus.txt
tests_smpp_test_date_LDADD = libsmpp.a libbase.a $(CMOCKA_LIBS)
tests_smpp_test_dump_LDADD = libsmpp.a libbase.a $(CMOCKA_LIBS)
tests_smpp_test_frame_LDADD = libsmpp.a libbase.a $(CMOCKA_LIBS)
tests_smpp_test_read_LDADD = libsmpp.a libbase.a $(CMOCKA_LIBS)
tests_smpp_test_samples_LDADD = libsmpp.a libbase.a $(CMOCKA_LIBS)
tests_smpp_test_table_LDADD = libsmpp.a libbase.a $(CMOCKA_LIBS)
tests_smpp_test_write_LDADD = libsmpp.a libbase.a $(CMOCKA_LIBS)
