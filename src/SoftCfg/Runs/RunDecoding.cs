using SoftCfg.Checkpoints;
using static TorchSharp.torch;

namespace SoftCfg.Runs;

/// <summary>Makes the images of a run of which tokens were kept: later, elsewhere, or on a machine without the generator.</summary>
public static class RunDecoding
{
    /// <summary>Decodes the tokens of a finished run into the images of another folder, as a run that can be gone on with.</summary>
    /// <param name="tokens">The run whose tokens were kept.</param>
    /// <param name="options">
    /// The model (only its image tokenizer is used), the output folder, the storage, the device and the worker; what else decides images
    /// is the plan's.
    /// </param>
    /// <param name="reconstructor">The model's image tokenizer, loaded with its fingerprint; the caller keeps it.</param>
    /// <param name="progress">Told of every image.</param>
    /// <param name="cancellationToken">Checked at every image.</param>
    /// <returns>What this worker did.</returns>
    /// <exception cref="RunException">
    /// Tokens are missing or damaged, the tokenizer is another one than the run's, or the folder holds another run.
    /// </exception>
    public static RunOutcome Work(RunFolder tokens, RunOptions options, ImageReconstructor reconstructor,
        IProgress<RunProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var plan = tokens.Plan;
        if (!plan.Tokens)
            throw new RunException(tokens.Path, "this run did not keep its tokens. Run it with --save-tokens.");
        if (reconstructor.Sha256 != plan.Model.TokenizerSha256)
        {
            throw new RunException(tokens.Path, $"these are tokens of the image tokenizer with SHA-256 {plan.Model.TokenizerSha256}, but that " +
                $"of {options.Model.Name} has {reconstructor.Sha256 ?? "no fingerprint"}. Give the model of the run.");
        }
        tokens.EnsureFinished();
        options = options with
        {
            Count = plan.Count,
            ChunkSize = plan.ChunkSize,
            Guidance = plan.Guidance,
            Sampling = plan.Sampling,
        };
        return ImageRun.Work(options, plan with { Images = options.Images, Tokens = false, Traces = false },
            (chunk, steps, cancellation) => Decode(tokens, chunk, reconstructor, steps, cancellation), progress, cancellationToken);
    }

    private static IEnumerable<GeneratedImage> Decode(RunFolder folder, RunChunk chunk, ImageReconstructor reconstructor,
        IProgress<GenerationProgress> progress, CancellationToken cancellation)
    {
        var rows = Read(folder, chunk, reconstructor);
        for (var i = 0; i < chunk.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var index = chunk.First + i;
            yield return new GeneratedImage(index, folder.Plan.LabelOf(index), reconstructor.Decode(rows[i]), rows[i], null);
            progress.Report(new GenerationProgress(i + 1, chunk.Count, i + 1, chunk.Count));
        }
    }

    private static long[][] Read(RunFolder folder, RunChunk chunk, ImageReconstructor reconstructor)
    {
        var path = folder.Layout.Full(RunLayout.TokensOf(chunk.Number));
        try
        {
            using var file = SafetensorsFile.Open(path);
            using var read = file.Read("tokens");
            if (!read.shape.SequenceEqual([chunk.Count, (long)reconstructor.TokensPerImage]))
                throw new RunException(path, $"the tokens are [{string.Join(", ", read.shape)}]; expected {chunk.Count} images of {reconstructor.TokensPerImage}.");
            using var wide = read.to(ScalarType.Int64);
            return wide.data<long>().ToArray().Chunk(reconstructor.TokensPerImage).ToArray();
        }
        catch (CheckpointException e)
        {
            throw new RunException(path, e.Problem, e);
        }
    }
}
