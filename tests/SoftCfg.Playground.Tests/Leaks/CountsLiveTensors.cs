namespace SoftCfg.Playground.Tests.Leaks;

/// <summary>The tests that count tensors: they run alone, after the others.</summary>
[CollectionDefinition(nameof(CountsLiveTensors), DisableParallelization = true)]
public sealed class CountsLiveTensors;
