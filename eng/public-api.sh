#!/usr/bin/env bash
# Writes PublicAPI.Unshipped.txt of the libraries anew: what is public now and was in no release. Review the difference.
set -euo pipefail
cd "$(dirname "$0")/.."
before=$(mktemp)
trap 'rm -f "$before"' EXIT
for project in src/SoftCfg src/SoftCfg.Hosting; do
    file=$project/PublicAPI.Unshipped.txt
    cp "$file" "$before"
    echo '#nullable enable' > "$file"
    if ! found=$(dotnet build "$project" -p:TreatWarningsAsErrors=false --no-restore); then
        cp "$before" "$file"
        echo "$found" >&2
        exit 1
    fi
    grep -oP "RS0016: Symbol '\K.*(?=' is not part of the declared public API)" <<< "$found" | LC_ALL=C sort -u >> "$file"
    diff "$before" "$file" || true
done
