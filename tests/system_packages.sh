#!/bin/sh
# The programs that the tests drive and that no Python package brings: a browser, and PostgreSQL's server.
set -u
missing=''
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
  missing="$missing chromium"
command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -z "$missing" ] && exit 0

say() { printf 'rammeaftale: %s\n' "$*" >&2; }

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  say "the tests need these programs, please install them:$missing"
  exit 1
fi
say "installing$missing"
log=$(mktemp)
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086  # one word per package
if ! { apt-get update && apt-get install --yes --no-install-recommends $missing; } >"$log" 2>&1; then
  say "could not install$missing: $(grep '^E:' "$log" | tail -n 1) (details in $log)"
  exit 1
fi
rm -f "$log"
