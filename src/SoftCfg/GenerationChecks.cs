namespace SoftCfg;

/// <summary>What generations from classes and from prompts check alike.</summary>
internal static class GenerationChecks
{
    /// <summary>How many images a generation makes.</summary>
    /// <param name="asked">How many were asked for; null for one of each.</param>
    /// <param name="sources">The classes or prompts.</param>
    /// <param name="what">What one of them is called.</param>
    /// <param name="firstIndex">The index of the first image.</param>
    /// <param name="batchSize">Images decoded together.</param>
    /// <exception cref="ArgumentException">A number is out of range, or there is nothing to make images of.</exception>
    public static long CountOf<T>(long? asked, IReadOnlyList<T> sources, string what, long firstIndex, int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        ArgumentOutOfRangeException.ThrowIfNegative(firstIndex);
        var count = asked ?? sources.Count;
        ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(asked));
        return sources.Count > 0 || count == 0 ? count : throw new ArgumentException($"{count} images were asked for, but no {what}.");
    }
}
