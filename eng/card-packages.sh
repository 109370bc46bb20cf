#!/usr/bin/env bash
# Says which packages that this project does without can be restored from the package source in use:
#   Microsoft.Azure.Functions.Worker.Extensions.EventGrid   then src/Functions/Events/EventGridTriggerAttribute.cs is deleted
#   Azure.ResourceManager.ApiManagement, .CognitiveServices  then docs/decisions/0010-isolated-worker.md says what they can replace
# Exit code 0 when none can be had (nothing to do), 1 when one can.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
found=0
while read -r package version; do
  # A project of its own, outside the tree: nothing of the repository's versions or warnings applies.
  cat > "$folder/try.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="$package" Version="$version" /></ItemGroup>
</Project>
PROJECT
  if timeout 120 dotnet restore "$folder/try.csproj" -v q >/dev/null 2>&1; then
    echo "can be restored: $package $version"
    found=1
  else
    echo "not served:      $package $version"
  fi
done <<'LIST'
Microsoft.Azure.Functions.Worker.Extensions.EventGrid 3.6.0
Azure.ResourceManager.ApiManagement 1.3.0
Azure.ResourceManager.CognitiveServices 1.5.0
LIST
exit $found
