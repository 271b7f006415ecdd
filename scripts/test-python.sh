#!/bin/sh
# The Python tests in two processes at a time, since most of them wait for a database, a child or a timer:
#
#   scripts/test-python.sh .venv/bin/python [/usr/lib/postgresql/15/bin]
#
# The API runs on that PostgreSQL if it is there (the oldest that is supported), else on the embedded one, on which
# everything else runs in any case. What the second process says comes when the first is done.
set -u
python=$1
postgres=${2:-}
log=build/tests.log

with_postgres=
if [ -x "$postgres/postgres" ]; then
    printf '\033[1m•\033[0m The API on %s\n' "$("$postgres/postgres" --version)"
    with_postgres="scripts/with-postgres.sh $postgres"
fi

# The native tests are of packets in real time: where that may be had, they go before those that wait for a database.
first=
if [ "$(id -u)" = 0 ]; then first="nice -n -10"; fi

mkdir -p build
$first $python -m pytest -q -o cache_dir=build/pytest_cache tests --ignore=tests/api > "$log" 2>&1 &
second=$!
trap 'kill "$second" 2> /dev/null' EXIT
trap 'exit 130' INT TERM

PYTHON=$python $with_postgres "$python" -m pytest -q tests/api tests/unit/test_database.py tests/unit/test_migrate.py
first_status=$?
wait "$second"
second_status=$?
cat "$log"
[ "$first_status$second_status" = 00 ]
