#!/usr/bin/env bash
# Proves the packages as strangers use them, each outside this tree: the library in a program that is built, published, run from a folder
# it cannot write to, and with a native library that cannot be cured; the tool, installed where nothing was before; the samples.
# Linux x64.
#
#   eng/check-packages.sh
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 LC_ALL=C

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
# The folder of restored packages keeps a version for good, so every check takes one of its own and removes it.
version=0.0.0-check.$(date -u +%s).$$
packages=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
server=
cleanup() { [ -z "$server" ] || kill "$server" 2> /dev/null || true; chmod -R u+w "$work"; rm -rf "$work" "${packages:?}"/softcfg{,.hosting}/"$version"; }
trap cleanup EXIT

step() { echo "check-packages: $*"; }
fail() { echo "check-packages: $*" >&2; exit 1; }
# run NAME COMMAND...: keeps the output for the message of a failure.
run() {
  local name=$1; shift
  "$@" > "$work/$name.log" 2>&1 || { cat "$work/$name.log" >&2; fail "$name failed."; }
}
# says NAME PATTERN: what a run printed.
says() { grep -Eq "$2" "$work/$1.log" || { cat "$work/$1.log" >&2; fail "$1 did not print $2."; }; }
property() { sed -n "s|.*<$1>\(.*\)</$1>.*|\1|p" "$root/Directory.Packages.props"; }
stranger=()
# Rights do not bind root, so root becomes nobody.
[ "$(id -u)" != 0 ] || stranger=(setpriv --reuid=65534 --regid=65534 --clear-groups)

step "packing $version"
# The tree is built and analysed elsewhere.
run pack dotnet pack "$root" -p:Version="$version" -p:RunAnalyzers=false -o "$work/feed" -v quiet
for package in SoftCfg SoftCfg.Hosting SoftCfg.Cli; do
  for kind in nupkg snupkg; do
    [ -f "$work/feed/$package.$version.$kind" ] || fail "there is no $package.$version.$kind, but $(ls "$work/feed")."
  done
  for file in README.md LICENSE THIRD-PARTY-NOTICES.md; do
    # Names of files stand in the archive as they are.
    grep -qa "$file" "$work/feed/$package.$version.nupkg" || fail "$package has no $file."
  done
done
[ "$(ls "$work/feed" | wc -l)" = 6 ] || fail "there are other packages than three and their symbols: $(ls "$work/feed")."

step "the samples"
cp -r "$root/samples" "$work/samples"
sed -i "s|../artifacts/package/release|$work/feed|" "$work/samples/NuGet.config"
for sample in Console OwnModel WebApi; do
  # Folders of the tree, if somebody has built them there.
  rm -rf "$work/samples/$sample"/{bin,obj}
  run "build-$sample" dotnet build "$work/samples/$sample" -c Release -p:SoftCfgVersion="$version" -o "$work/out/$sample" -v quiet
done
restored=$(grep -o '"libtorch-[^/"]*/' "$work/samples/Console/obj/project.assets.json" | sort -u | tr -d '"/' | tr '\n' ' ')
[ "$restored" = "libtorch-cpu-linux-x64 " ] || fail "restored $restored; only this system's libtorch should be."
mkdir "$work/ran"
run console env -C "$work/ran" "$work/out/Console/guidance"
says console '^SoftCFG +12 images, the branches are 0\.[0-9]+ apart$'
run own-model env -C "$work/ran" "$work/out/OwnModel/ownmodel"
says own-model '^SoftCFG +[67][0-9] of 80 images show the pattern of their class$'
"$work/out/WebApi/webapi" --urls http://127.0.0.1:0 > "$work/web.log" 2>&1 &
server=$!
ask() { curl -sS --retry 60 --retry-all-errors --retry-delay 1 --fail-with-body -o "$1" "$address$2"; }
for _ in $(seq 120); do
  address=$(sed -n 's/.*Now listening on: //p' "$work/web.log")
  [ -z "$address" ] || break
  kill -0 "$server" || break
  sleep 0.5
done
[ -n "$address" ] || { cat "$work/web.log" >&2; fail "the web sample does not listen."; }
run web-health ask "$work/ran/health" /health
run web-image ask "$work/ran/web.png" '/images/ankle%20boot?seed=3&guidance=cfg'
[ "$(curl -s -o "$work/ran/refusal" -w '%{http_code}' "$address/images/unicorn")" = 400 ] || fail "the web sample takes any class."
grep -q 'unicorn' "$work/ran/refusal" || fail "the refusal is $(cat "$work/ran/refusal")."
kill "$server"
wait "$server" || fail "the web sample did not stop in order: $(cat "$work/web.log")"
for picture in guidance patterns web; do
  head -c 8 "$work/ran/$picture.png" | cmp -s - <(printf '\x89PNG\r\n\x1a\n') || fail "$picture.png is no picture."
done

step "the library in a program of its own"
program=$work/program
mkdir "$program"
cp "$work/samples/NuGet.config" "$program"
# These two stop the search for settings in the folders above.
echo '<Project />' | tee "$program/Directory.Build.props" > "$program/Directory.Build.targets"
cat > "$program/Program.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <CreateHardLinksForCopyLocalIfPossible>true</CreateHardLinksForCopyLocalIfPossible>
    <CreateHardLinksForPublishFilesIfPossible>true</CreateHardLinksForPublishFilesIfPossible>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="SoftCfg" Version="$version" />
    <PackageReference Include="libtorch-cpu-linux-x64" Version="$(property LibtorchVersion)" />
  </ItemGroup>
</Project>
XML
# TorchSharp comes first: the cure of its native library must not wait for the library's first use.
cat > "$program/Program.cs" <<'CODE'
using var sum = TorchSharp.torch.ones(2).sum();
System.Console.WriteLine($"torch says {TorchSharp.TensorExtensionMethods.ToSingle(sum):0}");
using var generator = SoftCfg.ImageGenerator.Load("fashion");
foreach (var image in generator.Generate(new SoftCfg.GenerationOptions { Classes = new[] { 0 } }))
    System.Console.WriteLine($"sampled {image.Image.Width}x{image.Image.Height}");
CODE

# Everything that the tree's model folder holds, in every output.
check_model() {
  diff -r "$root/models/fashion" "$1/models/fashion" > "$work/diff" ||
    fail "the embedded model did not arrive in $1: $(cat "$work/diff")"
}
check_run() {
  local name=$1; shift
  run "$name" "$@"
  says "$name" '^torch says 2$'
  says "$name" '^sampled 28x28$'
}
run build dotnet build "$program" -c Release -o "$program/out" -v quiet
check_model "$program/out"
check_run built "$program/out/Program"

step "what is published of it, portable and for linux-x64"
run publish-portable dotnet publish "$program" -c Release -o "$work/portable" -v quiet
check_model "$work/portable"
check_run published-portable dotnet "$work/portable/Program.dll"
run publish-linux dotnet publish "$program" -c Release -r linux-x64 --self-contained false -o "$work/linux" -v quiet
check_model "$work/linux"
check_run published-linux "$work/linux/Program"

step "running without a home, from a folder that cannot be written to"
chmod a+rx "$work"
chmod -R a+rX,a-w "$work/linux"
check_run read-only "${stranger[@]}" env -u HOME -C "$work/linux" ./Program

step "a native library that cannot be cured"
mkdir "$work/broken"
cp -r "$work/linux/." "$work/broken"
chmod -R u+w "$work/broken"
library=$work/broken/libLibTorchSharp.so
[ -f "$library" ] || library=$work/broken/runtimes/linux-x64/native/libLibTorchSharp.so
# It asks for a version that no libstdc++ has. sed writes a new file: the old one may be linked into the package folder.
sed -i 's/GLIBCXX_3\.4\.32/GLIBCXX_3.9.32/' "$library"
if { "$work/broken/Program" > "$work/broken.log" 2>&1; } 2> /dev/null; then fail "a library of another system was loaded."; fi
says broken 'Install libstdc\+\+6 13 or newer'

step "the tool, installed from the folder of packages by somebody who has nothing"
home=$work/home
mkdir "$home" "$work/pictures"
install=(env -i HOME="$home" PATH="$PATH" DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1)
run install "${install[@]}" dotnet tool install --global --prerelease --source "$work/feed" SoftCfg.Cli
tool=("${install[@]}" env -C "$work/pictures" "$home/.dotnet/tools/softcfg")
run tool-version "${tool[@]}" --version
says tool-version "^$version(\+[0-9a-f]+)?$"
run tool-sample "${tool[@]}" sample --count 3
says tool-sample '^9 images \(no guidance, CFG, SoftCFG\)'
run tool-info "${tool[@]}" info samples/softcfg/000000.png
says tool-info "$version"
[ -f "$work/pictures/samples/sheet.png" ] || fail "the tool drew no sheet."
run uninstall "${install[@]}" dotnet tool uninstall --global SoftCfg.Cli
step "the tool's package has $(($(stat -c %s "$work/feed/SoftCfg.Cli.$version.nupkg") >> 20)) MiB"
step "passed"
