# Processes of the servers: ports, starting, waiting until ready, stopping by the number that was stored.
# A server is a folder $dir/NAME: `port`, `pid` (the number and when it began), `log`, and its data.
# shellcheck shell=bash disable=SC2154

# Prints when a process began, in ticks since the machine did: a number used again is told from the process that had it.
began() {
    sed -E 's/^.*\) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20
}

is_running() {
    local pid start
    read -r pid start 2>/dev/null <"$1/pid" && [ -n "$start" ] && [ "$(began "$pid")" = "$start" ]
}

# Prints a port that is free on 127.0.0.1: the given one, or another when it is taken.
free_port() {
    python3 - "${1:-0}" <<'PYTHON'
import socket
import sys

for port in (int(sys.argv[1]), 0):
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            continue
        print(listener.getsockname()[1])
        break
PYTHON
}

# Starts "$@" in a session of its own, so that it outlives the caller, and stores its number in the folder.
launch() {
    local folder=$1 pid
    shift
    setsid nohup "$@" >>"$folder/log" 2>&1 </dev/null &
    pid=$!
    echo "$pid $(began "$pid")" >"$folder/pid"
}

# Waits until the server answers; fails when it ends before or when its time is over.
await_ready() {
    local name=$1 folder=$2 deadline=$((SECONDS + patience))
    until "ready_$name" "$folder" 2>/dev/null; do
        is_running "$folder" && [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.1
    done
}

start_server() {
    local name=$1 folder=$dir/$1 attempt port
    if is_external "$name"; then
        say "$name" "not started, $(variable "$name") is set"
        return
    fi
    if is_running "$folder"; then
        say "$name" "runs already on port $(cat "$folder/port")"
        return
    fi
    needs "$name" python3 setsid
    "prepare_$name"
    umask 077
    mkdir -p "$folder"
    # Between the choice of a port and its use another may take it; then the next one is tried.
    for attempt in 1 2 3; do
        free_port "$(cat "$folder/port" 2>/dev/null || true)" >"$folder/port.new"
        mv "$folder/port.new" "$folder/port"
        port=$(cat "$folder/port")
        : >"$folder/log"
        "start_$name" "$folder" "$port"
        if await_ready "$name" "$folder"; then
            say "$name" "ready on port $port"
            return
        fi
        stop_server "$name"
        [ "$(free_port "$port")" != "$port" ] || break
    done
    say "$name" "did not start (attempt $attempt); the end of $folder/log:"
    tail -n 20 "$folder/log" >&2
    return 1
}

# Asks the server to end and waits for it; one that does not within 30 seconds is killed.
stop_server() {
    local name=$1 folder=$dir/$1 pid deadline=$((SECONDS + 30))
    is_running "$folder" || return 0
    read -r pid _ <"$folder/pid"
    kill -s "$signal" "$pid" 2>/dev/null || true
    while is_running "$folder"; do
        [ "$SECONDS" -lt "$deadline" ] || kill -s KILL "$pid" 2>/dev/null || true
        sleep 0.1
    done
    rm -f "$folder/pid"
    say "$name" "stopped"
}

server_status() {
    local name=$1 folder=$dir/$1
    if is_external "$name"; then
        echo "$name: the caller's, $(variable "$name")"
    elif is_running "$folder" && "ready_$name" "$folder" 2>/dev/null; then
        echo "$name: port $(cat "$folder/port"), process $(cut -d ' ' -f 1 "$folder/pid")"
    else
        echo "$name: does not run"
        return 1
    fi
}
