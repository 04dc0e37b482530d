using SoftCfg.Layers.Kernels;
using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// What happens to logits between two passes, row by row, by kernels on the CPU: a call of libtorch for every operation would take
/// longer than what it computes, and wake threads of its own that get in the way of the next pass.
/// </summary>
internal static unsafe class LogitRows
{
    /// <summary>Whether they are served here: float32 on the CPU, rows one behind the other.</summary>
    public static bool Serve(Tensor logits) =>
        logits.device.type == TorchSharp.DeviceType.CPU && logits.dtype == ScalarType.Float32 && logits.is_contiguous();

    /// <summary><c>unconditional + (conditional - unconditional) · scale</c>, each operation rounded on its own.</summary>
    /// <param name="logits">float32 [2 B, V], conditional rows first.</param>
    /// <param name="scale">The scale of a row, 0 .. B-1.</param>
    /// <returns>float32 [B, V].</returns>
    public static Tensor Guide(Tensor logits, Func<int, float> scale)
    {
        var (rows, vocabulary) = ((int)logits.shape[0] / 2, (int)logits.shape[1]);
        var guided = empty([rows, vocabulary], ScalarType.Float32, logits.device);
        float* from = TensorMemory.Floats(logits), to = TensorMemory.Floats(guided);
        ForEach(rows, vocabulary, row =>
        {
            var start = (long)row * vocabulary;
            RowKernels.Extrapolate(from + start, from + start + (long)rows * vocabulary, scale(row), vocabulary, to + start);
        });
        return guided;
    }

    /// <summary>The probability of each row's token, or of its likeliest.</summary>
    /// <param name="logits">float32 [at least B, V].</param>
    /// <param name="rows">B, the first rows.</param>
    /// <param name="tokens">int64 [B]; null for the likeliest.</param>
    /// <param name="temperature">What logits are divided by.</param>
    /// <returns>B of them; NaN where logits make no distribution.</returns>
    public static float[] Probabilities(Tensor logits, int rows, Tensor? tokens, double temperature)
    {
        var vocabulary = (int)logits.shape[1];
        var probabilities = new float[rows];
        using var contiguous = tokens?.contiguous();
        var from = TensorMemory.Floats(logits);
        var chosen = contiguous is null ? null : TensorMemory.Longs(contiguous);
        ForEach(rows, vocabulary, row => probabilities[row] =
            SoftmaxKernel.Probability(from + (long)row * vocabulary, (float)temperature, vocabulary, chosen is null ? -1 : chosen[row]));
        return probabilities;
    }

    /// <summary>How far the branches are apart: Kullback and Leibler's divergence of the conditional from the unconditional distribution.</summary>
    /// <param name="logits">float32 [2 B, V], conditional rows first.</param>
    /// <param name="temperature">What logits are divided by.</param>
    /// <returns>Of each of the B sequences, in nats; NaN where logits make no distribution.</returns>
    public static float[] Divergences(Tensor logits, double temperature)
    {
        var (rows, vocabulary) = ((int)logits.shape[0] / 2, (int)logits.shape[1]);
        var divergences = new float[rows];
        var from = TensorMemory.Floats(logits);
        ForEach(rows, 2 * vocabulary, row =>
        {
            var start = from + (long)row * vocabulary;
            divergences[row] = SoftmaxKernel.Divergence(start, start + (long)rows * vocabulary, (float)temperature, vocabulary);
        });
        return divergences;
    }

    /// <summary>Draws a token for every row.</summary>
    /// <param name="logits">float32 [B, V].</param>
    /// <param name="uniforms">float64 [B].</param>
    /// <param name="kernel">How to draw.</param>
    /// <param name="broken">bool [B]: where logits make no distribution; the token is 0 there.</param>
    /// <returns>int64 [B].</returns>
    public static Tensor Draw(Tensor logits, Tensor uniforms, DrawKernel kernel, out Tensor broken)
    {
        var (rows, vocabulary) = ((int)logits.shape[0], (int)logits.shape[1]);
        var drawn = empty([rows], ScalarType.Int64, logits.device);
        broken = empty([rows], ScalarType.Bool, logits.device);
        using var contiguous = uniforms.contiguous();
        var from = TensorMemory.Floats(logits);
        var numbers = TensorMemory.Doubles(contiguous);
        var tokens = TensorMemory.Longs(drawn);
        var flags = TensorMemory.Booleans(broken);
        ForEach(rows, vocabulary, row =>
        {
            var token = kernel.Draw(from + (long)row * vocabulary, vocabulary, numbers[row]);
            flags[row] = token < 0;
            tokens[row] = Math.Max(token, 0);
        });
        return drawn;
    }

    /// <summary>What tokens are drawn from, for every row.</summary>
    /// <param name="logits">float32 [B, V].</param>
    /// <param name="kernel">How to draw.</param>
    /// <returns>float32 [B, V]; NaN in rows whose logits make no distribution.</returns>
    public static Tensor Distributions(Tensor logits, DrawKernel kernel)
    {
        var (rows, vocabulary) = ((int)logits.shape[0], (int)logits.shape[1]);
        var probabilities = empty_like(logits);
        float* from = TensorMemory.Floats(logits), to = TensorMemory.Floats(probabilities);
        ForEach(rows, vocabulary, row =>
        {
            var start = (long)row * vocabulary;
            kernel.Distribute(from + start, vocabulary, to + start);
        });
        return probabilities;
    }

    private static void ForEach(int rows, int vocabulary, Action<int> action) =>
        StepThreads.Shared.Run(KernelThreads.For(16L * rows * vocabulary), thread =>
        {
            var (first, end) = thread.Share(rows);
            for (var row = first; row < end; row++)
                action(row);
        });
}
