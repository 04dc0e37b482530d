namespace SoftCfg.Text.Prompts;

/// <summary>A picture that goes into a prompt, as its image tokenizer's codes.</summary>
/// <param name="Codes">The codes row by row, [Rows x Columns], from 0 on.</param>
/// <param name="Rows">Rows of codes: the picture's height / 8, a multiple of 4.</param>
/// <param name="Columns">Codes in a row: the picture's width / 8, a multiple of 4.</param>
public sealed record PictureCodes(IReadOnlyList<int> Codes, int Rows, int Columns);
