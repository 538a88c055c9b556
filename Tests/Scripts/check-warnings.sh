#!/usr/bin/env bash
# Fails where a build's log has warnings about our own sources. Dependencies may warn as they like.
#
# usage: check-warnings.sh BUILD_LOG
# A build that had nothing to compile says nothing about warnings: check the log of a build from scratch.
set -euo pipefail
log=${1:?usage: check-warnings.sh BUILD_LOG}

compiled=$(grep -cE '^\[[0-9]+/[0-9]+\] (Compiling|Emitting)' "$log" || true)
if [ "$compiled" = 0 ]; then
  echo "check-warnings: nothing was compiled, so there is nothing to check"
  exit 0
fi
# Compilers name the file first; the package manager names the package.
if found=$(grep -E "(^|/)(Sources|Tests)/[^:]+:[0-9]+:[0-9]+: warning:|^warning: '?[Gg]lassine'?:" "$log" | grep -vE '/(checkouts|repositories)/' | sort -u) &&
  [ -n "$found" ]; then
  printf '%s\n' "$found"
  echo "*** warnings in our own sources: $(printf '%s\n' "$found" | wc -l)" >&2
  exit 1
fi
echo "check-warnings: none"
