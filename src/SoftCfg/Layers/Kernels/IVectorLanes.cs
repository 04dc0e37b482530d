namespace SoftCfg.Layers.Kernels;

/// <summary>
/// What products need of a vector width. Lanes are 32 bits; integers travel as the bits of float32, so that one kernel serves all
/// formats.
/// </summary>
/// <typeparam name="TVector">The vector.</typeparam>
internal unsafe interface IVectorLanes<TVector> where TVector : struct
{
    /// <summary>Lanes of a vector; a divisor of 16.</summary>
    static abstract int Count { get; }

    /// <summary>Loads float32 numbers.</summary>
    static abstract TVector Load(float* from);

    /// <summary>Loads bfloat16 numbers as float32.</summary>
    static abstract TVector LoadBFloat16(ushort* from);

    /// <summary>Loads 32 bits a lane and takes 4 bits of each byte, from the bit that <paramref name="shifts"/> has for each lane, as four uint8.</summary>
    static abstract TVector LoadNibbles(int* from, uint* shifts);

    /// <summary>One 32-bit element in every lane.</summary>
    static abstract TVector Broadcast(float* from);

    /// <summary><c>sum + left · right</c> of float32.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector sum);

    /// <summary>
    /// <c>sum + left₀ · right₀ + … + left₃ · right₃</c> of the four uint8 on the left and int8 on the right in each lane; the sum is int32. Sums
    /// of products 0 and 1, and of 2 and 3, must fit into int16.
    /// </summary>
    static abstract TVector MultiplyAddFours(TVector left, TVector right, TVector sum);

    /// <summary>
    /// <c>sum + left₀ · right₀ + left₁ · right₁</c>, and the same of bytes 2 and 3, of uint8 on the left and int8 on the right; two int16 a
    /// lane, which must have room for it.
    /// </summary>
    static abstract TVector MultiplyAddBytes(TVector left, TVector right, TVector sum);

    /// <summary><c>sum + both int16 of the lane</c>; the sum is int32.</summary>
    static abstract TVector AddPairs(TVector pairs, TVector sum);

    /// <summary><c>total + whole · (scale · factor)</c>, of int32 on the left, each operation rounded on its own.</summary>
    static abstract TVector AddScaled(TVector whole, TVector scale, float factor, TVector total);

    /// <summary>Asks for a cache line that will be read soon; an address that is nobody's does no harm.</summary>
    static abstract void Prefetch(byte* address);

    /// <summary>Stores all lanes.</summary>
    static abstract void Store(TVector vector, float* to);
}
