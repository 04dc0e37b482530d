using SoftCfg.Checkpoints;
using SoftCfg.ImageTokenizers.AliTok;
using SoftCfg.Models.AliTok;
using SoftCfg.Tests.GoldenHarness;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Models.AliTok;

/// <summary>The small AliTok whose weights the golden cases use: 64 codes, ten classes, and its image tokenizer.</summary>
internal static class TinyAliTok
{
    public static AliTokConfig Config { get; } = new()
    {
        HiddenSize = 64,
        Layers = 3,
        Heads = 4,
        SequenceLength = 24,
        CodebookSize = 64,
        ClassCount = 10,
    };

    public static AliTokModel Load() => Fill(new AliTokModel(Config), "weights-ar");

    public static AliTokTokenizer LoadTokenizer()
    {
        using var golden = GoldenCase.Load(Path.Combine(GoldenCases.OwnFolder, "alitok", "tokenizer-small-decode"));
        return AliTokCases.LoadTokenizer(golden);
    }

    private static TModule Fill<TModule>(TModule module, string weights)
        where TModule : nn.Module
    {
        using var checkpoint = SafetensorsFile.Open(Path.Combine(GoldenCases.OwnFolder, "alitok", weights, "weights.safetensors"));
        checkpoint.LoadInto(module);
        return module;
    }
}
