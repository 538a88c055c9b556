#!/usr/bin/env bash
# Looks for everything that building and testing need, and installs what is missing where that is possible.
#
# usage: setup.sh [build|test|train|long]
#   build  Swift and the C libraries
#   test   that, and the tools that the tests compare with (the default)
#   train  what `build` installs, and PyTorch
#   long   what `test` installs, and the large ones that only the long tests use
#
# On Debian and Ubuntu missing packages are installed with apt-get (as root, or with sudo). Elsewhere they are named, and nothing is done.
set -euo pipefail
cd "$(dirname "$0")/../.."

tier=${1:-test}
libraries=(libraw-dev libtiff-dev libjxl-dev libexiv2-dev libzstd-dev libsqlite3-dev libisal-dev
  libjpeg62-turbo-dev libpng-dev liblcms2-dev)
tools=(libimage-exiftool-perl libtiff-tools exiv2 libjxl-tools libraw-bin zstd python3 python3-venv python3-numpy libxml2-utils par2
  libjpeg-turbo-progs pngcheck python3-pil)
large=(darktable chromium chromium-driver python3-selenium fonts-dejavu-core)
training=(python3-torch python3-numpy python3-pil)

say() { printf '%s\n' "$*"; }
fail() { printf '*** %s\n' "$*" >&2; exit 1; }

case $tier in
  build) wanted=("${libraries[@]}") ;;
  test) wanted=("${libraries[@]}" "${tools[@]}") ;;
  train) wanted=("${libraries[@]}" "${training[@]}") ;;
  long) wanted=("${libraries[@]}" "${tools[@]}" "${large[@]}") ;;
  *) fail "usage: setup.sh [build|test|train|long]" ;;
esac

check_swift() {
  local found
  command -v swift > /dev/null || fail "Swift is not installed. Glassine needs Swift 6 or later: https://www.swift.org/install/"
  found=$(swift --version 2> /dev/null | sed -n 's/.*Swift version \([0-9][0-9]*\).*/\1/p' | head -n 1)
  if [ -z "$found" ] || [ "$found" -lt 6 ]; then
    fail "Glassine needs Swift 6 or later; this is ${found:-an unknown version}. See https://www.swift.org/install/"
  fi
}

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2> /dev/null)" = installed ]; }

# Runs a command as root: directly, or with sudo, which may ask for a password only where somebody sits.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    env DEBIAN_FRONTEND=noninteractive "$@"
  elif [ -t 0 ]; then
    sudo env DEBIAN_FRONTEND=noninteractive "$@"
  else
    sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
  fi
}

install_packages() {
  local missing=() package
  if ! command -v dpkg-query > /dev/null || ! command -v apt-get > /dev/null; then
    say "This is neither Debian nor Ubuntu. Please see that the equivalents of these packages are there:"
    say "  ${wanted[*]}"
    return 0
  fi
  for package in "${wanted[@]}"; do
    is_installed "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "Missing packages: ${missing[*]}"
  if [ "$(id -u)" != 0 ] && ! command -v sudo > /dev/null; then
    fail "Please install them as root: apt-get install --no-install-recommends ${missing[*]}"
  fi
  as_root apt-get -q update || say "The lists of packages could not be updated; trying with those that are there."
  as_root apt-get -q -y install --no-install-recommends "${missing[@]}" ||
    fail "Please install them by hand: apt-get install --no-install-recommends ${missing[*]}"
}

# The reference implementation of BagIt, in a folder of its own, so that the system's Python stays as it is.
install_bagit() {
  local place=.build/bagit
  [ -x "$place/bin/bagit.py" ] && return 0
  mkdir -p .build
  if ! command -v python3 > /dev/null || ! python3 -m venv "$place" > /dev/null 2>&1; then
    say "*** NO python3 venv: archives are not checked with bagit.py."
    return 0
  fi
  "$place/bin/python3" -m pip install --quiet --disable-pip-version-check 'bagit>=1.9,<2' ||
    say "*** NO bagit from PyPI: archives are not checked with bagit.py."
}

check_swift
install_packages
case $tier in test | long) install_bagit ;; esac
