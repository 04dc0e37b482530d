using static TorchSharp.torch;

namespace SoftCfg.Layers;

/// <summary>
/// Rotary position embedding from a table that is computed once: at every position, each pair of channels of queries and keys is
/// multiplied by a complex number of its own (RoFormer, Su et al. 2021). Pairs are adjacent channels, or, where heads are split in
/// halves, channels i and i + head size / 2.
/// </summary>
internal sealed class RotaryTable : IDisposable
{
    private readonly Tensor rotations;
    private readonly float[,] cosines, sines;

    /// <summary>Keeps a table.</summary>
    /// <param name="cosines">The real part of each factor: [positions][head size / 2].</param>
    /// <param name="sines">The imaginary part, same shape.</param>
    /// <param name="device">Where it lives.</param>
    /// <param name="halves">Whether pairs are of both halves of a head instead of adjacent. Default false.</param>
    public RotaryTable(float[,] cosines, float[,] sines, Device device, bool halves = false)
    {
        Halves = halves;
        (this.cosines, this.sines) = (cosines, sines);
        using var scope = NewDisposeScope();
        var parts = stack([tensor(cosines, device: device), tensor(sines, device: device)], -1);  // [positions, head size / 2, 2]
        rotations = parts.view_as_complex().DetachFromDisposeScope();
    }

    /// <summary>Whether pairs are of both halves of a head instead of adjacent.</summary>
    public bool Halves { get; }

    /// <summary>Positions in the table.</summary>
    public long Positions => rotations.shape[0];

    /// <summary>The real part of each factor: [positions][head size / 2].</summary>
    internal float[,] Cosines => cosines;

    /// <summary>The imaginary part, same shape.</summary>
    internal float[,] Sines => sines;

    /// <summary>The rotations of a pass's tokens: complex [rows or 1, 1, n, head size / 2].</summary>
    /// <param name="pass">The pass.</param>
    /// <returns>The same for every head; the caller disposes it.</returns>
    public Tensor Of(ForwardPass pass)
    {
        using var found = pass.LookUp(rotations);
        return found.unsqueeze(1);
    }

    /// <summary>The rotations of the first positions: complex [1, 1, n, head size / 2].</summary>
    /// <param name="n">How many positions.</param>
    public Tensor First(long n)
    {
        using var found = rotations.narrow(0, 0, n);
        return found.view(1, 1, n, -1);
    }

    /// <summary>Rotates queries or keys, in float32 whatever their type.</summary>
    /// <param name="input">[rows, heads, n, head size].</param>
    /// <param name="turns">From <see cref="Of"/> or <see cref="First"/>.</param>
    /// <returns>The input's shape and type; the caller disposes it.</returns>
    public Tensor Rotate(Tensor input, Tensor turns)
    {
        using var scope = NewDisposeScope();
        var shape = input.shape;
        var wide = input.to(ScalarType.Float32);
        // [rows, heads, n, head size] -> complex [rows, heads, n, head size / 2]
        var pairs = (Halves
            ? wide.reshape(shape[0], shape[1], shape[2], 2, -1).transpose(3, 4).contiguous()
            : wide.reshape(shape[0], shape[1], shape[2], -1, 2)).view_as_complex();
        var parts = pairs.mul(turns).view_as_real();
        var rotated = (Halves ? parts.transpose(3, 4) : parts).reshape(shape);
        return rotated.to(input.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => rotations.Dispose();
}
