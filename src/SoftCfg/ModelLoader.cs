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
        return Load(folder, folder.Generator, config => family.Build(config, dtype, device),
            (checkpoint, _) => checkpoint.Unwrap(), cancellation);
    }

    internal static IImageTokenizer Tokenizer(ModelFolder folder, Device device, CancellationToken cancellation)
    {
        var family = TokenizerFamily.All.FirstOrDefault(family => family.Name == folder.Tokenizer.Family)
            ?? throw Unknown(folder, "tokenizer", folder.Tokenizer.Family, TokenizerFamily.All.Select(f => f.Name));
        return Load(folder, folder.Tokenizer, config => family.Build(config, device), family.Weights, cancellation);
    }

    private static TModule Load<TModule>(ModelFolder folder, ModelPart part, Func<JsonElement, TModule> build,
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
            throw new CheckpointException(Path.Combine(folder.Path, ModelFolder.FileName),
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

    private static void Fill(ModelFolder folder, ModelPart part, nn.Module module, ICheckpoint checkpoint,
        CancellationToken cancellation)
    {
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
