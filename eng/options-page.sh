#!/usr/bin/env bash
# Writes docs/options.md from the settings and the commands. A test compares it.
set -euo pipefail
cd "$(dirname "$0")/.."
SOFTCFG_WRITE_OPTIONS_PAGE=1 dotnet run --project tests/SoftCfg.Cli.Tests "$@" -- -class "*OptionsPageTests"
