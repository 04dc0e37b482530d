using System.Text.Json;
using SoftCfg.Loading;
using SoftCfg.Tests.GoldenHarness;

namespace SoftCfg.Tests;

/// <summary>A model folder made of golden weights: random, small, and complete.</summary>
internal static class TinyModel
{
    /// <summary>Writes the folder's description and copies its weights.</summary>
    public static ModelDescription Create(string folder)
    {
        string Golden(params string[] parts) => Path.Combine([GoldenCases.OwnFolder, "rar", .. parts]);
        Directory.CreateDirectory(folder);
        File.Copy(Golden("weights-ar", "weights.safetensors"), Path.Combine(folder, "generator.safetensors"));
        File.Copy(Golden("weights-maskgit-vq", "weights.safetensors"), Path.Combine(folder, "tokenizer.safetensors"));
        new ModelDescription
        {
            Name = "tiny",
            Generator = Part("rar", "generator.safetensors", Golden("forward", "case.json")),
            Tokenizer = Part("maskgit-vq", "tokenizer.safetensors", Golden("maskgit-vq-encode", "case.json")),
            Classes = Enumerable.Range(0, 10).Select(i => $"class {i}").ToList(),
        }.Write(folder);
        return ModelDescription.Read(folder);
    }

    private static ModelPart Part(string family, string file, string caseFile)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(caseFile));
        return new ModelPart { Family = family, File = file, Config = json.RootElement.GetProperty("config").Clone() };
    }
}
