#!/usr/bin/env perl
use strict;
use warnings;
use JSON::PP;

$| = 1;    # a reply that waits in a buffer is a reply that is late
my $json = JSON::PP->new->utf8->allow_nonref;
my $id;

while (my $line = <STDIN>) {
    my $request = $json->decode($line);
    my $body    = $request->{body};
    if ($body->{type} eq 'init') {
        $id = $body->{node_id};
        reply($request, { type => 'init_ok' });
    }
    elsif ($body->{type} eq 'echo') {
        reply($request, { type => 'echo_ok', echo => $body->{echo} });
    }
}

sub reply {
    my ($request, $body) = @_;
    $body->{in_reply_to} = $request->{body}{msg_id};
    print $json->encode({ src => $id, dest => $request->{src}, body => $body }), "\n";
}
