namespace SoftCfg.Layers.Kernels;

/// <summary>A norm of rows: see <see cref="Norm"/>. Keeps copies of its weights and biases.</summary>
internal sealed unsafe class NormKernel : IDisposable
{
    private readonly NativeBuffer? weight, bias;
    private readonly float epsilon;
    private readonly bool isCentered;
    private readonly int headsPerShard;

    /// <summary>Copies a norm.</summary>
    /// <param name="norm">The norm.</param>
    /// <param name="heads">The heads that it normalises; 1 (default) for what is not in heads.</param>
    public NormKernel(Norm norm, int heads = 1)
    {
        (epsilon, isCentered, headsPerShard) = ((float)norm.Epsilon, norm.IsCentered, heads / norm.Shards);
        (weight, bias) = (Copy(norm.Weight), Copy(norm.Bias));
    }

    /// <summary>Normalises a row; input and output may be the same.</summary>
    public void Apply(float* input, int count, float* output, int head = 0)
    {
        var shard = (long)(head / headsPerShard) * count;
        var factors = weight is null ? null : weight.Floats + shard;
        if (isCentered)
            RowNorms.LayerNorm(input, factors, bias is null ? null : bias.Floats + shard, epsilon, count, output);
        else
            RowNorms.RootMeanSquareNorm(input, factors, epsilon, count, output);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        weight?.Dispose();
        bias?.Dispose();
    }

    private static NativeBuffer? Copy(TorchSharp.torch.Tensor? tensor)
    {
        if (tensor is null)
            return null;
        var count = (int)tensor.NumberOfElements;
        var copy = new NativeBuffer((long)count * sizeof(float));
        new ReadOnlySpan<float>(TensorMemory.Floats(tensor), count).CopyTo(new Span<float>(copy.Floats, count));
        return copy;
    }
}
