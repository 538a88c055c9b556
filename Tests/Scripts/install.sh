#!/usr/bin/env bash
# Installs the program, its profiles, manual pages, completions and systemd units.
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

# The same units for the system's manager and for a person's own; only the former can be given a read-only view of the file system.
for manager in system user; do
  for unit in contrib/systemd/*.service contrib/systemd/*.timer; do
    sed "s|/usr/local/bin/glassine|$prefix/bin/glassine|" "$unit" > "$work/unit"
    install -D -m 644 "$work/unit" "$target/lib/systemd/$manager/$(basename "$unit")"
  done
done
install -D -m 644 'contrib/systemd/system/glassine-audit@.service.d/sandbox.conf' \
  "$target/lib/systemd/system/glassine-audit@.service.d/sandbox.conf"

echo "Installed below $target:"
(cd "$target" && find bin/glassine share lib/systemd -path '*glassine*' -type f | sort | sed 's/^/  /')
