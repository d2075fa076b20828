noinst_LIBRARIES += libledger.a
libledger_a_SOURCES = %D%/ledger.c %D%/ledger.h %D%/events.h %D%/campaign.h %D%/audience.h %D%/check.h %D%/inside.h %D%/types.h \
	%D%/views.h \
	%D%/message_id.c %D%/record.c %D%/record.h %D%/instant.h \
	%D%/entry.c %D%/entry.h %D%/entry.def %D%/apply.c %D%/apply.h %D%/apply_may.c \
	%D%/keymap.c %D%/keymap.h %D%/ids.c %D%/ids.h \
	%D%/active.c %D%/active.h %D%/names.c %D%/names.h \
	%D%/open.c %D%/open.h %D%/park.c %D%/park.h %D%/parked.h \
	%D%/unmatched.c %D%/unmatched.h %D%/parked_read.c %D%/due.c %D%/due.h \
	%D%/queue.c %D%/queue.h %D%/turns.c %D%/pace.c %D%/pace.h \
	%D%/sets.c %D%/reroute.c %D%/strand.c %D%/strand.h %D%/batch.c %D%/batch.h \
	%D%/view.c %D%/view.h %D%/book.c %D%/memory.c %D%/book.h %D%/meta.c %D%/meta.h %D%/body.c %D%/body.h \
	%D%/steps.h %D%/arrivals.c %D%/accept.c %D%/idem.c %D%/idem.h \
	%D%/inbound.c %D%/talks.c %D%/talks.h %D%/taught.c %D%/mo.h %D%/pieces.c %D%/pieces.h \
	%D%/optout.c %D%/optout.h %D%/stops.c %D%/stops.h \
	%D%/keyword.c %D%/skip.c %D%/sweep.c %D%/waiting.c %D%/waiting.h \
	%D%/question.h %D%/polls.c %D%/questions.c %D%/wishes.c \
	%D%/facts.c %D%/claims.c %D%/receipts.c %D%/parking.c %D%/timers.c \
	%D%/leap.c %D%/leap_row.c %D%/leap.h \
	%D%/recover.c %D%/replay.c %D%/mend.c %D%/commit.c %D%/publish.c %D%/read.c %D%/read.h %D%/list.c \
	%D%/life.c %D%/life.h %D%/held.c %D%/scheduled.c %D%/scheduled.h \
	%D%/usage.h %D%/usage_row.c %D%/usages.c %D%/usages.h \
	%D%/erase.c %D%/discard.c %D%/discard.h %D%/retention.c %D%/forget.c %D%/forget_campaign.c %D%/forget_number.c %D%/forget.h \
	%D%/codec.h %D%/fact.def %D%/tell.c %D%/facts_more.c %D%/outreach.c \
	%D%/campaign.c %D%/campaigns.h %D%/campaign_steps.h \
	%D%/campaign_row.c %D%/campaign_row.h %D%/audience_row.c \
	%D%/audience_row.h %D%/campaign_in.c %D%/campaign_do.c \
	%D%/campaign_recount.c %D%/campaign_move.c %D%/campaign_run.c %D%/campaign_count.c \
	%D%/campaign_event.c %D%/campaign_event.h %D%/campaign_view.c \
	%D%/campaign_show.c %D%/campaign_show.h %D%/campaign_read.c \
	%D%/recipients_read.c %D%/epoch.c %D%/snapshot.c %D%/mop.c \
	%D%/verify_campaigns.c \
	%D%/apply_check.c %D%/check.c %D%/check_fact.c %D%/checking.h \
	%D%/verdict.c %D%/recipient.c %D%/suppress.c %D%/birth.c \
	%D%/followup.c %D%/promo.c %D%/promo_read.c %D%/trial.c %D%/feed.c %D%/gate.c \
	%D%/quiet.c %D%/quiet.h \
	%D%/stopped.c \
	%D%/work.c %D%/verify_feed.c \
	%D%/people.c %D%/people.h %D%/contact.c %D%/contact_read.c \
	%D%/contact_row.c %D%/contact_row.h %D%/lists.c \
	%D%/deletion.c %D%/deletion_end.c %D%/deletion.h \
	%D%/streak.c %D%/streaks.c %D%/streak_row.c %D%/streak.h \
	%D%/suggestion.c %D%/suggestion_read.c %D%/suggestion.h \
	%D%/history.c %D%/history.h %D%/apply_people.c %D%/verify_people.c \
	%D%/reader.c %D%/reader.h %D%/reads.c \
	%D%/thing.c %D%/thing.h %D%/thing.def %D%/thing_read.c \
	%D%/thing_row.c \
	%D%/thing_row.h %D%/follow.c %D%/follow.h \
	%D%/follow_read.c %D%/follow_read.h %D%/hook.c %D%/hook.h \
	%D%/hook_cursor.c %D%/hook_read.c %D%/hook_row.c \
	%D%/hook_row.h %D%/backup.c %D%/backup.h \
	%D%/verify.h %D%/verify_inside.h %D%/verify.c %D%/verify_journal.c \
	%D%/verify_lists.c %D%/verify_messages.c %D%/verify_rows.c

check_PROGRAMS += tests/ledger/test_keymap tests/ledger/test_ids \
	tests/ledger/test_message_id tests/ledger/test_entry \
	tests/ledger/test_apply tests/ledger/test_record \
	tests/ledger/test_active \
	tests/ledger/test_names tests/ledger/test_queue \
	tests/ledger/test_due tests/ledger/test_open tests/ledger/test_talks \
	tests/ledger/test_park tests/ledger/test_parked tests/ledger/test_book \
	tests/ledger/test_sets tests/ledger/test_turns \
	tests/ledger/test_pace tests/ledger/test_reroute \
	tests/ledger/test_timers tests/ledger/test_leap \
	tests/ledger/test_receipts tests/ledger/test_space \
	tests/ledger/test_recover tests/ledger/test_ledger \
	tests/ledger/test_reload \
	tests/ledger/test_verify tests/ledger/test_polls \
	tests/ledger/test_questions tests/ledger/test_wishes \
	tests/ledger/test_life tests/ledger/test_scheduled \
	tests/ledger/test_usage \
	tests/ledger/test_erase tests/ledger/test_discard \
	tests/ledger/test_retention tests/ledger/test_list \
	tests/ledger/test_ids_mode tests/ledger/test_mo \
	tests/ledger/test_optout tests/ledger/test_idem \
	tests/ledger/test_inbound \
	tests/ledger/test_thing tests/ledger/test_follow \
	tests/ledger/test_hook tests/ledger/test_sweep tests/ledger/test_strand \
	tests/ledger/test_contact tests/ledger/test_deletion \
	tests/ledger/test_streak tests/ledger/test_history \
	tests/ledger/test_check tests/ledger/test_feed \
	tests/ledger/test_quiet \
	tests/ledger/test_followup tests/ledger/test_promo \
	tests/ledger/test_forget \
	tests/ledger/test_damage \
	tests/ledger/test_campaign tests/ledger/test_snapshot \
	tests/ledger/test_epoch tests/ledger/test_campaign_space \
	tests/ledger/test_recount
ledger_test_libs = libledger.a libstore.a libroute.a libconf.a \
	libmodel.a libtext.a libbase.a \
	$(LMDB_LIBS) $(CMOCKA_LIBS)
tests_ledger_test_keymap_LDADD = $(ledger_test_libs)
tests_ledger_test_ids_LDADD = $(ledger_test_libs)
tests_ledger_test_message_id_LDADD = $(ledger_test_libs)
tests_ledger_test_entry_LDADD = $(ledger_test_libs)
tests_ledger_test_apply_LDADD = $(ledger_test_libs)
tests_ledger_test_record_LDADD = $(ledger_test_libs)
tests_ledger_test_check_SOURCES = tests/ledger/test_check.c \
	tests/ledger/crowd.h tests/ledger/shop.h
tests_ledger_test_check_LDADD = $(ledger_test_libs)
tests_ledger_test_feed_SOURCES = tests/ledger/test_feed.c \
	tests/ledger/crowd.h tests/ledger/shop.h
tests_ledger_test_feed_LDADD = $(ledger_test_libs)
tests_ledger_test_quiet_SOURCES = tests/ledger/test_quiet.c \
	tests/ledger/crowd.h tests/ledger/shop.h
tests_ledger_test_quiet_LDADD = $(ledger_test_libs)
tests_ledger_test_followup_SOURCES = tests/ledger/test_followup.c \
	tests/ledger/crowd.h tests/ledger/shop.h
tests_ledger_test_followup_LDADD = $(ledger_test_libs)
tests_ledger_test_forget_SOURCES = tests/ledger/test_forget.c \
	tests/ledger/crowd.h tests/ledger/shop.h
tests_ledger_test_forget_LDADD = $(ledger_test_libs)
tests_ledger_test_promo_SOURCES = tests/ledger/test_promo.c \
	tests/ledger/crowd.h tests/ledger/shop.h
tests_ledger_test_promo_LDADD = $(ledger_test_libs)
tests_ledger_test_active_SOURCES = tests/ledger/test_active.c \
	tests/ledger/desk.h
tests_ledger_test_active_LDADD = $(ledger_test_libs)
tests_ledger_test_names_SOURCES = tests/ledger/test_names.c tests/ledger/desk.h
tests_ledger_test_names_LDADD = $(ledger_test_libs)
tests_ledger_test_queue_SOURCES = tests/ledger/test_queue.c tests/ledger/desk.h
tests_ledger_test_queue_LDADD = $(ledger_test_libs)
tests_ledger_test_due_SOURCES = tests/ledger/test_due.c tests/ledger/desk.h
tests_ledger_test_due_LDADD = $(ledger_test_libs)
tests_ledger_test_talks_LDADD = $(ledger_test_libs)
tests_ledger_test_open_SOURCES = tests/ledger/test_open.c tests/ledger/desk.h
tests_ledger_test_open_LDADD = $(ledger_test_libs)
tests_ledger_test_park_SOURCES = tests/ledger/test_park.c tests/ledger/desk.h
tests_ledger_test_park_LDADD = $(ledger_test_libs)
tests_ledger_test_parked_SOURCES = tests/ledger/test_parked.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_parked_LDADD = $(ledger_test_libs)
tests_ledger_test_book_SOURCES = tests/ledger/test_book.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_book_LDADD = $(ledger_test_libs)
tests_ledger_test_leap_SOURCES = tests/ledger/test_leap.c \
	tests/ledger/desk.h tests/ledger/facts.h tests/ledger/handset.h
tests_ledger_test_leap_LDADD = $(ledger_test_libs)
tests_ledger_test_polls_SOURCES = tests/ledger/test_polls.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_polls_LDADD = $(ledger_test_libs)
tests_ledger_test_questions_SOURCES = tests/ledger/test_questions.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_questions_LDADD = $(ledger_test_libs)
tests_ledger_test_wishes_SOURCES = tests/ledger/test_wishes.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_wishes_LDADD = $(ledger_test_libs)
tests_ledger_test_scheduled_SOURCES = tests/ledger/test_scheduled.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_scheduled_LDADD = $(ledger_test_libs)
tests_ledger_test_usage_SOURCES = tests/ledger/test_usage.c \
	tests/ledger/desk.h tests/ledger/facts.h tests/ledger/handset.h
tests_ledger_test_usage_LDADD = $(ledger_test_libs)
tests_ledger_test_life_SOURCES = tests/ledger/test_life.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_life_LDADD = $(ledger_test_libs)
tests_ledger_test_erase_SOURCES = tests/ledger/test_erase.c \
	tests/ledger/desk.h tests/ledger/facts.h tests/ledger/canary.h
tests_ledger_test_erase_LDADD = $(ledger_test_libs)
tests_ledger_test_discard_SOURCES = tests/ledger/test_discard.c \
	tests/ledger/desk.h tests/ledger/facts.h tests/ledger/canary.h
tests_ledger_test_discard_LDADD = $(ledger_test_libs)
tests_ledger_test_retention_SOURCES = tests/ledger/test_retention.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_retention_LDADD = $(ledger_test_libs)
tests_ledger_test_list_SOURCES = tests/ledger/test_list.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_list_LDADD = $(ledger_test_libs)
tests_ledger_test_ids_mode_SOURCES = tests/ledger/test_ids_mode.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_ids_mode_LDADD = $(ledger_test_libs)
tests_ledger_test_sets_SOURCES = tests/ledger/test_sets.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_sets_LDADD = $(ledger_test_libs)
tests_ledger_test_turns_SOURCES = tests/ledger/test_turns.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_turns_LDADD = $(ledger_test_libs)
tests_ledger_test_pace_SOURCES = tests/ledger/test_pace.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_pace_LDADD = $(ledger_test_libs)
tests_ledger_test_reroute_SOURCES = tests/ledger/test_reroute.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_reroute_LDADD = $(ledger_test_libs)
tests_ledger_test_timers_SOURCES = tests/ledger/test_timers.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_timers_LDADD = $(ledger_test_libs)
tests_ledger_test_receipts_SOURCES = tests/ledger/test_receipts.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_receipts_LDADD = $(ledger_test_libs)
tests_ledger_test_space_SOURCES = tests/ledger/test_space.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_space_LDADD = $(ledger_test_libs)
tests_ledger_test_recover_SOURCES = tests/ledger/test_recover.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_recover_LDADD = $(ledger_test_libs)
tests_ledger_test_thing_SOURCES = tests/ledger/test_thing.c \
	tests/ledger/shop.h
tests_ledger_test_thing_LDADD = $(ledger_test_libs)
tests_ledger_test_contact_SOURCES = tests/ledger/test_contact.c \
	tests/ledger/shop.h tests/ledger/people.h
tests_ledger_test_contact_LDADD = $(ledger_test_libs)
tests_ledger_test_deletion_SOURCES = tests/ledger/test_deletion.c \
	tests/ledger/shop.h tests/ledger/people.h
tests_ledger_test_deletion_LDADD = $(ledger_test_libs)
tests_ledger_test_streak_SOURCES = tests/ledger/test_streak.c \
	tests/ledger/shop.h tests/ledger/people.h
tests_ledger_test_streak_LDADD = $(ledger_test_libs)
tests_ledger_test_history_SOURCES = tests/ledger/test_history.c \
	tests/ledger/shop.h tests/ledger/people.h
tests_ledger_test_history_LDADD = $(ledger_test_libs)
tests_ledger_test_follow_SOURCES = tests/ledger/test_follow.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_follow_LDADD = $(ledger_test_libs)
tests_ledger_test_hook_SOURCES = tests/ledger/test_hook.c tests/ledger/shop.h
tests_ledger_test_hook_LDADD = $(ledger_test_libs)
tests_ledger_test_ledger_SOURCES = tests/ledger/test_ledger.c \
	tests/ledger/shop.h
tests_ledger_test_reload_SOURCES = tests/ledger/test_reload.c \
	tests/ledger/shop.h
tests_ledger_test_reload_LDADD = $(ledger_test_libs)
tests_ledger_test_ledger_LDADD = $(ledger_test_libs)
tests_ledger_test_verify_SOURCES = tests/ledger/test_verify.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_verify_LDADD = $(ledger_test_libs)
tests_ledger_test_mo_SOURCES = tests/ledger/test_mo.c tests/ledger/desk.h \
	tests/ledger/facts.h tests/ledger/handset.h
tests_ledger_test_mo_LDADD = $(ledger_test_libs)
tests_ledger_test_optout_SOURCES = tests/ledger/test_optout.c \
	tests/ledger/desk.h tests/ledger/facts.h tests/ledger/handset.h
tests_ledger_test_optout_LDADD = $(ledger_test_libs)
tests_ledger_test_idem_SOURCES = tests/ledger/test_idem.c \
	tests/ledger/desk.h tests/ledger/facts.h tests/ledger/handset.h
tests_ledger_test_idem_LDADD = $(ledger_test_libs)
tests_ledger_test_inbound_SOURCES = tests/ledger/test_inbound.c \
	tests/ledger/shop.h
tests_ledger_test_inbound_LDADD = $(ledger_test_libs)
tests_ledger_test_strand_LDADD = $(ledger_test_libs)
tests_ledger_test_sweep_SOURCES = tests/ledger/test_sweep.c \
	tests/ledger/desk.h tests/ledger/facts.h tests/ledger/handset.h
tests_ledger_test_sweep_LDADD = $(ledger_test_libs)
tests_ledger_test_damage_SOURCES = tests/ledger/test_damage.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_damage_LDADD = $(ledger_test_libs)
tests_ledger_test_campaign_SOURCES = tests/ledger/test_campaign.c \
	tests/ledger/camp.h tests/ledger/shop.h
tests_ledger_test_campaign_LDADD = $(ledger_test_libs)
tests_ledger_test_snapshot_SOURCES = tests/ledger/test_snapshot.c \
	tests/ledger/camp.h tests/ledger/shop.h
tests_ledger_test_snapshot_LDADD = $(ledger_test_libs)
tests_ledger_test_epoch_SOURCES = tests/ledger/test_epoch.c \
	tests/ledger/camp.h tests/ledger/shop.h
tests_ledger_test_epoch_LDADD = $(ledger_test_libs)
tests_ledger_test_campaign_space_SOURCES = \
	tests/ledger/test_campaign_space.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_campaign_space_LDADD = $(ledger_test_libs)
tests_ledger_test_recount_SOURCES = tests/ledger/test_recount.c \
	tests/ledger/desk.h tests/ledger/facts.h
tests_ledger_test_recount_LDADD = $(ledger_test_libs)
