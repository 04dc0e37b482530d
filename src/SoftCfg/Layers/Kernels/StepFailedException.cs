namespace SoftCfg.Layers.Kernels;

/// <summary>Ends a thread's part of a step because another thread failed; it never leaves <see cref="StepThreads"/>.</summary>
internal sealed class StepFailedException() : Exception("Another thread of the step failed.");
