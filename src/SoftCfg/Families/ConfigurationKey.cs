namespace SoftCfg.Families;

/// <summary>A key of a published configuration that becomes a size or setting of a model.</summary>
/// <param name="Name">What it becomes: a name of the family's own sizes.</param>
/// <param name="Key">The key, such as <c>model.generator.hidden_size</c>.</param>
/// <param name="Kind">What its values are.</param>
internal sealed record ConfigurationKey(string Name, string Key, ConfigurationKind Kind)
{
    /// <summary>The only value that is supported, as it is written; null (default) for any.</summary>
    public string? Supported { get; init; }

    /// <summary>Of a <see cref="ConfigurationKind.ListOfOne"/>: what several entries would mean, which is not supported.</summary>
    public string? SeveralMean { get; init; }
}
