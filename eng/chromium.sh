#!/usr/bin/env bash
# Prints where Chromium is, in which the playground is tested. Where it is missing and this runs as root on Debian or Ubuntu, it is
# installed first; elsewhere a message says what to do.
#
#   eng/chromium.sh
set -euo pipefail
chromium=/usr/bin/chromium
if [ ! -x "$chromium" ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
    echo "$chromium is missing; the playground is tested in a real browser. Install it: sudo apt-get install -y chromium" >&2
    exit 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq chromium; } >&2
fi
echo "$chromium"
