using SoftCfg.Checkpoints;
using SoftCfg.Families;
using SoftCfg.Labels;

namespace SoftCfg.Loading;

/// <summary>Describes a model from its checkpoints alone, as they are published: without a model.json.</summary>
internal static class ModelFinder
{
    private static readonly string[] Extensions = [".safetensors", ".safetensors.index.json", ".bin", ".pt", ".pth", ".ckpt"];

    /// <summary>Finds the generator at a path, and the image tokenizer that belongs to it. Each file is opened once.</summary>
    /// <param name="path">The generator's checkpoint, or a folder that holds it.</param>
    /// <param name="tokenizer">The image tokenizer's checkpoint; null looks beside the generator.</param>
    internal static ModelDescription Find(string path, string? tokenizer)
    {
        RefusePromptModel(path);
        var (generator, beside) = Directory.Exists(path) ? InFolder(path) : (Generator(path), null);
        var image = tokenizer is null
            ? OneTokenizer(beside ?? KnownBeside(path), generator)
            : Tokenizer(tokenizer, generator);
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

    /// <summary>Describes a generator from its checkpoint, or a folder that holds it, whatever image tokenizer it belongs to.</summary>
    internal static (ModelPart Part, Recognition Is) GeneratorAlone(string path)
    {
        RefusePromptModel(path);
        var found = Directory.Exists(path) ? InFolder(path).Generator : Generator(path);
        return (Part(found), found.Is);
    }

    /// <summary>A generator of 1,000 classes knows ImageNet's; others tell no names.</summary>
    internal static IReadOnlyList<string> NamesOf(int classes) => classes == ClassNames.ImageNet.Names.Count
        ? ClassNames.ImageNet.Names
        : Enumerable.Range(0, classes).Select(label => $"class {label}").ToList();

    private static void RefusePromptModel(string path)
    {
        if (PromptModelFiles.IsOne(path))
        {
            throw new CheckpointException(path, "this is Lumina-mGPT 2.0: its images have prompts, not classes. Give it to 'softcfg generate', " +
                "or in a program to PromptImageGenerator.");
        }
    }

    private static ModelPart Part(Found found) => Part(found.File, found.Is);

    /// <summary>A part of a model that was found rather than described.</summary>
    internal static ModelPart Part(string file, Recognition recognition) =>
        new() { Family = recognition.Family, File = Path.GetFullPath(file), Config = recognition.Config };

    private static (Found Generator, IReadOnlyList<Found> Beside) InFolder(string folder)
    {
        var known = KnownIn(folder, except: null);
        return known.Where(found => !found.Is.IsTokenizer).ToList() switch
        {
            [var only] => (only, known),
            [] => throw new CheckpointException(folder, $"the folder holds no model.json and no generator's checkpoint. {Listed(known)}"),
            var several => throw new CheckpointException(folder, $"which generator is meant? {Listed(several)} Give one of these files."),
        };
    }

    private static Found Generator(string file)
    {
        var found = Known(file);
        return found.IsTokenizer
            ? throw new CheckpointException(file, $"this is {found}; a generator is needed here. " +
                "Give the generator as the model, and this file as its tokenizer.")
            : new Found(file, found);
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
        var found = EnsureTokenizer(file, Known(file));
        return found.Fitted(tokens, codes) ?? throw new CheckpointException(file, $"this is {found}, but {generator}: " +
            "they do not belong together. Give the image tokenizer that the generator was trained with.");
    }

    /// <summary>Describes an image tokenizer from its checkpoint, whatever generator it belongs to.</summary>
    internal static ModelPart TokenizerAlone(ICheckpoint checkpoint) =>
        Part(checkpoint.Path, EnsureTokenizer(checkpoint.Path, Known(checkpoint)));

    private static Recognition EnsureTokenizer(string file, Recognition found) => found.IsTokenizer
        ? found
        : throw new CheckpointException(file, $"this is {found}, a generator; an image tokenizer is needed here.");

    private static Found OneTokenizer(IReadOnlyList<Found> beside, Found generator)
    {
        var known = beside.Where(found => found.Is.IsTokenizer).ToList();
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

    private static Recognition Known(string file)
    {
        using var checkpoint = Checkpoint.Open(file);
        return Known(checkpoint);
    }

    private static Recognition Known(ICheckpoint checkpoint) => KnownCheckpoint.Recognise(checkpoint) ??
        throw new CheckpointException(checkpoint.Path, $"this is no model known here ({KnownCheckpoint.Families}). " +
            $"It holds {CheckpointErrors.Shorten(checkpoint.Tensors.Select(t => t.Name).ToList())}.");

    private static List<Found> KnownBeside(string file)
    {
        var full = Path.GetFullPath(file);
        return KnownIn(Path.GetDirectoryName(full)!, except: full);
    }

    /// <summary>The checkpoints of a folder that are known; other files, damaged ones too, are none of them.</summary>
    private static List<Found> KnownIn(string folder, string? except)
    {
        var known = new List<Found>();
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)
            .Where(file => file != except && Array.Exists(Extensions, end => file.EndsWith(end, StringComparison.OrdinalIgnoreCase))))
        {
            try
            {
                using var checkpoint = Checkpoint.Open(file);
                if (KnownCheckpoint.Recognise(checkpoint) is { } recognition)
                    known.Add(new Found(file, recognition));
            }
            catch (CheckpointException)
            {
                // Whoever means this file names it, and is told then.
            }
        }
        return known;
    }

    private static string Listed(IReadOnlyList<Found> found) => found.Count == 0
        ? "It holds none that is known."
        : $"There is {string.Join("; ", found.Select(f => $"{Path.GetFileName(f.File)} ({f.Is})"))}.";

    private sealed record Found(string File, Recognition Is);
}
