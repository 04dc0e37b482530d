namespace SoftCfg.Families;

/// <summary>The published generators that are known here.</summary>
public static class PublishedModels
{
    /// <summary>All of them, family by family, smallest first.</summary>
    public static IReadOnlyList<PublishedModel> All { get; } =
        GeneratorFamily.All.SelectMany(family => family.Published).ToList();
}
