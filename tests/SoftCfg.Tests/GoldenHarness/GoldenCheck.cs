namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Runs one case with the library and compares every tensor that the case expects.</summary>
/// <param name="golden">The case.</param>
/// <param name="errors">Where comparisons go.</param>
internal delegate void GoldenCheck(GoldenCase golden, GoldenErrors errors);
