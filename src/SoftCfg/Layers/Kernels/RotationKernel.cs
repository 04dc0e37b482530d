namespace SoftCfg.Layers.Kernels;

/// <summary>The rotations of a <see cref="RotaryTable"/>, laid out for <see cref="RowKernels.Rotate"/>.</summary>
internal sealed unsafe class RotationKernel : IDisposable
{
    private readonly NativeBuffer cosines, sines;
    private readonly int headSize;

    /// <summary>Copies a table.</summary>
    public RotationKernel(RotaryTable table)
    {
        var (positions, pairs) = (table.Cosines.GetLength(0), table.Cosines.GetLength(1));
        headSize = 2 * pairs;
        (cosines, sines) = (new NativeBuffer(positions * headSize * 4L), new NativeBuffer(positions * headSize * 4L));
        for (var position = 0; position < positions; position++)
        {
            for (var pair = 0; pair < pairs; pair++)
            {
                var at = position * headSize + 2 * pair;
                cosines.Floats[at] = cosines.Floats[at + 1] = table.Cosines[position, pair];
                (sines.Floats[at], sines.Floats[at + 1]) = (-table.Sines[position, pair], table.Sines[position, pair]);
            }
        }
    }

    /// <summary>Rotates one head.</summary>
    public void Apply(float* head, int position) =>
        RowKernels.Rotate(head, cosines.Floats + (long)position * headSize, sines.Floats + (long)position * headSize, headSize);

    /// <inheritdoc/>
    public void Dispose()
    {
        cosines.Dispose();
        sines.Dispose();
    }
}
