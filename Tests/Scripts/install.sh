#!/usr/bin/env bash
# Installs the program, its profiles, manual pages and completions.
#
# usage: install.sh GLASSINE PREFIX [DESTDIR]
set -euo pipefail
glassine=$(realpath "${1:?usage: install.sh GLASSINE PREFIX [DESTDIR]}")
prefix=${2:?usage: install.sh GLASSINE PREFIX [DESTDIR]}
target=${3:-}$prefix
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

install -D -m 755 "$glassine" "$target/bin/glassine"

# Profiles are read by name from share/glassine/profiles.
install -d "$target/share/glassine/profiles"
find Profiles -type f ! -name '.*' -printf '%P\0' | while IFS= read -r -d '' file; do
  install -D -m 644 "Profiles/$file" "$target/share/glassine/profiles/$file"
done

if command -v python3 > /dev/null; then
  "$glassine" --experimental-dump-help | python3 Tests/Scripts/manual.py "$work"
  for page in "$work"/*.1; do install -D -m 644 "$page" "$target/share/man/man1/$(basename "$page")"; done
else
  echo "*** NO python3: the manual pages are left out; glassine help says the same." >&2
fi

completion() {
  "$glassine" --generate-completion-script "$1" > "$work/completion"
  install -D -m 644 "$work/completion" "$target/share/$2"
}
completion bash bash-completion/completions/glassine
completion zsh zsh/site-functions/_glassine
completion fish fish/vendor_completions.d/glassine.fish

echo "Installed below $target:"
(cd "$target" && find bin/glassine share -path '*glassine*' -type f | sort | sed 's/^/  /')
