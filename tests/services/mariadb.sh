# MariaDB 10.11, from the packages of Debian 12, unpacked: no service of the system is installed or started.
# shellcheck shell=bash disable=SC2154

mariadb_root=$cache/mariadb-bookworm

fill_mariadb() {
    unpack_debian "$1" mariadb-server-core "http://deb.debian.org/debian bookworm" \
        "http://deb.debian.org/debian bookworm-updates" "http://deb.debian.org/debian-security bookworm-security"
}

prepare_mariadb() {
    [ -d "$mariadb_root" ] || needs mariadb apt-get dpkg-deb
    cached mariadb mariadb-bookworm fill_mariadb
}

# What mariadb-install-db feeds to the server, without the user of the socket and the help texts.
# The server reads a statement a line here.
mariadb_tables() {
    local scripts=$mariadb_root/usr/share/mysql
    printf '%s;\n' "CREATE DATABASE IF NOT EXISTS mysql" "USE mysql" "SET @auth_root_socket=NULL"
    cat "$scripts"/mysql_{system_tables,performance_tables,system_tables_data}.sql \
        "$scripts/maria_add_gis_sp_bootstrap.sql" "$scripts/mysql_sys_schema.sql"
}

start_mariadb() {
    local folder=$1 port=$2 program
    local paths=(--basedir="$mariadb_root/usr" --lc-messages-dir="$mariadb_root/usr/share/mysql"
        --plugin-dir="$mariadb_root/usr/lib/mysql/plugin")
    unpacked_program "$mariadb_root" usr/sbin/mariadbd
    if [ ! -d "$folder/data" ]; then
        rm -rf "$folder/data.part"
        mkdir -p "$folder/data.part"
        local user=()
        [ "$(id -u)" != 0 ] || user=(--user=root)
        mariadb_tables | "${program[@]}" --no-defaults --bootstrap "${user[@]}" "${paths[@]}" --datadir="$folder/data.part" \
            --log-warnings=0 --enforce-storage-engine= --max-allowed-packet=8M >>"$folder/log" 2>&1 || return 0
        mv "$folder/data.part" "$folder/data"
    fi
    start_sql "$folder" "$port" "${paths[@]}"
}

ready_mariadb() {
    ready_sql "$1"
}

env_mariadb() {
    print_export METEOLAKE_TEST_MARIADB "${METEOLAKE_TEST_MARIADB:-$(url_sql mariadb)}"
}
