using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Models.LuminaMGpt;

/// <summary>
/// Where a token stands, as rotations: pair i of a head turns by <c>position · base^(-2i / head size)</c>, its channels in the two
/// halves of the head (modeling_chameleon.py, ChameleonRotaryEmbedding).
/// </summary>
internal static class LuminaMGptPositions
{
    /// <summary>The rotations of the first positions.</summary>
    public static RotaryTable Table(LuminaMGptConfig config, int positions, Device device)
    {
        var pairs = config.HeadSize / 2;
        float[,] cosines = new float[positions, pairs], sines = new float[positions, pairs];
        for (var pair = 0; pair < pairs; pair++)
        {
            // Angles are products of float32 numbers, as the reference has them.
            var frequency = 1 / MathF.Pow((float)config.RotationBase, 2f * pair / config.HeadSize);
            for (var position = 0; position < positions; position++)
                (sines[position, pair], cosines[position, pair]) = MathF.SinCos(position * frequency);
        }
        return new RotaryTable(cosines, sines, device, halves: true);
    }
}
