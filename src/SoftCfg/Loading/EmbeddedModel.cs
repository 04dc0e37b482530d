namespace SoftCfg.Loading;

/// <summary>
/// The model that comes with the library: Fashion-MNIST, ten classes, 28x28 pixels. Its files lie beside the program.
/// </summary>
public static class EmbeddedModel
{
    /// <summary>What stands for it where the tool takes a model.</summary>
    public const string Name = "fashion";

    /// <summary>The model folder: generator, image tokenizer and their description.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "models", Name);

    /// <summary>A classifier of its images, whose features <see cref="Name"/> evaluations are made of.</summary>
    public static string Classifier { get; } = Path.Combine(Folder, "classifier.safetensors");

    /// <summary>Statistics of the 10,000 test images, to compare samples with.</summary>
    public static string ReferenceStatistics { get; } = Path.Combine(Folder, "fashion-test.stats.safetensors");

    /// <summary>Reads its description.</summary>
    /// <returns>The description.</returns>
    /// <exception cref="Checkpoints.CheckpointException">The files are not beside the program.</exception>
    public static ModelDescription Describe() => ModelDescription.Read(Folder);
}
