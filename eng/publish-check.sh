#!/usr/bin/env bash
# Publishes the app, looks whether the folder is what the Functions host wants, and runs the demo against the published executable.
#   eng/publish-check.sh [--quick] [RUNTIME]     --quick leaves out compiling ahead, which takes most of the time
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

options=()
if [ "${1:-}" = --quick ]; then
  options+=(-p:PublishReadyToRun=false)
  shift
fi

own=linux-x64
[ "$(uname -m)" != aarch64 ] || own=linux-arm64
runtime=${1:-$own}
folder=$PWD/artifacts/publish-check/$runtime

fail() {
  echo "publish-check: $1" >&2
  exit 1
}

rm -rf "$folder"
dotnet publish src/Functions -c Release -r "$runtime" -o "$folder" "${options[@]}" -v q

# What is in the folder: https://learn.microsoft.com/azure/azure-functions/functions-custom-handlers#application-structure
executable=$(sed -n 's/.*"defaultExecutablePath": *"\(.*\)".*/\1/p' "$folder/host.json")
[ -f "$folder/$executable" ] || fail "host.json names '$executable', which is not there"
[ "${executable%.exe}" != "$executable" ] || [ -x "$folder/$executable" ] || fail "'$executable' has no execute bit"
files=$(cd "$folder" && find . -maxdepth 1 -type f ! -name importer.json | sort | tr '\n' ' ')
[ "$files" = "$(printf './%s\n' "$executable" host.json | sort | tr '\n' ' ')" ] || fail "besides host.json and $executable there is: $files"
for function in src/Functions/bindings/*/; do
  name=$(basename "$function")
  [ "$(ls "$folder/$name" 2>/dev/null)" = function.json ] || fail "folder $name must hold function.json and nothing else"
done
echo "publish-check: $runtime, $(du -sh "$folder" | cut -f1), $(find "$folder" -name function.json | wc -l) functions"

if [ "$runtime" != "$own" ]; then
  echo "publish-check: not started: this machine is no $runtime"
  exit 0
fi

dotnet build src/LocalAzure -v q
project=$(find artifacts/bin/LocalAzure -name LocalAzure.dll -path '*debug*' | head -n 1)
base=$((20000 + RANDOM % 20000))
dotnet "$project" demo --port-base "$base" --app "$folder" --data "$folder.data" || fail "the demo does not pass with the published app"
rm -rf "$folder.data"
echo "publish-check: the demo passes with the published app"
