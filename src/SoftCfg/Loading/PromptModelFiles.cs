using SoftCfg.Checkpoints;

namespace SoftCfg.Loading;

/// <summary>The files of a model that is conditioned on prompts: the folder as it is published, and the image tokenizer's checkpoint.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Config">Its <c>config.json</c>.</param>
/// <param name="Weights">Its weights: a file, or the index of several.</param>
/// <param name="ImageTokenizer">The checkpoint of the MoVQGAN.</param>
internal sealed record PromptModelFiles(string Folder, string Config, string Weights, string ImageTokenizer)
{
    private const string ConfigName = "config.json";

    private static readonly string[] WeightNames =
        ["model.safetensors.index.json", "model.safetensors", "pytorch_model.bin.index.json", "pytorch_model.bin"];

    private static readonly string[] Extensions = [".ckpt", ".safetensors", ".pt", ".pth", ".bin"];

    // Beside the model, or two folders deeper, where the release keeps it.
    private static readonly EnumerationOptions Nearby = new() { RecurseSubdirectories = true, MaxRecursionDepth = 2 };

    /// <summary>Finds them.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="imageTokenizer">The image tokenizer's checkpoint; null looks for a file of the name movqgan* in the folder.</param>
    /// <exception cref="CheckpointException">One is missing; the message says which, and where it was looked for.</exception>
    public static PromptModelFiles Find(string folder, string? imageTokenizer)
    {
        if (!Directory.Exists(folder) && !File.Exists(folder))
            throw new CheckpointException(folder, "there is no such folder.");
        var config = Path.Combine(folder, ConfigName);
        if (!File.Exists(config))
        {
            throw new CheckpointException(folder, OfClasses(folder) is { } other
                ? $"this is {other}: its images have classes, not prompts. Give it to 'softcfg sample', or in a program to ImageGenerator."
                : File.Exists(folder)
                ? "this is a file; a model for prompts is a folder with config.json, weights and tokenizer.json. Give the folder."
                : $"the folder holds no {ConfigName}, which says how large the model is. Give the folder of the whole checkpoint.");
        }
        var weights = WeightNames.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) ??
            throw new CheckpointException(folder, $"the folder holds no weights: none of {string.Join(", ", WeightNames)}.");
        return new(folder, config, weights, imageTokenizer ?? ImageTokenizerIn(folder));
    }

    /// <summary>The image tokenizer's checkpoint: in a folder, a file of the name movqgan*; any other path is it itself.</summary>
    public static string ImageTokenizerOf(string path) => Directory.Exists(path) ? ImageTokenizerIn(path) : path;

    /// <summary>Whether a path looks like such a model: a folder whose config.json names its kind, or a file in one.</summary>
    public static bool IsOne(string path)
    {
        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        return File.Exists(Path.Combine(folder, ConfigName)) && LuminaMGptConfiguration.IsOne(Path.Combine(folder, ConfigName));
    }

    /// <summary>What model of classes a path holds; null where it holds none.</summary>
    private static string? OfClasses(string path)
    {
        try
        {
            return ModelDescription.Find(path).Name;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string ImageTokenizerIn(string folder)
    {
        var found = Directory.EnumerateFiles(folder, "movqgan*", Nearby).Order(StringComparer.Ordinal)
            .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)).ToList();
        return found switch
        {
            [var only] => only,
            [] => throw new CheckpointException(folder, "the image tokenizer is not in the folder: no file movqgan*.ckpt, neither here nor in " +
                "movqgan/270M. The release has it apart from the model: download movqgan_270M.ckpt, and put it here or name it."),
            _ => throw new CheckpointException(folder, $"which image tokenizer is meant? There are {string.Join(", ", found)}. Name one."),
        };
    }
}
