# Becomes a UML kernel: its serial line 0 is our standard input and output, its console writes to our
# standard error and reads the FIFO $1. What the kernel as a program of the host has to say goes to
# the file $2. It sees no terminal, whose modes it would change, and leaves no core.
keys=$1
errors=$2
shift 2
ulimit -c 0
[ -p "$keys" ] || mkfifo -m 600 "$keys" || exit 1
exec 3<&0 4>&1 5>&2 6<>"$keys" </dev/null >>"$errors" 2>&1
# Where the host randomises addresses, UML takes the gap below its memory for memory, too: up to 1 GiB
# that it has to keep books of. Some containers forbid to switch that off.
setarch -R true 2>/dev/null && set -- setarch -R "$@"
exec "$@"
