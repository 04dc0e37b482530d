using Microsoft.Extensions.Logging;
using SoftCfg.Checkpoints;
using SoftCfg.Diagnostics;
using SoftCfg.ImageTokenizers;
using SoftCfg.Layers;
using SoftCfg.Models.LuminaMGpt;
using TorchSharp;
using static TorchSharp.torch;

namespace SoftCfg.Loading;

/// <summary>Loads Lumina-mGPT 2.0 from its folder, its weights packed tensor by tensor where the kernels of the CPU compute.</summary>
internal static class PromptModelLoader
{
    private const string EmbeddingName = "model.embed_tokens.weight";

    // Chameleon's own image encoder, which a checkpoint may carry and nothing here uses.
    private const string UnusedPrefix = "model.vqmodel.";

    /// <summary>Loads a model.</summary>
    /// <param name="files">Its files.</param>
    /// <param name="dtype">How weights are stored and multiplied by libtorch, where nothing is packed.</param>
    /// <param name="device">Where it computes.</param>
    /// <param name="weights">How weights are packed; null leaves them to libtorch.</param>
    /// <param name="hash">Whether the weights' files are hashed.</param>
    /// <param name="progress">Told how much of the weights has been loaded, from 0 to 1.</param>
    /// <param name="logger">Told what was loaded.</param>
    /// <param name="cancellationToken">Checked before every tensor.</param>
    /// <exception cref="CheckpointException">A file is missing or damaged, or they do not belong together.</exception>
    public static Loaded<LuminaMGptModel> Load(PromptModelFiles files, ScalarType dtype, Device device, WeightFormat? weights, bool hash,
        IProgress<double>? progress, ILogger? logger, CancellationToken cancellationToken)
    {
        var config = LuminaMGptConfiguration.Read(files.Config);
        using var file = new PartFile(files.Weights, hash);
        var checkpoint = new CheckpointView(file.Checkpoint, name => name.StartsWith(UnusedPrefix, StringComparison.Ordinal) ? null : name, "");
        EnsureFits(files, config, checkpoint);
        var stored = checkpoint.Tensors.First(tensor => tensor.Name == EmbeddingName).Dtype;
        // Half precision loses nothing by being kept as it is; whatever else there may be becomes float32.
        var embeddings = weights is not null && stored is ScalarType.BFloat16 or ScalarType.Float16 ? stored : dtype;
        var outline = new Device(DeviceType.META);
        var model = new LuminaMGptModel(config, dtype, device, new(embeddings, weights is null ? device : outline));
        try
        {
            if (weights is { } format)
                PackingLoader.LoadInto(checkpoint, model, format, progress, cancellationToken);
            else
                checkpoint.LoadInto(model, cancellationToken);
            if (logger is not null)
                Log.PartLoaded(logger, "lumina-mgpt", checkpoint.Path, checkpoint.Tensors.Count, "all of the file", dtype.ToString(), device.ToString());
            return new(model, file.Sha256(cancellationToken));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Loads the image tokenizer.</summary>
    /// <exception cref="CheckpointException">It cannot be read, or its pictures are of one size only.</exception>
    public static Loaded<IGridTokenizer> ImageTokenizer(
        PromptModelFiles files, Device device, bool hash, ILogger? logger, CancellationToken cancellationToken)
    {
        var (part, sha256) = ModelLoader.Tokenizer(files.ImageTokenizer, device, hash, cancellationToken, logger);
        if (part is IGridTokenizer tokenizer)
            return new(tokenizer, sha256);
        part.Dispose();
        throw new CheckpointException(files.ImageTokenizer, "the pictures of this image tokenizer are of one size; a model for prompts needs " +
            "one for any size, such as movqgan_270M.ckpt.");
    }

    /// <summary>Compares names and shapes before memory is taken; work is bounded by the file's own tensors.</summary>
    private static void EnsureFits(PromptModelFiles files, LuminaMGptConfig config, CheckpointView checkpoint)
    {
        if (config.Layers > checkpoint.Tensors.Count)
        {
            throw new CheckpointException(checkpoint.Path, $"{files.Config} asks for {config.Layers} layers, but there are only " +
                $"{checkpoint.Tensors.Count} tensors. Do they belong together?");
        }
        var outline = new Device(DeviceType.META);
        using var model = new LuminaMGptModel(config, ScalarType.Float32, outline, new(ScalarType.Float32, outline));
        var report = checkpoint.CompareWith(model);
        if (!report.Fits)
            throw new CheckpointException(checkpoint.Path, StrictLoader.Problem(report));
    }
}
