#!/usr/bin/env bash
# Mutation tests of one room of src/Importer: eng/mutation.sh ROOM [FILE ...]   (ROOM is a folder, such as Planning; FILE a glob inside it)
# Writes artifacts/mutation/ROOM with the report; fails below the score in eng/mutation.json.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
room=${1:?name a room of src/Importer, such as Planning}
shift
[ -d "src/Importer/$room" ] || { echo "mutation: there is no room src/Importer/$room" >&2; exit 2; }
mutate=()
for file in "${@:-**/*.cs}"; do mutate+=(--mutate "$room/$file"); done
dotnet tool restore >/dev/null
cd tests/Importer.Tests
dotnet stryker --config-file ../../eng/mutation.json --output "../../artifacts/mutation/$room" "${mutate[@]}"
