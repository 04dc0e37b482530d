using SoftCfg.Layers;
using SoftCfg.Layers.Strips;
using SoftCfg.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace SoftCfg.ImageTokenizers.MoVqGan;

/// <summary>Latents to pixels, every norm modulated by the codes (movq_modules.py, MOVQDecoder).</summary>
internal sealed class MoVqGanDecoder : nn.Module
{
    [ComponentName(Name = "conv_in")]
    private readonly SameConvolution convIn;
    [ComponentName(Name = "conv_out")]
    private readonly SameConvolution convOut;
    [ComponentName(Name = "up")]
    private readonly ModuleList<MoVqGanLevel> levels;
    [ComponentName(Name = "mid")]
    private readonly MoVqGanMiddle middle;
    [ComponentName(Name = "norm_out")]
    private readonly SpatialNorm normOut;
    private readonly long finestChannels;

    internal MoVqGanDecoder(MoVqGanConfig config, ScalarType dtype, Device device) : base(nameof(MoVqGanDecoder))
    {
        SpatialNorm Norm(int channels) => new(channels, config.CodeChannels, dtype, device);
        var network = config.Network;
        var deepest = network.LevelChannels(network.Deepest);
        convIn = new SameConvolution(network.LatentChannels, deepest, kernel: 3, hasBias: true, dtype, device);
        middle = new MoVqGanMiddle(deepest, Norm, dtype, device);
        levels = new ModuleList<MoVqGanLevel>(Enumerable.Range(0, network.Deepest + 1).Select(level => new MoVqGanLevel(
            network.LevelChannels(Math.Min(level + 1, network.Deepest)), network.LevelChannels(level), network.ResidualBlocks + 1,
            network.HasAttention(level), Norm,
            level > 0 ? new MoVqGanUpsampling(network.LevelChannels(level), dtype, device) : null, downsample: null, dtype, device))
            .ToArray());
        finestChannels = network.LevelChannels(0);
        normOut = Norm(network.LevelChannels(0));
        convOut = new SameConvolution(network.LevelChannels(0), network.OutputChannels, kernel: 3, hasBias: true, dtype, device);
    }

    /// <summary>Decodes latents; level 0, the finest, comes last.</summary>
    /// <param name="latents">[B, latent channels, rows, columns].</param>
    /// <param name="codes">The looked-up codes: [B, code channels, rows, columns].</param>
    /// <param name="plan">How pictures are cut on the way.</param>
    /// <param name="weights">Frees weights that are in the way, and reads those that are not there; null where all stay.</param>
    /// <returns>[B, 3, factor * rows, factor * columns] around zero, not clamped.</returns>
    internal Tensor Decode(Tensor latents, Tensor codes, StripPlan plan, MoVqGanWeights? weights)
    {
        using var scope = NewDisposeScope();
        var areInTheWay = IsLarge(latents, plan);
        weights?.Fetch(middle);
        var hidden = middle.call(StoredStrips.Of(convIn.call(latents), plan), codes);
        List<nn.Module> done = [middle];
        UpsamplingConvolution? upsample = null;
        foreach (var level in levels.Reverse())
        {
            if (areInTheWay)
                weights?.Free(done);
            weights?.Fetch(level);
            hidden = level.call(upsample is null ? hidden : new UpsampledStrips(hidden, upsample), codes);
            done = upsample is null ? [.. level.Body] : [.. level.Body, upsample];
            upsample = level.Upsample;
            // The next one is four times as large, and what this one used lies between weights.
            FreedMemory.GiveBack();
        }
        using var last = hidden;
        using var pixels = StoredStrips.Of(new ConvolvedStrips(normOut.Normalise(last, codes, silu: true), convOut));
        return pixels.Read(0, pixels.Height).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Whether a layer of the finest level takes so much that weights which are not at work are in its way.</summary>
    internal bool IsLarge(Tensor latents, StripPlan plan)
    {
        var scale = 1L << (levels.Count - 1);
        return sizeof(float) * finestChannels * scale * latents.shape[2] * scale * latents.shape[3] > plan.StoredBytes;
    }
}
