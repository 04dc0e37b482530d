using SoftCfg.Diagnostics;
using SoftCfg.Evaluation;
using SoftCfg.Runs;
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
        using var generator = ImageGenerator.Load(options.Model, options.Dtype, options.Device, options.Weights, fingerprint: true,
            options.Logger, cancellation);
        EnsureNetworkSees(generator.ImageSize);
        using var reference = MeasureReference();
        long Found(SweepPoint point) => finished.ContainsKey(point) ? options.Count : folder.Point(point).Found();
        tally.Found(points.Sum(Found));
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
        using var samples = Measure(point, generator, files, out var seconds);
        var figures = Evaluator.Compare(reference, samples, options.Evaluation,
            tally.Evaluation(SweepStage.Comparing), cancellation);
        var result = new SweepResult
        {
            Point = point,
            Images = options.Count,
            Seed = options.Seed,
            Seconds = seconds,
            Figures = figures,
        };
        SweepJson.Write(files.Result, result);
        files.RemoveRun();
        return result;
    }

    private ImageSetStatistics Measure(SweepPoint point, ImageGenerator generator, PointFolder files, out double seconds)
    {
        if (File.Exists(files.Statistics) && (!options.KeepImages || File.Exists(files.Images)))
        {
            seconds = RunFolder.IsRun(files.Run) ? Seconds(RunFolder.Open(files.Run)) : 0;
            return Evaluator.Measure(files.Statistics, network, options.Evaluation, cancellationToken: cancellation);
        }
        var run = ImageRun.Work(RunOf(point, files), generator,
            new Relay<RunProgress>(p => tally.Sampled(p.Images + p.AtWork)), cancellation).Folder;
        seconds = Seconds(run);
        var samples = Evaluator.Measure(run.ImageSources(), network, options.Evaluation,
            tally.Evaluation(SweepStage.Measuring), cancellation);
        try
        {
            if (samples.Count != options.Count)
            {
                throw new SweepException(run.Path, $"the chunks hold {samples.Count} images, not {options.Count}. " +
                    "Remove the folder of the point, and it is sampled anew.");
            }
            if (options.KeepImages)
                run.Merge(files.Images, cancellationToken: cancellation);
            samples.Write(files.Statistics);
            return samples;
        }
        catch
        {
            samples.Dispose();
            throw;
        }
    }

    private RunOptions RunOf(SweepPoint point, PointFolder files) => new()
    {
        Model = options.Model,
        Output = files.Run,
        Count = options.Count,
        Seed = options.Seed,
        Guidance = point.Guidance,
        Sampling = point.Sampling,
        Dtype = options.Dtype,
        Weights = options.Weights,
        Device = options.Device,
        ChunkSize = options.ImagesPerChunk,
        BatchSize = options.BatchSize,
        Images = ImageStorage.Npz,
        Logger = options.Logger,
    };

    private static double Seconds(RunFolder run) => run.Records.All().Sum(record => record.Seconds);

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
        files.RemoveRun();
        return result;
    }
}
