#!/usr/bin/perl
# SPDX-License-Identifier: BSD-2-Clause
#
# A message centre made with Net::SMPP: what it prints and the orders that it
# takes are those of centre.js.
#
# usage: perl centre.pl PORT
use strict;
use warnings;
use Encode qw(decode);
use IO::Select;
use JSON::PP;
use Net::SMPP;

my %NORMAL = (status => 0, stat => 'DELIVRD', err => '000', form => 'both');
my %STATES = (DELIVRD => 2, UNDELIV => 5); # SMPP 3.4, 5.2.28

my $json = JSON::PP->new->canonical;
my $taken = 0;
my $input = '';
my @plans;
my %kind; # how each connection is bound
my %sent; # the names of deliver_sm that are not answered yet
my @due;  # receipts, for when their answer is out

sub say_it { print $json->encode({ @_ }), "\n" }

my $server = Net::SMPP->new_listen('127.0.0.1', port => $ARGV[0],
    smpp_version => 0x34, async => 1)
    or die "cannot listen: $!";
my $ready = IO::Select->new($server, \*STDIN);
my %by_name; # the connections by the name of their handle
$| = 1;
binmode STDOUT, ':utf8';
say_it(port => $server->sockport);

sub receiver
{
	for my $c (values %by_name) {
		return $c if ($kind{$c} // 'transmitter') ne 'transmitter';
	}
	die 'nobody receives';
}

sub deliver
{
	my ($name, @fields) = @_;
	my $c = receiver();

	$sent{"$c " . $c->deliver_sm(async => 1, @fields)} = $name;
}

sub send_receipt
{
	my ($pdu, $id, $plan) = @_;
	my @fields = (source_addr => $pdu->{destination_addr},
	    destination_addr => $pdu->{source_addr}, esm_class => 4);

	push @fields, short_message => "id:$id sub:001 dlvrd:001 " .
	    'submit date:2601010000 done date:2601010000 ' .
	    "stat:$plan->{stat} err:$plan->{err} text:"
	    if $plan->{form} ne 'tlv';
	push @fields, receipted_message_id => "$id\0",
	    message_state => chr $STATES{$plan->{stat}}
	    if $plan->{form} ne 'text';
	deliver($id, @fields);
}

sub take
{
	my ($c, $pdu) = @_;
	my $plan = { %NORMAL, %{shift @plans // {}} };
	my $id = $plan->{status} == 0 ? 'perl-' . ++$taken : '';
	my ($udh, $octets) = ('', $pdu->{short_message});

	# The first octet says how long the header is (3GPP TS 23.040, 9.2.3.24).
	($udh, $octets) = unpack 'C/a a*', $octets if $pdu->{esm_class} & 0x40;
	say_it(id => $id, status => $plan->{status},
	    to => $pdu->{destination_addr}, from => $pdu->{source_addr},
	    coding => $pdu->{data_coding},
	    registered => $pdu->{registered_delivery},
	    udh => unpack('H*', $udh),
	    text => decode($pdu->{data_coding} == 8 ? 'UTF-16BE' : 'gsm0338',
		$octets));
	$c->submit_sm_resp(message_id => $id, status => $plan->{status},
	    seq => $pdu->{seq});
	push @due, [$pdu, $id, $plan] if $plan->{status} == 0;
}

sub bound
{
	my ($c, $pdu, $kind, $answer) = @_;

	$kind{$c} = $kind;
	$c->$answer(system_id => 'perl', seq => $pdu->{seq});
	say_it(bind => $kind, system_id => $pdu->{system_id},
	    password => $pdu->{password},
	    version => $pdu->{interface_version});
}

sub forget
{
	my ($c) = @_;

	$ready->remove($c);
	delete $by_name{$c};
	delete $kind{$c};
	close $c;
}

my %takes = (
	0x01 => sub { bound(@_, 'receiver', 'bind_receiver_resp') },
	0x02 => sub { bound(@_, 'transmitter', 'bind_transmitter_resp') },
	0x09 => sub { bound(@_, 'transceiver', 'bind_transceiver_resp') },
	0x04 => \&take,
	0x15 => sub {
		my ($c, $pdu) = @_;

		$c->enquire_link_resp(seq => $pdu->{seq});
		say_it(asked => $kind{$c});
	},
	0x06 => sub {
		my ($c, $pdu) = @_;

		say_it(left => $kind{$c});
		$c->unbind_resp(seq => $pdu->{seq});
		forget($c);
	},
	0x80000005 => sub {
		my ($c, $pdu) = @_;

		say_it(acked => delete $sent{"$c $pdu->{seq}"},
		    status => $pdu->{status});
	},
	0x80000015 => sub { say_it(alive => $_[1]{status}) },
	0x80000006 => sub {
		my ($c, $pdu) = @_;

		say_it(unbound => $pdu->{status});
		forget($c);
	},
);

sub read_one
{
	my ($c) = @_;
	my $pdu = $c->read_pdu or return forget($c);
	my $take = $takes{$pdu->{cmd}};

	return say_it(error => sprintf 'command %#x', $pdu->{cmd}) if !$take;
	$take->($c, $pdu);
}

my %orders = (
	next => sub { push @plans, $_[0] },
	mo => sub {
		my ($order) = @_;

		deliver('mo', source_addr => $order->{from},
		    destination_addr => $order->{to},
		    short_message => $order->{text});
	},
	enquire => sub { $_->enquire_link(async => 1) for values %by_name },
	unbind => sub { $_->unbind(async => 1) for values %by_name },
);

# Lines are taken from what is read, as select() knows nothing of buffers.
sub obey
{
	sysread(STDIN, $input, 4096, length $input) or exit 0;
	while ($input =~ s/^(.*)\n//) {
		my $order = $json->decode($1);
		my $what = delete $order->{do};

		$orders{$what}->($order);
		say_it(done => $what);
	}
}

while (1) {
	for my $handle ($ready->can_read(@due ? 0.02 : undef)) {
		if ($handle == $server) {
			my $c = $server->accept or next;

			$by_name{$c} = $c;
			$ready->add($c);
		} elsif ($handle == \*STDIN) {
			obey();
		} else {
			read_one($handle);
		}
	}
	send_receipt(@{shift @due}) while @due;
}
