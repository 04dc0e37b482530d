namespace SoftCfg.Decoding;

/// <summary>Where an image's tokens stand: some in front that tell nothing of a place, then a grid row by row.</summary>
/// <param name="Prefix">Tokens in front of the grid.</param>
/// <param name="Rows">Rows of the grid.</param>
/// <param name="Columns">Its columns.</param>
public sealed record TokenGrid(int Prefix, int Rows, int Columns)
{
    /// <summary>Tokens from the beginning of a row to that of the next.</summary>
    /// <value>Default: as many as columns; one more where a token ends each row.</value>
    public int RowLength { get; init; } = Columns;

    /// <summary>Cells of the grid.</summary>
    public int Cells => Rows * Columns;

    /// <summary>The cell that a token fills.</summary>
    /// <param name="step">The index of the token.</param>
    /// <returns>Its number, row by row; null for what stands in front of the grid, between its rows or behind it.</returns>
    public int? CellOf(int step)
    {
        var (row, column) = Math.DivRem(step - Prefix, RowLength);
        return step < Prefix || row >= Rows || column >= Columns ? null : row * Columns + column;
    }

    /// <summary>The index of the token that fills a cell.</summary>
    /// <param name="cell">Its number, row by row.</param>
    public int StepOf(int cell) => Prefix + cell / Columns * RowLength + cell % Columns;
}
