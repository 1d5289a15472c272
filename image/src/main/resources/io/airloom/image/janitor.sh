# Waits until standard input ends, which is when the program that started us has gone in whatever way. Then ends
# all processes that were started for the run directory $1 (they carry its name in their environment)
# and removes it. Looks again until nothing was found twice, for a process that was just being started.
trap '' HUP INT TERM
cat >/dev/null
clean=0
rounds=0
while [ "$clean" -lt 2 ] && [ "$rounds" -lt 100 ]; do
    rounds=$((rounds + 1))
    found=$(grep -lsxzF "AIRLOOM_RUN=$1" /proc/[0-9]*/environ)
    if [ -z "$found" ]; then
        clean=$((clean + 1))
        sleep 0.05
        continue
    fi
    clean=0
    for file in $found; do
        pid=${file#/proc/}
        kill -9 "${pid%/environ}" 2>/dev/null
    done
    sleep 0.02
done
rm -rf -- "$1"
