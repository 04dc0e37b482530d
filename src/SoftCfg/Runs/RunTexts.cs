using SoftCfg.Guidance;
using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Runs;

/// <summary>What the files of images say of themselves, as the plan of their run has it.</summary>
/// <param name="plan">The plan.</param>
internal sealed class RunTexts(RunPlan plan)
{
    private readonly RunProvenance ofClasses = new()
    {
        Model = plan.Model,
        Classes = [],
        Guidance = plan.Guidance,
        Sampling = plan.Sampling,
        Seed = plan.Seed,
        Keep = plan.Originals?.Keep ?? 0,
        Dtype = DtypeOf(plan),
        Weights = WeightsOf(plan),
        Device = plan.Device,
    };

    private readonly PromptProvenance ofPrompts = new()
    {
        Model = plan.Model,
        Guidance = plan.Guidance,
        DecaysAsReleased = plan.ScaleDecay,
        Sampling = plan.Sampling,
        Jacobi = plan.Jacobi,
        Seed = plan.Seed,
        Dtype = DtypeOf(plan),
        Weights = WeightsOf(plan),
        Device = plan.Device,
    };

    /// <summary>Of classes: their names, in the order of the labels.</summary>
    public IReadOnlyList<string> ClassNames
    {
        init => ofClasses = ofClasses with { Classes = value };
    }

    /// <summary>The guidance, which may be one of somebody's own that a plan only names.</summary>
    public GuidanceOptions Guidance
    {
        init => (ofClasses, ofPrompts) = (ofClasses with { Guidance = value }, ofPrompts with { Guidance = value });
    }

    /// <summary>The text of an image.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Of(long index) => plan.Prompts is { } prompts
        ? ofPrompts.TextOf(index, plan.PromptOf(index), prompts[plan.LabelOf(index)].Picture)
        : ofClasses.TextOfIndex(index, plan.LabelOf(index), plan.Originals?.NameOf(index));

    private static ScalarType DtypeOf(RunPlan plan) => Enum.Parse<ScalarType>(plan.Dtype, ignoreCase: true);

    private static WeightFormat? WeightsOf(RunPlan plan) =>
        plan.Weights is { } format ? Enum.Parse<WeightFormat>(format, ignoreCase: true) : null;
}
