using SoftCfg.Checkpoints;
using SoftCfg.ImageTokenizers.MaskGitVq;
using SoftCfg.Tests.GoldenHarness;

namespace SoftCfg.Tests.Decoding;

/// <summary>The small image tokenizer whose weights the golden cases use: 16 tokens of 32 codes, 64x64 pixels unless said otherwise.</summary>
internal static class TinyTokenizer
{
    public static MaskGitVqTokenizer Load(int resolution = 64)
    {
        var tokenizer = new MaskGitVqTokenizer(new MaskGitVqConfig
        {
            ChannelMultipliers = [1, 1, 1, 1, 2],
            HiddenChannels = 32,
            ResidualBlocks = 1,
            CodeChannels = 8,
            CodebookSize = 32,
            Resolution = resolution,
        });
        using var checkpoint = SafetensorsFile.Open(
            Path.Combine(GoldenCases.OwnFolder, "rar", "weights-maskgit-vq", "weights.safetensors"));
        checkpoint.LoadInto(tokenizer);
        return tokenizer;
    }
}
