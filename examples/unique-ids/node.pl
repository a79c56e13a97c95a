#!/usr/bin/env perl
# 128 random bits: nothing to write down, nobody to ask, and a duplicate after some 10^19 ids.
use strict;
use warnings;
use JSON::PP;

$| = 1;
open my $random, '<:raw', '/dev/urandom' or die "no randomness here: $!";
my $id;

while (my $line = <STDIN>) {
    my ($src, $body) = @{ decode_json($line) }{qw(src body)};
    my %reply;
    if ($body->{type} eq 'init') {
        $id    = $body->{node_id};
        %reply = (type => 'init_ok');
    }
    elsif ($body->{type} eq 'generate') {
        read($random, my $bits, 16) == 16 or die "no randomness left: $!";
        %reply = (type => 'generate_ok', id => unpack 'H*', $bits);
    }
    print encode_json({ src => $id, dest => $src, body => { %reply, in_reply_to => $body->{msg_id} } }), "\n";
}
