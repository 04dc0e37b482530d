using SoftCfg.Decoding;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>An image behind tokens that are forced: start, height and width, where they are decoded and not part of a prompt.</summary>
internal sealed class ForcedStart(long[] start, ImageRows image) : ITokenConstraint
{
    public int Length => start.Length + image.Length;

    public int RowLength => image.RowLength;

    public long? Forced(int step) => step < start.Length ? start[step] : image.Forced(step - start.Length);

    public TokenRange? Allowed(int step) => step < start.Length ? null : image.Allowed(step - start.Length);

    public bool IsCode(int step) => step >= start.Length && image.IsCode(step - start.Length);
}
