#!/usr/bin/env bash
# Runs the walkthrough of the README with a given program: scripts/demo.sh bin/gossip
# The network has a state directory of its own, and is stopped whatever happens. If the usual ports
# are taken, it takes others.
set -euo pipefail

program=$(realpath "${1:?usage: scripts/demo.sh path/to/gossip}")
work=$(dirname "$program")/demo
mkdir -p "$work"
cd "$work"
GOSSIP_STATE_DIR=$(mktemp -d)
export GOSSIP_STATE_DIR
unset GOSSIP_NETWORK
trap '"$program" stop-network --all >/dev/null 2>&1 || true; rm -rf "$GOSSIP_STATE_DIR"' EXIT

gossip() {
	local word
	printf '\n$ gossip'
	for word in "$@"; do
		case $word in
		*[!A-Za-z0-9._=-]*) printf ' "%s"' "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
	printf '\n'
	"$program" "$@"
}

busy=11
gossip start-network random 3 --seed 7 --plot || {
	[ $? -eq $busy ]
	gossip start-network random 3 --seed 7 --plot --ports-origin 0
}
gossip send-message 1 "Hello World"
gossip get-messages 10
gossip get-messages 6 -ppp
gossip list-peers 4
gossip remove-node 12
gossip list-peers 4
gossip send-message 1 "Goodbye"
gossip get-messages 4 unread -t
gossip stop-network
printf '\nThe picture of the network is in %s\n' "$work/default.svg"
