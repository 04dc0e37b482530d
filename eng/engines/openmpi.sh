#!/usr/bin/env bash
# Runs under Open MPI of Debian's packages: three ranks, one of them killed, then two that finish. Needs root to install and to run.
source "$(dirname "$0")/common.sh"
install mpirun openmpi-bin
mpi() { mpirun --allow-run-as-root --oversubscribe --bind-to none "$@"; }

say "one process"
reference
say "three ranks, of which one is killed: mpirun ends the others"
mpi -n 3 ./softcfg run "${settings[@]}" --output mpi > /dev/null 2>&1 &
wait_for_chunks mpi 3
kill_worker mpi
wait $! && { echo "mpirun did not notice" >&2; exit 1; }
./softcfg status mpi
say "two ranks go on"
mpi -n 2 ./softcfg run "${settings[@]}" --npz --labels --output mpi
ls mpi/workers | sed -n 's/^\(....\)-.*[0-9a-f]\.json$/rank \1/p' | sort | uniq -c
equal mpi
