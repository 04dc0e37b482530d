namespace SoftCfg.Runs;

/// <summary>What a claim says.</summary>
/// <param name="Worker">The name of the worker.</param>
/// <param name="Process">Its process.</param>
/// <param name="Place">Where the number of that process means something.</param>
internal sealed record ClaimText(string Worker, string Process, string Place);
