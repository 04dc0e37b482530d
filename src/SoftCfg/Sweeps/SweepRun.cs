using SoftCfg.Diagnostics;
using SoftCfg.Evaluation;
using static TorchSharp.torch;

namespace SoftCfg.Sweeps;

/// <summary>One run of a sweep in a folder that is open: point by point, skipping what is there.</summary>
internal sealed class SweepRun
{
    private readonly SweepOptions options;
    private readonly IFeatureNetwork network;
    private readonly SweepFolder folder;
    private readonly SweepPlan plan;
    private readonly IReadOnlyList<SweepPoint> points;
    private readonly SweepTally tally;
    private readonly CancellationToken cancellation;
    private readonly Dictionary<SweepPoint, SweepResult> finished = [];

    internal SweepRun(SweepOptions options, IFeatureNetwork network, SweepFolder folder, SweepPlan plan,
        IProgress<SweepProgress>? progress, CancellationToken cancellation)
    {
        (this.options, this.network, this.folder, this.plan, this.cancellation) = (options, network, folder, plan, cancellation);
        points = options.Points();
        tally = new SweepTally(points.Count, options.Count, progress);
    }

    internal SweepTable Run()
    {
        foreach (var point in points.Where(point => File.Exists(folder.Point(point).Result)))
            finished.Add(point, ReadResult(point));
        Log.SweepStarted(options.Logger, finished.Count, points.Count);
        var table = Save();
        if (finished.Count == points.Count)
            return table;
        tally.Report(SweepStage.Loading, 0, 0);
        using var generator = ImageGenerator.Load(options.Model, options.Dtype, options.Device, options.Weights, logger: options.Logger,
            cancellationToken: cancellation);
        EnsureNetworkSees(generator.ImageSize);
        using var reference = MeasureReference();
        int Found(SweepPoint point) => finished.ContainsKey(point)
            ? options.Count
            : new PointSampler(generator, options, folder.Point(point)).Found();
        tally.Found(points.Sum(point => (long)Found(point)));
        foreach (var point in points)
        {
            tally.Begin(point, Found(point));
            if (finished.ContainsKey(point))
                continue;
            finished.Add(point, Finish(point, generator, reference));
            Log.PointFinished(options.Logger, point.Key, finished[point].Figures.Fid);
            table = Save();
        }
        return table;
    }

    /// <summary>Writes everything that is known; a reader sees a whole table at any time.</summary>
    private SweepTable Save()
    {
        var reference = Path.GetFileName(Path.TrimEndingDirectorySeparator(options.Reference));
        var results = points.Where(finished.ContainsKey).Select(point => finished[point]).ToList();
        var table = new SweepTable(plan, reference, points.Count, results);
        table.Write(folder.Path);
        return table;
    }

    private SweepResult Finish(SweepPoint point, ImageGenerator generator, ImageSetStatistics reference)
    {
        var files = folder.Point(point);
        files.Prepare();
        var sampler = new PointSampler(generator, options, files);
        using var samples = Measure(point, sampler, files);
        var figures = Evaluator.Compare(reference, samples, options.Evaluation,
            tally.Evaluation(SweepStage.Comparing), cancellation);
        var result = new SweepResult
        {
            Point = point,
            Images = options.Count,
            Seed = options.Seed,
            Seconds = sampler.Seconds,
            Figures = figures,
        };
        SweepJson.Write(files.Result, result);
        files.RemoveChunks();
        return result;
    }

    private ImageSetStatistics Measure(SweepPoint point, PointSampler sampler, PointFolder files)
    {
        if (File.Exists(files.Statistics) && (!options.KeepImages || File.Exists(files.Images)))
            return Evaluator.Measure(files.Statistics, network, options.Evaluation, cancellationToken: cancellation);
        sampler.Run(point, images => tally.Sampled(images), cancellation);
        var samples = Evaluator.Measure(sampler.Chunks, network, options.Evaluation,
            tally.Evaluation(SweepStage.Measuring), cancellation);
        try
        {
            if (samples.Count != options.Count)
            {
                throw new SweepException(sampler.Chunks[^1], $"the chunks hold {samples.Count} images, not {options.Count}. " +
                    "Remove the folder of the point, and it is sampled anew.");
            }
            if (options.KeepImages)
                JoinedImages.Write(sampler.Chunks, files.Images, sampler.ImageSize, network, cancellation);
            samples.Write(files.Statistics);
            return samples;
        }
        catch
        {
            samples.Dispose();
            throw;
        }
    }

    private ImageSetStatistics MeasureReference()
    {
        var seen = File.Exists(folder.ReferenceStatistics);
        var statistics = Evaluator.Measure(seen ? folder.ReferenceStatistics : options.Reference, network, options.Evaluation,
            tally.Evaluation(SweepStage.Reference), cancellation);
        try
        {
            if (!seen)
                statistics.Write(folder.ReferenceStatistics);
            return statistics;
        }
        catch
        {
            statistics.Dispose();
            throw;
        }
    }

    /// <summary>Hours of sampling later is a bad time to find that the network takes no such images.</summary>
    private void EnsureNetworkSees(int imageSize)
    {
        using var scope = NewDisposeScope();
        try
        {
            using var features = network.Extract(zeros([1, imageSize, imageSize, 3], ScalarType.Byte));
        }
        catch (ArgumentException e)
        {
            throw new SweepException(options.Model.Name,
                $"the model makes images of {imageSize} x {imageSize} pixels, which the features do not take. {e.Message}", e);
        }
    }

    private SweepResult ReadResult(SweepPoint point)
    {
        var files = folder.Point(point);
        var result = files.ReadResult(point, plan);
        // A kill may have come between the result and the end of its clearing up.
        files.RemoveChunks();
        return result;
    }
}
