using SoftCfg.Checkpoints;
using SoftCfg.Families;
using SoftCfg.Labels;

namespace SoftCfg.Loading;

/// <summary>Describes a model from its checkpoints alone, as they are published: without a model.json.</summary>
internal static class ModelFinder
{
    private static readonly string[] Extensions = [".safetensors", ".safetensors.index.json", ".bin", ".pt", ".pth", ".ckpt"];

    /// <summary>Finds the generator at a path, and the image tokenizer that belongs to it.</summary>
    /// <param name="path">The generator's checkpoint, or a folder that holds it.</param>
    /// <param name="tokenizer">The image tokenizer's checkpoint; null looks beside the generator.</param>
    internal static ModelDescription Find(string path, string? tokenizer)
    {
        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        var generator = Directory.Exists(path) ? OneGenerator(path) : Generator(path);
        var image = tokenizer is null ? OneTokenizer(folder, generator) : Tokenizer(tokenizer, generator);
        return new ModelDescription
        {
            Name = generator.Is.Name,
            Origin = generator.File,
            Generator = Part(generator),
            Tokenizer = Part(image),
            Classes = NamesOf(generator.Is.Classes),
            Guidance = generator.Is.Guidance,
            Sampling = generator.Is.Sampling,
        };
    }

    /// <summary>A generator of 1,000 classes knows ImageNet's; others tell no names.</summary>
    internal static IReadOnlyList<string> NamesOf(int classes) => classes == ClassNames.ImageNet.Names.Count
        ? ClassNames.ImageNet.Names
        : Enumerable.Range(0, classes).Select(label => $"class {label}").ToList();

    private static ModelPart Part(Found found) => Part(found.File, found.Is);

    /// <summary>A part of a model that was found rather than described.</summary>
    internal static ModelPart Part(string file, Recognition recognition) =>
        new() { Family = recognition.Family, File = Path.GetFullPath(file), Config = recognition.Config };

    private static Found Generator(string file)
    {
        var found = Known(file);
        return found.Is.IsTokenizer
            ? throw new CheckpointException(file, $"this is {found.Is}; a generator is needed here. " +
                "Give the generator as the model, and this file as its tokenizer.")
            : found;
    }

    private static Found Tokenizer(string file, Found generator) =>
        new(file, Tokenizer(file, $"{generator.File} is {generator.Is}", generator.Is.Tokens, generator.Is.Codes));

    /// <summary>What an image tokenizer's checkpoint is, for a generator of these sizes.</summary>
    /// <param name="file">The checkpoint.</param>
    /// <param name="generator">What the generator is, for messages: half a sentence.</param>
    /// <param name="tokens">Tokens per image.</param>
    /// <param name="codes">Size of the codebook.</param>
    internal static Recognition Tokenizer(string file, string generator, int tokens, int codes)
    {
        var found = Known(file).Is;
        if (!found.IsTokenizer)
            throw new CheckpointException(file, $"this is {found}, a generator; an image tokenizer is needed here.");
        return found.Fitted(tokens, codes) ?? throw new CheckpointException(file, $"this is {found}, but {generator}: " +
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
        var fitting = from found in known
                      let fitted = found.Is.Fitted(generator.Is.Tokens, generator.Is.Codes)
                      where fitted is not null
                      select new Found(found.File, fitted);
        return fitting.ToList() switch
        {
            [var only] => only,
            [] => throw new CheckpointException(generator.File, $"this is {generator.Is}; the image tokenizer of those tokens is not " +
                $"beside it. {Listed(known)} Give the tokenizer's checkpoint as well."),
            var several => throw new CheckpointException(generator.File,
                $"which image tokenizer is meant? {Listed(several)} Give one of them as the tokenizer."),
        };
    }

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
