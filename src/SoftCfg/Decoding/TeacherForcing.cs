using static TorchSharp.torch;

namespace SoftCfg.Decoding;

/// <summary>
/// Partial teacher forcing: of every token it is decided anew whether the original's is kept or the sampled one stays.
/// Source: <c>generate(tf_tokens, prob)</c> in RobusTok's <c>RAR/rar.py</c>.
/// </summary>
internal sealed class TeacherForcing : IDisposable
{
    /// <summary>Draw 0 of a step samples its token: what is sampled is the same with originals and without.</summary>
    private const int Draw = 1;

    private readonly DecodeRequest request;
    private readonly Tensor originals;
    private readonly List<bool[]> kept = [];

    private TeacherForcing(DecodeRequest request, IReadOnlyList<IReadOnlyList<long>> originals, Device device)
    {
        this.request = request;
        var tokens = originals.SelectMany(image => image).ToArray();
        using var flat = tensor(tokens, ScalarType.Int64, device);
        this.originals = flat.reshape(originals.Count, -1).DetachFromDisposeScope();  // [B, N]
    }

    /// <summary>Which tokens were kept so far: [steps][B].</summary>
    public IReadOnlyList<bool[]> Kept => kept;

    /// <summary>The forcing that a valid request asks for; null when it has no originals.</summary>
    public static TeacherForcing? Of(DecodeRequest request, Device device) =>
        request.Originals is null ? null : new TeacherForcing(request, request.Originals, device);

    /// <summary>Decides the tokens of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="sampled">int64 [B].</param>
    /// <returns>int64 [B]: the original's token where it is kept, else the sampled one.</returns>
    public Tensor Apply(int step, Tensor sampled)
    {
        var keep = request.SampleIndices.Select(index => request.Uniforms(index, step, Draw) < request.Keep).ToArray();
        kept.Add(keep);
        using var mask = tensor(keep, device: sampled.device);
        using var original = originals.select(1, step);
        return where(mask, original, sampled);
    }

    /// <inheritdoc/>
    public void Dispose() => originals.Dispose();
}
