using System.Diagnostics;
using SoftCfg.Npz;

namespace SoftCfg.Sweeps;

/// <summary>
/// Samples the images of one point into files of <see cref="SweepOptions.ChunkSize"/> each; those that are there stay.
/// </summary>
internal sealed class PointSampler(ImageGenerator generator, SweepOptions options, PointFolder folder)
{
    /// <summary>The files of all images, in order; not all of them need be there yet.</summary>
    internal IReadOnlyList<string> Chunks { get; } = Enumerable
        .Range(0, (options.Count + options.ImagesPerChunk - 1) / options.ImagesPerChunk).Select(folder.Chunk).ToList();

    /// <summary>Seconds that the chunks took, all runs together.</summary>
    internal double Seconds { get; private set; } = folder.ReadTiming();

    /// <summary>Width and height of the images.</summary>
    internal int ImageSize => generator.ImageSize;

    /// <summary>Images in the files that are there.</summary>
    internal int Found() => Enumerable.Range(0, Chunks.Count).Where(i => File.Exists(Chunks[i])).Sum(SizeOf);

    /// <summary>Samples what is missing.</summary>
    /// <param name="point">The point.</param>
    /// <param name="sampled">Told how many images are there, those of a batch at work by their share of tokens.</param>
    /// <param name="cancellation">Checked before every token step; the chunk at work is lost.</param>
    internal void Run(SweepPoint point, Action<double> sampled, CancellationToken cancellation)
    {
        var done = Found();
        for (var number = 0; number < Chunks.Count; number++)
        {
            if (File.Exists(Chunks[number]))
                continue;
            var started = Stopwatch.GetTimestamp();
            var before = done;
            var progress = new Relay<GenerationProgress>(p => sampled(before + (double)p.Tokens / generator.TokensPerImage));
            Write(point, number, progress, cancellation);
            Seconds += Stopwatch.GetElapsedTime(started).TotalSeconds;
            SweepJson.Write(folder.Timing, Seconds);
            done += SizeOf(number);
        }
    }

    private int SizeOf(int chunk) => Math.Min(options.ImagesPerChunk, options.Count - chunk * options.ImagesPerChunk);

    private void Write(SweepPoint point, int number, IProgress<GenerationProgress> progress, CancellationToken cancellation)
    {
        var first = number * options.ImagesPerChunk;
        var generation = new GenerationOptions
        {
            Classes = Enumerable.Range(first, SizeOf(number)).Select(i => i % generator.ClassCount).ToList(),
            FirstIndex = first,
            Seed = options.Seed,
            BatchSize = options.BatchSize,
            Guidance = point.Guidance,
            Sampling = point.Sampling,
        };
        using var file = new NpzWriter(Chunks[number], ImageSize, ImageSize);
        foreach (var image in generator.Generate(generation, progress, cancellation))
            file.Append(image.Image);
        file.Complete();
    }
}
