#!/usr/bin/env bash
# Mutation testing: changes the code, a little at a time, and counts the changes that no test notices.
#
#   eng/mutation.sh [GLOB ...]
#
# GLOB names files of src/SoftCfg; by default Guidance and Decoding. Takes hours: every mutant runs the tests of those two
# folders. The report is artifacts/mutation/reports/mutation-report.md; the score is printed.
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1
cd "$(dirname "$0")/.."
root=$PWD

[ $# -gt 0 ] || set -- 'Guidance/**/*.cs' 'Decoding/**/*.cs'
mutate=()
for glob in "$@"; do mutate+=(--mutate "$glob"); done

dotnet tool restore
cd tests/SoftCfg.Tests
# Read as an MSBuild property: the build has only the tests of Guidance and Decoding. Analyzers would refuse most mutants.
# In folders of its own: the mutated library may not take the place of the real one.
export SoftCfgMutation=true TreatWarningsAsErrors=false RunAnalyzers=false ArtifactsPath=$root/artifacts/mutation/build
dotnet stryker --project SoftCfg.csproj --test-runner mtp "${mutate[@]}" --skip-version-check --concurrency "$(nproc)" \
  --reporter cleartext --reporter markdown --reporter html --output "$root/artifacts/mutation"
