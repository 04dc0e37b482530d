using static TorchSharp.torch;

namespace SoftCfg.Evaluation;

/// <summary>The check that feature networks share.</summary>
internal static class FeatureImages
{
    /// <summary>Refuses what is not a batch of RGB images in bytes.</summary>
    /// <exception cref="ArgumentException">The tensor has another type or shape.</exception>
    internal static void Validate(Tensor images)
    {
        if (images.dtype != ScalarType.Byte || images.shape is not [_, > 0, > 0, 3])
        {
            throw new ArgumentException("Images are uint8 [B, height, width, 3]; " +
                $"this is {images.dtype.ToString().ToLowerInvariant()} [{string.Join(", ", images.shape)}].", nameof(images));
        }
    }
}
