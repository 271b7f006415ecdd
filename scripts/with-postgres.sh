#!/bin/sh
# Runs a command against a throw-away PostgreSQL of another installation, named by EDUFORUM_TEST_DATABASE_URL:
#
#   scripts/with-postgres.sh /usr/lib/postgresql/15/bin .venv/bin/python -m pytest tests/api
set -eu
programs=$1
shift
launch="${PYTHON:-python3} -I -S $(dirname "$0")/../eduforum/db/launch.py $$"

folder=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill -QUIT "$server" 2> /dev/null; wait "$server" || true; fi; rm -rf "$folder"' EXIT INT TERM

$launch "$programs/initdb" -D "$folder/data" -U postgres -E UTF8 --locale=C --auth=trust > "$folder/initdb.log" \
    || { cat "$folder/initdb.log"; exit 1; }
$launch "$programs/postgres" -D "$folder/data" -c listen_addresses= -c unix_socket_directories="$folder" \
    -c fsync=off -c max_connections=200 2> "$folder/postgres.log" &
server=$!
until "$programs/pg_isready" -q -h "$folder"; do
    kill -0 "$server" || { cat "$folder/postgres.log"; exit 1; }
    sleep 0.1
done

EDUFORUM_TEST_DATABASE_URL="postgresql://postgres@/postgres?host=$folder" "$@"
