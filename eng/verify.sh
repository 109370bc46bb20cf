#!/usr/bin/env bash
# The one test command, for people and CI: restore, build with every analyzer as an error, check of infra/, layout by CSharpier, every test,
# the published app. The last line reads 'N passed, N failed'.
#   eng/verify.sh            all of it
#   eng/verify.sh --quick    while you work: build without analyzers, the rooms and the tests that start no process
# VERIFY_BROWSER=0 installs no browser; VERIFY_PUBLISH=0 leaves the published app out.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

quick=0
case ${1:-} in
  "") ;;
  --quick) quick=1 ;;
  *) echo "verify: unknown option $1; the only one is --quick" >&2; exit 2 ;;
esac
# Analyzers run here and in the editor, see Directory.Build.props.
[ "$quick" = 1 ] || export Analyze=true

results=artifacts/test-results
rm -rf "$results"

step() {
  echo "== $1"
  shift
  if ! "$@"; then
    echo "verify: '$*' failed" >&2
    echo "0 passed, 1 failed"
    exit 1
  fi
}

# The report page is tested in a real browser; without one those tests are skipped, and say so.
browser() {
  if [ -n "${CHROMIUM_PATH:-}" ]; then echo "$CHROMIUM_PATH"; return; fi
  local place sudo=""
  for place in /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
    if [ -x "$place" ]; then echo "$place"; return; fi
  done
  if [ "${VERIFY_BROWSER:-1}" != 1 ]; then echo "none here, and VERIFY_BROWSER=$VERIFY_BROWSER: the tests of the report page are skipped"; return; fi
  [ "$(id -u)" -eq 0 ] || sudo="sudo -n"
  if command -v apt-get >/dev/null && $sudo true 2>/dev/null; then
    echo "verify: no browser here; installing Debian's chromium by apt-get for the tests of the report page (VERIFY_BROWSER=0 leaves them out)" >&2
    { $sudo apt-get update -qq && timeout 600 $sudo apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1
  fi
  if [ -x /usr/bin/chromium ]; then echo "/usr/bin/chromium, just installed"; return; fi
  echo "none here, and none could be installed by apt-get: the tests of the report page are skipped"
}

# What these find does not hide what the tests find: each counts as one.
checks_passed=0 checks_failed=0
check() {
  echo "== $1"
  shift
  if "$@"; then checks_passed=$((checks_passed + 1)); else checks_failed=$((checks_failed + 1)); echo "verify: '$*' failed" >&2; fi
}

if [ "$quick" = 1 ]; then
  step restore dotnet restore Functions.sln
  step build dotnet build Functions.sln --no-restore
  echo "== test"
  tests=0
  for project in Importer Functions LocalAzure; do
    dotnet test "tests/$project.Tests" --no-build --logger trx --results-directory "$results" || tests=1
  done
else
  echo "== browser: $(browser)"
  step restore dotnet restore Functions.sln
  step build dotnet build Functions.sln --no-restore -warnaserror
  check infra bash eng/infra-check.sh
  check tools dotnet tool restore
  check format dotnet csharpier check .
  echo "== test"
  dotnet test Functions.sln --no-build --logger trx --results-directory "$results"
  tests=$?
fi

# Sum the counters of every test project's result file.
count() { cat "$results"/*.trx 2>/dev/null | grep -o "<Counters [^>]*" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ n += $1 } END { print n + 0 }'; }
passed=$(count passed)
failed=$(( $(count failed) + $(count error) + $(count timeout) + $(count aborted) ))
if [ "$tests" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
if [ "$passed" -eq 0 ]; then failed=$((failed + 1)); fi

passed=$((passed + checks_passed))
failed=$((failed + checks_failed))

# The published app instead of the build output: a minute or two, on Linux; VERIFY_PUBLISH=0 leaves it out.
if [ "$quick" = 0 ] && [ "${VERIFY_PUBLISH:-1}" = 1 ] && [ "$(uname -s)" = Linux ]; then
  echo "== publish"
  if bash eng/publish-check.sh --quick; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
