#!/usr/bin/perl
# SPDX-License-Identifier: BSD-2-Clause
#
# PDUs by Net::SMPP, lines "NAME HEX": every command it knows, with all fields
# filled and with as few as it allows. What it would send goes to the output.
use strict;
use warnings;
use Net::SMPP;
use Symbol 'gensym';

package Catch;
our @ISA = ('Net::SMPP');
our $name;

sub syswrite
{
	my ($me, $bytes) = @_;

	print "perl_$name ", unpack('H*', $bytes), "\n";
}

package main;

my $smpp = bless gensym, 'Catch';
my %default = %{Net::SMPP::Default()};
${*$smpp}{$_} = $default{$_} for keys %default;
$smpp->set_version(0x34);

my @source = (source_addr_ton => 5, source_addr_npi => 0,
	source_addr => 'ACME');
my @to = (dest_addr_ton => 1, dest_addr_npi => 1,
	destination_addr => '49170555010');
my @times = (schedule_delivery_time => '261231235959900-',
	validity_period => '000002000000000R');
my @message = (service_type => 'CMT', @source, @to, esm_class => 3,
	protocol_id => 0x41, priority_flag => 2, @times,
	registered_delivery => 0x11, replace_if_present_flag => 1,
	data_coding => 4, sm_default_msg_id => 9,
	short_message => "\x00\xff~\x01\xc0");
my @bind = (system_id => 'esmed-test', password => 'secret08',
	system_type => 'VMS', interface_version => 0x34, addr_ton => 1,
	addr_npi => 1, address_range => '^4917[0-9]*$');
my @multi = (dest_flag => [1, 2, 1], dest_addr_ton => [1, 0, 2],
	dest_addr_npi => [1, 0, 8],
	destination_addr => ['49170555010', 'staff', '555']);
my @unsuccess = (dest_addr_ton => [1, 2], dest_addr_npi => [1, 8],
	destination_addr => ['49170555010', '555'],
	error_status_code => [11, 0x58]);
my @id = (message_id => 'a4f0-0001');
my @info = (additional_status_info_text => "out of order\0");

my @requests = (
	bind_transceiver => [@bind],
	bind_transmitter => [@bind],
	bind_receiver => [@bind],
	outbind => [system_id => 'esmed-test', password => 'secret08'],
	submit_sm => [@message],
	submit_sm => [@message, user_message_reference => "\x01\x02",
		sar_msg_ref_num => "\x00\x07", sar_total_segments => "\x02",
		sar_segment_seqnum => "\x01"],
	submit_sm => [@to],
	submit_sm => [@to, message_payload => 'payload ' x 40],
	deliver_sm => [@message],
	deliver_sm => [@source, @to, esm_class => 4,
		receipted_message_id => "a4f0-0001\0", message_state => "\x02",
		network_error_code => "\x03\x00\x45"],
	data_sm => [service_type => 'CMT', @source, @to, esm_class => 1,
		registered_delivery => 1, data_coding => 8,
		message_payload => "\x04\x1f\x04\x40", source_port => "\x15\xb3"],
	submit_multi => [@message, @multi],
	submit_multi => [destination_addr => ['49170555010']],
	query_sm => [@id, @source],
	cancel_sm => [service_type => 'CMT', @id, @source, @to],
	replace_sm => [@id, @source, @times, registered_delivery => 1,
		sm_default_msg_id => 9, short_message => 'another text'],
	alert_notification => [@source, esme_addr_ton => 2, esme_addr_npi => 8,
		esme_addr => '555010', ms_availability_status => "\x01"],
	alert_notification => [esme_addr => '555010'],
	enquire_link => [],
	unbind => [],
);
my @answers = (
	bind_transceiver_resp => [system_id => 'SMSC',
		sc_interface_version => "\x34"],
	bind_transmitter_resp => [system_id => 'SMSC'],
	bind_receiver_resp => [system_id => ''],
	bind_receiver_resp => [system_id => '', status => 0x0e],
	submit_sm_resp => [@id],
	submit_sm_resp => [@id, status => 0x58],
	submit_sm_resp => [message_id => '', status => 0x58],
	deliver_sm_resp => [message_id => ''],
	data_sm_resp => [@id, delivery_failure_reason => "\x02", @info],
	submit_multi_resp => [@id, @unsuccess],
	submit_multi_resp => [@id, @unsuccess, @info],
	submit_multi_resp => [message_id => '', status => 0x45, @unsuccess],
	submit_multi_resp => [@id, destination_addr => [],
		error_status_code => [0]],
	query_sm_resp => [@id, final_date => '260302152000000+',
		message_state => 2, error_code => 7],
	query_sm_resp => [@id, final_date => '', message_state => 1,
		error_code => 0],
	cancel_sm_resp => [],
	cancel_sm_resp => [status => 0x11],
	replace_sm_resp => [],
	replace_sm_resp => [status => 0x13],
	enquire_link_resp => [],
	unbind_resp => [],
	generic_nack => [status => 3],
);

my ($seq, %seen) = (0);

sub send_all
{
	while (my ($command, $fields) = splice @_, 0, 2) {
		$Catch::name = $command . ($seen{$command}++ || '');
		$smpp->$command(@$fields, async => 1, seq => ++$seq);
	}
}

# As few fields as may be leave undefined defaults behind.
no warnings 'uninitialized';
local $SIG{__WARN__} = sub { warn @_ if $_[0] !~ /uninitialized/ };
send_all(@requests);
send_all(@answers);
