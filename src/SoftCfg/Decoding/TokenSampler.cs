using System.Globalization;
using SoftCfg.Layers;
using SoftCfg.Layers.Kernels;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.Decoding;

/// <summary>
/// Draws tokens from logits by inverting the cumulative distribution at given uniforms. Each row is drawn on its own:
/// the rows around it change nothing.
/// </summary>
/// <remarks>
/// Probabilities are the float32 softmax of <c>logits / temperature</c>, their cumulative sum is float64; the token is
/// the first whose cumulative probability exceeds the uniform. Top-k comes first and keeps exactly k tokens, of equals
/// those with the lower index; top-p looks at what top-k left, with probabilities that sum to 1 again.
/// </remarks>
public sealed class TokenSampler
{
    private readonly SamplingOptions options;

    /// <summary>Creates a sampler.</summary>
    /// <param name="options">How to draw.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public TokenSampler(SamplingOptions options)
    {
        options.Validate();
        this.options = options;
    }

    /// <summary>Draws a token for every row. A token of probability 0 is never drawn.</summary>
    /// <param name="logits">float [B, V], not changed; -inf excludes a token.</param>
    /// <param name="uniforms">B numbers in [0, 1), one per row; without effect when greedy.</param>
    /// <returns>int64 [B], on the logits' device; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit, or a uniform is outside [0, 1).</exception>
    /// <exception cref="InvalidOperationException">Logits hold NaN or +inf, or nothing but -inf.</exception>
    public Tensor Sample(Tensor logits, ReadOnlySpan<double> uniforms)
    {
        if (logits.dim() != 2 || logits.shape[0] != uniforms.Length)
            throw new ArgumentException(
                $"Sampling takes logits [B, V] and B uniforms; got logits [{string.Join(", ", logits.shape)}] " +
                $"and {uniforms.Length} uniforms.", nameof(logits));
        RefuseUniforms(uniforms);
        using var scope = NewDisposeScope();
        using var numbers = tensor(uniforms.ToArray(), ScalarType.Float64, logits.device);
        var drawn = Draw(logits, numbers, out var broken);
        if (broken.any().item<bool>())
        {
            var row = broken.to(ScalarType.Int32).argmax().item<long>();
            throw new InvalidOperationException(
                $"Row {row} of the logits gives no distribution: it holds NaN or +inf, or nothing but -inf. " +
                "Check the checkpoint and, for reduced precision, the model's element type.");
        }
        return drawn.MoveToOuterDisposeScope();
    }

    /// <summary>Draws a token for every row without waiting for the device.</summary>
    /// <param name="logits">float [B, V], not changed; -inf excludes a token.</param>
    /// <param name="uniforms">float64 [B], on the logits' device.</param>
    /// <param name="broken">bool [B]: where logits give no distribution; what is drawn there means nothing.</param>
    /// <returns>int64 [B].</returns>
    internal Tensor Draw(Tensor logits, Tensor uniforms, out Tensor broken)
    {
        if (LogitRows.Serve(logits))
            return LogitRows.Draw(logits, uniforms, Kernel, out broken);
        using var scope = NewDisposeScope();
        var scores = logits.to(ScalarType.Float32).DividedBy(options.Temperature);
        var probabilities = scores.softmax(-1);  // [B, V]
        // Only NaN is not equal to itself.
        broken = probabilities.ne(probabilities).any(-1).MoveToOuterDisposeScope();
        if (options.Greedy)
            return logits.argmax(-1).MoveToOuterDisposeScope();
        if (options.TopK > 0 || options.TopP < 1)
            probabilities = scores.MaskedFill(Kept(probabilities).bitwise_not(), double.NegativeInfinity).softmax(-1);
        return Invert(probabilities, uniforms.unsqueeze(1)).MoveToOuterDisposeScope();
    }

    /// <summary>What tokens are drawn from, for every row.</summary>
    /// <param name="logits">float [B, V], not changed; -inf excludes a token.</param>
    /// <returns>float32 [B, V]: rows that sum to 1, and NaN in those whose logits give no distribution; the caller disposes it.</returns>
    internal Tensor Probabilities(Tensor logits)
    {
        if (LogitRows.Serve(logits))
            return LogitRows.Distributions(logits, Kernel);
        using var scope = NewDisposeScope();
        var scores = logits.to(ScalarType.Float32).DividedBy(options.Temperature);
        var probabilities = scores.softmax(-1);
        if (options.Greedy)
        {
            var isBroken = probabilities.ne(probabilities).any(-1, keepdim: true);
            var chosen = zeros_like(probabilities).scatter(1, logits.argmax(-1, keepdim: true), ones_like(probabilities));
            probabilities = chosen.MaskedFill(isBroken, double.NaN);
        }
        else if (options.TopK > 0 || options.TopP < 1)
        {
            probabilities = scores.MaskedFill(Kept(probabilities).bitwise_not(), double.NegativeInfinity).softmax(-1);
        }
        return probabilities.MoveToOuterDisposeScope();
    }

    /// <summary>Refuses numbers outside [0, 1).</summary>
    /// <exception cref="ArgumentException">One is; the message says which.</exception>
    internal static void RefuseUniforms(ReadOnlySpan<double> uniforms)
    {
        foreach (var value in uniforms)
        {
            if (!(value >= 0 && value < 1))
            {
                var text = value.ToString(CultureInfo.InvariantCulture);
                throw new ArgumentException($"A uniform is {text}; it must be in [0, 1).", nameof(uniforms));
            }
        }
    }

    /// <summary>The first token whose cumulative probability exceeds the uniform, for every row.</summary>
    private static Tensor Invert(Tensor probabilities, Tensor uniforms)
    {
        var cumulative = probabilities.cumsum(-1, ScalarType.Float64);  // [B, V]
        var total = cumulative.narrow(1, cumulative.shape[1] - 1, 1);  // [B, 1], about 1
        // Counting only what lies below the total stops a uniform above a total that rounded below 1 at the last token
        // that contributed to it, rather than behind the end or at an excluded token.
        return (cumulative.le(uniforms) & cumulative.lt(total)).sum(-1);
    }

    private DrawKernel Kernel => new(options.Temperature, options.TopK, options.TopP, options.Greedy);

    /// <summary>Which tokens top-k and top-p leave: bool [B, V].</summary>
    private Tensor Kept(Tensor probabilities)
    {
        var vocabulary = probabilities.shape[1];
        var count = options.TopK > 0 ? Math.Min(options.TopK, vocabulary) : vocabulary;
        var (sorted, order) = sort(probabilities, -1, descending: true, stable: true);
        if (count < vocabulary)
            (sorted, order) = (sorted.narrow(1, 0, count), order.narrow(1, 0, count));
        var kept = ones([sorted.shape[0], 1], ScalarType.Bool, probabilities.device);  // [B, 1], by rank: the first is
        if (options.TopP < 1)
        {
            // So is each whose predecessors do not make up the mass.
            var mass = sorted.to(ScalarType.Float64);
            var isShort = mass.cumsum(-1).div(mass.sum(-1, keepdim: true)).LessThan(options.TopP);  // [B, k]
            kept = cat([kept, isShort.narrow(1, 0, count - 1)], 1);
        }
        return zeros_like(probabilities, ScalarType.Bool).scatter(1, order, kept.expand_as(order));
    }
}
