using SoftCfg.ImageTokenizers.MoVqGan;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Tests.ImageTokenizers.MoVqGan;

/// <summary>A small MoVQGAN with random weights: channels change in both directions, and the coarsest of three levels attends.</summary>
internal static class TinyMoVqGan
{
    public static MoVqGanConfig Config { get; } = new()
    {
        Network = new()
        {
            LatentChannels = 3,
            Resolution = 24,
            Channels = 32,
            ChannelMultipliers = [1, 3, 2],
            ResidualBlocks = 1,
            AttentionResolutions = [6],
        },
        CodebookSize = 50,
        CodeChannels = 5,
    };

    public static MoVqGanTokenizer Load() => Fill(new MoVqGanTokenizer(Config));

    public static MoVqGanTokenizer Fill(MoVqGanTokenizer tokenizer)
    {
        using var quiet = no_grad();
        using var generator = new Generator(1);
        foreach (var (name, parameter) in tokenizer.named_parameters())
        {
            using var scope = NewDisposeScope();
            // As large as what goes in: otherwise only what the last layers add would show.
            var inputs = parameter.dim() == 4 ? parameter.shape[1] * parameter.shape[2] * parameter.shape[3] : 4;
            var values = randn(parameter.shape, generator: generator).DividedBy(Math.Sqrt(inputs));
            var isNormWeight = parameter.dim() == 1 && name.EndsWith("weight", StringComparison.Ordinal);
            parameter.copy_(isNormWeight || name.EndsWith("conv_y.bias", StringComparison.Ordinal) ? values.Plus(1) : values);
        }
        return tokenizer;
    }

    /// <summary>Has something happen while a picture is decoded: before the last block.</summary>
    /// <returns>To be disposed, or it happens every time.</returns>
    public static IDisposable AtTheFinestLevel(MoVqGanTokenizer tokenizer, Action happens)
    {
        var block = (MoVqGanBlock)tokenizer.named_modules().Single(one => one.name == "decoder.up.0.block.1").module;
        var hook = block.register_forward_pre_hook((_, _, _) =>
        {
            happens();
            return null;
        });
        return new Removal(hook.remove);
    }

    public static Tensor Tokens(int images, int count)
    {
        using var generator = new Generator(2);
        return randint(0, Config.CodebookSize, [images, count], ScalarType.Int64, generator: generator);
    }

    public static Tensor Pixels(int images, int height, int width)
    {
        using var generator = new Generator(3);
        return rand([images, 3, height, width], generator: generator);
    }

    private sealed class Removal(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
