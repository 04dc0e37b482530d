#!/usr/bin/env bash
# Clocks that are years apart and run at different speeds: two workers under faketime of Debian's packages and one without, sharing a run.
source "$(dirname "$0")/common.sh"
install faketime faketime

say "one process"
reference
say "a worker three years ahead, one five years back whose hours are days, one with the right time"
# The monotonic clock stays what it is, as when somebody sets the time of a machine.
export FAKETIME_DONT_FAKE_MONOTONIC=1 DONT_FAKE_MONOTONIC=1
for clock in "+3y" "-5y x24"; do
  faketime -f "$clock" ./softcfg run "${settings[@]}" --output clocks > /dev/null &
done
./softcfg run "${settings[@]}" --output clocks > /dev/null
wait
sed 's/.*"time":"\([0-9]*\)-.*/\1/' clocks/workers/*.metrics.jsonl | sort | uniq -c | sed 's/$/ is the year of so many chunks/'
equal clocks
