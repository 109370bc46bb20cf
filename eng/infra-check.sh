#!/usr/bin/env bash
# The Bicep CLI builds and lints infra/: it must say nothing, not even a warning. The CLI is restored like any package (tests/Infra.Tests);
# on Linux x64 it must be had, elsewhere this says that nothing was checked. What the templates mean is looked at by tests/Infra.Tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ]; then
  echo "infra: not checked: the Bicep CLI is restored on Linux x64 only, this is $(uname -s) $(uname -m)"
  exit 0
fi

dotnet restore tests/Infra.Tests -v q
bicep=$(dotnet msbuild tests/Infra.Tests/Infra.Tests.csproj -getProperty:BicepCli)
if [ ! -x "$bicep" ]; then
  echo "infra: the Bicep CLI is not where its package should be: $bicep" >&2
  exit 1
fi

# With main.bicep every module is built and linted; the shapes of infra/shapes are the tests' part.
said=$( { "$bicep" build infra/main.bicep --stdout >/dev/null && "$bicep" lint infra/main.bicep; } 2>&1) || true
if [ -n "$said" ]; then
  printf '%s\n' "$said" >&2
  exit 1
fi
echo "infra: the Bicep CLI builds and lints infra/ without a word"
