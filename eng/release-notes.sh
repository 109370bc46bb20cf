#!/usr/bin/env bash
# Prints what CHANGELOG.md says of a version: eng/release-notes.sh 1.2.3. Fails when it says nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
version=${1:?which version?}

notes=$(awk -v heading="## [$version]" '
  index($0, "## [") == 1 { inside = index($0, heading) == 1; next }
  inside' CHANGELOG.md)
if [ -z "${notes//[[:space:]]/}" ]; then
  echo "release-notes: CHANGELOG.md has no section [$version]" >&2
  exit 1
fi

printf '%s\n' "$notes"
