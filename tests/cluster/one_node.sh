#!/usr/bin/env bash
# Slurm on one node, on the loopback interface, without systemd and without touching an installed configuration; needs root, munge and Slurm.
#     one_node.sh start DIR     prints the path of slurm.conf: give it to the commands of Slurm as SLURM_CONF
#     one_node.sh stop DIR
set -euo pipefail

dir=$(realpath -m "$2")
node=$(hostname -s)

running() { [ -f "$1" ] && kill -0 "$(cat "$1")" 2> /dev/null; }

case "$1" in
start)
    mkdir -p "$dir"/{munge,state,spool,log}
    # munged demands a path to its key and socket that nobody else can write to, and runs as the user munge.
    chmod 755 "$dir"
    dd if=/dev/urandom of="$dir/munge/key" bs=1 count=1024 status=none
    chmod 400 "$dir/munge/key"
    chown -R munge:munge "$dir/munge"
    chmod 711 "$dir/munge"
    runuser -u munge -- munged --force --key-file="$dir/munge/key" --socket="$dir/munge/socket" --pid-file="$dir/munge/pid" \
        --log-file="$dir/munge/log" --seed-file="$dir/munge/seed" --num-threads=2
    # Ports of its own, so that another cluster on this machine is left alone.
    port=$((20000 + RANDOM % 20000))
    cat > "$dir/slurm.conf" << CONF
ClusterName=one
SlurmctldHost=$node(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$dir/munge/socket
CredType=cred/munge
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmctldPidFile=$dir/ctld.pid
SlurmdPidFile=$dir/d.pid
SlurmctldLogFile=$dir/log/ctld
SlurmdLogFile=$dir/log/d
SlurmdSpoolDir=$dir/spool
StateSaveLocation=$dir/state
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
SchedulerType=sched/backfill
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
NodeName=$node NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=$(awk '/^MemTotal/ { print int($2 / 1024) - 1 }' /proc/meminfo) State=UNKNOWN
PartitionName=main Nodes=$node Default=YES MaxTime=INFINITE State=UP
CONF
    slurmctld -f "$dir/slurm.conf"
    slurmd -f "$dir/slurm.conf" -N "$node"
    for _ in $(seq 100); do
        if SLURM_CONF="$dir/slurm.conf" sinfo -h -o %T 2> /dev/null | grep -qE 'idle|mixed|allocated'; then
            echo "$dir/slurm.conf"
            exit 0
        fi
        sleep 0.3
    done
    echo "Slurm did not start:" >&2
    tail -n 20 "$dir"/log/* "$dir/munge/log" >&2
    exit 1
    ;;
stop)
    for name in d.pid ctld.pid munge/pid; do
        if running "$dir/$name"; then
            pid=$(cat "$dir/$name")
            kill "$pid"
            for _ in $(seq 50); do kill -0 "$pid" 2> /dev/null || break; sleep 0.1; done
            kill -9 "$pid" 2> /dev/null || true
        fi
    done
    ;;
*)
    echo "one_node.sh start|stop DIR" >&2
    exit 2
    ;;
esac
