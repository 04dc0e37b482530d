using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.Families;

namespace SoftCfg.Loading;

/// <summary>A part that is to be loaded, and who asks for it.</summary>
/// <param name="Part">What it is.</param>
/// <param name="File">Where its weights are.</param>
/// <param name="Owner">The model's name, for messages.</param>
/// <param name="Origin">What says that the part is so, for messages.</param>
internal sealed record PartRequest(ModelPart Part, string File, string Owner, string Origin)
{
    /// <summary>The generator's family.</summary>
    /// <exception cref="CheckpointException">There is none of that name.</exception>
    internal GeneratorFamily GeneratorFamily => GeneratorFamily.All.FirstOrDefault(family => family.Name == Part.Family)
        ?? throw Unknown("generator", GeneratorFamily.All.Select(f => f.Name));

    /// <summary>The image tokenizer's family.</summary>
    /// <exception cref="CheckpointException">There is none of that name.</exception>
    internal TokenizerFamily TokenizerFamily => TokenizerFamily.All.FirstOrDefault(family => family.Name == Part.Family)
        ?? throw Unknown("tokenizer", TokenizerFamily.All.Select(f => f.Name));

    /// <summary>What the part is by its sizes, once these were checked.</summary>
    /// <param name="validate">The family's check.</param>
    /// <param name="describe">The family's description.</param>
    /// <exception cref="CheckpointException">The sizes make no model.</exception>
    internal Recognition Described(Action<JsonElement> validate, Func<JsonElement, Recognition> describe)
    {
        try
        {
            validate(Part.Config);
            return describe(Part.Config);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CheckpointException(Origin, $"the configuration of {Part.Family} cannot be used: {e.Message}", e);
        }
        catch (ArgumentException e)
        {
            throw new CheckpointException(Origin, e.Message, e);
        }
    }

    private CheckpointException Unknown(string part, IEnumerable<string> known) =>
        new(Origin, $"the {part}'s family is '{Part.Family}'; this version knows {string.Join(", ", known)}.");
}
