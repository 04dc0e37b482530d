using SoftCfg.Checkpoints;
using SoftCfg.Families;

namespace SoftCfg;

/// <summary>Describes a model from its checkpoints alone, as they are published: without a model.json.</summary>
internal static class ModelFinder
{
    private static readonly string[] Extensions = [".safetensors", ".safetensors.index.json", ".bin", ".pt", ".pth", ".ckpt"];

    /// <summary>Finds the generator at a path, and the image tokenizer that belongs to it.</summary>
    /// <param name="path">The generator's checkpoint, or a folder that holds it.</param>
    /// <param name="tokenizer">The image tokenizer's checkpoint; null looks beside the generator.</param>
    internal static ModelFolder Find(string path, string? tokenizer)
    {
        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        var generator = Directory.Exists(path) ? OneGenerator(path) : Generator(path);
        var image = tokenizer is null ? OneTokenizer(folder, generator) : Tokenizer(tokenizer, generator);
        return new ModelFolder
        {
            Name = generator.Is.Name,
            Generator = Part(generator),
            Tokenizer = Part(image),
            Classes = [],
            Guidance = generator.Is.Guidance,
            Sampling = generator.Is.Sampling,
        };
    }

    private static ModelPart Part(Found found) =>
        new() { Family = found.Is.Family, File = Path.GetFullPath(found.File), Config = found.Is.Config };

    private static Found Generator(string file)
    {
        var found = Known(file);
        return found.Is.IsTokenizer
            ? throw new CheckpointException(file, $"this is {found.Is}; a generator is needed here. " +
                "Give the generator as the model, and this file as its tokenizer.")
            : found;
    }

    private static Found Tokenizer(string file, Found generator)
    {
        var found = Known(file);
        if (!found.Is.IsTokenizer)
            throw new CheckpointException(file, $"this is {found.Is}, a generator; an image tokenizer is needed here.");
        return Belong(generator, found)
            ? found
            : throw new CheckpointException(file, $"this is {found.Is}, but {generator.File} is {generator.Is}: " +
                "they do not belong together. Give the image tokenizer that the generator was trained with.");
    }

    private static Found OneGenerator(string folder)
    {
        var known = KnownIn(folder);
        return known.Where(found => !found.Is.IsTokenizer).ToList() switch
        {
            [var only] => only,
            [] => throw new CheckpointException(folder, $"the folder holds no model.json and no generator's checkpoint. {Listed(known)}"),
            var several => throw new CheckpointException(folder, $"which generator is meant? {Listed(several)} Give one of these files."),
        };
    }

    private static Found OneTokenizer(string folder, Found generator)
    {
        var known = KnownIn(folder).Where(found => found.Is.IsTokenizer).ToList();
        return known.Where(found => Belong(generator, found)).ToList() switch
        {
            [var only] => only,
            [] => throw new CheckpointException(generator.File, $"this is {generator.Is}; the image tokenizer of those tokens is not " +
                $"beside it. {Listed(known)} Give the tokenizer's checkpoint as well."),
            var several => throw new CheckpointException(generator.File,
                $"which image tokenizer is meant? {Listed(several)} Give one of them as the tokenizer."),
        };
    }

    private static bool Belong(Found generator, Found tokenizer) =>
        (generator.Is.Tokens, generator.Is.Codes) == (tokenizer.Is.Tokens, tokenizer.Is.Codes);

    private static Found Known(string file) =>
        new(file, KnownCheckpoint.Recognise(file) ?? throw Unknown(file));

    private static CheckpointException Unknown(string file)
    {
        using var checkpoint = Checkpoint.Open(file);
        return new CheckpointException(file, $"this is no model known here ({KnownCheckpoint.Families}). " +
            $"It holds {CheckpointErrors.Shorten(checkpoint.Tensors.Select(t => t.Name).ToList())}.");
    }

    /// <summary>Describes an image tokenizer from its checkpoint, whatever generator it belongs to.</summary>
    internal static ModelPart TokenizerAlone(string file)
    {
        var found = Known(file);
        return found.Is.IsTokenizer
            ? Part(found)
            : throw new CheckpointException(file, $"this is {found.Is}, a generator; an image tokenizer is needed here.");
    }

    /// <summary>The checkpoints of a folder that are known; other files, damaged ones too, are none of them.</summary>
    private static List<Found> KnownIn(string folder)
    {
        var known = new List<Found>();
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)
            .Where(file => Array.Exists(Extensions, end => file.EndsWith(end, StringComparison.OrdinalIgnoreCase))))
        {
            try
            {
                if (KnownCheckpoint.Recognise(file) is { } recognition)
                    known.Add(new Found(file, recognition));
            }
            catch (CheckpointException)
            {
                // Whoever means this file names it, and is told then.
            }
        }
        return known;
    }

    private static string Listed(List<Found> found) => found.Count == 0
        ? "It holds none that is known."
        : $"There is {string.Join("; ", found.Select(f => $"{Path.GetFileName(f.File)} ({f.Is})"))}.";

    private sealed record Found(string File, Recognition Is);
}
