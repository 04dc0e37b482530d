using SoftCfg.Files;

namespace SoftCfg.Checkpoints;

/// <summary>Converts weights files to safetensors.</summary>
public static class CheckpointConverter
{
    /// <summary>
    /// Writes the tensors of any checkpoint to a safetensors file, one at a time: no more than one is held. Types and
    /// values stay as they are, except that 8-bit floats become float32; weights shared by two names are written under both.
    /// </summary>
    /// <param name="input">The checkpoint.</param>
    /// <param name="output">The file to write; it appears under its name only when complete.</param>
    /// <param name="stateDict">The state dict to write, such as <c>ema</c>; null for all, under their full
    /// paths.</param>
    /// <param name="overwrite">Whether an existing output may be replaced. The input never is.</param>
    /// <param name="progress">Told after every tensor.</param>
    /// <param name="cancellationToken">Checked before every tensor.</param>
    /// <exception cref="CheckpointException">
    /// The input cannot be read, has no such state dict, or holds no tensors; or the output exists or cannot be
    /// written.
    /// </exception>
    public static void Convert(string input, string output, string? stateDict = null, bool overwrite = false,
        IProgress<ConversionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var opened = Checkpoint.Open(input);
        using var checkpoint = stateDict is null ? opened : opened.Select(stateDict);
        RefuseOutput(input, output, overwrite);
        if (checkpoint.Tensors.Count == 0)
            throw new CheckpointException(input, "the file holds no tensors, so there is nothing to convert.");
        try
        {
            using var file = new AtomicFile(output);
            Write(file.Stream, checkpoint, progress, cancellationToken);
            file.Commit();
        }
        catch (Exception e) when (e is IOException and not CheckpointException or UnauthorizedAccessException
            or ArgumentException)
        {
            throw new CheckpointException(output, $"the file cannot be written: {e.Message}", e);
        }
    }

    private static void Write(Stream stream, ICheckpoint checkpoint, IProgress<ConversionProgress>? progress,
        CancellationToken cancellationToken)
    {
        // "format" tells transformers and diffusers how to read the file.
        var metadata = checkpoint.Metadata.ToDictionary(StringComparer.Ordinal);
        metadata["format"] = "pt";
        SafetensorsWriter.WriteHeader(stream, checkpoint.Tensors, metadata);
        var totalBytes = checkpoint.Tensors.Sum(t => t.Bytes);
        var (tensors, bytes) = (0, 0L);
        foreach (var info in checkpoint.Tensors)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var value = checkpoint.Read(info.Name);
            SafetensorsWriter.WriteTensor(stream, value);
            bytes += info.Bytes;
            progress?.Report(new ConversionProgress(++tensors, checkpoint.Tensors.Count, bytes, totalBytes));
        }
    }

    private static void RefuseOutput(string input, string output, bool overwrite)
    {
        ArgumentException.ThrowIfNullOrEmpty(output);
        if (Directory.Exists(output))
            throw new CheckpointException(output, "this is a folder. Give the name of the file to write.");
        if (!File.Exists(output))
            return;
        if (RealPath(input) == RealPath(output))
            throw new CheckpointException(output, "the output is the input itself. Give another name.");
        if (!overwrite)
        {
            throw new CheckpointException(output,
                "the file exists already. Delete it, allow overwriting, or give another name.");
        }
    }

    private static string RealPath(string path) =>
        File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
}
