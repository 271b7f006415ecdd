#!/bin/sh
# The browsers of the end-to-end tests: installed by apt when root and missing, else one line says what to install.
missing=
command -v chromium > /dev/null 2>&1 || missing="chromium"
command -v firefox-esr > /dev/null 2>&1 || command -v firefox > /dev/null 2>&1 || missing="${missing:+$missing }firefox-esr"
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null 2>&1; then
    echo "Installing $missing"
    # shellcheck disable=SC2086
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing \
        > /dev/null && exit 0
fi
echo "missing: $missing (on Debian: apt-get install $missing)" >&2
exit 1
