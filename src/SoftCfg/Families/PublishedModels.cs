namespace SoftCfg.Families;

/// <summary>The published generators that are known here.</summary>
public static class PublishedModels
{
    /// <summary>All of them, family by family, smallest first.</summary>
    public static IReadOnlyList<PublishedModel> All { get; } =
        GeneratorFamily.All.SelectMany(family => family.Published).ToList();

    /// <summary>Finds one by either of its names.</summary>
    /// <param name="name">Such as <c>alitok-b</c> or <c>AliTok-B</c>, in letters of any case.</param>
    /// <returns>The model; null when none is called that.</returns>
    public static PublishedModel? Find(string name) => All.FirstOrDefault(model =>
        name.Equals(model.ShortName, StringComparison.OrdinalIgnoreCase) ||
        name.Equals(model.Name, StringComparison.OrdinalIgnoreCase));
}
