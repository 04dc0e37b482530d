using SoftCfg.Models;

namespace SoftCfg.Families;

/// <summary>A published generator, of whatever family, and what was published of it. Immutable.</summary>
/// <param name="Name">What people call it, such as <c>AliTok-B</c>.</param>
/// <param name="Family">Its family's name, as in model.json.</param>
/// <param name="Sizes">Its sizes by the family's own names, such as <c>hidden_size</c>.</param>
/// <param name="Settings">Settings with their sources, the release's own first.</param>
public sealed record PublishedModel(
    string Name, string Family, IReadOnlyDictionary<string, int> Sizes, IReadOnlyList<PublishedSettings> Settings)
{
    /// <summary>Its name as command lines have it, and as the names of its settings begin: <c>alitok-b</c>, <c>robustok-rar-l</c>.</summary>
    public string ShortName => Name.ToLowerInvariant().Replace(' ', '-');

    internal static IReadOnlyList<PublishedModel> Of<TConfig>(string family, IEnumerable<ModelPreset<TConfig>> presets) =>
        presets.Select(preset => new PublishedModel(preset.Name, family, SizesOf(preset.Config), preset.Published)).ToList();

    /// <summary>Every size of a family is a whole number under its published name.</summary>
    private static Dictionary<string, int> SizesOf<TConfig>(TConfig config) => Configurations.Write(config)
        .EnumerateObject().ToDictionary(size => size.Name, size => size.Value.GetInt32(), StringComparer.Ordinal);
}
