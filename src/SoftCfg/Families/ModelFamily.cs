namespace SoftCfg.Families;

/// <summary>
/// Everything the library knows of one family: how its checkpoints look, how its parts are built, what was published of it
/// and how its configuration files read. Nothing outside the family's own folders names it.
/// </summary>
internal abstract class ModelFamily
{
    /// <summary>
    /// All there are, in the order of their types' names: every type of this assembly that derives from this one, so that a
    /// new family is one new file.
    /// </summary>
    public static IReadOnlyList<ModelFamily> All { get; } = typeof(ModelFamily).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(ModelFamily)))
        .OrderBy(type => type.Name, StringComparer.Ordinal)
        .Select(type => (ModelFamily)Activator.CreateInstance(type)!).ToList();

    /// <summary>Its generator; null (default) if it has none of its own.</summary>
    public virtual GeneratorFamily? Generator => null;

    /// <summary>Its image tokenizer; null (default) if it has none of its own.</summary>
    public virtual TokenizerFamily? Tokenizer => null;

    /// <summary>The configuration files its sampling script takes; null (default) if there are none.</summary>
    public virtual ConfigurationFormat? Configuration => null;
}
