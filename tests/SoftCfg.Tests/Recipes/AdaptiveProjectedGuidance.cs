// begin usings
using SoftCfg.Guidance;
using SoftCfg.Native;
using static TorchSharp.torch;
// end usings

namespace SoftCfg.Tests.Recipes;

// begin guidance
/// <summary>
/// Adaptive projected guidance (Sadat et al., arXiv 2410.02416): of the difference between the branches, what points along the
/// conditional logits is left out, and past differences push on or back. Logits of a row may all be shifted alike without
/// changing a probability, so they are centred first.
/// </summary>
internal sealed class AdaptiveProjectedGuidance(GuidanceContext context, double scale, double momentum) : IGuidance
{
    // What is kept of a sequence is a row, at the sequence's place: float32 [capacity, V].
    private readonly Tensor past = zeros([context.Capacity, context.CodebookSize], device: context.Device).DetachFromDisposeScope();

    public static OwnGuidance Of(double scale, double momentum) =>
        new("apg", context => new AdaptiveProjectedGuidance(context, scale, momentum));

    public int Branches => 2;

    public float ScaleAt(int step) => (float)scale;

    public void Begin(int place) => past[place].zero_();

    public Tensor Combine(GuidanceStep step, Tensor logits)
    {
        using var scope = NewDisposeScope();
        var branches = (logits - logits.mean([-1], keepdim: true)).chunk(2);
        var (conditional, unconditional) = (branches[0], branches[1]);  // [B, V]
        var difference = (conditional - unconditional).Plus(step.Take(past).Times(momentum));
        step.Put(past, difference);
        var direction = nn.functional.normalize(conditional, dim: -1);
        var orthogonal = difference - (difference * direction).sum(-1, keepdim: true) * direction;
        return conditional.Plus(orthogonal.Times(scale - 1)).MoveToOuterDisposeScope();
    }

    // A number a sequence, for the trace: how far the branches are apart.
    public IReadOnlyDictionary<string, Tensor> Report(GuidanceStep step) =>
        new Dictionary<string, Tensor> { ["difference"] = step.Take(past).norm(dim: 1) };

    public void Dispose() => past.Dispose();
}
// end guidance
