#!/usr/bin/env bash
# Fuzzes every fuzz target of the project, one after the other: scripts/fuzz.sh [time for each]
set -euo pipefail
cd "$(dirname "$0")/.."
time=${1:-30s}

go list -f '{{.Dir}}' ./... | while read -r dir; do
	for target in $(cd "$dir" && grep -hoE '^func Fuzz[A-Za-z0-9_]+' ./*_test.go 2>/dev/null | sed 's/func //' || true); do
		echo "== $target in ${dir#"$PWD"/}"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 1s "$dir"
	done
done
