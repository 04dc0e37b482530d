using SoftCfg.Decoding;

namespace SoftCfg.Sessions;

/// <summary>An image of a prompt some of whose codes are given.</summary>
/// <param name="rows">The image.</param>
/// <param name="given">A code of the codebook for each of the image's codes, row by row; null where it is sampled.</param>
internal sealed class GivenCodes(ImageRows rows, IReadOnlyList<long?> given) : ITokenConstraint
{
    public int RowLength => rows.RowLength;

    public long? Forced(int step) => rows.IsCode(step)
        ? given[step / rows.RowLength * rows.Columns + step % rows.RowLength] + rows.Codes.First
        : rows.Forced(step);

    public TokenRange? Allowed(int step) => rows.Allowed(step);

    public bool IsCode(int step) => rows.IsCode(step);
}
