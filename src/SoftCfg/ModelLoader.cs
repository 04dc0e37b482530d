using System.Text.Json;
using SoftCfg.Checkpoints;
using SoftCfg.ImageTokenizers;
using SoftCfg.ImageTokenizers.MaskGitVq;
using SoftCfg.ImageTokenizers.RobusTok;
using SoftCfg.Models;
using SoftCfg.Models.Rar;
using static TorchSharp.torch;

namespace SoftCfg;

/// <summary>Builds the parts of a model folder: the one place that knows every family by name.</summary>
internal static class ModelLoader
{
    private static readonly JsonSerializerOptions Json = new() { RespectNullableAnnotations = true };

    internal static ICausalImageModel Generator(ModelFolder folder, ScalarType dtype, Device device,
        CancellationToken cancellation) =>
        folder.Generator.Family switch
        {
            "rar" => Fill(folder, folder.Generator,
                new RarModel(Config<RarConfig>(folder, folder.Generator), dtype, device), cancellation),
            var family => throw Unknown(folder, "generator", family, "rar"),
        };

    /// <summary>Image tokenizers stay in float32: they run once per image, and bytes are truncated from what they return.</summary>
    internal static IImageTokenizer Tokenizer(ModelFolder folder, Device device, CancellationToken cancellation) =>
        folder.Tokenizer.Family switch
        {
            "maskgit-vq" => Fill(folder, folder.Tokenizer,
                new MaskGitVqTokenizer(Config<MaskGitVqConfig>(folder, folder.Tokenizer), device: device), cancellation),
            "robustok" => RobusTok(folder, device, cancellation),
            var family => throw Unknown(folder, "tokenizer", family, "maskgit-vq, robustok"),
        };

    private static RobusTokTokenizer RobusTok(ModelFolder folder, Device device, CancellationToken cancellation)
    {
        var config = Config<RobusTokConfig>(folder, folder.Tokenizer);
        return Fill(folder, folder.Tokenizer, new RobusTokTokenizer(config, device: device), cancellation,
            file => RobusTokCheckpoint.Weights(file, config));
    }

    private static TConfig Config<TConfig>(ModelFolder folder, ModelPart part)
    {
        try
        {
            return part.Config.Deserialize<TConfig>(Json) ?? throw new JsonException("the configuration is null.");
        }
        catch (JsonException e)
        {
            throw new CheckpointException(Path.Combine(folder.Path, ModelFolder.FileName),
                $"the configuration of {part.Family} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Loads a part's weights: those that <paramref name="select"/> picks of the file, by default the first model's.</summary>
    private static TModule Fill<TModule>(ModelFolder folder, ModelPart part, TModule module, CancellationToken cancellation,
        Func<ICheckpoint, ICheckpoint>? select = null) where TModule : nn.Module
    {
        try
        {
            using var file = Checkpoint.Open(folder.WeightsOf(part));
            (select ?? StateDictSelection.Unwrap)(file).LoadInto(module, cancellation);
            return module;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    private static CheckpointException Unknown(ModelFolder folder, string part, string family, string known) =>
        new(Path.Combine(folder.Path, ModelFolder.FileName), $"the {part}'s family is '{family}'; this version knows {known}.");
}
