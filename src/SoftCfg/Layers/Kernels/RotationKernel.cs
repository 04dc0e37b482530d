namespace SoftCfg.Layers.Kernels;

/// <summary>The rotations of a <see cref="RotaryTable"/>, laid out for <see cref="RowRotations"/>.</summary>
internal sealed unsafe class RotationKernel : IDisposable
{
    private readonly NativeBuffer cosines, sines;
    private readonly int headSize, stride;
    private readonly bool halves;

    /// <summary>Copies a table.</summary>
    public RotationKernel(RotaryTable table)
    {
        var (positions, pairs) = (table.Cosines.GetLength(0), table.Cosines.GetLength(1));
        (headSize, halves) = (2 * pairs, table.Halves);
        stride = halves ? pairs : headSize;
        (cosines, sines) = (new NativeBuffer(positions * (long)stride * 4), new NativeBuffer(positions * (long)stride * 4));
        for (var position = 0; position < positions; position++)
        {
            for (var pair = 0; pair < pairs; pair++)
            {
                var (cosine, sine) = (table.Cosines[position, pair], table.Sines[position, pair]);
                var at = (long)position * stride + (halves ? pair : 2 * pair);
                (cosines.Floats[at], sines.Floats[at]) = (cosine, halves ? sine : -sine);
                if (!halves)
                    (cosines.Floats[at + 1], sines.Floats[at + 1]) = (cosine, sine);
            }
        }
    }

    /// <summary>Rotates one head.</summary>
    public void Apply(float* head, int position)
    {
        float* real = cosines.Floats + (long)position * stride, imaginary = sines.Floats + (long)position * stride;
        if (halves)
            RowRotations.RotateHalves(head, real, imaginary, headSize / 2);
        else
            RowRotations.Rotate(head, real, imaginary, headSize);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        cosines.Dispose();
        sines.Dispose();
    }
}
