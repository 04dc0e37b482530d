using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.ImageTokenizers.RobusTok;
using SoftCfg.Tests.GoldenHarness;

namespace SoftCfg.Tests.ImageTokenizers.RobusTok;

/// <summary>The small tokenizer whose weights the golden cases use: 16 tokens of 64 codes, 16x16 pixels.</summary>
internal static class TinyRobusTok
{
    /// <summary>Laid out like a training checkpoint, with different weights under <c>model</c> and <c>ema</c>.</summary>
    public static string TrainingCheckpoint { get; } = InFolder("checkpoint.pt");

    /// <summary>The weights under <c>ema</c>, not nested.</summary>
    public static string Weights { get; } = InFolder("weights.safetensors");

    /// <summary>The configuration, under the published names.</summary>
    public static JsonElement Json { get; } = ReadConfig();

    public static RobusTokConfig Config { get; } = Json.Deserialize<RobusTokConfig>()!;

    public static RobusTokTokenizer Load() => Load(Config, Weights);

    public static RobusTokTokenizer Load(RobusTokConfig config, string file)
    {
        var tokenizer = new RobusTokTokenizer(config);
        using var checkpoint = Checkpoint.Open(file);
        RobusTokCheckpoint.Weights(checkpoint, config).LoadInto(tokenizer);
        return tokenizer;
    }

    private static JsonElement ReadConfig()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(InFolder("case.json")));
        return json.RootElement.GetProperty("config").Clone();
    }

    private static string InFolder(string file) => Path.Combine(GoldenCases.OwnFolder, "robustok", "decode", file);
}
