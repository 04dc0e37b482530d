using SoftCfg.Models;

namespace SoftCfg.Decoding.Jacobi;

/// <summary>
/// Decodes sequences several tokens a pass: tokens are drafted, all drafts go through the model at once, and those stand that it
/// would have drawn itself. Nothing has to be trained, and with the default options nothing is lost.
/// </summary>
/// <remarks>
/// Speculative Jacobi decoding, arXiv 2410.01699; as released in Lumina-mGPT 2.0's <c>jacobi_utils_static.py</c> and <c>sjds.py</c>,
/// see <see cref="JacobiOptions.AsReleased"/> and docs/parity.md.
/// </remarks>
public static class JacobiDecoder
{
    /// <summary>Decodes sequences together, each in windows of its own, as if it were alone.</summary>
    /// <param name="model">The model.</param>
    /// <param name="sequences">
    /// The sequences, of any lengths, contexts and guidance; each is decoded once. Their uniforms are asked for by (index, step,
    /// draw) with the step of the window, not of the token: a constraint that draws should do so from a seed of its own.
    /// </param>
    /// <param name="options">How to draft and verify; by default without loss.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellationToken">Checked before every step; when cancelled, the sequences are of no more use.</param>
    /// <returns>How well it went; tokens and traces are in the sequences.</returns>
    /// <exception cref="ArgumentException">
    /// There is no sequence, an option is out of range or does not fit, or guidance cannot go back.
    /// </exception>
    /// <exception cref="InvalidOperationException">A sequence was decoded before, or its logits make no distribution.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is kept.</exception>
    public static JacobiResult Decode(ICausalImageModel model, IReadOnlyList<Sequence> sequences, JacobiOptions? options = null,
        IProgress<JacobiProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Decode(model, sequences, options ?? new JacobiOptions(), listener: null, progress, cancellationToken);

    /// <summary>The same, for whoever wants to see every window.</summary>
    internal static JacobiResult Decode(ICausalImageModel model, IReadOnlyList<Sequence> sequences, JacobiOptions options,
        Action<Sequence, JacobiIteration>? listener, IProgress<JacobiProgress>? progress, CancellationToken cancellationToken)
    {
        options.Validate(model.CodebookSize);
        if (sequences.Count == 0)
            throw new ArgumentException("There is no sequence to decode.", nameof(sequences));
        foreach (var sequence in sequences)
        {
            sequence.Validate(Math.Max(sequence.Length, model.SequenceLength));
            if (sequence.Place >= 0 || sequence.Step > 0)
                throw new InvalidOperationException("A sequence is decoded once; one of these has been decoded before.");
        }
        if (sequences.Distinct().Count() != sequences.Count)
            throw new ArgumentException("A sequence is decoded once; one stands twice.", nameof(sequences));
        cancellationToken.ThrowIfCancellationRequested();
        using var session = new JacobiSession(model, sequences, options) { Listener = listener };
        var tokens = session.Members.Select(member => member.Chain.Tokens).ToList();
        var lengths = sequences.Select(session.LengthOf).ToList();
        for (var step = 1; !session.IsFinished; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            session.Step();
            progress?.Report(new JacobiProgress(step, tokens, lengths));
        }
        return new JacobiResult(session.Members.Select(member => member.Tally.ToFigures()).ToList());
    }
}
