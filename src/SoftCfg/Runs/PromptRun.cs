using SoftCfg.Checkpoints;
using SoftCfg.Text;
using SoftCfg.Text.Prompts;

namespace SoftCfg.Runs;

/// <summary>
/// Generates images of many prompts into a folder, as <see cref="ImageRun"/> does of classes: with any number of workers that may be
/// stopped, killed and started again. Prompts may have several sizes.
/// </summary>
public static class PromptRun
{
    /// <summary>Begins a run, joins it or goes on with it, and works until it is finished.</summary>
    /// <param name="options">What to generate.</param>
    /// <param name="loading">Told how much of the weights has been loaded, from 0 to 1.</param>
    /// <param name="progress">Told of every step.</param>
    /// <param name="cancellationToken">Checked at every step; the chunks at work are left to others.</param>
    /// <returns>What this worker did.</returns>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    /// <exception cref="PromptException">A prompt is empty or too long, its size is not possible, or it needs another picture.</exception>
    /// <exception cref="RunException">The folder holds another run (the message says what differs), or cannot be written.</exception>
    /// <exception cref="CheckpointException">The model cannot be loaded.</exception>
    /// <exception cref="TextTokenizerException">The tokenizer's files are missing or damaged, or of another model.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the same options go on.</exception>
    public static RunOutcome Work(PromptRunOptions options, IProgress<double>? loading = null, IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options.Validate();
        EnsurePossible(options.Prompts, PromptImageGenerator.LoadEncoder(options.Model, options.ImageTokenizer));
        if (RunWork.FindFinished(options.Place, model => RunPlan.Of(options, model), PromptImageGenerator.ModelName,
            () => PromptImageGenerator.FingerprintOf(options.Model, options.ImageTokenizer, cancellationToken)) is { } finished)
        {
            return finished;
        }
        using var generator = PromptImageGenerator.Load(options.Model, options.ImageTokenizer, options.Dtype, options.Device, options.Weights,
            fingerprint: true, options.Logger, loading, cancellationToken);
        return Work(options, generator, progress, cancellationToken);
    }

    /// <summary>The same with a generator that is loaded.</summary>
    /// <param name="options">What to generate.</param>
    /// <param name="generator">The generator of <see cref="PromptRunOptions.Model"/>, loaded with its fingerprint; the caller keeps it.</param>
    /// <param name="progress">Told of every step.</param>
    /// <param name="cancellationToken">Checked at every step; the chunks at work are left to others.</param>
    /// <returns>What this worker did.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or the generator has no fingerprint.</exception>
    /// <exception cref="PromptException">A prompt is empty or too long, its size is not possible, or it needs another picture.</exception>
    /// <exception cref="RunException">The folder holds another run (the message says what differs), or cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the same options go on.</exception>
    public static RunOutcome Work(PromptRunOptions options, PromptImageGenerator generator, IProgress<RunProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options.Validate();
        var plan = RunPlan.Of(options, RunWork.FingerprintOf(generator.Fingerprint, nameof(generator)));
        var texts = new RunTexts(plan) { Guidance = options.EffectiveGuidance };
        return RunWork.Do(options.Place, plan, Generate, progress, cancellationToken);

        IEnumerable<RunImage> Generate(RunChunk chunk, IProgress<GenerationProgress> steps, CancellationToken cancellation)
        {
            var generation = new PromptOptions
            {
                Prompts = PromptsOf(chunk, options.Prompts, plan, generator),
                FirstIndex = chunk.First,
                Seed = plan.Seed,
                BatchSize = options.Batch,
                Guidance = options.EffectiveGuidance,
                DecaysAsReleased = plan.ScaleDecay,
                Sampling = options.EffectiveSampling,
                Jacobi = plan.Jacobi,
                Trace = plan.Traces,
            };
            var relay = new Relay<PromptProgress>(value => steps.Report(new(value.Images, value.TotalImages, value.Tokens, value.TotalTokens)));
            foreach (var image in generator.Generate(generation, relay, cancellation))
            {
                yield return new RunImage(image.Index, image.Image, image.Rows.CodesOf(image.Tokens), (image.Rows.Rows, image.Rows.Columns),
                    texts.Of(image.Index), image.Trace is null ? null : trace => trace.Append(image, plan.Guidance.Kind));
            }
        }
    }

    /// <summary>The prompts of a chunk, pictures encoded: one that stands in several is read once.</summary>
    private static List<ImagePrompt> PromptsOf(RunChunk chunk, IReadOnlyList<RunPrompt> prompts, RunPlan plan, PromptImageGenerator generator)
    {
        var codes = new Dictionary<RunPicture, PictureCodes>();
        return Enumerable.Range(0, chunk.Count).Select(i => chunk.First + i).Select(index =>
        {
            var (prompt, picture) = (plan.PromptOf(index), prompts[plan.LabelOf(index)].Picture);
            // The template may be one of somebody's own, which a plan only names.
            prompt = prompt with { Template = prompts[plan.LabelOf(index)].Prompt.Template };
            if (picture is null)
                return prompt;
            if (!codes.TryGetValue(picture, out var encoded))
                codes.Add(picture, encoded = generator.Encode(picture.Read()));
            return prompt with { Picture = encoded };
        }).ToList();
    }

    /// <summary>What is wrong with the last prompt is told now, not when its chunk comes. Pictures are read then.</summary>
    private static void EnsurePossible(IReadOnlyList<RunPrompt> prompts, PromptEncoder encoder)
    {
        foreach (var one in prompts.Where(one => one.Picture is null))
            encoder.Encode(one.Prompt);
    }
}
