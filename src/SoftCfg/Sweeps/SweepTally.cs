using SoftCfg.Evaluation;
using SoftCfg.Runs;

namespace SoftCfg.Sweeps;

/// <summary>Keeps count of a sweep and turns the progress of its parts into that of the whole.</summary>
internal sealed class SweepTally(int points, int imagesPerPoint, IProgress<SweepProgress>? progress)
{
    private int number;
    private string key = "";
    private double found;
    private double done;
    private double doneElsewhere;

    private double All => (double)points * imagesPerPoint;

    /// <summary>Notes how many images there are to begin with.</summary>
    internal void Found(long images) => done = found = images;

    /// <summary>The next point begins.</summary>
    /// <param name="point">The point.</param>
    /// <param name="images">How many of its images are there.</param>
    internal void Begin(SweepPoint point, long images)
    {
        (key, doneElsewhere) = (point.Key, done - images);
        number++;
    }

    /// <summary>So many images of the point are sampled.</summary>
    internal void Sampled(double images)
    {
        done = doneElsewhere + images;
        Report(SweepStage.Sampling, (long)images, imagesPerPoint);
    }

    /// <summary>Takes the progress of an evaluation as that of a stage.</summary>
    internal IProgress<EvaluationProgress> Evaluation(SweepStage stage) =>
        new Relay<EvaluationProgress>(p => Report(stage, p.Done, p.Total));

    internal void Report(SweepStage stage, long part, long total) =>
        progress?.Report(new SweepProgress(stage, number, points, key, part, total, done / All, found / All));
}
