namespace SoftCfg.Sweeps;

/// <summary>How far a sweep is.</summary>
/// <param name="Stage">What is being done.</param>
/// <param name="Number">Which point it is done for, from 1 on; 0 before the first.</param>
/// <param name="Points">Points of the sweep.</param>
/// <param name="Point">The point's <see cref="SweepPoint.Key"/>; empty before the first.</param>
/// <param name="Done">Images or steps done of this stage.</param>
/// <param name="Total">Images or steps of this stage; 0 while unknown.</param>
/// <param name="Sampled">The share of all images of the sweep that is sampled, from 0 to 1.</param>
/// <param name="Found">The share of them that was there when this run began.</param>
public readonly record struct SweepProgress(SweepStage Stage, int Number, int Points, string Point, long Done, long Total,
    double Sampled, double Found);
