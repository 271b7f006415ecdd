#!/bin/sh
# The TURN server of the tests of relays: installed by apt when root and missing. Without it those tests are skipped.
[ -x /usr/bin/turnserver ] || command -v turnserver > /dev/null 2>&1 && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null 2>&1; then
    echo "Installing coturn"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends coturn \
        > /dev/null && exit 0
fi
echo "no turnserver: tests of relays are skipped (on Debian: apt-get install coturn)" >&2
