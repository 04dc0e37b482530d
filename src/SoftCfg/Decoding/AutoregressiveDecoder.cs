using SoftCfg.Models;
using static TorchSharp.torch;

namespace SoftCfg.Decoding;

/// <summary>Decodes sequences token by token until all are finished: a loop on <see cref="DecodeSession"/>.</summary>
public static class AutoregressiveDecoder
{
    /// <summary>Decodes a batch.</summary>
    /// <param name="model">The model.</param>
    /// <param name="request">What to decode.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellationToken">Checked before every step.</param>
    /// <returns>The tokens; the caller disposes them.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or a class does not exist.</exception>
    /// <exception cref="InvalidOperationException">The model's logits make no distribution.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is kept.</exception>
    public static DecodeResult Decode(ICausalImageModel model, DecodeRequest request,
        IProgress<DecodeProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        request.Validate(model);
        using var session = new DecodeSession(model, request.Classes.Count, request.Guidance.Branches);
        return Decode(session, request.Sequences(model), progress, cancellationToken);
    }

    /// <summary>Decodes sequences in a session that has room for all of them.</summary>
    /// <param name="session">The session; other sequences in it go on as well.</param>
    /// <param name="sequences">The sequences, all of one length.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellationToken">Checked before every step; when cancelled, the session is of no more use.</param>
    /// <returns>The tokens; the caller disposes them.</returns>
    internal static DecodeResult Decode(DecodeSession session, IReadOnlyList<Sequence> sequences,
        IProgress<DecodeProgress>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var sequence in sequences)
            session.Join(sequence);
        for (var step = 1; !sequences.All(sequence => sequence.IsFinished); step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            session.Step();
            // A model that predicts nonsense is found soon, at the price of a few waits.
            if (int.IsPow2(step))
                session.ThrowIfBroken();
            progress?.Report(new DecodeProgress(step, session.LongestImage));
        }
        var tokens = sequences.SelectMany(sequence => sequence.Tokens).ToArray();
        var traces = sequences.Select(sequence => sequence.Traced).OfType<DecodeTrace>().ToList();
        return new DecodeResult(
            tensor(tokens, [sequences.Count, tokens.Length / sequences.Count], ScalarType.Int64, session.Device).DetachFromDisposeScope(),
            traces.Count == 0 ? null : traces);
    }
}
