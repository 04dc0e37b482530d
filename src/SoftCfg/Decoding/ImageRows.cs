namespace SoftCfg.Decoding;

/// <summary>
/// An image as rows of codes with a token at the end of each, the last one too, and one behind them all, as Lumina-mGPT writes it
/// (inference_solver.py).
/// </summary>
/// <param name="Rows">Rows of codes.</param>
/// <param name="Columns">Codes of a row.</param>
/// <param name="Codes">The image codes in the vocabulary.</param>
/// <param name="RowEnd">What stands behind each row.</param>
/// <param name="End">What stands behind the image.</param>
public sealed record ImageRows(int Rows, int Columns, TokenRange Codes, long RowEnd, long End) : ITokenConstraint
{
    /// <summary>Tokens of the image: its codes, the ends of its rows, its end.</summary>
    public int Length => Rows * (Columns + 1) + 1;

    /// <inheritdoc/>
    public int RowLength => Columns + 1;

    /// <inheritdoc/>
    public long? Forced(int step)
    {
        if (step == Length - 1)
            return End;
        return IsCode(step) ? null : RowEnd;
    }

    /// <inheritdoc/>
    public TokenRange? Allowed(int step) => IsCode(step) ? Codes : null;

    /// <inheritdoc/>
    public bool IsCode(int step) => step < Length - 1 && (step + 1) % (Columns + 1) != 0;

    /// <summary>The codes of an image.</summary>
    /// <param name="tokens">Its tokens.</param>
    /// <returns>Row by row, each from 0 to <see cref="Codes"/>.Count - 1.</returns>
    public long[] CodesOf(IReadOnlyList<long> tokens) =>
        Enumerable.Range(0, Length).Where(IsCode).Select(step => tokens[step] - Codes.First).ToArray();
}
