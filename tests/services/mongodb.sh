# The wire protocol of MongoDB: FerretDB 1, which keeps its documents in SQLite. It answers as MongoDB 7, with users
# and passwords, unique indices and upserts; not there are collMod, validators, roles and most of aggregation.
# shellcheck shell=bash disable=SC2154

ferretdb_version=v1.24.2
ferretdb_build=$ferretdb_version-1

# Built from a copy of the module, because the program wants its version in a file that is not published with it, and
# because it ends the exchange of passwords one message later than asked for, which the Rust driver takes for a failure.
fill_ferretdb() {
    local module
    module=$(go mod download -json "github.com/FerretDB/FerretDB@$ferretdb_version" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
    [ -d "$module" ] || return
    cp -r --no-preserve=mode "$module" "$1/source" || return
    echo "$ferretdb_version" >"$1/source/build/version/version.txt" || return
    sed -i 's|"done", valid, // for compat.*|"done", conv.Valid(),|' "$1/source/internal/handler/msg_saslcontinue.go" || return
    grep -q '"done", conv.Valid(),' "$1/source/internal/handler/msg_saslcontinue.go" || return
    (cd "$1/source" && go build -buildvcs=false -ldflags='-s -w' -o "$1/ferretdb" ./cmd/ferretdb) || return
    rm -rf "$1/source"
}

prepare_mongodb() {
    [ -d "$cache/ferretdb-$ferretdb_build" ] || needs mongodb go
    cached mongodb "ferretdb-$ferretdb_build" fill_ferretdb
}

start_mongodb() {
    mkdir -p "$1/data" "$1/state"
    FERRETDB_SETUP_PASSWORD=$password launch "$1" "$cache/ferretdb-$ferretdb_build/ferretdb" --handler=sqlite \
        --sqlite-url="file:$1/data/" --state-dir="$1/state" --listen-addr="127.0.0.1:$2" --debug-addr=- --telemetry=disable \
        --log-level=WARN --test-enable-new-auth --setup-database=admin --setup-username="$admin"
}

# The administrator is made before the server listens.
ready_mongodb() {
    (exec 3<>"/dev/tcp/127.0.0.1/$(cat "$1/port")")
}

env_mongodb() {
    print_export METEOLAKE_TEST_MONGODB \
        "${METEOLAKE_TEST_MONGODB:-mongodb://$admin:$password_in_url@127.0.0.1:$(cat "$dir/mongodb/port")/}"
}
