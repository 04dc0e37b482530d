using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.Families;
using SoftCfg.ImageTokenizers;
using SoftCfg.Models;
using static TorchSharp.torch;

namespace SoftCfg.Loading;

/// <summary>Builds the parts of a model and fills them with their weights.</summary>
internal static class ModelLoader
{
    internal static ICausalImageModel Generator(ModelDescription folder, ScalarType dtype, Device device, CancellationToken cancellation)
    {
        var family = GeneratorFamily.All.FirstOrDefault(family => family.Name == folder.Generator.Family)
            ?? throw Unknown(folder, "generator", folder.Generator.Family, GeneratorFamily.All.Select(f => f.Name));
        return Load(folder, folder.Generator, config => family.Build(config, dtype, device),
            (checkpoint, _) => checkpoint.Unwrap(), cancellation);
    }

    internal static IImageTokenizer Tokenizer(ModelDescription folder, Device device, CancellationToken cancellation)
    {
        var family = TokenizerFamily.All.FirstOrDefault(family => family.Name == folder.Tokenizer.Family)
            ?? throw Unknown(folder, "tokenizer", folder.Tokenizer.Family, TokenizerFamily.All.Select(f => f.Name));
        return Load(folder, folder.Tokenizer, config => family.Build(config, device), family.Weights, cancellation);
    }

    /// <summary>An image tokenizer from its checkpoint alone.</summary>
    internal static IImageTokenizer Tokenizer(string file, Device device, CancellationToken cancellation)
    {
        var part = ModelFinder.TokenizerAlone(file);
        // Nobody looks at the generator of this description.
        var folder = new ModelDescription { Name = part.Family, Generator = part, Tokenizer = part, Classes = [] };
        return Tokenizer(folder, device, cancellation);
    }

    private static TModule Load<TModule>(ModelDescription folder, ModelPart part, Func<JsonElement, TModule> build,
        Func<ICheckpoint, JsonElement, ICheckpoint> select, CancellationToken cancellation)
        where TModule : IDisposable
    {
        TModule module;
        try
        {
            module = build(part.Config);
        }
        catch (JsonException e)
        {
            throw new CheckpointException(folder.Origin,
                $"the configuration of {part.Family} cannot be used: {e.Message}", e);
        }
        try
        {
            using var file = Checkpoint.Open(folder.WeightsOf(part));
            using var checkpoint = select(file, part.Config);
            Fill(folder, part, (nn.Module)(object)module, checkpoint, cancellation);
            return module;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    private static void Fill(ModelDescription folder, ModelPart part, nn.Module module, ICheckpoint checkpoint,
        CancellationToken cancellation)
    {
        if (!checkpoint.CompareWith(module).Fits && KnownCheckpoint.Recognise(checkpoint) is { } other
            && Difference(part, other) is { } difference)
        {
            throw new CheckpointException(checkpoint.Path,
                $"this is {other}, but {folder.Name} was asked for: {difference}. Is this the right file?");
        }
        checkpoint.LoadInto(module, cancellation);
    }

    /// <summary>What a file is instead of what was described; null when it is just that.</summary>
    private static string? Difference(ModelPart described, Recognition found)
    {
        if (described.Family != found.Family)
            return $"its family is {found.Family} instead of {described.Family}";
        var differences = from size in found.Config.EnumerateObject()
                          where described.Config.TryGetProperty(size.Name, out var asked) && !JsonElement.DeepEquals(asked, size.Value)
                          select $"{size.Name} is {size.Value} instead of {described.Config.GetProperty(size.Name)}";
        var text = string.Join(", ", differences);
        return text.Length == 0 ? null : text;
    }

    private static CheckpointException Unknown(ModelDescription folder, string part, string family, IEnumerable<string> known) =>
        new(folder.Origin,
            $"the {part}'s family is '{family}'; this version knows {string.Join(", ", known)}.");
}
