using SoftCfg.Decoding;
using SoftCfg.Diagnostics;
using SoftCfg.Guidance;
using SoftCfg.ImageTokenizers;
using SoftCfg.Imaging;
using SoftCfg.Models;
using SoftCfg.Text.Prompts;
using static TorchSharp.torch;

namespace SoftCfg;

/// <summary>Decodes images of one batch, of whatever prompts and sizes, in one session.</summary>
internal sealed class PromptBatch(ICausalImageModel model, IGridTokenizer tokenizer, PromptTokens tokens, PromptOptions options,
    GuidanceOptions guidance, SamplingOptions sampling)
{
    /// <summary>Decodes them.</summary>
    public IReadOnlyList<PromptImage> Decode(IReadOnlyList<(long Index, ImagePrompt Prompt, EncodedPrompt Encoded)> images,
        PromptTotals total, IProgress<PromptProgress>? progress, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Activities.StartActivity("softcfg.batch");
        var rows = images.Select(image => RowsOf(image.Encoded)).ToList();
        var sequences = images.Select((image, i) => SequenceOf(image.Index, image.Encoded, rows[i])).ToList();
        using var session = new DecodeSession(model, sequences.Count, guidance.Branches,
            sequences.Max(sequence => sequence.Context.Count), sequences.Max(sequence => sequence.Length));
        foreach (var sequence in sequences)
            session.Join(sequence);
        for (var step = 1; session.Count > 0; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            session.Step();
            if (int.IsPow2(step))
                session.ThrowIfBroken();
            progress?.Report(ProgressOf(session, sequences, images, rows, total));
        }
        total.ImagesDone += images.Count;
        total.TokensDone += sequences.Sum(sequence => (long)sequence.Length);
        Telemetry.Images.Add(images.Count);
        Telemetry.Tokens.Add(sequences.Sum(sequence => (long)sequence.Length));
        return images.Select((image, i) => new PromptImage(image.Index, image.Prompt, Pixels(rows[i], [.. given(image.Encoded), .. sequences[i].Tokens]),
            rows[i], [.. given(image.Encoded), .. sequences[i].Tokens], sequences[i].Traced)).ToList();

        static IEnumerable<long> given(EncodedPrompt encoded) => encoded.Image.Skip(EncodedPrompt.SizeTokens).Select(id => (long)id);
    }

    private ImageRows RowsOf(EncodedPrompt prompt) => new(prompt.Grid.Rows, prompt.Grid.Columns,
        new TokenRange(tokens.FirstImageCode, tokens.ImageCodes), tokens.NewLine, tokens.ImageEnd);

    private Sequence SequenceOf(long index, EncodedPrompt prompt, ImageRows rows) => new()
    {
        Context = prompt.Tokens.Select(id => (long)id).ToArray(),
        UnconditionalContext = prompt.Image.Select(id => (long)id).ToArray(),
        Index = index,
        Guidance = options.DecaysAsReleased
            ? guidance with { DecayGrids = prompt.Grid.WidthInGrids * prompt.Grid.HeightInGrids }
            : guidance,
        Sampling = sampling,
        Uniforms = new SampleRandom(options.Seed).Uniform,
        Constraint = prompt.GivenRows == 0 ? rows : rows with { Rows = rows.Rows - prompt.GivenRows },
        Length = (int)prompt.Remaining,
        Trace = options.Trace,
    };

    private PromptProgress ProgressOf(DecodeSession session, List<Sequence> sequences,
        IReadOnlyList<(long Index, ImagePrompt Prompt, EncodedPrompt Encoded)> images, List<ImageRows> rows, PromptTotals total)
    {
        var at = Math.Max(0, sequences.FindIndex(sequence => !sequence.IsFinished));
        var (sequence, encoded) = (sequences[at], images[at].Encoded);
        var finished = encoded.GivenRows + sequence.Step / (rows[at].Columns + 1);
        return new(total.ImagesDone + sequences.Count(s => s.IsFinished), total.Images,
            total.TokensDone + sequences.Sum(s => (long)s.Step), total.Tokens, images[at].Index,
            Math.Min(finished, rows[at].Rows), rows[at].Rows,
            finished == 0 || sequence.IsFinished ? null : () => Preview(rows[at], [.. encoded.Image.Skip(EncodedPrompt.SizeTokens).Select(id => (long)id),
                .. session.TokensOf(sequence)], finished));
    }

    private RgbImage Pixels(ImageRows rows, IReadOnlyList<long> imageTokens)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var codes = tensor(rows.CodesOf(imageTokens), [1, rows.Rows * rows.Columns], ScalarType.Int64, model.Device);
        return RgbImage.FromPixels(tokenizer.Decode(codes, rows.Rows, rows.Columns), tokenizer.PixelRange)[0];
    }

    /// <summary>The rows that there are, above grey.</summary>
    private RgbImage Preview(ImageRows rows, IReadOnlyList<long> imageTokens, int finished)
    {
        const byte grey = 128;
        var part = Pixels(rows with { Rows = finished }, [.. imageTokens.Take(finished * (rows.Columns + 1)), rows.End]);
        var pixels = new byte[3L * part.Width * rows.Rows * ImageGrid.CodePixels];
        Array.Fill(pixels, grey);
        part.Pixels.CopyTo(pixels, 0);
        return new RgbImage(part.Width, rows.Rows * ImageGrid.CodePixels, pixels);
    }
}
