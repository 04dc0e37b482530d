#!/usr/bin/env bash
# What of the Kubernetes files can be checked on this machine: the manifest by the types of the official client (KubernetesClient), which
# refuse an unknown key, and the environment of its pods as a run of three of them.
source "$(dirname "$0")/common.sh"
manifest=$root/eng/engines/kubernetes/job.yaml

say "the manifest"
mkdir check
cat > check/check.csproj << 'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="KubernetesClient" Version="21.0.8" /></ItemGroup>
</Project>
PROJECT
cat > check/Program.cs << 'CODE'
var job = k8s.KubernetesYaml.Deserialize<k8s.Models.V1Job>(File.ReadAllText(args[0]), strict: true);
var container = job.Spec.Template.Spec.Containers.Single();
if (job.Spec.CompletionMode != "Indexed" || job.Spec.Completions != int.Parse(container.Env.Single(one => one.Name == "SOFTCFG_WORLD_SIZE").Value))
    throw new InvalidOperationException("SOFTCFG_WORLD_SIZE is not the number of completions.");
Console.WriteLine($"{job.Kind} {job.Metadata.Name}: {job.Spec.Completions} pods, {string.Join(' ', container.Args)}");
CODE
dotnet run --project check -- "$manifest"

say "the options of the manifest are those of the tool"
options=$(./softcfg run --help)
sed -n 's/^            - \(--[a-z-]*\)=.*/\1/p' "$manifest" | while read -r option; do
  grep -q -- "$option" <<< "$options" || { echo "there is no $option" >&2; exit 1; }
done

say "three pods, of which one is evicted and replaced"
reference
pod() { JOB_COMPLETION_INDEX=$1 SOFTCFG_WORLD_SIZE=3 ./softcfg run "${settings[@]}" --output pods > /dev/null 2>&1; }
pod 0 & pod 1 & pod 2 &
wait_for_chunks pods 2
kill_worker pods
pod 1 &
wait
equal pods
