#!/usr/bin/env bash
# Runs every test but the soaks, on real servers too, and sums the numbers. Works from a clean clone with the .NET SDK,
# git and apt; what else is missing is installed. Further arguments go to dotnet test.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

./scripts/install-servers.sh || exit 1

export DOTNET_CLI_UI_LANGUAGE=en # the sums are read from the output
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
dotnet test Discovery.sln --nologo --filter "Category!=Soak" "$@" 2>&1 | tee "$log"
status="${PIPESTATUS[0]}"

# each test project ends with one line such as: Passed!  - Failed:     0, Passed:    64, Skipped:     0, Total:    64, ...
sum() { sed -n "s/^\(Passed\|Failed\|Skipped\)!  - .*$1: *\([0-9][0-9]*\).*/\2/p" "$log" | awk '{ n += $1 } END { print n + 0 }'; }
passed="$(sum Passed)" failed="$(sum Failed)" skipped="$(sum Skipped)"
if [ "$skipped" -ne 0 ]; then
    echo "$skipped skipped; a test that cannot run must fail and say what is missing" >&2
    failed=$((failed + skipped))
fi
# a build that broke, or a host that crashed, has no number of its own
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
if [ "$passed" -eq 0 ]; then failed=$((failed > 0 ? failed : 1)); fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
