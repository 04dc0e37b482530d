using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>How the channels of images lie in memory.</summary>
internal static class ChannelLayout
{
    /// <summary>The same tensor with its channels side by side; copied only where they are not.</summary>
    /// <param name="images">[B, channels, height, width].</param>
    /// <returns>[B, channels, height, width].</returns>
    public static Tensor ChannelsTogether(this Tensor images)
    {
        using var scope = NewDisposeScope();
        return images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }
}
