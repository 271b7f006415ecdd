#!/bin/sh
# Prints the Python to build with: $PYTHON, else the newest from 3.11 to 3.13 that has headers and venv, else the newest
# of all. When anything for building is missing, one line names all of it.
missing=

usable() {
    command -v "$1" > /dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null
}

has_headers() {
    "$1" -c 'import os, sysconfig; raise SystemExit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))'
}

has_venv() {
    "$1" -c 'import ensurepip, venv' 2> /dev/null
}

chosen=
fallback=
for python in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
    usable "$python" || continue
    fallback=${fallback:-$python}
    if has_headers "$python" && has_venv "$python"; then
        chosen=$python
        break
    fi
done

if [ -z "$chosen" ]; then
    if [ -z "$fallback" ]; then
        missing="Python 3.11 or later with headers and venv (python3 python3-dev python3-venv)"
    else
        has_headers "$fallback" || missing="headers of $fallback (python3-dev)"
        has_venv "$fallback" || missing="${missing:+$missing, }venv of $fallback (python3-venv)"
    fi
fi
command -v "${CC:-cc}" > /dev/null 2>&1 || missing="${missing:+$missing, }a C compiler (gcc libc6-dev)"
command -v git > /dev/null 2>&1 || missing="${missing:+$missing, }git"

if [ -n "$missing" ]; then
    echo "missing: $missing" >&2
    exit 1
fi
echo "$chosen"
