#!/usr/bin/env bash
# Fuzzes every fuzz target of the project, one after the other, and draws new cases for every property
# test: scripts/fuzz.sh [time for each target] [cases for each property]
set -euo pipefail
cd "$(dirname "$0")/.."
time=${1:-30s}
cases=${2:-1000}

# properties lists the tests of a folder that draw their cases, as a regular expression.
properties() {
	awk '/^func Test/ {name = $2; sub(/\(.*/, "", name)} /rapid\.Check\(/ {print name}' "$1"/*_test.go 2>/dev/null | sort -u | paste -sd "|" || true # a folder without tests
}

go list -f '{{.Dir}}' ./... | while read -r dir; do
	for target in $(cd "$dir" && grep -hoE '^func Fuzz[A-Za-z0-9_]+' ./*_test.go 2>/dev/null | sed 's/func //' || true); do
		echo "== $target in ${dir#"$PWD"/}"
		go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" -fuzzminimizetime 1s "$dir"
	done
	tests=$(properties "$dir")
	if [ -n "$tests" ]; then
		echo "== properties in ${dir#"$PWD"/}"
		RAPID_SEED=0 RAPID_CHECKS=$cases go test -count=1 -timeout 30m -run "^($tests)\$" "$dir"
	fi
done
