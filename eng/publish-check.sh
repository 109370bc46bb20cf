#!/usr/bin/env bash
# Publishes the app, looks whether the folder is what the Functions host wants, and runs the demo against the published worker.
#   eng/publish-check.sh [--quick] [--no-demo]     --quick leaves out compiling ahead, which takes most of the time
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

options=()
demo=1
for option in "$@"; do
  case $option in
    --quick) options+=(-p:PublishReadyToRun=false) ;;
    --no-demo) demo=0 ;;
    *) echo "publish-check: unknown option $option" >&2; exit 2 ;;
  esac
done
folder=$PWD/artifacts/publish-check

fail() {
  echo "publish-check: $1" >&2
  exit 1
}

rm -rf "$folder" "$folder.data"
Analyze=false dotnet publish src/Functions -c Release -o "$folder" "${options[@]}" -v q

# What is in the folder: https://learn.microsoft.com/azure/azure-functions/dotnet-isolated-process-guide#deployment-requirements
for file in host.json worker.config.json functions.metadata extensions.json foundry-importer.dll foundry-importer.runtimeconfig.json .azurefunctions; do
  [ -e "$folder/$file" ] || fail "there is no $file in $folder"
done
[ -z "$(find "$folder" -name function.json)" ] || fail "there is a function.json, which the host would read instead of functions.metadata"
# Every function with its bindings, the extensions and host.json: the same tests that look at the build output.
PUBLISHED_APP=$folder dotnet test tests/Functions.Tests --nologo -v q --filter FullyQualifiedName~OutputTests || fail "the published folder is not as it should be"
echo "publish-check: $(du -sh "$folder" | cut -f1), $(grep -c '"entryPoint"' "$folder/functions.metadata") functions"
[ "$demo" = 1 ] || exit 0

dotnet build src/LocalAzure -v q
project=$(find artifacts/bin/LocalAzure -name LocalAzure.dll -path '*debug*' | head -n 1)
base=$((20000 + RANDOM % 20000))
dotnet "$project" demo --port-base "$base" --app "$folder" --data "$folder.data" || fail "the demo does not pass with the published app"
rm -rf "$folder.data"
echo "publish-check: the demo passes with the published app"
