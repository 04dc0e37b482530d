using SoftCfg.Checkpoints;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Models.Rar;
using SoftCfg.Tests.GoldenHarness;

namespace SoftCfg.Tests.Decoding;

/// <summary>The small RAR whose weights the golden cases use: 16 tokens of 32 codes, ten classes.</summary>
internal static class TinyRar
{
    public static RarConfig Config { get; } = new()
    {
        HiddenSize = 64,
        Layers = 3,
        Heads = 4,
        IntermediateSize = 128,
        SequenceLength = 16,
        CodebookSize = 32,
        ClassCount = 10,
    };

    public static string Weights { get; } = Path.Combine(GoldenCases.OwnFolder, "rar", "weights-ar", "weights.safetensors");

    public static RarModel Load()
    {
        var model = new RarModel(Config);
        using var checkpoint = SafetensorsFile.Open(Weights);
        checkpoint.LoadInto(model);
        return model;
    }

    /// <summary>A request for images of given indices, each of class (index modulo classes).</summary>
    public static DecodeRequest Request(GuidanceKind kind, params long[] indices) => new()
    {
        Classes = indices.Select(index => (int)(index % Config.ClassCount)).ToArray(),
        SampleIndices = indices,
        Guidance = new GuidanceOptions { Kind = kind },
        Uniforms = new SampleRandom(seed: 1).Uniform,
    };
}
