#!/usr/bin/env bash
# Runs under SLURM of Debian's packages, all of it on this machine: tasks of one job, one of them killed; then an array of jobs, one of
# them requeued. Needs root.
source "$(dirname "$0")/common.sh"
install sbatch slurm-wlm munge
export SLURM_CONF=$work/slurm.conf
host=$(hostname -s)
munged_is_ours=false

start() {
  mkdir -p spool state /run/munge /var/log/munge /var/lib/munge
  chown munge: /run/munge /var/log/munge /var/lib/munge
  if ! pgrep -x munged > /dev/null; then
    su munge -s /bin/sh -c /usr/sbin/munged
    munged_is_ours=true
  fi
  cat > "$SLURM_CONF" << CONF
ClusterName=here
SlurmctldHost=$host
SlurmUser=root
AuthType=auth/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
SlurmdSpoolDir=$work/spool
StateSaveLocation=$work/state
ReturnToService=2
JobRequeue=1
SchedulerParameters=requeue_setup_env_fail
NodeName=$host CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$host Default=YES OverSubscribe=FORCE:4 State=UP
CONF
  slurmctld -f "$SLURM_CONF"
  slurmd -f "$SLURM_CONF"
  for _ in $(seq 100); do
    sinfo -h -o %T 2> /dev/null | grep -q idle && return
    sleep 0.2
  done
  echo "SLURM did not start" >&2
  tail -5 slurmctld.log slurmd.log >&2
  exit 1
}

cleanup() {
  scancel -u root 2> /dev/null || true
  for daemon in slurmd slurmctld; do
    [ -f "$work/$daemon.pid" ] && kill "$(cat "$work/$daemon.pid")" 2> /dev/null || true
  done
  $munged_is_ours && kill "$(cat /run/munge/munged.pid)" 2> /dev/null || true
  sleep 1
}

wait_for_jobs() {
  for _ in $(seq 600); do
    [ -z "$(squeue -h)" ] && return
    sleep 0.5
  done
  echo "jobs did not end" >&2
  exit 1
}

say "one process"
reference
say "starting SLURM $(sinfo --version 2> /dev/null | cut -d' ' -f2)"
start
say "two tasks of a job, of which one is killed; the other goes on alone"
srun -n 2 --overcommit --kill-on-bad-exit=0 ./softcfg run "${settings[@]}" --output tasks > tasks.out 2>&1 &
wait_for_chunks tasks 2
kill_worker tasks
wait $! || true
./softcfg status tasks
ls tasks/workers | sed -n 's/^\(....\)-.*[0-9a-f]\.json$/rank \1/p' | sort | uniq -c
equal tasks

say "an array of three jobs, of which one is requeued while it works"
cat > job.sh << JOB
#!/bin/bash
#SBATCH --array=0-2
#SBATCH --ntasks=1
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=$work/array-%a.out
cd $work
echo "begins, restart \${SLURM_RESTART_COUNT:-0}"
./softcfg run ${settings[*]} --output array
JOB
job=$(sbatch --parsable job.sh)
wait_for_chunks array 2
first=$(squeue -h -t R -o %i | head -1)
scontrol requeue "$first" && echo "requeued $first"
# It is held back for two minutes so that a node can be cleared; here there is nothing to wait for.
for _ in $(seq 40); do scontrol update JobId="$first" StartTime=now 2> /dev/null && break; sleep 0.5; done
wait_for_jobs
cat array-*.out | grep -c begins | sed 's/$/ beginnings of 3 jobs/'
equal array
