# What MySQL and MariaDB have in common: an administrator, small memory, readiness, URL. Sizes a user would not have set
# are left as the server comes with them, among them the largest packet and the character set.
# shellcheck shell=bash disable=SC2016,SC2154

# Runs the server `program` on the data in $1; the administrator is made by a file that runs at each start.
start_sql() {
    local folder=$1 port=$2
    shift 2
    cat >"$folder/admin.sql" <<SQL
CREATE USER IF NOT EXISTS '$admin'@'%' IDENTIFIED BY '$password';
GRANT ALL PRIVILEGES ON *.* TO '$admin'@'%' WITH GRANT OPTION;
SQL
    local options=(--no-defaults --datadir="$folder/data" --tmpdir="$folder/tmp" --init-file="$folder/admin.sql"
        --bind-address=127.0.0.1 --port="$port" --socket= --pid-file="$folder/server.pid" --skip-name-resolve
        --skip-log-bin --performance-schema=OFF --innodb-buffer-pool-size=256M)
    [ "$(id -u)" != 0 ] || options+=(--user=root)
    [ -z "$fast" ] || options+=(--innodb-flush-log-at-trx-commit=2)
    mkdir -p "$folder/tmp"
    launch "$folder" "${program[@]}" "${options[@]}" "$@"
}

# A server that takes connections greets with protocol 10.
ready_sql() {
    local greeting
    greeting=$(timeout 2 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1" && head -c 5 <&3 | tail -c 1 | od -An -tx1' _ "$(cat "$1/port")")
    [ "$greeting" = " 0a" ]
}

url_sql() {
    echo "mysql://$admin:$password_in_url@127.0.0.1:$(cat "$dir/$1/port")"
}
