# Ends a server when tidegate ends, however it ends: the other end of standard input is held by
# tidegate alone, and the system closes it even after `kill -9`.
#
#   sh -c <this> tidegate-watchdog <data folder> <socket folder> <lock> <log>
#
# Standard output is the reading end of a pipe whose other end is the server's standard input: it
# ends with the last process of the server. tidegate writes the server's process id, and `done`
# when the server has ended; anything else means that tidegate has ended.
data=$1 sockets=$2 lock=$3 log=$4
exec 3<&0 5<&1 </dev/null >/dev/null 2>&1 4<&- 6<&- 7<&- 8<&- 9<&-
# Ctrl-C is meant for tidegate; the pipe passes on its end.
trap '' HUP INT TERM
read -r server <&3
[ -n "$server" ] && read -r word <&3 && [ "$word" = 'done' ] && exit 0

# Whether the system shows the open files of processes (Linux), and the shell compares files.
can_compare() {
    [ -e /proc/self/fd ] && [ / -ef / ]
}
# Whether a process belongs to the server: its output is the lock or the log.
holds() {
    [ "/proc/$1/fd/1" -ef "$lock" ] || [ "/proc/$1/fd/2" -ef "$log" ]
}
# Where that is not known, the id of the server is believed.
is_ours() {
    ! can_compare || holds "$1"
}
kill_the_rest() {
    can_compare || return 0
    for process in /proc/[0-9]*; do
        holds "${process#/proc/}" && kill -KILL "${process#/proc/}"
    done
}
{
    # A server that has only just started may miss the first signal, and a stopped one gets it with
    # the second. Without its id (tidegate ended in the moment of its start) its file names it.
    left=80
    while [ "$left" -gt 0 ]; do
        [ -n "$server" ] || read -r server <"$data/postmaster.pid"
        [ -n "$server" ] && is_ours "$server" && kill -QUIT "$server" && kill -CONT "$server"
        sleep 0.1 || sleep 1
        left=$((left - 1))
    done
    while :; do
        [ -n "$server" ] && is_ours "$server" && kill -KILL "$server"
        kill_the_rest
        sleep 1
    done
} 3<&- 5<&- &
guard=$!
exec 3<&-
read -r _ <&5
kill -KILL "$guard"
# What the server started and left.
kill_the_rest
# A server that shuts down removes its own socket.
rm -f "$sockets"/.s.PGSQL.*
rmdir "$sockets"
