namespace SoftCfg.Cli.Benchmarking.Ceilings;

/// <summary>A loop that does nothing but what is to be counted.</summary>
/// <param name="Name">Its instructions and their width.</param>
/// <param name="IsSupported">Whether this machine has them.</param>
/// <param name="Operations">Operations of an iteration: a multiplication and an addition are two.</param>
/// <param name="Run">Does so many iterations.</param>
internal sealed record CeilingKernel(string Name, bool IsSupported, int Operations, Action<long> Run);
