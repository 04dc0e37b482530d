using SoftCfg.Layers;
using SoftCfg.Layers.Strips;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.MoVqGan;

/// <summary>Pixels to latents (vqvae_blocks.py, Encoder).</summary>
internal sealed class MoVqGanEncoder : nn.Module
{
    [ComponentName(Name = "conv_in")]
    private readonly SameConvolution convIn;
    [ComponentName(Name = "conv_out")]
    private readonly SameConvolution convOut;
    [ComponentName(Name = "down")]
    private readonly ModuleList<MoVqGanLevel> levels;
    [ComponentName(Name = "mid")]
    private readonly MoVqGanMiddle middle;
    [ComponentName(Name = "norm_out")]
    private readonly StripGroupNorm normOut;

    internal MoVqGanEncoder(MoVqGanNetworkConfig config, ScalarType dtype, Device device) : base(nameof(MoVqGanEncoder))
    {
        StripGroupNorm Norm(int channels) =>
            new(MoVqGanTokenizer.NormGroups, channels, MoVqGanTokenizer.NormEpsilon, dtype, device);
        var deepest = config.LevelChannels(config.Deepest);
        convIn = new SameConvolution(config.ImageChannels, config.Channels, kernel: 3, hasBias: true, dtype, device);
        levels = new ModuleList<MoVqGanLevel>(Enumerable.Range(0, config.Deepest + 1).Select(level => new MoVqGanLevel(
            level == 0 ? config.Channels : config.LevelChannels(level - 1), config.LevelChannels(level), config.ResidualBlocks,
            config.HasAttention(level), Norm, upsample: null,
            level < config.Deepest ? new DownsamplingConvolution(config.LevelChannels(level), dtype, device) : null, dtype, device))
            .ToArray());
        middle = new MoVqGanMiddle(deepest, Norm, dtype, device);
        normOut = Norm(deepest);
        convOut = new SameConvolution(deepest, config.LatentChannels, kernel: 3, hasBias: true, dtype, device);
    }

    /// <summary>Encodes pixels.</summary>
    /// <param name="pixels">[B, 3, height, width] in [-1, 1].</param>
    /// <param name="plan">How pictures are cut on the way.</param>
    /// <returns>[B, latent channels, height / factor, width / factor].</returns>
    internal Tensor Encode(Tensor pixels, StripPlan plan)
    {
        using var scope = NewDisposeScope();
        using var image = StoredStrips.Of(pixels.alias(), plan);
        var hidden = StoredStrips.Of(new ConvolvedStrips(image, convIn));
        foreach (var level in levels)
        {
            hidden = level.call(hidden, null);
            if (level.Downsample is { } downsample)
            {
                var smaller = StoredStrips.Of(new DownsampledStrips(hidden, downsample));
                hidden.Dispose();
                hidden = smaller;
            }
        }
        using var last = middle.call(hidden, null);
        var latents = new ConvolvedStrips(normOut.Normalise(last, condition: null, silu: true), convOut);
        return latents.Read(0, latents.Height).MoveToOuterDisposeScope();
    }
}
