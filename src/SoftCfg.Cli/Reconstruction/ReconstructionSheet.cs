using SoftCfg.Imaging;

namespace SoftCfg.Cli.Reconstruction;

/// <summary>Originals and what became of them, side by side. Of many images it shows the first.</summary>
/// <param name="count">Images of the run.</param>
/// <param name="imageSize">Their width and height.</param>
internal sealed class ReconstructionSheet(int count, int imageSize)
{
    private const int MostRows = 20;
    private const int MostHeight = 4096;

    private readonly int rows = Math.Min(count, Math.Clamp(MostHeight / imageSize, 1, MostRows));
    private readonly List<RgbImage> cells = [];
    private readonly List<string> labels = [];

    /// <summary>Keeps a pair if it is on the sheet.</summary>
    public void Add(ReconstructedImage reconstruction, RgbImage original, RgbImage made)
    {
        if (labels.Count == rows)
            return;
        cells.AddRange([original, made]);
        labels.Add($"{Path.GetFileName(reconstruction.Original)}: {ReconstructionReport.Psnr(reconstruction.Psnr)} dB, " +
            $"SSIM {ReconstructionReport.Ssim(reconstruction.Ssim)}");
    }

    /// <summary>Draws the sheet.</summary>
    /// <param name="name">The tokenizer's name.</param>
    public RgbImage Draw(string name) => new ContactSheet
    {
        Images = cells,
        Columns = 2,
        ColumnHeaders = ["original", "reconstruction"],
        RowLabels = labels,
        Title = name,
        Footer = rows < count ? $"the first {rows} of {count} images" : null,
    }.Draw();
}
