# Starts a server and ends it when tidegate ends, however tidegate ends: the other end of
# standard input is held by tidegate alone, and the system closes it even after `kill -9`.
#
#   sh -c <this> tidegate-watchdog <socket folder> <postgres> <arguments…>
#
# A line on standard input asks for a clean shutdown; its end, for an immediate one. Standard
# output is a locked file: the lock lasts for as long as any process of the server.
sockets=$1
shift
exec 3<&0 </dev/null
# Whoever presses Ctrl-C means tidegate; the pipe tells the rest.
trap '' HUP INT TERM
"$@" 3<&- &
server=$!
{
    read -r _ <&3 && kill -INT "$server"
    read -r _ <&3
    # A server that was started only now does not hear the first one.
    while kill -QUIT "$server"; do sleep 0.1 || sleep 1; done
} 2>/dev/null &
guard=$!
exec 3<&-
wait "$server"
status=$?
kill -KILL "$guard" 2>/dev/null
# A server that goes by itself takes its socket with it.
rmdir "$sockets" 2>/dev/null || {
    rm -f "$sockets"/.s.PGSQL.*
    rmdir "$sockets"
} 2>/dev/null
exit "$status"
