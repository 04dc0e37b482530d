using SoftCfg.Checkpoints;

namespace SoftCfg.Families;

/// <summary>Tells what a weights file is from the names and shapes of its tensors.</summary>
internal static class KnownCheckpoint
{
    /// <summary>No family is recognised by fewer.</summary>
    private const int FewestTensors = 4;

    /// <summary>The families there are, for messages.</summary>
    public static string Families =>
        $"generators {string.Join(", ", GeneratorFamily.All.Select(f => f.Name))}; " +
        $"image tokenizers {string.Join(", ", TokenizerFamily.All.Select(f => f.Name))}";

    /// <summary>What a checkpoint is; no tensor is read.</summary>
    /// <returns>Null when it is of no family known here, or of more than one.</returns>
    /// <exception cref="CheckpointException">Which of its tensors are a model's is unclear.</exception>
    public static Recognition? Recognise(ICheckpoint checkpoint) => Of(Unwrap(checkpoint));

    /// <summary>Those of a file's tensors that are a known model's; where none are, those that most likely are one's.</summary>
    /// <returns>The tensors; disposing them closes the file.</returns>
    /// <exception cref="CheckpointException">Which of its tensors are a model's is unclear.</exception>
    public static ICheckpoint Unwrap(ICheckpoint checkpoint) => checkpoint.Unwrap(tensors => Of(tensors) is not null,
        FewestTensors);

    /// <summary>The tensors that loading uses: an image tokenizer may have its own idea of which those are.</summary>
    /// <returns>The tensors; disposing them closes the file.</returns>
    /// <exception cref="CheckpointException">Which of its tensors are a model's is unclear.</exception>
    public static ICheckpoint Weights(ICheckpoint checkpoint) =>
        Recognise(checkpoint) is { IsTokenizer: true } found && TokenizerFamily.All.First(f => f.Name == found.Family) is { } family
            ? family.Weights(checkpoint, found.Config)
            : Unwrap(checkpoint);

    private static Recognition? Of(ICheckpoint tensors)
    {
        var shapes = new TensorShapes(tensors);
        var found = GeneratorFamily.All.Select(family => family.Recognise(shapes))
            .Concat(TokenizerFamily.All.Select(family => family.Recognise(shapes))).OfType<Recognition>().ToList();
        return found is [var only] ? only : null;
    }
}
