namespace SoftCfg.Loading.Configuration;

/// <summary>A value of a configuration, and where it was written.</summary>
internal abstract record ConfigNode(ConfigOrigin Origin)
{
    /// <summary>Values in it, itself included, each counted as often as it is referred to.</summary>
    public abstract long Size { get; }

    /// <summary>A single value. Its type is decided by whoever reads it; a text in quotes is nothing but a text.</summary>
    public sealed record Scalar(ConfigOrigin Origin, string Text, bool IsPlain) : ConfigNode(Origin)
    {
        public override long Size => 1;

        public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";
    }

    /// <summary>A list.</summary>
    public sealed record Sequence(ConfigOrigin Origin, IReadOnlyList<ConfigNode> Items) : ConfigNode(Origin)
    {
        public override long Size { get; } = 1 + Items.Sum(item => item.Size);
    }

    /// <summary>A section: values by key, in the order they were written.</summary>
    public sealed record Mapping(ConfigOrigin Origin, IReadOnlyDictionary<string, ConfigNode> Entries) : ConfigNode(Origin)
    {
        public override long Size { get; } = 1 + Entries.Values.Sum(entry => entry.Size);
    }
}
