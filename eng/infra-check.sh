#!/usr/bin/env bash
# Checks infra/ offline, where the checker is at hand (a folder shared/infra-check beside the repository or above it) and Node is.
# Without them it says what was not checked, and that is no failure.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD

not_checked() {
  echo "infra: not checked: $1"
  exit 0
}

checker=
folder=$root
while [ "$folder" != / ] && [ -n "$folder" ]; do
  folder=$(dirname "$folder")
  if [ -f "$folder/shared/infra-check/check.mjs" ]; then
    checker=$folder/shared/infra-check
    break
  fi
done
[ -n "$checker" ] || not_checked "there is no shared/infra-check beside the repository (the Bicep CLI checks more: bicep build infra/main.bicep)"
command -v node >/dev/null && command -v npm >/dev/null || not_checked "Node and npm are not installed"

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r "$checker/." "$copy" && chmod -R u+w "$copy"
(cd "$copy" && npm ci --no-audit --no-fund >npm.log 2>&1) || not_checked "npm ci did not work: $(tail -n 1 "$copy/npm.log")"
node "$copy/check.mjs" "$root/infra" --strict
