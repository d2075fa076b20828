noinst_LIBRARIES += libapi.a
libapi_a_SOURCES = %D%/api.c %D%/api.h %D%/heard.c %D%/inside.h %D%/endpoints.def \
	%D%/endpoint.c %D%/endpoint.h %D%/who.c \
	%D%/guard.c %D%/guard.h %D%/listen.c %D%/listen.h \
	%D%/wait.c %D%/wait.h \
	%D%/reply.c %D%/refusal.def %D%/content.c \
	%D%/field.c %D%/field.h %D%/field.def \
	%D%/message_json.c %D%/message_json.h %D%/reason_json.c %D%/reason_json.h \
	%D%/doubt_text.c %D%/doubt_text.h \
	%D%/trace.c %D%/smsc_json.c %D%/smsc_json.h \
	%D%/create.c %D%/create.h %D%/native.c %D%/native.h %D%/native_list.c %D%/lookup.c \
	%D%/replay.c %D%/replay.h \
	%D%/search.c %D%/search.h %D%/vocab.c %D%/vocab.h %D%/vocab.def \
	%D%/events.c %D%/event_json.c %D%/page.c %D%/pages.c %D%/pour.c %D%/pour.h %D%/optouts.c \
	%D%/optout_line.c %D%/optout_line.h %D%/dead.c %D%/stats.c \
	%D%/openapi.c \
	%D%/letter.c %D%/letter.h %D%/letter_form.c %D%/letter_form.h %D%/letter_sign.c \
	%D%/letter_inbound.c %D%/letter_reply.c \
	%D%/explain.c %D%/text_json.c %D%/text_json.h \
	%D%/filter.c %D%/filter.h %D%/heard_audience.c %D%/problem.h \
	%D%/search_fits.c %D%/rule_json.c %D%/rule_json.h %D%/rule.def %D%/word_help.def \
	%D%/camp.c %D%/camp.h %D%/camp_list.c %D%/camp_show.c %D%/camp_act.c %D%/camp_judge.c \
	%D%/camp_counts.c %D%/carrier_tally.c %D%/carrier_tally.h \
	%D%/camp_recipients.c %D%/camp_escalation.c %D%/camp_alerts.c %D%/estimate_json.c %D%/notices_json.c \
	%D%/campaign_json.c %D%/campaign_json.h %D%/campaign_words.c %D%/campaign_words.h \
	%D%/campaign_words.def %D%/campaign_named.c %D%/campaign_named.h \
	%D%/recipient_json.c %D%/recipient_json.h \
	%D%/recipient_search.c %D%/recipient_search.h %D%/history_date.c %D%/life.h \
	%D%/escalation.c %D%/escalation.h \
	%D%/contacts.c %D%/contacts.h %D%/contacts_list.c %D%/contact_path.c \
	%D%/contact_json.c %D%/contact_json.h %D%/lists.c \
	%D%/import.c %D%/import.h %D%/rows.c %D%/rows.h \
	%D%/bulk_kind.h %D%/bulk_lines.c \
	%D%/bulk_contacts.c %D%/bulk_history.c %D%/site.c %D%/suggest.c %D%/help.c %D%/probe.c \
	%D%/figures.c %D%/figures.h %D%/failures.c %D%/failures.h %D%/latency.c %D%/latency.h \
	%D%/bulk.c %D%/bulk.h %D%/health.c %D%/metrics.c %D%/metric.def \
	%D%/twilio.c %D%/twilio.h %D%/twilio_update.c \
	%D%/twilio_list.c %D%/twilio_json.c %D%/twilio_price.c %D%/twilio_account.c \
	%D%/twilio_number.c %D%/twilio_service.c %D%/twilio_sender.c \
	%D%/twilio_pick.c %D%/item.c %D%/item_url.c %D%/item.h %D%/item.def \
	%D%/listing.c %D%/listing.h %D%/twilio_usage.c \
	%D%/usage.c %D%/usage.h %D%/kannel.c %D%/kannel.h %D%/kannel_who.c \
	%D%/kannel_read.c %D%/kannel_read.h %D%/kannel_dlr.c %D%/kannel_said.c \
	%D%/kannel_answer.def %D%/kannel_nack.def %D%/kannel_field.def

api_test_libs = libapi.a libcampaign.a libflow.a libsession.a libhttp.a libnet.a \
	libledger.a libstore.a libroute.a libconf.a libmodel.a libtext.a \
	libsmpp.a libbase.a $(LLHTTP_LIBS) $(YYJSON_LIBS) $(CONFUSE_LIBS) \
	$(LMDB_LIBS) $(CURL_LIBS) $(EXPAT_LIBS) $(OPENSSL_LIBS) \
	$(LIBEVENT_LIBS) $(CMOCKA_LIBS)

api_test_rig = tests/api/rig.h tests/api/twilio.h tests/api/world.h tests/api/client.h \
	tests/api/look.h tests/api/carrier.h

api_native_rig = tests/api/native.h $(api_test_rig)

check_PROGRAMS += tests/api/test_replay tests/api/test_life tests/api/test_retention \
	tests/api/test_search tests/api/test_events tests/api/test_optouts
tests_api_test_replay_SOURCES = tests/api/test_replay.c $(api_native_rig)
tests_api_test_replay_LDADD = $(api_test_libs)
tests_api_test_life_SOURCES = tests/api/test_life.c $(api_native_rig)
tests_api_test_life_LDADD = $(api_test_libs)
tests_api_test_retention_SOURCES = tests/api/test_retention.c $(api_native_rig)
tests_api_test_retention_LDADD = $(api_test_libs)
tests_api_test_search_SOURCES = tests/api/test_search.c $(api_native_rig)
tests_api_test_search_LDADD = $(api_test_libs)
tests_api_test_events_SOURCES = tests/api/test_events.c $(api_native_rig)
tests_api_test_events_LDADD = $(api_test_libs)
tests_api_test_optouts_SOURCES = tests/api/test_optouts.c $(api_native_rig)
tests_api_test_optouts_LDADD = $(api_test_libs)

check_PROGRAMS += tests/api/test_campaigns tests/api/test_contacts \
	tests/api/test_import tests/api/test_figures tests/api/test_counts
tests_api_test_counts_SOURCES = tests/api/test_counts.c tests/api/camp.h \
	$(api_native_rig)
tests_api_test_counts_LDADD = $(api_test_libs)
tests_api_test_figures_SOURCES = tests/api/test_figures.c tests/api/camp.h \
	$(api_native_rig)
tests_api_test_figures_LDADD = $(api_test_libs)
tests_api_test_campaigns_SOURCES = tests/api/test_campaigns.c tests/api/camp.h \
	$(api_native_rig)
tests_api_test_campaigns_LDADD = $(api_test_libs)
tests_api_test_contacts_SOURCES = tests/api/test_contacts.c $(api_native_rig)
tests_api_test_contacts_LDADD = $(api_test_libs)
tests_api_test_import_SOURCES = tests/api/test_import.c $(api_native_rig)
tests_api_test_import_LDADD = $(api_test_libs)

check_PROGRAMS += tests/api/test_endpoint tests/api/test_who tests/api/test_roles \
	tests/api/test_native tests/api/test_twilio tests/api/test_bulk \
	tests/api/test_twilio_update tests/api/test_twilio_service \
	tests/api/test_twilio_account tests/api/test_twilio_senders \
	tests/api/test_list tests/api/test_lookup tests/api/test_fields \
	tests/api/test_explain tests/api/test_trace tests/api/test_kannel \
	tests/api/test_kannel_dlr
tests_api_test_endpoint_LDADD = $(api_test_libs)
tests_api_test_who_SOURCES = tests/api/test_who.c $(api_test_rig)
tests_api_test_who_LDADD = $(api_test_libs)
tests_api_test_roles_SOURCES = tests/api/test_roles.c tests/api/table.h \
	$(api_test_rig)
tests_api_test_roles_LDADD = $(api_test_libs)
tests_api_test_native_SOURCES = tests/api/test_native.c $(api_test_rig)
tests_api_test_native_LDADD = $(api_test_libs)
tests_api_test_twilio_SOURCES = tests/api/test_twilio.c $(api_test_rig)
tests_api_test_twilio_LDADD = $(api_test_libs)
tests_api_test_twilio_update_SOURCES = tests/api/test_twilio_update.c \
	$(api_test_rig)
tests_api_test_twilio_update_LDADD = $(api_test_libs)
tests_api_test_twilio_service_SOURCES = tests/api/test_twilio_service.c \
	tests/api/service.h $(api_test_rig)
tests_api_test_twilio_service_LDADD = $(api_test_libs)
tests_api_test_twilio_senders_SOURCES = tests/api/test_twilio_senders.c \
	tests/api/service.h $(api_test_rig)
tests_api_test_twilio_senders_LDADD = $(api_test_libs)
tests_api_test_twilio_account_SOURCES = tests/api/test_twilio_account.c \
	$(api_test_rig)
tests_api_test_twilio_account_LDADD = $(api_test_libs)
tests_api_test_bulk_SOURCES = tests/api/test_bulk.c $(api_test_rig)
tests_api_test_bulk_LDADD = $(api_test_libs)
tests_api_test_lookup_SOURCES = tests/api/test_lookup.c $(api_test_rig)
tests_api_test_lookup_LDADD = $(api_test_libs)
tests_api_test_list_SOURCES = tests/api/test_list.c $(api_test_rig)
tests_api_test_list_LDADD = $(api_test_libs)
tests_api_test_fields_SOURCES = tests/api/test_fields.c $(api_test_rig)
tests_api_test_fields_LDADD = $(api_test_libs)
tests_api_test_explain_SOURCES = tests/api/test_explain.c $(api_test_rig)
tests_api_test_explain_LDADD = $(api_test_libs)
tests_api_test_trace_SOURCES = tests/api/test_trace.c $(api_test_rig)
tests_api_test_trace_LDADD = $(api_test_libs)
tests_api_test_kannel_SOURCES = tests/api/test_kannel.c tests/api/kannel.h \
	$(api_test_rig)
tests_api_test_kannel_LDADD = $(api_test_libs)
tests_api_test_kannel_dlr_SOURCES = tests/api/test_kannel_dlr.c \
	tests/api/kannel.h $(api_test_rig)
tests_api_test_kannel_dlr_LDADD = $(api_test_libs)

# The description of the native face is in the program too: contrib/generated.
apidocdir = $(docdir)
apidoc_DATA = doc/openapi.yaml
check_PROGRAMS += tests/api/test_letter
tests_api_test_letter_SOURCES = tests/api/test_letter.c $(api_test_rig)
tests_api_test_letter_LDADD = $(api_test_libs)

# The pages.
libapi_a_SOURCES += %D%/ui.h %D%/ui_page.c %D%/ui_session.c %D%/ui_session.h \
	%D%/ui_html.c %D%/ui_html.h %D%/ui_pick.c %D%/ui_pick.h \
	%D%/ui_pager.c %D%/ui_pager.h \
	%D%/ui_cell.c %D%/ui_cell.h %D%/ui_frame.c %D%/ui_file.c %D%/ui_file.h \
	%D%/ui_login.c %D%/ui_act.c %D%/ui_act.def %D%/ui_dashboard.c \
	%D%/ui_history.c %D%/ui_campaign.c %D%/ui_campaign.h \
	%D%/ui_campaign_page.c %D%/ui_campaign_text.c %D%/ui_controls.c \
	%D%/ui_recipients.c %D%/ui_carriers.c %D%/ui_chart.c %D%/ui_chart.h %D%/ui_chart_page.c \
	%D%/ui_draft.c %D%/ui_draft.h %D%/ui_draft_texts.c %D%/ui_draft_texts.h %D%/ui_draft_json.c %D%/ui_segments.c \
	%D%/ui_message.c %D%/ui_message.h %D%/ui_message_page.c %D%/ui_state.def \
	%D%/ui_messages.c %D%/ui_contacts.c %D%/ui_contact.c %D%/ui_status.c \
	%D%/ui_suggestions.c %D%/ui_alerts.c %D%/status_page.c \
	%D%/ui_admit.c %D%/ui_keep.c %D%/ui_keep.h %D%/ui_ask.c \
	%D%/ui_upload.c %D%/ui_import.c %D%/ui_lists.c %D%/ui_lists.h \
	%D%/ui_list.c %D%/ui_contact_form.c %D%/ui_settings.c \
	%D%/ui_settings.def %D%/ui_test_send.c
check_PROGRAMS += tests/api/test_ui
tests_api_test_ui_SOURCES = tests/api/test_ui.c tests/api/pages.h \
	tests/api/table.h $(api_test_rig)
tests_api_test_ui_LDADD = $(api_test_libs)
check_PROGRAMS += tests/api/test_ui_forms
tests_api_test_ui_forms_SOURCES = tests/api/test_ui_forms.c \
	tests/api/pages.h $(api_native_rig)
tests_api_test_ui_forms_LDADD = $(api_test_libs)
check_PROGRAMS += tests/api/test_ui_drafts
tests_api_test_ui_drafts_SOURCES = tests/api/test_ui_drafts.c \
	tests/api/pages.h $(api_native_rig)
tests_api_test_ui_drafts_LDADD = $(api_test_libs)

# Texts that are in the program, each line of them a LINE("...").
api_texts = %D%/openapi_lines.def %D%/ui_css_lines.def %D%/ui_js_lines.def
nodist_libapi_a_SOURCES = $(api_texts)
CLEANFILES += $(api_texts)
EXTRA_DIST += %D%/ui.css %D%/ui.js

%D%/openapi_lines.def: doc/openapi.yaml
%D%/ui_css_lines.def: %D%/ui.css
%D%/ui_js_lines.def: %D%/ui.js
$(api_texts):
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/.*/LINE("&")/' $< >$@.new && \
	mv $@.new $@
%D%/openapi.$(OBJEXT): %D%/openapi_lines.def
%D%/ui_file.$(OBJEXT): %D%/ui_css_lines.def %D%/ui_js_lines.def
check_PROGRAMS += tests/api/test_foreign
tests_api_test_foreign_SOURCES = tests/api/test_foreign.c tests/api/pages.h \
	tests/api/table.h $(api_test_rig)
tests_api_test_foreign_LDADD = $(api_test_libs)
