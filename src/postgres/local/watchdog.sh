# Starts a server and stops it when tidegate ends, however it ends: the other end of standard
# input is held by tidegate alone, and the system closes it even after `kill -9`.
#
#   sh -c <this> tidegate-watchdog <socket folder> <postgres> <arguments…>
#
# A line on standard input requests a clean shutdown; end of input, an immediate one. Standard
# output is a locked file: the lock lasts as long as any process of the server.
sockets=$1
shift
exec 3<&0 </dev/null
# Ctrl-C is meant for tidegate; the pipe passes on its end.
trap '' HUP INT TERM
"$@" 3<&- &
server=$!
{
    read -r _ <&3 && kill -INT "$server"
    read -r _ <&3
    # A server that has only just started may miss the first signal.
    while kill -QUIT "$server"; do sleep 0.1 || sleep 1; done
} 2>/dev/null &
guard=$!
exec 3<&-
wait "$server"
status=$?
kill -KILL "$guard" 2>/dev/null
# A server that shuts down removes its own socket.
rmdir "$sockets" 2>/dev/null || {
    rm -f "$sockets"/.s.PGSQL.*
    rmdir "$sockets"
} 2>/dev/null
exit "$status"
