using SoftCfg.Cli.Generating;
using SoftCfg.Cli.Sampling;
using SoftCfg.Runs;

namespace SoftCfg.Cli.Running;

/// <summary>What a command line asks of a run that depends on whether it is of classes or of prompts.</summary>
/// <param name="Guidance">How images are guided.</param>
/// <param name="Run">What is its own.</param>
/// <param name="Requests">The prompts, and where they stand; none of a run of classes.</param>
/// <param name="WritesArray">Whether an array is written although nobody says so.</param>
internal sealed record AskedRun(AskedGuidance Guidance, ImageRunOptions Run, IReadOnlyList<PromptRequest> Requests, bool WritesArray);
