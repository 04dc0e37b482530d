namespace SoftCfg.Runs;

/// <summary>A stretch of a run's images: what one worker samples at a time, and what a killed one loses.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="First">The index of its first image.</param>
/// <param name="Count">Its images.</param>
public readonly record struct RunChunk(int Number, long First, int Count);
