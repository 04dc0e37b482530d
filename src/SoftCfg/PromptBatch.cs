using SoftCfg.Decoding;
using SoftCfg.Decoding.Jacobi;
using SoftCfg.Diagnostics;
using SoftCfg.Guidance;
using SoftCfg.ImageTokenizers;
using SoftCfg.Imaging;
using SoftCfg.Models;
using SoftCfg.Text.Prompts;
using static TorchSharp.torch;

namespace SoftCfg;

/// <summary>Decodes images of one batch, of whatever prompts and sizes, together.</summary>
internal sealed class PromptBatch(ICausalImageModel model, IGridTokenizer tokenizer, PromptTokens tokens, PromptOptions options,
    GuidanceOptions guidance, SamplingOptions sampling)
{
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
        var rows = new ImageRows(encoded.Grid.Rows, encoded.Grid.Columns,
            new TokenRange(tokens.FirstImageCode, tokens.ImageCodes), tokens.NewLine, tokens.ImageEnd);
        return new(prompt, encoded, rows, new Sequence
        {
            Context = encoded.Tokens.Select(id => (long)id).ToArray(),
            UnconditionalContext = encoded.Image.Select(id => (long)id).ToArray(),
            Index = index,
            Guidance = options.DecaysAsReleased
                ? guidance with { DecayGrids = encoded.Grid.WidthInGrids * encoded.Grid.HeightInGrids }
                : guidance,
            Sampling = sampling,
            Uniforms = new SampleRandom(prompt.Seed ?? options.Seed).Uniform,
            Constraint = encoded.GivenRows == 0 ? rows : rows with { Rows = rows.Rows - encoded.GivenRows },
            Length = (int)encoded.Remaining,
            Trace = options.Trace,
        });
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
        var (rows, encoded) = (members[at].Rows, members[at].Encoded);
        var finished = Math.Min(encoded.GivenRows + steps[at] / rows.RowLength, rows.Rows);
        return new(total.ImagesDone + Enumerable.Range(0, members.Count).Count(isFinished), total.Images,
            total.TokensDone + steps.Sum(step => (long)step), total.Tokens, members[at].Sequence.Index, finished, rows.Rows,
            finished == 0 || isFinished(at) ? null
                : cancellation => Preview(rows, [.. members[at].Given, .. tokensOf(at)], finished, cancellation));
    }

    private PromptImage ImageOf(Member member, JacobiFigures? figures, CancellationToken cancellationToken)
    {
        List<long> all = [.. member.Given, .. member.Sequence.Tokens];
        return new(member.Sequence.Index, member.Prompt, Pixels(member.Rows, all, cancellationToken), member.Rows, all, member.Sequence.Traced) { Jacobi = figures };
    }

    private RgbImage Pixels(ImageRows rows, IReadOnlyList<long> imageTokens, CancellationToken cancellationToken)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var codes = tensor(rows.CodesOf(imageTokens), [1, rows.Rows * rows.Columns], ScalarType.Int64, model.Device);
        return RgbImage.FromPixels(tokenizer.Decode(codes, rows.Rows, rows.Columns, cancellationToken), tokenizer.PixelRange)[0];
    }

    /// <summary>The rows that there are, above grey.</summary>
    private RgbImage Preview(ImageRows rows, IReadOnlyList<long> imageTokens, int finished, CancellationToken cancellationToken)
    {
        const byte grey = 128;
        var part = Pixels(rows with { Rows = finished }, [.. imageTokens.Take(finished * rows.RowLength), rows.End],
            cancellationToken);
        var pixels = new byte[3L * part.Width * rows.Rows * ImageGrid.CodePixels];
        Array.Fill(pixels, grey);
        part.Pixels.CopyTo(pixels, 0);
        return new RgbImage(part.Width, rows.Rows * ImageGrid.CodePixels, pixels);
    }

    private sealed record Member(ImagePrompt Prompt, EncodedPrompt Encoded, ImageRows Rows, Sequence Sequence)
    {
        /// <summary>The rows that were given, as tokens.</summary>
        public IEnumerable<long> Given => Encoded.Image.Skip(EncodedPrompt.SizeTokens).Select(id => (long)id);
    }

    private sealed class Relay(Action<JacobiProgress> report) : IProgress<JacobiProgress>
    {
        public void Report(JacobiProgress value) => report(value);
    }
}
