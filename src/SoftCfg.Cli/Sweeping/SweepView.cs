using System.Diagnostics;
using System.Globalization;
using SoftCfg.Cli.Terminal;
using SoftCfg.Evaluation;
using SoftCfg.Sweeps;

namespace SoftCfg.Cli.Sweeping;

/// <summary>Runs a sweep and shows how far it is, and how long it still takes.</summary>
internal sealed class SweepView(Session session)
{
    private long firstImage;
    private SweepProgress last;

    public SweepTable Run(SweepOptions options, IFeatureNetwork network)
    {
        SweepTable? table = null;
        try
        {
            new ProgressView(session).Run("reading model and reference", progress => table = Sweep.Run(options, network,
                new Relay(p => progress.Report(new ProgressStep(Describe(last = p), p.Sampled))), session.Cancellation));
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException(string.Create(CultureInfo.InvariantCulture,
                $"stopped at {100 * last.Sampled:F0} % of the images; the same command goes on from there."), e);
        }
        return table!;
    }

    private string Describe(SweepProgress progress)
    {
        var point = $"point {progress.Number} of {progress.Points}, {progress.Point}";
        var part = progress.Total == 0 ? "" : $": {progress.Done} of {progress.Total}";
        return progress.Stage switch
        {
            SweepStage.Loading => "loading the model",
            SweepStage.Reference => $"measuring the reference{part}",
            SweepStage.Sampling => $"{point}{part} images{Remaining(progress)}",
            SweepStage.Measuring => $"{point}{part} images measured",
            _ => $"{point}: comparing{part}",
        };
    }

    private string Remaining(SweepProgress progress)
    {
        if (firstImage == 0)
            firstImage = Stopwatch.GetTimestamp();
        var here = progress.Sampled - progress.Found;
        if (here <= 0)
            return "";
        var left = Stopwatch.GetElapsedTime(firstImage) * ((1 - progress.Sampled) / here);
        return left.TotalDays > 99 ? "" : string.Create(CultureInfo.InvariantCulture,
            $", about {(int)left.TotalHours}:{left:mm\\:ss} left");
    }

    private sealed class Relay(Action<SweepProgress> report) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => report(value);
    }
}
