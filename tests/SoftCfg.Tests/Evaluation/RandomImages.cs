using static TorchSharp.torch;

namespace SoftCfg.Tests.Evaluation;

/// <summary>Images for feature networks.</summary>
internal static class RandomImages
{
    /// <summary>uint8 [count, height, width, 3]: the same for a seed on every system.</summary>
    public static Tensor Create(int seed, int count, int height, int width)
    {
        var random = new Random(seed);
        var bytes = new byte[count * height * width * 3];
        random.NextBytes(bytes);
        return tensor(bytes, [count, height, width, 3]);
    }

    /// <summary>Whether two looks at the same images saw the same, bit for bit.</summary>
    public static void AssertSame(SoftCfg.Evaluation.ImageFeatures expected, SoftCfg.Evaluation.ImageFeatures actual)
    {
        Assert.True(Tensors.AreEqual(expected.Features, actual.Features));
        Assert.True(Tensors.AreEqual(expected.Logits, actual.Logits));
        Assert.Equal(expected.Spatial is null, actual.Spatial is null);
        if (expected.Spatial is not null)
            Assert.True(Tensors.AreEqual(expected.Spatial, actual.Spatial!));
    }
}
