#!/bin/sh
# Sets up `.venv` in steps: `boot`, then `install LOCK…`, then `project`. `node` and `npm ARGUMENT…` find or install Node.
# Details go to .venv/setup.log; a failure is one line that says what is missing.
set -u
cd "$(dirname "$0")/.." || exit 1
log=.venv/setup.log
export PIP_DISABLE_PIP_VERSION_CHECK=1 UV_COMPILE_BYTECODE=1 UV_LINK_MODE="${UV_LINK_MODE:-hardlink}"

# uv and Node bring certificates of their own; an office's network may need those of the machine.
for certificates in /etc/ssl/cert.pem /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/certs/ca-certificates.crt; do
  [ -s $certificates ] || continue
  export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}" NODE_EXTRA_CA_CERTS="${NODE_EXTRA_CA_CERTS:-$certificates}"
done

say() { printf 'rammeaftale: %s\n' "$*" >&2; }

fail() { say "$*"; exit 1; }

# What the log says went wrong, in words a person can act on.
reason() {
  if grep -qiE 'No space left|ENOSPC' $log; then echo 'the disk is full'
  elif grep -qiE 'hash(es)? (mismatch|do not match)|EINTEGRITY|DO NOT MATCH THE HASHES' $log; then echo 'a package is not the one that was locked (hash mismatch)'
  elif grep -qiE 'UnknownIssuer|CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER' $log; then echo 'the certificate of the package registry is not trusted on this machine'
  elif grep -qiE 'dns error|name resolution|Failed to establish a new connection|error sending request|Failed to fetch|timed out|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|No matching distribution' $log; then echo 'no network to the package registry'
  else echo 'unexpected error'
  fi
}

# run WHAT COMMAND…: quietly, or one line on failure.
run() {
  what=$1; shift
  "$@" >$log 2>&1 || fail "$what failed: $(reason) (details in $log)"
}

find_python() {
  for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  command -v python3 >/dev/null || fail 'Python is missing: install Python 3.11 or newer (python3)'
  fail "Python 3.11 or newer is missing: python3 is $(python3 -c 'import platform; print(platform.python_version())')"
}

boot() {
  # A failed `venv` leaves half a folder, and a moved one does not run.
  if [ "$(cat .venv/home 2>/dev/null)" != "$PWD" ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(find_python) || exit 1
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
      fail "the venv module is missing: install it (Debian: apt install $(basename "$(readlink -f "$(command -v "$python")")")-venv)"
    say 'making .venv'
    "$python" -m venv --clear .venv || fail 'python -m venv failed: see above'
    pwd >.venv/home
  fi
  run 'installing uv' .venv/bin/python -m pip install --quiet --require-hashes -r requirements/boot.txt
}

install() {
  say "installing the packages of $*"
  for lock in "$@"; do set -- "$@" --requirement "$lock"; shift; done
  run 'installing Python packages' .venv/bin/uv pip install --python .venv/bin/python --require-hashes "$@"
}

project() {
  run 'installing rammeaftale' .venv/bin/uv pip install --python .venv/bin/python --no-deps --no-build-isolation --editable .
}

npm_run() {
  if command -v node >/dev/null && command -v npm >/dev/null; then
    set -- npm "$@"
  else
    [ -x .venv/bin/npm ] || install requirements/node.txt
    PATH="$PWD/.venv/bin:$PATH"
    set -- .venv/bin/npm "$@"
  fi
  run "$*" "$@"
}

mkdir -p .venv
step=$1; shift
case $step in
  boot) boot ;;
  install) install "$@" ;;
  project) project ;;
  npm) npm_run "$@" ;;
  *) fail "unknown step: $step" ;;
esac
