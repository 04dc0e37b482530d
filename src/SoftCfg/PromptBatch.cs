using SoftCfg.Decoding;
using SoftCfg.Decoding.Jacobi;
using SoftCfg.Diagnostics;
using SoftCfg.Guidance;
using SoftCfg.ImageTokenizers;
using SoftCfg.Models;
using SoftCfg.Sessions;
using SoftCfg.Text.Prompts;

namespace SoftCfg;

/// <summary>Decodes images of one batch, of whatever prompts and sizes, together.</summary>
internal sealed class PromptBatch(ICausalImageModel model, IGridTokenizer tokenizer, PromptTokens tokens, PromptOptions options,
    GuidanceOptions guidance, SamplingOptions sampling)
{
    private readonly Lock drawing = new();

    /// <summary>Decodes them.</summary>
    public IReadOnlyList<PromptImage> Decode(IReadOnlyList<(long Index, ImagePrompt Prompt, EncodedPrompt Encoded)> images,
        PromptTotals total, IProgress<PromptProgress>? progress, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Activities.StartActivity("softcfg.batch");
        var members = images.Select(image => MemberOf(image.Index, image.Prompt, image.Encoded)).ToList();
        var figures = options.Jacobi is { } jacobi
            ? DecodeWindows(members, jacobi, total, progress, cancellationToken)
            : DecodeSteps(members, total, progress, cancellationToken);
        var count = members.Sum(member => (long)member.Sequence.Length);
        total.ImagesDone += images.Count;
        total.TokensDone += count;
        Telemetry.Images.Add(images.Count);
        Telemetry.Tokens.Add(count);
        return members.Select((member, i) => ImageOf(member, figures?[i], cancellationToken)).ToList();
    }

    /// <summary>Token by token.</summary>
    private IReadOnlyList<JacobiFigures>? DecodeSteps(
        List<Member> members, PromptTotals total, IProgress<PromptProgress>? progress, CancellationToken cancellationToken)
    {
        using var session = new DecodeSession(model, members.Count, guidance.Branches,
            members.Max(member => member.Sequence.Context.Count), members.Max(member => member.Sequence.Length));
        foreach (var member in members)
            session.Join(member.Sequence);
        for (var step = 1; session.Count > 0; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            session.Step();
            if (int.IsPow2(step))
                session.ThrowIfBroken();
            progress?.Report(ProgressOf(members, members.ConvertAll(member => member.Sequence.Step),
                at => session.TokensOf(members[at].Sequence), total));
        }
        return null;
    }

    /// <summary>Several tokens a pass.</summary>
    private IReadOnlyList<JacobiFigures> DecodeWindows(List<Member> members, JacobiOptions jacobi, PromptTotals total,
        IProgress<PromptProgress>? progress, CancellationToken cancellationToken)
    {
        var relay = progress is null ? null : new Relay(value => progress.Report(
            ProgressOf(members, value.Tokens.Select(soFar => soFar.Count).ToList(), at => value.Tokens[at], total)));
        return JacobiDecoder.Decode(model, members.ConvertAll(member => member.Sequence), jacobi, relay, cancellationToken).Images;
    }

    private Member MemberOf(long index, ImagePrompt prompt, EncodedPrompt encoded)
    {
        var canvas = new PromptCanvas(tokenizer, model.Device, tokens, encoded) { Owner = this, Drawing = drawing };
        var released = options.DecaysAsReleased
            ? guidance with { DecayGrids = encoded.Grid.WidthInGrids * encoded.Grid.HeightInGrids }
            : guidance;
        return new(index, prompt, canvas, canvas.SequenceOf(prompt.Index ?? index, released, sampling, prompt.Seed ?? options.Seed,
            trace: options.Trace));
    }

    /// <param name="members">The images.</param>
    /// <param name="steps">How many tokens of each there are.</param>
    /// <param name="tokensOf">The tokens so far of an image that is not finished, by its place among them.</param>
    /// <param name="total">What there was before.</param>
    private PromptProgress ProgressOf(
        List<Member> members, List<int> steps, Func<int, IReadOnlyList<long>> tokensOf, PromptTotals total)
    {
        bool isFinished(int at) => steps[at] >= members[at].Sequence.Length;
        var at = Math.Max(0, Enumerable.Range(0, members.Count).FirstOrDefault(i => !isFinished(i), -1));
        var canvas = members[at].Canvas;
        var decoded = Math.Min(steps[at] / canvas.Rows.RowLength, canvas.Decoded.Rows);
        var finished = canvas.GivenRows + decoded;
        return new(total.ImagesDone + Enumerable.Range(0, members.Count).Count(isFinished), total.Images,
            total.TokensDone + steps.Sum(step => (long)step), total.Tokens, members[at].Index, finished, canvas.Rows.Rows,
            finished == 0 || isFinished(at) ? null
                : cancellation => canvas.Draw(tokensOf(at).Take(decoded * canvas.Rows.RowLength).ToList(), cancellationToken: cancellation));
    }

    private static PromptImage ImageOf(Member member, JacobiFigures? figures, CancellationToken cancellationToken)
    {
        var (canvas, sequence) = (member.Canvas, member.Sequence);
        return new(member.Index, member.Prompt, canvas.Draw(sequence.Tokens, cancellationToken: cancellationToken), canvas.Rows,
            [.. canvas.Given, .. sequence.Tokens], sequence.Traced)
        { Jacobi = figures };
    }

    private sealed record Member(long Index, ImagePrompt Prompt, PromptCanvas Canvas, Sequence Sequence);

    private sealed class Relay(Action<JacobiProgress> report) : IProgress<JacobiProgress>
    {
        public void Report(JacobiProgress value) => report(value);
    }
}
