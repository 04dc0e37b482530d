# For the scripts beside this one: a folder, the tool, and what a run of it has to come to. Sourced, not run.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
program=${SOFTCFG_DLL:-$root/artifacts/bin/SoftCfg.Cli/debug/SoftCfg.Cli.dll}
[ -f "$program" ] || { echo "build first: dotnet build src/SoftCfg.Cli" >&2; exit 2; }
work=$(mktemp -d)
cleanup() { :; }
trap 'cleanup; rm -rf "$work"' EXIT
cd "$work"
export OMP_NUM_THREADS=1 DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
settings=(--count 64 --chunk 4 --guidance none --threads 1 --take-over-after 5)
printf '#!/bin/bash\nexec dotnet %q "$@"\n' "$program" > softcfg
chmod +x softcfg

say() { echo "== $*"; }

# install PROGRAM PACKAGE...
install() {
  local wanted=$1; shift
  command -v "$wanted" > /dev/null && return
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

# The run that all others have to equal: one process that nobody disturbs.
reference() { ./softcfg run "${settings[@]}" --npz --labels --output one > /dev/null 2>&1; }

# wait_for_chunks FOLDER N
wait_for_chunks() {
  for _ in $(seq 600); do
    [ "$(find "$1/records" -name '*.json' 2> /dev/null | wc -l)" -ge "$2" ] && return
    sleep 0.1
  done
  echo "$1 did not get as far as $2 chunks" >&2
  exit 1
}

# kill_worker FOLDER: kills one that runs, as a machine would
kill_worker() {
  local file process
  for file in "$1"/workers/*.json; do
    process=$(sed 's/.*"process":"\([0-9]*\)-.*/\1/' "$file")
    if kill -9 "$process" 2> /dev/null; then
      echo "killed worker process $process"
      return
    fi
  done
  echo "there is no worker to kill" >&2
  exit 1
}

# equal FOLDER: the run is finished, every file good, and the array that of one process
equal() {
  ./softcfg verify "$1"
  ./softcfg merge "$1" --labels --output "$1.npz" > /dev/null
  cmp one.npz "$1.npz"
  echo "$1 is, byte for byte, the run of one process"
}
