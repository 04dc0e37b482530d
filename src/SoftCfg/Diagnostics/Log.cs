using Microsoft.Extensions.Logging;

namespace SoftCfg.Diagnostics;

/// <summary>What the library logs, where a program gives it a logger; it is silent otherwise.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Loaded {Family} from {Path}: {Tensors} tensors, {Selection}, in {Dtype} on {Device}.")]
    internal static partial void PartLoaded(ILogger logger, string family, string path, int tensors, string selection, string dtype,
        string device);

    [LoggerMessage(2, LogLevel.Information, "Generating {Count} images from index {FirstIndex} on, {BatchSize} at a time, seed {Seed}.")]
    internal static partial void GenerationStarted(ILogger logger, long count, long firstIndex, int batchSize, ulong seed);

    [LoggerMessage(3, LogLevel.Debug, "Images {First} to {Last} took {Milliseconds:F0} ms, {TokensPerSecond:F0} tokens/s.")]
    internal static partial void BatchFinished(ILogger logger, long first, long last, double milliseconds, double tokensPerSecond);

    [LoggerMessage(4, LogLevel.Information, "Measured {Images} images ({Stage}).")]
    internal static partial void SetMeasured(ILogger logger, long images, object stage);

    [LoggerMessage(5, LogLevel.Information, "Sweep: {Finished} of {Points} points were finished before.")]
    internal static partial void SweepStarted(ILogger logger, int finished, int points);

    [LoggerMessage(6, LogLevel.Information, "Sweep: finished {Point}, FID {Fid}.")]
    internal static partial void PointFinished(ILogger logger, string point, double fid);

    [LoggerMessage(7, LogLevel.Information, "Run: {Worker} begins; {Finished} of {Count} images are finished.")]
    internal static partial void RunStarted(ILogger logger, string worker, long finished, long count);

    [LoggerMessage(8, LogLevel.Information, "Run: {Worker} ends with the run; it made {Images} images.")]
    internal static partial void RunFinished(ILogger logger, string worker, long images);

    [LoggerMessage(9, LogLevel.Information, "Run: {Worker} stops before the end of the run; it made {Images} images.")]
    internal static partial void RunStopped(ILogger logger, string worker, long images);

    [LoggerMessage(10, LogLevel.Information, "Run: chunk {Chunk} is finished, {Images} images in {Seconds:F1} s.")]
    internal static partial void ChunkFinished(ILogger logger, int chunk, int images, double seconds);

    [LoggerMessage(11, LogLevel.Warning, "Run: {Worker} takes over chunk {Chunk}, whose worker is dead or has stopped.")]
    internal static partial void ChunkTakenOver(ILogger logger, string worker, int chunk);

    [LoggerMessage(12, LogLevel.Warning, "Run: {Problem} The chunk is made anew.")]
    internal static partial void RecordDamaged(ILogger logger, string problem);
}
