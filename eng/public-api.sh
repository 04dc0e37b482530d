#!/usr/bin/env bash
# Writes src/SoftCfg/PublicAPI.Unshipped.txt anew: what is public now and was in no release. Review the difference.
set -euo pipefail
cd "$(dirname "$0")/.."
file=src/SoftCfg/PublicAPI.Unshipped.txt
before=$(mktemp)
trap 'rm -f "$before"' EXIT
cp "$file" "$before"
echo '#nullable enable' > "$file"
if ! found=$(dotnet build src/SoftCfg -p:TreatWarningsAsErrors=false --no-restore); then
    cp "$before" "$file"
    echo "$found" >&2
    exit 1
fi
grep -oP "RS0016: Symbol '\K.*(?=' is not part of the declared public API)" <<< "$found" | LC_ALL=C sort -u >> "$file"
diff "$before" "$file" || true
