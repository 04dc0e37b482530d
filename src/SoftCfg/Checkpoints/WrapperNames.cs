namespace SoftCfg.Checkpoints;

/// <summary>
/// What wrappers of a model put into the names of its tensors: <c>DistributedDataParallel</c>, <c>torch.compile</c>,
/// <c>FullyShardedDataParallel</c> and activation checkpointing, around the model or around parts of it.
/// </summary>
internal static class WrapperNames
{
    private static readonly string[] Segments = ["module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module"];

    /// <summary>Whether a name begins with a wrapper, which then is around all that belongs to the model.</summary>
    internal static bool IsWrapped(string name) => name.IndexOf('.') is > 0 and var end && IsWrapper(name.AsSpan(0, end));

    /// <summary>The name without wrappers.</summary>
    /// <param name="name">A name of segments joined with '.', the last of which is the tensor's own.</param>
    /// <param name="keepsFront">Whether wrappers in front of the name stay.</param>
    /// <param name="dropped">Gets what was dropped, in words.</param>
    internal static string Drop(string name, bool keepsFront, ICollection<string> dropped)
    {
        if (!name.Contains('.'))
            return name;
        var segments = name.Split('.');
        var kept = new List<string>(segments.Length);
        for (var i = 0; i < segments.Length; i++)
        {
            var isFront = kept.Count == 0;
            if (i == segments.Length - 1 || !IsWrapper(segments[i]) || (isFront && keepsFront))
            {
                kept.Add(segments[i]);
                continue;
            }
            var words = isFront ? $"without the prefix '{segments[i]}.'" : $"without '{segments[i]}.' inside the names";
            if (!dropped.Contains(words))
                dropped.Add(words);
        }
        return kept.Count == segments.Length ? name : string.Join('.', kept);
    }

    private static bool IsWrapper(ReadOnlySpan<char> segment)
    {
        foreach (var wrapper in Segments)
        {
            if (segment.SequenceEqual(wrapper))
                return true;
        }
        return false;
    }
}
