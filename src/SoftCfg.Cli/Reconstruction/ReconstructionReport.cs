using System.Globalization;
using SoftCfg.Cli.Terminal;
using SoftCfg.Runs;

namespace SoftCfg.Cli.Reconstruction;

/// <summary>What a finished run measured.</summary>
/// <param name="Name">The tokenizer's name.</param>
/// <param name="Sheet">The file of the sheet.</param>
/// <param name="Images">Every image, at least one.</param>
internal sealed record ReconstructionReport(string Name, string Sheet, IReadOnlyList<ReconstructedImage> Images)
{
    // One identical image makes the mean infinite, as it should: the mean of the others is another measure.
    private double MeanPsnr => Images.Average(image => image.Psnr);

    private double MeanSsim => Images.Average(image => image.Ssim);

    /// <summary>Decibels for people; "inf" for identical images.</summary>
    public static string Psnr(double value) =>
        double.IsPositiveInfinity(value) ? "inf" : value.ToString("F2", CultureInfo.InvariantCulture);

    /// <summary>Structural similarity for people.</summary>
    public static string Ssim(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    public void Write(VisibleWriter writer, bool json)
    {
        if (json)
            WriteJson(writer);
        else
            WriteText(writer);
    }

    private void WriteText(VisibleWriter writer)
    {
        var mean = $"mean of {Images.Count} images";
        var width = Images.Select(image => Path.GetFileName(image.Original).Length).Append(mean.Length).Max();
        string Line(string label, double psnr, double ssim) =>
            $"{label.PadRight(width)}  PSNR {Psnr(psnr),6} dB  SSIM {Ssim(ssim)}";
        foreach (var image in Images)
            writer.WriteLine($"{Line(Path.GetFileName(image.Original), image.Psnr, image.Ssim)}  {image.File}");
        writer.WriteLine(Line(mean, MeanPsnr, MeanSsim));
        writer.WriteLine($"sheet   {Sheet}");
    }

    private void WriteJson(VisibleWriter writer) => JsonOutput.Write(writer, new
    {
        Version = RunProvenance.LibraryVersion,
        Tokenizer = Name,
        Sheet,
        Images = Images.Select(image => new
        {
            image.Original,
            image.File,
            Psnr = Finite(image.Psnr),
            Ssim = image.Ssim,
            Identical = double.IsPositiveInfinity(image.Psnr),
        }),
        Mean = new
        {
            Psnr = Finite(MeanPsnr),
            Ssim = MeanSsim,
            Identical = Images.Count(image => double.IsPositiveInfinity(image.Psnr)),
        },
    });

    /// <summary>JSON has no infinity.</summary>
    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
