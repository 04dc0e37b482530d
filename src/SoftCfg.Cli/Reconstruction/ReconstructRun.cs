using SoftCfg.Cli.Terminal;
using SoftCfg.Evaluation;
using SoftCfg.Imaging;
using SoftCfg.Loading;
using SoftCfg.Runs;
using TorchSharp;

namespace SoftCfg.Cli.Reconstruction;

/// <summary>
/// One run of <c>softcfg reconstruct</c>: loads a tokenizer, takes image by image through it, writes the files.
/// </summary>
internal sealed class ReconstructRun
{
    private readonly ReconstructOptions options;
    private readonly Session session;
    private readonly IReadOnlyList<string> originals;
    private readonly ModelDescription? model;
    private readonly List<ReconstructedImage> finished = [];

    /// <summary>Finds the images and the model; loads nothing yet.</summary>
    public ReconstructRun(ReconstructOptions options, Session session)
    {
        (this.options, this.session) = (options, session);
        originals = ImageFiles.Find("reconstruct", options.Images);
        model = options.Tokenizer is null ? ModelDescription.Find(options.Model) : null;
        ImageFiles.RefuseReplacing(originals, path => path == Path.GetFullPath(Sheet) ||
            ImageFiles.IsNumbered(path, options.Output, originals.Count));
    }

    private static KeyValuePair<string, string> Software => new("Software", $"SoftCfg {RunProvenance.LibraryVersion}");

    private string Sheet => Path.Combine(options.Output, ImageFiles.Sheet);

    private string Name => model?.Name ?? Path.GetFileName(options.Tokenizer!);

    /// <summary>Does everything and prints the measures.</summary>
    public void Run()
    {
        var device = DeviceChoice.Find(options.Device);
        torch.set_num_threads(options.Threads);
        using var hold = OutputHold.Take(options.Output, [options.Output]);
        try
        {
            new ProgressView(session).Run($"loading {Name}", progress => Reconstruct(device, progress));
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException(
                $"stopped; {finished.Count} of {originals.Count} images are finished, in '{options.Output}'.", e);
        }
        new ReconstructionReport(Name, Sheet, finished).Write(session.Output, options.Json);
    }

    private void Reconstruct(torch.Device device, IProgress<ProgressStep> progress)
    {
        using var tokenizer = model is null
            ? ImageReconstructor.Load(options.Tokenizer!, device, fingerprint: true, session.Cancellation)
            : ImageReconstructor.Load(model, device, fingerprint: true, session.Cancellation);
        var sheet = new ReconstructionSheet(originals.Count, tokenizer.ImageSize);
        foreach (var original in originals)
        {
            session.Cancellation.ThrowIfCancellationRequested();
            var image = CenterCrop.Apply(ImageReader.Read(original), tokenizer.ImageSize);
            var made = tokenizer.Reconstruct(image);
            var reconstruction = new ReconstructedImage(original, ImageFiles.Numbered(options.Output, finished.Count),
                ImageSimilarity.PeakSignalToNoiseRatio(image, made), ImageSimilarity.StructuralSimilarity(image, made));
            PngWriter.Write(reconstruction.File, made, [
                Software,
                new(RunProvenance.Prefix + "original", Path.GetFileName(original)),
                new(RunProvenance.Prefix + "model", Name),
                new(RunProvenance.Prefix + "tokenizer.sha256", tokenizer.Sha256!),
                new(RunProvenance.Prefix + "psnr", ReconstructionReport.Psnr(reconstruction.Psnr)),
                new(RunProvenance.Prefix + "ssim", ReconstructionReport.Ssim(reconstruction.Ssim)),
            ]);
            sheet.Add(reconstruction, image, made);
            finished.Add(reconstruction);
            progress.Report(new($"{finished.Count} of {originals.Count} images", (double)finished.Count / originals.Count));
        }
        PngWriter.Write(Sheet, sheet.Draw(Name), [Software, new("Title", Name)]);
    }
}
