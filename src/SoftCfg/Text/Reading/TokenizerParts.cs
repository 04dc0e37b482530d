using SoftCfg.Text.BytePairs;
using SoftCfg.Text.Splitting;

namespace SoftCfg.Text.Reading;

/// <summary>What the files of a tokenizer say.</summary>
/// <param name="Path">The file that names most of it, for messages.</param>
/// <param name="Vocabulary">The tokens of byte pairs.</param>
/// <param name="Composes">Whether texts are normalized to form C.</param>
/// <param name="PreTokenizer">How texts are cut.</param>
/// <param name="Added">The added tokens.</param>
internal sealed record TokenizerParts(
    string Path, BytePairVocabulary Vocabulary, bool Composes, PreTokenizer PreTokenizer, IReadOnlyList<AddedToken> Added)
{
    /// <summary>The id that begins a text, if the files name one.</summary>
    internal int? BeginningOfText { get; init; }

    /// <summary>The id that ends a text, if the files name one.</summary>
    internal int? EndOfText { get; init; }
}
