using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.Families;
using SoftCfg.ImageTokenizers;
using SoftCfg.Models;
using static TorchSharp.torch;

namespace SoftCfg;

/// <summary>Builds the parts of a model and fills them with their weights.</summary>
internal static class ModelLoader
{
    internal static ICausalImageModel Generator(ModelFolder folder, ScalarType dtype, Device device, CancellationToken cancellation)
    {
        var family = GeneratorFamily.All.FirstOrDefault(family => family.Name == folder.Generator.Family)
            ?? throw Unknown(folder, "generator", folder.Generator.Family, GeneratorFamily.All.Select(f => f.Name));
        return Load(folder, folder.Generator, config => family.Build(config, dtype, device), cancellation);
    }

    internal static IImageTokenizer Tokenizer(ModelFolder folder, Device device, CancellationToken cancellation)
    {
        var family = TokenizerFamily.All.FirstOrDefault(family => family.Name == folder.Tokenizer.Family)
            ?? throw Unknown(folder, "tokenizer", folder.Tokenizer.Family, TokenizerFamily.All.Select(f => f.Name));
        return Load(folder, folder.Tokenizer, config => family.Build(config, device), cancellation);
    }

    /// <summary>An image tokenizer from its checkpoint alone.</summary>
    internal static IImageTokenizer Tokenizer(string file, Device device, CancellationToken cancellation)
    {
        var part = ModelFinder.TokenizerAlone(file);
        // Nobody looks at the generator of this description.
        var folder = new ModelFolder { Name = part.Family, Generator = part, Tokenizer = part, Classes = [] };
        return Tokenizer(folder, device, cancellation);
    }

    private static TModule Load<TModule>(ModelFolder folder, ModelPart part, Func<JsonElement, TModule> build,
        CancellationToken cancellation)
        where TModule : IDisposable
    {
        TModule module;
        try
        {
            module = build(part.Config);
        }
        catch (JsonException e)
        {
            throw new CheckpointException(Path.Combine(folder.Path, ModelFolder.FileName),
                $"the configuration of {part.Family} cannot be used: {e.Message}", e);
        }
        try
        {
            Fill(folder, part, (nn.Module)(object)module, cancellation);
            return module;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    private static void Fill(ModelFolder folder, ModelPart part, nn.Module module, CancellationToken cancellation)
    {
        using var checkpoint = Checkpoint.Open(folder.WeightsOf(part)).Unwrap();
        if (!checkpoint.CompareWith(module).Fits && KnownCheckpoint.Recognise(checkpoint) is { } other
            && !(other.Family == part.Family && JsonElement.DeepEquals(other.Config, part.Config)))
        {
            throw new CheckpointException(checkpoint.Path, $"this is {other}, but {folder.Name} is described as {part.Family} " +
                $"with {JsonSerializer.Serialize(part.Config)}. Is this the right file for the chosen model?");
        }
        checkpoint.LoadInto(module, cancellation);
    }

    private static CheckpointException Unknown(ModelFolder folder, string part, string family, IEnumerable<string> known) =>
        new(Path.Combine(folder.Path, ModelFolder.FileName),
            $"the {part}'s family is '{family}'; this version knows {string.Join(", ", known)}.");
}
