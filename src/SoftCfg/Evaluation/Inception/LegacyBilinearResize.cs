using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Inception;

/// <summary>
/// The bilinear resize of TensorFlow 1 (<c>resize_bilinear_op</c>, neither aligned corners nor half-pixel centres): larger
/// images are sampled, not averaged. Bit-equal to it, since every operation rounds to float32 on its own.
/// </summary>
internal static class LegacyBilinearResize
{
    /// <summary>Resizes images.</summary>
    /// <param name="images">float32 [B, height, width, channels], on the CPU or another device.</param>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <returns>float32 [B, height, width, channels].</returns>
    internal static Tensor Resize(Tensor images, int height, int width)
    {
        using var scope = NewDisposeScope();
        // Columns before rows: the order in which the original blends, and rounds.
        return Blend(Blend(images, 2, width), 1, height).MoveToOuterDisposeScope();
    }

    private static Tensor Blend(Tensor images, int dimension, int outputs)
    {
        var inputs = images.shape[dimension];
        var (low, high, weight) = (new long[outputs], new long[outputs], new float[outputs]);
        var scale = (float)inputs / outputs;
        for (var o = 0; o < outputs; o++)
        {
            var position = o * scale;
            low[o] = (long)position;
            high[o] = Math.Min(low[o] + 1, inputs - 1);
            weight[o] = position - low[o];
        }
        var device = images.device;
        var from = images.index_select(dimension, tensor(low, device: device));
        var to = images.index_select(dimension, tensor(high, device: device));
        var blend = tensor(weight, device: device);
        // [outputs, 1, 1] stands along the rows, [outputs, 1] along the columns.
        return to.sub_(from).mul_(blend.reshape([outputs, .. Enumerable.Repeat(1L, 3 - dimension)])).PlusInPlace(from);
    }
}
