using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using SoftCfg.Checkpoints;
using SoftCfg.Diagnostics;
using SoftCfg.Families;
using SoftCfg.ImageTokenizers;
using SoftCfg.Layers;
using SoftCfg.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace SoftCfg.Loading;

/// <summary>
/// Builds the parts of a model and fills them with their weights. Sizes are compared with the file's before anything is
/// allocated.
/// </summary>
internal static class ModelLoader
{
    // Tensors that have a shape and no elements.
    private static readonly Device Outline = new(DeviceType.META);

    /// <summary>Checks that the parts of a model belong together, by their sizes; no file is opened.</summary>
    /// <exception cref="CheckpointException">They do not, or sizes make no model.</exception>
    internal static void Check(ModelDescription model)
    {
        var (generator, tokenizer) = (Described(model.GeneratorRequest), DescribedTokenizer(model.TokenizerRequest));
        if (model.Classes.Count != generator.Classes)
        {
            throw new CheckpointException(model.Origin,
                $"{model.Classes.Count} class names for a generator of {generator.Classes} classes.");
        }
        if ((generator.Tokens, generator.Codes) != (tokenizer.Tokens, tokenizer.Codes))
        {
            throw new CheckpointException(model.Origin, $"The model predicts {generator.Tokens} tokens of {generator.Codes} " +
                $"codes, the image tokenizer takes {tokenizer.Tokens} tokens of {tokenizer.Codes}: they do not belong together.");
        }
    }

    /// <summary>Loads a generator.</summary>
    /// <param name="asked">What is asked for.</param>
    /// <param name="dtype">How weights are stored and multiplied.</param>
    /// <param name="device">Where they live.</param>
    /// <param name="hash">Whether its file is hashed as well.</param>
    /// <param name="cancellationToken">Checked before every tensor.</param>
    /// <param name="logger">Told what was loaded.</param>
    /// <param name="weights">How weights are packed for the kernels of the CPU; null (default) leaves them to libtorch.</param>
    internal static Loaded<ICausalImageModel> Generator(PartRequest asked, ScalarType dtype, Device device, bool hash,
        CancellationToken cancellationToken, ILogger? logger = null, WeightFormat? weights = null)
    {
        var (family, described) = (asked.GeneratorFamily, Described(asked));
        using var file = new PartFile(asked.File, hash);
        var loaded = Load(asked, described, file, KnownCheckpoint.Unwrap,
            where => family.Allocate(asked.Part.Config, dtype, where), device, logger, cancellationToken);
        if (weights is { } format && loaded.Part is IPackedModel packed)
            packed.Pack(format);
        return loaded;
    }

    /// <summary>Loads an image tokenizer.</summary>
    /// <param name="asked">What is asked for.</param>
    /// <param name="device">Where its weights live.</param>
    /// <param name="hash">Whether its file is hashed as well.</param>
    /// <param name="cancellationToken">Checked before every tensor.</param>
    /// <param name="logger">Told what was loaded.</param>
    internal static Loaded<IImageTokenizer> Tokenizer(PartRequest asked, Device device, bool hash, CancellationToken cancellationToken,
        ILogger? logger = null)
    {
        // A description that makes no tokenizer is refused before its file is looked at.
        DescribedTokenizer(asked);
        using var file = new PartFile(asked.File, hash);
        return Tokenizer(asked, file, device, logger, cancellationToken);
    }

    /// <summary>An image tokenizer from its checkpoint alone.</summary>
    internal static Loaded<IImageTokenizer> Tokenizer(string path, Device device, bool hash, CancellationToken cancellationToken,
        ILogger? logger = null)
    {
        using var file = new PartFile(path, hash);
        var part = ModelFinder.TokenizerAlone(file.Checkpoint);
        return Tokenizer(new PartRequest(part, path, part.Family, path), file, device, logger, cancellationToken);
    }

    private static Loaded<IImageTokenizer> Tokenizer(PartRequest asked, PartFile file, Device device, ILogger? logger,
        CancellationToken cancellationToken)
    {
        var family = asked.TokenizerFamily;
        var loaded = Load(asked, DescribedTokenizer(asked), file, Selected, where => family.Allocate(asked.Part.Config, where), device,
            logger, cancellationToken);
        if (device.type != DeviceType.CPU || loaded.Part is not IPackedTokenizer packed)
            return loaded;
        packed.Pack();
        family.ReadsAgain?.Invoke(loaded.Part, SelectedBy(asked, Checkpoint.Open(asked.File), Selected));
        return loaded;

        ICheckpoint Selected(ICheckpoint opened) => family.Weights(opened, asked.Part.Config);
    }

    private static Recognition Described(PartRequest generator) =>
        generator.Described(generator.GeneratorFamily.Validate, generator.GeneratorFamily.Describe);

    private static Recognition DescribedTokenizer(PartRequest tokenizer) =>
        tokenizer.Described(tokenizer.TokenizerFamily.Validate, tokenizer.TokenizerFamily.Describe);

    private static Loaded<TPart> Load<TPart>(PartRequest asked, Recognition described, PartFile file,
        Func<ICheckpoint, ICheckpoint> select, Func<Device, Allocated<TPart>> allocate, Device device,
        ILogger? logger, CancellationToken cancellationToken) where TPart : IDisposable
    {
        // The caller closes the file, whatever is selected of it.
        var checkpoint = SelectedBy(asked, file.Checkpoint, select);
        EnsureFits(asked, described, checkpoint, allocate);
        var allocated = allocate(device);
        try
        {
            checkpoint.LoadInto(allocated.Module, cancellationToken);
            if (logger?.IsEnabled(LogLevel.Information) == true)
            {
                var selection = checkpoint.Selection is { Length: > 0 } some ? some : "all of the file";
                var dtype = allocated.Module.parameters().Select(parameter => parameter.dtype.ToString()).FirstOrDefault("no type");
                Log.PartLoaded(logger, asked.Part.Family, checkpoint.Path, checkpoint.Tensors.Count, selection, dtype, device.ToString());
            }
            return new(allocated.Part, file.Sha256(cancellationToken));
        }
        catch
        {
            allocated.Part.Dispose();
            throw;
        }
    }

    /// <summary>Those of a file's tensors that are the part's weights.</summary>
    private static ICheckpoint SelectedBy(PartRequest asked, ICheckpoint opened, Func<ICheckpoint, ICheckpoint> select) =>
        asked.Part.StateDict is { } key ? opened.Select(key) : select(opened);

    /// <summary>Compares what was described with what the file holds; work is bounded by the file's own tensors.</summary>
    private static void EnsureFits<TPart>(PartRequest asked, Recognition described, ICheckpoint checkpoint,
        Func<Device, Allocated<TPart>> allocate) where TPart : IDisposable
    {
        var problem = described.Blocks > checkpoint.Tensors.Count
            ? $"{asked.Origin} asks for {described.Blocks} blocks of {asked.Part.Family}, but this file has only " +
                $"{checkpoint.Tensors.Count} tensors. Is this the right file?"
            : Mismatch(asked, checkpoint, allocate);
        if (problem is null)
            return;
        if (KnownCheckpoint.Recognise(checkpoint) is { } other && Difference(asked.Part, other) is { } difference)
            problem = $"this is {other}, but {asked.Owner} was asked for: {difference}. Is this the right file?";
        throw new CheckpointException(checkpoint.Path, problem);
    }

    private static string? Mismatch<TPart>(PartRequest asked, ICheckpoint checkpoint, Func<Device, Allocated<TPart>> allocate)
        where TPart : IDisposable
    {
        Allocated<TPart> outline;
        try
        {
            outline = allocate(Outline);
        }
        // The sizes of a tensor do not fit libtorch's numbers.
        catch (ExternalException e)
        {
            throw new CheckpointException(asked.Origin,
                $"the configuration of {asked.Part.Family} cannot be used: its tensors would be too large.", e);
        }
        using (outline.Part)
        {
            var report = checkpoint.CompareWith(outline.Module);
            return report.Fits ? null : StrictLoader.Problem(report);
        }
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
}
