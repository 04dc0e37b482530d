namespace SoftCfg.Decoding;

/// <summary>
/// Philox-4x32 with 10 rounds: a counter-based random generator, that is, a keyed function that scrambles a counter.
/// Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011), and its library Random123.
/// </summary>
internal static class Philox4x32
{
    private const int Rounds = 10;
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;

    /// <summary>Scrambles a counter: 128 bits that look random and depend on nothing else.</summary>
    public static (uint X0, uint X1, uint X2, uint X3) Scramble(
        (uint C0, uint C1, uint C2, uint C3) counter, (uint K0, uint K1) key)
    {
        var (c0, c1, c2, c3) = counter;
        var (k0, k1) = key;
        for (var round = 0; round < Rounds; round++)
        {
            var product0 = (ulong)Multiplier0 * c0;
            var product1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = (
                (uint)(product1 >> 32) ^ c1 ^ k0, (uint)product1,
                (uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
            unchecked
            {
                k0 += Weyl0;
                k1 += Weyl1;
            }
        }
        return (c0, c1, c2, c3);
    }
}
