using SoftCfg.Layers;
using SoftCfg.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace SoftCfg.Guidance;

/// <summary>
/// SoftCFG (arXiv 2510.00996): classifier-free guidance in which the unconditional branch sees the value of every
/// generated token weakened by a confidence, so that guidance does not fade as the two branches' contexts grow alike.
/// </summary>
/// <remarks>
/// Weights are recomputed at every step from the confidences in closed form (<see cref="Guidance.ValueWeights"/>); cached values
/// are never rewritten. Created by <see cref="GuidanceOptions.Create"/>.
/// </remarks>
public sealed unsafe class SoftCfgGuidance : IGuidance
{
    private readonly ClassifierFreeGuidance plain;
    private readonly GuidanceOptions options;
    private readonly GuidanceContext context;
    private readonly Tensor confidences;  // float32 [capacity, N], 0 where nothing was observed
    private readonly float* memory;  // of the confidences, on the CPU: its rows are a loop, not a dozen calls of libtorch; null elsewhere
    private readonly int[] observed;  // by place: how many steps were

    internal SoftCfgGuidance(ClassifierFreeGuidance plain, GuidanceOptions options, GuidanceContext context)
    {
        (this.plain, this.options, this.context) = (plain, options, context);
        observed = new int[context.Capacity];
        confidences = zeros([context.Capacity, context.Steps], ScalarType.Float32, context.Device).DetachFromDisposeScope();
        memory = context.Device.type == DeviceType.CPU ? TensorMemory.Floats(confidences) : null;
    }

    /// <inheritdoc/>
    public int Branches => plain.Branches;

    /// <inheritdoc/>
    public bool CanGoBack => true;

    /// <inheritdoc/>
    public float ScaleAt(int step) => plain.ScaleAt(step);

    /// <inheritdoc/>
    public void Begin(int place)
    {
        observed[place] = 0;
        Forget(place, 0, context.Steps);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The logits are not two branches of the step's sequences.</exception>
    public Tensor Combine(GuidanceStep step, Tensor logits) => plain.Combine(step, logits);

    /// <inheritdoc/>
    /// <remarks>Observing an earlier step again forgets the steps from it on.</remarks>
    /// <exception cref="ArgumentException">Logits or tokens are of other sequences.</exception>
    /// <exception cref="InvalidOperationException">A step before it was not observed, or all steps were.</exception>
    public void Observe(GuidanceStep step, Tensor logits, Tensor tokens)
    {
        // Drafts that are observed ahead have no unconditional rows yet, and none are needed here.
        if (logits.dim() != 2 || (logits.shape[0] != 2 * step.Count && logits.shape[0] != step.Count)
            || tokens.dim() != 1 || tokens.shape[0] != step.Count)
        {
            throw new ArgumentException(
                $"SoftCFG for {step.Count} sequences observes logits [{2 * step.Count}, V] and tokens [{step.Count}]; " +
                $"got [{string.Join(", ", logits.shape)}] and [{string.Join(", ", tokens.shape)}].");
        }
        Count(step);
        var sampled = options.Confidence == ConfidenceSource.Sampled ? tokens : null;
        if (memory is not null && LogitRows.Serve(logits))
        {
            var probabilities = LogitRows.Probabilities(logits, step.Count, sampled, context.Temperature);
            for (var row = 0; row < step.Count; row++)
                RowOf(step.Places[row])[step.Steps[row]] = step.Codes is { } kinds && !kinds[row] ? 0 : probabilities[row];
            return;
        }
        using var scope = NewDisposeScope();
        var seen = ConfidencesOf(logits, step.Count, sampled);
        // Without a confidence a token weighs 1 and has no share.
        if (step.Codes is { } codes && codes.Contains(false))
            seen = seen.mul(tensor(codes.Select(code => code ? 1f : 0f).ToArray(), ScalarType.Float32, context.Device));
        step.PutAtStep(confidences, seen);
    }

    /// <inheritdoc/>
    public Tensor? ValueWeights(GuidanceStep step)
    {
        // The pass feeds token (step - 1), so the cache holds that many generated tokens.
        var held = step.Steps.Select(next => Math.Max(next - 1, 0)).ToArray();
        var most = held.Max();
        if (most == 0)
            return null;
        // Column k weakens token k's value: by the confidence of token k + 1 in the releases, by its own in the paper.
        var first = options.Alignment == WeightAlignment.Released ? 1 : 0;
        if (memory is not null)
            return Weigh(step.Places, held, first, most);
        using var scope = NewDisposeScope();
        var taken = step.Take(confidences).narrow(1, first, most);  // [B, most]
        if (!step.IsUniform)
        {
            // The token that is fed has been observed but is not held; without a confidence it weighs 1 and shares nothing.
            var behind = TensorArithmetic.Range(most, context.Device).ge(step.StepIndex.Minus(1).unsqueeze(1));
            taken = taken.MaskedFill(behind, 0.0);
        }
        return Guidance.ValueWeights.FromConfidences(taken, options).MoveToOuterDisposeScope();
    }

    /// <summary>The confidences observed of a sequence.</summary>
    /// <param name="place">The sequence's place.</param>
    /// <returns>float32 [steps observed], a copy; the caller disposes it.</returns>
    public Tensor Confidences(int place)
    {
        using var row = confidences.select(0, place);
        using var seen = row.narrow(0, 0, observed[place]);
        return seen.clone();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        plain.Dispose();
        confidences.Dispose();
    }

    /// <summary>Counts a step as observed, and forgets what was observed behind it.</summary>
    private void Count(GuidanceStep step)
    {
        for (var row = 0; row < step.Count; row++)
        {
            var (place, at) = (step.Places[row], step.Steps[row]);
            if (at < 0 || at > observed[place] || at >= context.Steps)
            {
                throw new InvalidOperationException(
                    $"Step {at} cannot be observed: {observed[place]} of {context.Steps} steps have been, " +
                    "and each step needs those before it.");
            }
            if (at < observed[place])
                Forget(place, at, observed[place] - at);
            observed[place] = at + 1;
        }
    }

    /// <summary>The confidences of a place, [N], on the CPU.</summary>
    private Span<float> RowOf(int place) => new(memory + (long)place * context.Steps, context.Steps);

    /// <summary>The weights of each row's tokens, [B, most]; those of the others, which its cache does not hold, are 1.</summary>
    private Tensor Weigh(IReadOnlyList<int> places, int[] held, int first, int most)
    {
        var weights = empty([held.Length, most], ScalarType.Float32, context.Device);
        var start = TensorMemory.Floats(weights);
        for (var row = 0; row < held.Length; row++)
        {
            var to = new Span<float>(start + (long)row * most, most);
            Guidance.ValueWeights.Fill(RowOf(places[row]).Slice(first, held[row]), options, to);
            to[held[row]..].Fill(1);
        }
        return weights;
    }

    /// <summary>The probability of each conditional row's token, or of its likeliest: float32 [B].</summary>
    private Tensor ConfidencesOf(Tensor logits, int count, Tensor? tokens)
    {
        var conditional = logits.narrow(0, 0, count).to(ScalarType.Float32);
        var probabilities = conditional.DividedBy(context.Temperature).softmax(-1);  // [B, V]
        return tokens is null ? probabilities.amax([1]) : probabilities.gather(1, tokens.unsqueeze(1)).squeeze(1);
    }

    private void Forget(int place, int first, int count)
    {
        using var scope = NewDisposeScope();
        confidences.select(0, place).narrow(0, first, count).zero_();
    }
}
