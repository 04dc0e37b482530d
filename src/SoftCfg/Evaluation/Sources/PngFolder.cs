using SoftCfg.Imaging;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Sources;

/// <summary>
/// The PNG files of a folder, in the ordinal order of their names; folders in it are not looked into. The contact sheet
/// <c>sheet.png</c> that sampling puts beside its images is no sample and is left out.
/// </summary>
internal sealed class PngFolder : IImageSet
{
    private const string ContactSheet = "sheet.png";

    private readonly string[] files;
    private readonly RgbImage first;
    private int position;

    /// <summary>Lists a folder, and reads the first image: it sets the size of all.</summary>
    /// <exception cref="EvaluationFileException">There is no PNG file in it, or the first one cannot be read.</exception>
    internal PngFolder(string path)
    {
        Path = path;
        try
        {
            files = [.. Directory.EnumerateFiles(path).Where(IsSample).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EvaluationFileException(path, $"the folder cannot be read: {e.Message}", e);
        }
        if (files.Length == 0)
        {
            throw new EvaluationFileException(path, "the folder holds no PNG images. Give a folder with PNG files " +
                "directly in it, or an .npz file.");
        }
        first = Read(files[0]);
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public long Count => files.Length;

    /// <inheritdoc/>
    public long ImageBytes => first.Pixels.LongLength;

    /// <inheritdoc/>
    public string NameOf(long index) => $"image {index} ({System.IO.Path.GetFileName(files[index])})";

    /// <inheritdoc/>
    public Tensor? Next(int maximum)
    {
        var batch = files.Skip(position).Take(maximum).Select(ReadOfSameSize).ToList();
        if (batch.Count == 0)
            return null;
        position += batch.Count;
        using var scope = NewDisposeScope();
        var images = batch.Select(image => tensor(image.Pixels, ScalarType.Byte).view(first.Height, first.Width, 3));
        return stack(images).MoveToOuterDisposeScope();  // [B, H, W, 3]
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Files are open only while they are read.
    }

    private static bool IsSample(string file) =>
        System.IO.Path.GetExtension(file).Equals(".png", StringComparison.OrdinalIgnoreCase) &&
        System.IO.Path.GetFileName(file) != ContactSheet;

    private RgbImage ReadOfSameSize(string file)
    {
        var image = Read(file);
        if ((image.Width, image.Height) == (first.Width, first.Height))
            return image;
        throw new EvaluationFileException(file, $"the image has {image.Width} × {image.Height} pixels, but " +
            $"{System.IO.Path.GetFileName(files[0])} has {first.Width} × {first.Height}. All images of an evaluation " +
            "have one size.");
    }

    private static RgbImage Read(string file)
    {
        try
        {
            return ImageReader.Read(file);
        }
        catch (ImageFormatException e)
        {
            throw new EvaluationFileException(file, e.Problem, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EvaluationFileException(file, $"the image cannot be read: {e.Message}", e);
        }
    }
}
