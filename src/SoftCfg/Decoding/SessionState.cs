using SoftCfg.Guidance;
using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Decoding;

/// <summary>What a session keeps on the device, by place and by slot.</summary>
internal sealed class SessionState : IDisposable
{
    private readonly int capacity, branches;
    private readonly Device device;
    private readonly Tensor tokens;  // int64 [capacity, N]
    private readonly Tensor uniforms;  // float64 [capacity, N]
    private readonly Tensor broken;  // bool [capacity]: whether logits made no distribution
    private readonly Tensor next;  // int64 [slots]: what the next pass feeds, where that is one token
    private readonly Tensor nextByBranch;  // int64 [branches, capacity]: the same memory
    private readonly Tensor conditions;  // int64 [slots]: the last token of the context

    public SessionState(int capacity, int branches, int longestImage, Device where)
    {
        (this.capacity, this.branches, device) = (capacity, branches, where);
        Tensor Zeros(ScalarType type, params long[] shape) => zeros(shape, type, device).DetachFromDisposeScope();
        tokens = Zeros(ScalarType.Int64, capacity, longestImage);
        uniforms = Zeros(ScalarType.Float64, capacity, longestImage);
        broken = Zeros(ScalarType.Bool, capacity);
        next = Zeros(ScalarType.Int64, capacity * branches);
        conditions = Zeros(ScalarType.Int64, capacity * branches);
        nextByBranch = next.view(branches, capacity).DetachFromDisposeScope();
    }

    /// <summary>Uploads what does not depend on what will be sampled.</summary>
    public void Begin(Sequence sequence, int length)
    {
        using var scope = NewDisposeScope();
        var place = sequence.Place;
        if (!sequence.Sampling.Greedy)
        {
            var drawn = Enumerable.Range(0, length).Select(step => sequence.Uniforms(sequence.Index, step, 0)).ToArray();
            TokenSampler.RefuseUniforms(drawn);
            uniforms.select(0, place).narrow(0, 0, length).copy_(tensor(drawn, ScalarType.Float64, device));
        }
        broken.select(0, place).zero_();
        for (var branch = 0; branch < sequence.Guidance.Branches; branch++)
        {
            var context = branch == 0 ? sequence.Context : sequence.UnconditionalContext;
            using var last = tensor(context[^1], ScalarType.Int64, device);
            conditions.select(0, branch * capacity + place).copy_(last);
            next.select(0, branch * capacity + place).copy_(last);
        }
    }

    /// <summary>What rows feed: int64 [rows, n].</summary>
    public Tensor TokensFor(List<SessionRow> rows)
    {
        if (rows[0].TokenCount == 1)
            return BySlot(next, rows.ConvertAll(row => row.Slot)).unsqueeze(1);
        var fed = rows.SelectMany(row => row.Context).ToArray();
        return tensor(fed, [rows.Count, rows[0].TokenCount], ScalarType.Int64, device);
    }

    /// <summary>The last token of each row's context: int64 [rows].</summary>
    public Tensor ConditionsFor(List<int> slots) => BySlot(conditions, slots);

    /// <summary>The uniforms that the sequences of a step draw with: float64 [B].</summary>
    public Tensor UniformsFor(GuidanceStep step) => step.TakeAtStep(uniforms);

    /// <summary>Keeps what was decided at a step, and feeds it to every branch next.</summary>
    public void Keep(GuidanceStep step, int branchesFed, Tensor chosen, Tensor isBroken)
    {
        step.PutAtStep(tokens, chosen);
        if (step.TakesViews)
        {
            step.Take(broken).bitwise_or_(isBroken);
            nextByBranch.narrow(0, 0, branchesFed).narrow(1, step.Places[0], step.Count).copy_(chosen);
            return;
        }
        step.Put(broken, step.Take(broken).bitwise_or(isBroken));
        for (var branch = 0; branch < branchesFed; branch++)
            step.Put(nextByBranch.select(0, branch), chosen);
    }

    /// <summary>The tokens a sequence has sampled. Waits for the device.</summary>
    public long[] TokensOf(Sequence sequence)
    {
        using var scope = NewDisposeScope();
        return sequence.Step == 0 ? [] : tokens.select(0, sequence.Place).narrow(0, 0, sequence.Step).cpu().data<long>().ToArray();
    }

    /// <summary>The token a sequence has sampled last. Waits for the device.</summary>
    public long LastTokenOf(Sequence sequence)
    {
        using var scope = NewDisposeScope();
        return tokens.select(0, sequence.Place).select(0, sequence.Step - 1).item<long>();
    }

    /// <summary>Refuses a sequence whose logits made no distribution. Waits for the device.</summary>
    public void ThrowIfBroken(Sequence sequence)
    {
        using var flag = broken.select(0, sequence.Place);
        if (flag.item<bool>())
            throw NoDistribution(sequence);
    }

    /// <summary>The refusal of logits that make no distribution.</summary>
    internal static InvalidOperationException NoDistribution(Sequence sequence) => new(
        $"The logits of image {sequence.Index} give no distribution: they hold NaN or +inf, or nothing but -inf. " +
        "Check the checkpoint and, for reduced precision, the model's element type.");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in new[] { tokens, uniforms, broken, nextByBranch, next, conditions })
            tensor.Dispose();
    }

    /// <summary>Entries of slots: a view where that is all of them in order.</summary>
    private Tensor BySlot(Tensor store, List<int> slots)
    {
        if (slots.Count == capacity * branches)
            return store.alias();
        return store.Rows(tensor(slots.Select(slot => (long)slot).ToArray(), ScalarType.Int64, device));
    }
}
