#!/usr/bin/env bash
# A round trip to look at: archives a folder, audits the archive, restores it, compares every byte, and writes DNGs.
#
# usage: demo.sh GLASSINE [PHOTOS]
#   GLASSINE  the program
#   PHOTOS    a folder of yours, which is only read; the package's own fixtures when none is given
# Everything is written below .build/demo, which is emptied first.
set -euo pipefail

glassine=$(realpath "${1:?usage: demo.sh GLASSINE [PHOTOS]}")
given=${2:-}
# Not every shell replaces the tilde in PHOTOS=~/pictures.
# shellcheck disable=SC2088
case $given in "~" | "~/"*) given=$HOME${given#"~"} ;; esac
[ -z "$given" ] || given=$(realpath -e "$given") || { echo "*** there is no folder $2" >&2; exit 1; }
cd "$(dirname "$0")/../.."
photos=${given:-Fixtures/raws}
demo=.build/demo
[ -d "$photos" ] || { echo "*** $photos is not a folder" >&2; exit 1; }
case "$PWD/$demo/" in "$given"/*) [ -z "$given" ] || { echo "*** $photos holds this demo's own folder; please take another" >&2; exit 1; } ;; esac
case "$given/" in "$PWD/$demo"/*) echo "*** $photos is this demo's own folder; please take another" >&2; exit 1 ;; esac

archive=$demo/archive
restored=$demo/restored
dngs=$demo/dng
failures=()

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then strong=$'\e[1m' good=$'\e[32m' bad=$'\e[31m' plain=$'\e[0m'; else strong='' good='' bad='' plain=''; fi
step() { printf '\n%s── %s%s\n' "$strong" "$*" "$plain"; }
passed() { printf '%s✓%s %s\n' "$good" "$plain" "$*"; }
failed() { printf '%s✗ %s%s\n' "$bad" "$*" "$plain"; failures+=("$*"); }
# Says the command as one would type it, then runs it.
run() { printf '$ %s\n' "$*"; "$@"; }

rm -rf "$demo"
mkdir -p "$demo"
# The program by its name, as one would type it.
PATH=$(dirname "$glassine"):$PATH
export PATH

step "Archive $photos"
status=0
run glassine archive "$photos" "$archive" || status=$?
case $status in
  0) passed "everything is archived" ;;
  3) failed "some files could not be archived; see above" ;;
  *) failed "glassine archive ended with status $status"; exit "$status" ;;
esac

step "Audit: rebuild every original in memory, compare its digest"
if run glassine audit "$archive" --level restore --report "$demo/audit.html"; then passed "the archive is sound"; else failed "the audit found something"; fi

step "Restore"
if run glassine restore "$archive" --to "$restored"; then passed "restored"; else failed "the restore is not complete"; fi

step "Compare the restored folder with the source, byte for byte"
if run diff -r --no-dereference "$photos" "$restored"; then passed "no difference"; else failed "there are differences"; fi

step "Check digests without Glassine"
if (cd "$archive" && run sha256sum --quiet -c manifest-sha256.txt); then passed "every file of the archive"; else failed "digests in the archive"; fi
if (cd "$restored" && run sha256sum --quiet -c ../archive/originals-sha256.txt); then passed "every restored original"; else failed "digests of originals"; fi

step "Write DNGs"
status=0
run glassine restore "$archive" --to "$dngs" --as dng || status=$?
written=$(find "$dngs" -type f -iname '*.dng' 2> /dev/null | wc -l)
case $status in
  0) passed "$written DNGs" ;;
  *) failed "exporting DNGs ended with status $status ($written written)" ;;
esac

step "What the archive holds"
if [ "$(find "$photos" -type f | wc -l)" -le 100 ]; then glassine list "$archive" || true; else glassine list "$archive" --totals || true; fi
bytes() { du -sb --apparent-size "$1" | cut -f 1; }
megabytes() { awk -v bytes="$1" 'BEGIN { printf "%.2f MB", bytes / 1e6 }'; }
before=$(find "$photos" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum + 0 }')
after=$(find "$archive/data/units" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum + 0 }')
saved=$(awk -v before="$before" -v after="$after" 'BEGIN { if (before > 0) printf "%.1f %%", (1 - after / before) * 100; else print "–" }')

step "Result"
printf '  %-22s %14s\n' "originals" "$(megabytes "$before")" "archived (units)" "$(megabytes "$after")" "saved" "$saved" \
  "archive with manifests" "$(megabytes "$(bytes "$archive")")"
echo
printf '  %-10s %s\n' "source" "$photos" "archive" "$archive" "restored" "$restored" "DNGs" "$dngs" "report" "$demo/audit.html"
echo
if [ ${#failures[@]} -gt 0 ]; then
  printf '%s✗ %s%s\n' "$bad" "${failures[@]/%/$plain}"
  exit 1
fi
printf '%s✓ Every original came back byte for byte.%s\n' "$good" "$plain"
