#!/bin/sh
# Build the native core with sanitizers, in build/sanitized-*, and run its tests and fuzz targets there.
# Usage: scripts/sanitize.sh [address|thread] [arguments for pytest]
set -eu

cd "$(dirname "$0")/.."
kind=address
case "${1:-}" in
    address | thread) kind=$1; shift ;;
esac
python=$(realpath -s "${PYTHON:-.venv/bin/python}")
folder=build/sanitized-$kind

# Ages are kept, so that what was compiled there and has not changed is not compiled again.
mkdir -p "$folder"
rm -rf "$folder/sfu_core" "$folder/eduforum" "$folder/tests"
cp -pR sfu_core eduforum tests setup.py pyproject.toml README.md LICENSE "$folder"
rm -f "$folder"/sfu_core/*.so
cd "$folder"

case $kind in
    address) export EDUFORUM_SANITIZE=1; libraries="libasan.so libubsan.so" ;;
    thread) export EDUFORUM_SANITIZE=thread; libraries=libtsan.so ;;
esac
EDUFORUM_DEBUG=1 "$python" setup.py -q build_ext --inplace > build.log 2>&1 || { cat build.log; exit 1; }

preload=
for library in $libraries; do
    preload="$preload $(gcc -print-file-name="$library")"
done
# The interpreter leaks on purpose at exit and is not built for the thread sanitizer: only our own code is judged.
export ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1 PYTHONMALLOC=malloc
export TSAN_OPTIONS=halt_on_error=1:suppressions=$PWD/tests/native/thread_sanitizer.supp
[ $# -gt 0 ] || set -- tests/native tests/fuzz
LD_PRELOAD=$preload exec "$python" -m pytest -q -s -p no:cacheprovider --deselect tests/native/test_gil_hints.py "$@"
