using System.Globalization;
using SoftCfg.Cli.Sampling;
using SoftCfg.Cli.Terminal;
using SoftCfg.Decoding.Jacobi;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Runs;

namespace SoftCfg.Cli.Generating;

/// <summary>What a finished run made.</summary>
internal sealed record GenerateSummary(GenerateOptions Options, OutputFolder Output, string Model, WeightFormat? Weights, long Tokens,
    double LoadSeconds, double Seconds, JacobiFigures? Jacobi)
{
    private long Images => Options.Count * Options.Kinds.Count;

    private double TokensPerSecond => Tokens / Seconds;

    /// <summary>What the guidance of a kind computes.</summary>
    public static IReadOnlyList<string> Formulas(GenerateOptions options, GuidanceKind kind) =>
        // The images have sizes of their own; that it decays is the same for all.
        GuidanceFormula.Of(options.Guidance(kind) with { DecayGrids = options.DecaysAsReleased ? 1 : 0 });

    public void Write(VisibleWriter writer)
    {
        if (Options.Json)
            WriteJson(writer);
        else
            WriteText(writer);
    }

    private void WriteText(VisibleWriter writer)
    {
        var kinds = string.Join(", ", Options.Kinds.Select(GuidanceNames.TitleOf));
        writer.WriteLine(Text($"{Images} images ({kinds}) in {Seconds:F1} s, {TokensPerSecond:F1} tokens/s; loaded in {LoadSeconds:F1} s"));
        if (Weights is { } format)
            writer.WriteLine($"weights {WeightFormats.NameOf(format)}");
        if (Jacobi is { } figures)
        {
            writer.WriteLine(Text($"jacobi  {figures.TokensPerPass:F2} tokens a pass, {figures.TokensPerStep:F2} a step; ") +
                Text($"{100 * figures.AcceptanceRate:F1} % of drafts accepted; {100 * figures.SingleShare:F1} % of steps brought one token"));
        }
        writer.WriteLine($"sheet   {Output.Sheet}");
        foreach (var kind in Options.Kinds)
        {
            foreach (var formula in Formulas(Options, kind))
                writer.WriteLine($"formula {GuidanceNames.Of(kind)}: {formula}");
            writer.WriteLine($"images  {Path.Combine(Output.Images(kind), "*.png")}");
        }
        if (Options.Trace is not null)
            writer.WriteLine($"trace   {Options.Trace}");
    }

    private void WriteJson(VisibleWriter writer) => JsonOutput.Write(writer, new
    {
        Version = RunProvenance.LibraryVersion,
        Model,
        Options.Seed,
        Images,
        ImagesPerKind = Options.Count,
        Tokens,
        LoadSeconds = Math.Round(LoadSeconds, 3),
        Seconds = Math.Round(Seconds, 3),
        TokensPerSecond = Math.Round(TokensPerSecond, 2),
        Dtype = Options.Dtype.ToString().ToLowerInvariant(),
        Weights = Weights is { } format ? WeightFormats.NameOf(format) : null,
        Options.Device,
        Options.Threads,
        Jacobi = Jacobi is not { } figures ? null : new
        {
            figures.Steps,
            figures.Passes,
            TokensPerPass = Math.Round(figures.TokensPerPass, 3),
            TokensPerStep = Math.Round(figures.TokensPerStep, 3),
            AcceptanceRate = Math.Round(figures.AcceptanceRate, 4),
            SingleTokenSteps = Math.Round(figures.SingleShare, 4),
        },
        Output.Sheet,
        Options.Trace,
        Prompts = Options.Prompts.Select(request => new
        {
            Prompt = request.Prompt.Text,
            request.Prompt.Width,
            request.Prompt.Height,
            Task = request.Prompt.Template.Name,
            request.Picture,
            Seed = request.Prompt.Seed ?? Options.Seed,
        }),
        Kinds = Options.Kinds.Select(kind => new
        {
            Guidance = GuidanceNames.Of(kind),
            Formula = Formulas(Options, kind),
            Folder = Output.Images(kind),
        }),
    });

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
