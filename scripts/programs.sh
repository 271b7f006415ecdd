#!/bin/sh
# Other people's WebRTC programs for the tests of WHIP and WHEP: installed by apt when root and missing. Without them
# their tests are left out, so nothing here is a failure.
command -v whip-client > /dev/null 2>&1 \
    && /usr/bin/python3 -c 'import gi; gi.require_version("GstWebRTC", "1.0")' > /dev/null 2>&1 && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null 2>&1; then
    echo "Installing GStreamer and simple-whip-client"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        simple-whip-client python3-gst-1.0 gir1.2-gst-plugins-bad-1.0 gstreamer1.0-nice gstreamer1.0-plugins-base \
        gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly > /dev/null
fi
exit 0
