#!/bin/sh
# Writes the lock files anew from pyproject.toml, on the oldest Python that is supported: `make lock`.
# What the caller's pip is set up with (another index, local wheels) stays out of them.
set -eu
cd "$(dirname "$0")/.."
unset PIP_FIND_LINKS PIP_INDEX_URL PIP_EXTRA_INDEX_URL
export PIP_CONFIG_FILE=/dev/null

compile() {
    python -m piptools compile --quiet "$@" --generate-hashes --allow-unsafe --strip-extras --annotation-style=line \
        --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options
}

compile pyproject.toml -o requirements/runtime.txt
compile pyproject.toml --extra build -c requirements/runtime.txt -o requirements/build.txt
compile pyproject.toml --extra build --extra dev -c requirements/build.txt -o requirements/dev.txt
compile requirements/node.in -o requirements/node.txt
