using SoftCfg.Guidance;
using SoftCfg.Runs;

namespace SoftCfg.Cli.Running;

/// <summary>What the guidance of a run computes.</summary>
internal static class RunFormulas
{
    public static IReadOnlyList<string> Of(ImageRunOptions run) =>
        // Images of prompts have sizes of their own; that the scale decays is the same for all.
        GuidanceFormula.Of(run is PromptRunOptions { DecaysAsReleased: true } ? run.Guidance! with { DecayGrids = 1 } : run.Guidance!);
}
