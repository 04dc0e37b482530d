using System.Globalization;
using SoftCfg.Cli.Terminal;
using SoftCfg.Guidance;
using SoftCfg.Layers;
using SoftCfg.Loading;
using SoftCfg.Runs;

namespace SoftCfg.Cli.Sampling;

/// <summary>What a finished run made.</summary>
internal sealed record SampleSummary(SampleOptions Options, ModelDescription Model, OutputFolder Output, int Count,
    int TokensPerImage, WeightFormat? Weights, double Seconds)
{
    private long Images => (long)Count * Options.Kinds.Count;

    private long Tokens => Images * TokensPerImage;

    private double TokensPerSecond => Tokens / Seconds;

    public void Write(VisibleWriter writer)
    {
        if (Options.Json)
            WriteJson(writer);
        else
            WriteText(writer);
    }

    private void WriteText(VisibleWriter writer)
    {
        var kinds = string.Join(", ", Options.Kinds.Select(SampleSheet.Title));
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Images} images ({kinds}) in {Seconds:F1} s, {TokensPerSecond:F0} tokens/s"));
        if (Weights is { } format)
            writer.WriteLine($"weights {WeightFormats.NameOf(format)}");
        writer.WriteLine($"sheet   {Output.Sheet}");
        foreach (var kind in Options.Kinds)
        {
            foreach (var formula in GuidanceFormula.Of(Options.Guidance(kind)))
                writer.WriteLine($"formula {GuidanceNames.Of(kind)}: {formula}");
            writer.WriteLine($"images  {Path.Combine(Output.Images(kind), "*.png")}");
            if (Options.Npz)
                writer.WriteLine($"array   {Output.Npz(kind)}");
        }
        if (Options.Trace is not null)
            writer.WriteLine($"trace   {Options.Trace}");
    }

    private void WriteJson(VisibleWriter writer) => JsonOutput.Write(writer, new
    {
        Version = RunProvenance.LibraryVersion,
        Model = Model.Name,
        Options.Seed,
        Images,
        ImagesPerKind = Count,
        Tokens,
        Seconds = Math.Round(Seconds, 3),
        TokensPerSecond = Math.Round(TokensPerSecond, 1),
        Dtype = Options.Dtype.ToString().ToLowerInvariant(),
        Weights = Weights is { } format ? WeightFormats.NameOf(format) : null,
        Options.Device,
        Options.Threads,
        Options.Reconstruct,
        Options.Keep,
        Output.Sheet,
        Options.Trace,
        Kinds = Options.Kinds.Select(kind => new
        {
            Guidance = GuidanceNames.Of(kind),
            Formula = GuidanceFormula.Of(Options.Guidance(kind)),
            Folder = Output.Images(kind),
            Npz = Options.Npz ? Output.Npz(kind) : null,
        }),
    });
}
