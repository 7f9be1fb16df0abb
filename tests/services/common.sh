# What all servers share: messages, who has the server already, the cache, programs built with Go, Debian packages unpacked.
# shellcheck shell=bash disable=SC2034,SC2154

# The administrator of each server. A slash and an at sign are in the password, so that URLs are read as they should be.
admin=meteolake
password='se/cret@lake'
password_in_url='se%2Fcret%40lake'

say() {
    echo "$1: $2" >&2
}

# The variable that names the server of the caller: s3 gives METEOLAKE_TEST_S3.
variable() {
    echo "METEOLAKE_TEST_${1^^}"
}

is_external() {
    local name
    name=$(variable "$1")
    [ -n "${!name:-}" ]
}

# Prints `export NAME=VALUE` for a shell to read.
print_export() {
    printf 'export %s=%q\n' "$1" "$2"
}

# Ends with what to do when one of the programs is not there: needs SERVER PROGRAM…
needs() {
    local server=$1 program
    shift
    for program in "$@"; do
        if ! command -v "$program" >/dev/null; then
            say "$server" "$program is missing. Install it, or start a server of your own and set $(variable "$server") to its URL"
            exit 1
        fi
    done
}

# Makes the folder $cache/$2 with the function $3, once: two that want it at the same time wait for the first.
# The function fills the folder given to it; what breaks off leaves nothing that looks finished.
cached() {
    local server=$1 name=$2 fill=$3
    [ ! -d "$cache/$name" ] || return 0
    needs "$server" flock
    mkdir -p "$cache"
    (
        flock 9
        [ ! -d "$cache/$name" ] || exit 0
        say "$server" "preparing $name"
        rm -rf "$cache/$name.part"
        mkdir -p "$cache/$name.part"
        "$fill" "$cache/$name.part" >"$cache/$name.log" 2>&1 9>&- || {
            say "$server" "could not be prepared; the end of $cache/$name.log:"
            tail -n 20 "$cache/$name.log" >&2
            exit 1
        }
        mv "$cache/$name.part" "$cache/$name"
    ) 9>"$cache/$name.lock"
}

# Unpacks a Debian package and all it depends on, down to the C library, into a folder; installs nothing.
# unpack_debian FOLDER PACKAGE MIRROR-AND-SUITE…, each as "http://deb.debian.org/debian sid".
unpack_debian() {
    local folder=$1 package=$2 apt=$1/apt source archive
    shift 2
    mkdir -p "$apt/lists/partial" "$apt/archives/partial" || return
    for source in "$@"; do
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $source main"
    done >"$apt/sources.list"
    touch "$apt/status" || return
    local options=(-o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o Dir::State="$apt" -o Dir::State::Lists="$apt/lists" -o Dir::State::Status="$apt/status"
        -o Dir::Cache="$apt" -o Acquire::Languages=none -o Acquire::Retries=3
        -o APT::Install-Recommends=false -o APT::Sandbox::User=root -o Debug::NoLocking=true)
    apt-get "${options[@]}" update || return
    apt-get "${options[@]}" install --yes --download-only "$package" || return
    for archive in "$apt"/archives/*.deb; do
        dpkg-deb --extract "$archive" "$folder" || return
    done
    rm -rf "$apt" "$folder"/usr/share/{doc,man,locale,perl,perl5}
}

# Fills the array `program` with what runs $2, a program in the unpacked packages in $1, with their own C library.
unpacked_program() {
    local root=$1 libraries loader
    libraries=$(printf '%s:' "$root"/usr/lib/*-linux-gnu "$root"/lib/*-linux-gnu)
    for loader in "$root"/{lib64,usr/lib64,lib,usr/lib}/ld-linux*; do
        [ ! -e "$loader" ] || break
    done
    program=("$loader" --library-path "$libraries" "$root/$2")
}
