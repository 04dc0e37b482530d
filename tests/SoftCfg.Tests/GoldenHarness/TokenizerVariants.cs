using SoftCfg.ImageTokenizers;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>The two ways in which an image tokenizer computes: by libtorch, and, on the CPU, by kernels of our own.</summary>
internal static class TokenizerVariants
{
    /// <summary>The tokenizer as it is loaded, and packed.</summary>
    /// <param name="load">Loads it anew.</param>
    /// <param name="check">What is to hold of both.</param>
    public static void Each<TTokenizer>(Func<TTokenizer> load, Action<TTokenizer> check) where TTokenizer : IPackedTokenizer, IDisposable
    {
        using (var tokenizer = load())
            check(tokenizer);
        if (!GoldenDevice.HasKernels)
            return;
        using var packed = load();
        packed.Pack();
        Assert.True(packed.IsPacked);
        check(packed);
    }
}
