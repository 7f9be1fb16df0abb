#!/bin/sh
# Makes the Python environment of the checks and of the benchmarks, and prints its interpreter.
#
#   python=$(tests/interop/venv.sh)                           what the checks need
#   python=$(tests/interop/venv.sh bench/requirements.txt)    what the benchmarks need
#
# The environment is ~/.cache/meteolake/venv, or the folder that METEOLAKE_VENV names. Requirements that are
# already installed are not looked at again until their file changes.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
case "${1:-}" in
-h | --help)
    sed -n '2,/^set/s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac
requirements=${1:-$here/requirements.txt}
venv=${METEOLAKE_VENV:-${XDG_CACHE_HOME:-$HOME/.cache}/meteolake/venv}
base=$(command -v python3.11 || command -v python3)

# The stamp covers both files, because the one for the benchmarks includes the one for the checks.
wanted=$(cat "$requirements" "$here/requirements.txt" | cksum | tr ' ' '-')
if [ ! -e "$venv/.installed-$wanted" ]; then
    [ -x "$venv/bin/python" ] || "$base" -m venv "$venv" >&2
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$requirements" >&2
    touch "$venv/.installed-$wanted"
fi
echo "$venv/bin/python"
