#!/usr/bin/env bash
# Proves the NuGet package as a stranger would use it: packs the library, builds a program outside this tree that
# references nothing but the package and libtorch, and runs it built, published, from a folder it cannot write to, and
# with a native library that cannot be cured. Linux x64.
#
#   eng/check-package.sh
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 LC_ALL=C

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
# The folder of restored packages keeps a version for good, so every check takes one of its own and removes it.
version=0.0.0-check.$(date -u +%s).$$
packages=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
cleanup() { chmod -R u+w "$work"; rm -rf "$work" "${packages:?}/softcfg/$version"; }
trap cleanup EXIT

step() { echo "check-package: $*"; }
fail() { echo "check-package: $*" >&2; exit 1; }
# run NAME COMMAND...: keeps the output for the message of a failure.
run() {
  local name=$1; shift
  "$@" > "$work/$name.log" 2>&1 || { cat "$work/$name.log" >&2; fail "$name failed."; }
}
property() { sed -n "s|.*<$1>\(.*\)</$1>.*|\1|p" "$root/Directory.Packages.props"; }

step "packing $version"
run pack dotnet pack "$root/src/SoftCfg" -c Release -p:Version="$version" -o "$work/feed" -v quiet

step "building a program outside the tree"
program=$work/program
mkdir "$program"
# These two stop the search for settings in the folders above.
echo '<Project />' | tee "$program/Directory.Build.props" > "$program/Directory.Build.targets"
cat > "$program/NuGet.config" <<EOF
<configuration>
  <packageSources>
    <clear />
    <add key="checked" value="$work/feed" />
    <add key="nuget.org" value="https://api.nuget.org/v3/index.json" />
  </packageSources>
  <packageSourceMapping>
    <packageSource key="checked"><package pattern="SoftCfg" /></packageSource>
    <packageSource key="nuget.org"><package pattern="*" /></packageSource>
  </packageSourceMapping>
</configuration>
EOF
cat > "$program/Program.csproj" <<EOF
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
EOF
# TorchSharp comes first: the cure of its native library must not wait for the library's first use.
cat > "$program/Program.cs" <<'EOF'
using var sum = TorchSharp.torch.ones(2).sum();
System.Console.WriteLine($"torch says {TorchSharp.TensorExtensionMethods.ToSingle(sum):0}");
using var generator = SoftCfg.ImageGenerator.Load("fashion");
foreach (var image in generator.Generate(new SoftCfg.GenerationOptions { Classes = new[] { 0 } }))
    System.Console.WriteLine($"sampled {image.Image.Width}x{image.Image.Height}");
EOF
run build dotnet build "$program" -c Release -o "$program/out" -v quiet

restored=$(grep -o '"libtorch-[^/"]*/' "$program/obj/project.assets.json" | sort -u | tr -d '"/' | tr '\n' ' ')
[ "$restored" = "libtorch-cpu-linux-x64 " ] || fail "restored $restored; only this system's libtorch should be."

# Everything that the tree's model folder holds, in every output.
check_model() {
  diff -r "$root/models/fashion" "$1/models/fashion" > "$work/diff" ||
    fail "the embedded model did not arrive in $1: $(cat "$work/diff")"
}
check_run() {
  local name=$1; shift
  run "$name" "$@"
  grep -qx 'torch says 2' "$work/$name.log" || fail "$name: the program printed $(cat "$work/$name.log")"
  grep -q '^sampled ' "$work/$name.log" || fail "$name: the program sampled nothing."
}
step "running the build"
check_model "$program/out"
check_run built "$program/out/Program"

step "running what is published, portable and for linux-x64"
run publish-portable dotnet publish "$program" -c Release -o "$work/portable" -v quiet
check_model "$work/portable"
check_run published-portable dotnet "$work/portable/Program.dll"
run publish-linux dotnet publish "$program" -c Release -r linux-x64 --self-contained false -o "$work/linux" -v quiet
check_model "$work/linux"
check_run published-linux "$work/linux/Program"

step "running without a home, from a folder that cannot be written to"
chmod a+rx "$work"
chmod -R a+rX,a-w "$work/linux"
stranger=()
# Rights do not bind root, so root becomes nobody.
[ "$(id -u)" != 0 ] || stranger=(setpriv --reuid=65534 --regid=65534 --clear-groups)
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
grep -q 'Install libstdc++6 13 or newer' "$work/broken.log" ||
  { cat "$work/broken.log" >&2; fail "the message does not say what to install."; }
step "passed"
