using System.Runtime.InteropServices;
using SoftCfg.Decoding;
using SoftCfg.Hosting.Engines;
using SoftCfg.Imaging;
using SoftCfg.Runs;
using SoftCfg.Sessions;
using SoftCfg.Traces;

namespace SoftCfg.Playground.Pages;

/// <summary>What an engine tells of some images, as the page reads it. A page that has fallen behind gets the steps it missed in the end.</summary>
/// <param name="requests">The images.</param>
/// <param name="generator">The model that makes them.</param>
/// <param name="commands">The command lines that make them again.</param>
internal sealed class PageEvents(IReadOnlyList<ImageRequest> requests, ISessionGenerator generator, CommandText commands)
{
    // Of images with more tokens than traces have weights of, the weights of every so many steps are enough to look at.
    private const int WeightsEvery = 64;

    private readonly int[] told = new int[requests.Count], steps = new int[requests.Count];

    /// <summary>The page's events for one of the engine's: their names and what they tell.</summary>
    public IEnumerable<(string Name, object Data)> Of(EngineEvent item) => item switch
    {
        QueuedEvent queued => [("queued", new { queued.Image, queued.Position })],
        StartedEvent started => [("started", Started(started))],
        SteppedEvent step => step.Step == told[step.Image] ? [Step(step)] : [],
        PreviewEvent preview => [("preview", new { preview.Image, preview.Step, Png = Png(preview.Picture) })],
        FinishedEvent finished => [.. Missed(finished), ("finished", new { finished.Image, Png = Png(finished.Picture, TextOf(finished.Image)) })],
        _ => [],
    };

    private object Started(StartedEvent started)
    {
        var request = requests[started.Image];
        steps[started.Image] = started.Steps;
        return new
        {
            started.Image,
            started.Steps,
            started.Grid,
            FirstCode = FirstCode(request),
            Command = commands.Of(request),
            Reason = commands.ReasonForNone(request),
        };
    }

    /// <summary>The token that is code 0: models of prompts have text tokens before their codes.</summary>
    private long FirstCode(ImageRequest request) => -generator.Prepare(request).CodesOf([0])[0];

    private (string, object) Step(SteppedEvent step)
    {
        told[step.Image]++;
        var showsWeights = step.Weights.Count > 0 && (steps[step.Image] <= TraceReader.MostWeighed || step.Step % WeightsEvery == 0);
        return ("step", new
        {
            step.Image,
            step.Step,
            step.Token,
            step.Scale,
            step.Confidence,
            Divergence = step.Divergence is { } apart && float.IsFinite(apart) ? apart : (float?)null,
            Weights = showsWeights ? Floats(step.Weights) : null,
            Perturbation = step.Weights.Count == 0 ? (double?)null : step.Weights.Sum(weight => 1.0 - weight),
            Kept = step.IsGiven ? true : (bool?)null,
            Candidates = step.Candidates is { } likely ? CandidatesOf(likely) : null,
        });
    }

    private IEnumerable<(string, object)> Missed(FinishedEvent finished)
    {
        if (finished.Trace is not { } trace)
            yield break;
        for (var step = told[finished.Image]; step < finished.Tokens.Count; step++)
        {
            yield return Step(new(finished.Image, step, finished.Tokens[step], trace.Scale[step], trace.Confidence[step],
                trace.Divergence.Count > 0 ? trace.Divergence[step] : null, trace.ValueWeights.Count > 0 ? trace.ValueWeights[step] : [],
                trace.Kept.Count > 0 && trace.Kept[step], trace.Candidates.Count > 0 ? trace.Candidates[step] : null));
        }
    }

    /// <summary>What a picture says of itself, to whoever finds the file later.</summary>
    private IEnumerable<KeyValuePair<string, string>> TextOf(int image)
    {
        yield return new("Software", $"SoftCfg {RunProvenance.LibraryVersion}");
        if (commands.Of(requests[image]) is { } command)
            yield return new(RunProvenance.Prefix + "command", command);
    }

    private static object CandidatesOf(StepCandidates likely) => new
    {
        Conditional = Pairs(likely.Conditional),
        Unconditional = Pairs(likely.Unconditional),
        Guided = Pairs(likely.Guided),
    };

    private static double[][] Pairs(IReadOnlyList<TokenProbability> tokens) =>
        tokens.Select(token => new[] { token.Token, (double)token.Probability }).ToArray();

    private static string Floats(IReadOnlyList<float> values) =>
        Convert.ToBase64String(MemoryMarshal.AsBytes((values as float[] ?? [.. values]).AsSpan()));

    private static string Png(RgbImage picture, IEnumerable<KeyValuePair<string, string>>? text = null)
    {
        using var file = new MemoryStream();
        PngWriter.Encode(file, picture, text);
        return Convert.ToBase64String(file.GetBuffer().AsSpan(0, (int)file.Length));
    }
}
