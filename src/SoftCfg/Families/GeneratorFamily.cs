using System.Text.Json;
using SoftCfg.Models;
using static TorchSharp.torch;

namespace SoftCfg.Families;

/// <summary>A kind of generator: how its checkpoints look, and how it is built.</summary>
/// <param name="Name">Its name in model.json.</param>
/// <param name="Recognise">What a checkpoint of these shapes is; null when it is none of this family.</param>
/// <param name="Build">Allocates one: its sizes, how weights are stored, and where.</param>
internal sealed record GeneratorFamily(string Name, Func<TensorShapes, Recognition?> Recognise,
    Func<JsonElement, ScalarType, Device, ICausalImageModel> Build)
{
    /// <summary>Its published models, smallest first.</summary>
    public required IReadOnlyList<PublishedModel> Published { get; init; }

    /// <summary>All there are.</summary>
    public static IReadOnlyList<GeneratorFamily> All { get; } = [AliTokFamily.Generator, RarFamily.Generator];
}
