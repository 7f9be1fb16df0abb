# MySQL 9: Debian unstable has it as packages, which run here unpacked, with the C library they were built for.
# shellcheck shell=bash disable=SC2154

mysql_root=$cache/mysql-sid

fill_mysql() {
    unpack_debian "$1" mysql-server-core "http://deb.debian.org/debian sid"
}

prepare_mysql() {
    [ -d "$mysql_root" ] || needs mysql apt-get dpkg-deb
    cached mysql mysql-sid fill_mysql
}

start_mysql() {
    local folder=$1 port=$2 program
    local paths=(--basedir="$mysql_root/usr" --lc-messages-dir="$mysql_root/usr/share/mysql"
        --plugin-dir="$mysql_root/usr/lib/mysql/plugin" --secure-file-priv=)
    unpacked_program "$mysql_root" usr/sbin/mysqld
    if [ ! -d "$folder/data" ]; then
        rm -rf "$folder/data.part"
        local user=()
        [ "$(id -u)" != 0 ] || user=(--user=root)
        "${program[@]}" --no-defaults --initialize-insecure "${user[@]}" "${paths[@]}" --datadir="$folder/data.part" \
            >>"$folder/log" 2>&1 || return 0
        mv "$folder/data.part" "$folder/data"
    fi
    start_sql "$folder" "$port" "${paths[@]}" --mysqlx=OFF
}

ready_mysql() {
    ready_sql "$1"
}

env_mysql() {
    print_export METEOLAKE_TEST_MYSQL "${METEOLAKE_TEST_MYSQL:-$(url_sql mysql)}"
}
