noinst_LIBRARIES += libcampaign.a
libcampaign_a_SOURCES = %D%/campaign.c %D%/campaign.h %D%/inside.h \
	%D%/site.c %D%/site.h %D%/site.def %D%/site_read.c %D%/site_write.c %D%/site_put.c %D%/retime.c %D%/retime.h %D%/sites.c \
	%D%/definition.c %D%/definition.h %D%/definition_read.c %D%/definition_write.c %D%/definition_unname.c \
	%D%/span.c %D%/span.h %D%/public_id.c %D%/public_id.h \
	%D%/person.c %D%/person.h %D%/merge.c %D%/merge.h \
	%D%/policy.c %D%/policy.h %D%/policy.def %D%/fold.c %D%/fold.h %D%/fold.def %D%/local_time.c %D%/local_time.h \
	%D%/judge.c %D%/judge.h %D%/judge_wait.c %D%/fail.def \
	%D%/engine.c %D%/worker.c %D%/worker.h \
	%D%/action.c %D%/action.h %D%/refusal.def %D%/walk.c %D%/activate.c %D%/test_send.c \
	%D%/estimate.c %D%/estimate.h %D%/estimator.c %D%/estimator.h \
	%D%/notices.c %D%/notices.h %D%/load.c %D%/load.h %D%/running.c %D%/running.h %D%/numset.c %D%/numset.h \
	%D%/alerts.c %D%/missed.c %D%/tally.c

campaign_tests = libcampaign.a libflow.a libsession.a libhttp.a libnet.a \
	libledger.a libstore.a libroute.a libconf.a libmodel.a libtext.a \
	libsmpp.a libbase.a $(YYJSON_LIBS) $(LLHTTP_LIBS) $(LMDB_LIBS) \
	$(CONFUSE_LIBS) $(CURL_LIBS) $(EXPAT_LIBS) $(OPENSSL_LIBS) \
	$(LIBEVENT_LIBS) $(CMOCKA_LIBS)
campaign_rig = tests/campaign/rig.h tests/flow/rig.h tests/flow/rig_heard.h

check_PROGRAMS += tests/campaign/test_site tests/campaign/test_definition \
	tests/campaign/test_merge tests/campaign/test_policy \
	tests/campaign/test_local_time tests/campaign/test_judge \
	tests/campaign/test_engine tests/campaign/test_pages \
	tests/campaign/test_tally tests/campaign/test_limits \
	tests/campaign/test_estimate
tests_campaign_test_site_LDADD = $(campaign_tests)
tests_campaign_test_definition_LDADD = $(campaign_tests)
tests_campaign_test_merge_LDADD = $(campaign_tests)
tests_campaign_test_policy_LDADD = $(campaign_tests)
tests_campaign_test_local_time_LDADD = $(campaign_tests)
tests_campaign_test_judge_SOURCES = tests/campaign/test_judge.c $(campaign_rig)
tests_campaign_test_judge_LDADD = $(campaign_tests)
tests_campaign_test_engine_SOURCES = tests/campaign/test_engine.c $(campaign_rig)
tests_campaign_test_engine_LDADD = $(campaign_tests)
tests_campaign_test_pages_SOURCES = tests/campaign/test_pages.c $(campaign_rig)
tests_campaign_test_pages_LDADD = $(campaign_tests)
tests_campaign_test_limits_SOURCES = tests/campaign/test_limits.c $(campaign_rig)
tests_campaign_test_limits_LDADD = $(campaign_tests)
tests_campaign_test_tally_SOURCES = tests/campaign/test_tally.c $(campaign_rig)
tests_campaign_test_tally_LDADD = $(campaign_tests)
tests_campaign_test_estimate_SOURCES = tests/campaign/test_estimate.c $(campaign_rig)
tests_campaign_test_estimate_LDADD = $(campaign_tests)
tests_campaign_test_estimate_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_campaign_test_judge_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_campaign_test_engine_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_campaign_test_pages_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_campaign_test_limits_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_campaign_test_tally_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
