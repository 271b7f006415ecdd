#!/bin/sh
# What speaks in the tests of talk time: installed by apt when root and missing. Without it those tests are skipped.
command -v espeak-ng > /dev/null 2>&1 && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null 2>&1; then
    echo "Installing espeak-ng"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends espeak-ng \
        > /dev/null && exit 0
fi
echo "no espeak-ng: tests of talk time are skipped (on Debian: apt-get install espeak-ng)" >&2
