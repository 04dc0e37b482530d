using SoftCfg.Imaging;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Sources;

/// <summary>The images of a folder, as <see cref="ImageFolder"/> finds them.</summary>
internal sealed class FolderImages : IImageSet
{
    private readonly ImageFolder folder;
    private readonly RgbImage first;
    private int position;

    /// <summary>Lists a folder, and reads the first image: it sets the size of all.</summary>
    /// <exception cref="EvaluationFileException">There is no image in it, or the first one cannot be read.</exception>
    internal FolderImages(string path)
    {
        try
        {
            folder = ImageFolder.Open(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EvaluationFileException(path, $"the folder cannot be read: {e.Message}", e);
        }
        if (folder.Files.Count == 0)
        {
            throw new EvaluationFileException(path, string.Join(' ', folder.Remarks.Prepend("the folder holds no PNG or JPEG " +
                "images. Give a folder with images directly in it, or an .npz file.")));
        }
        first = Read(folder.Files[0]);
    }

    /// <inheritdoc/>
    public string Path => folder.Path;

    /// <inheritdoc/>
    public long Count => folder.Files.Count;

    /// <inheritdoc/>
    public long ImageBytes => first.Pixels.LongLength;

    /// <inheritdoc/>
    public IReadOnlyList<string> Remarks => folder.Remarks;

    /// <inheritdoc/>
    public string NameOf(long index) => $"image {index} ({System.IO.Path.GetFileName(folder.Files[(int)index])})";

    /// <inheritdoc/>
    public Tensor? Next(int maximum)
    {
        var batch = folder.Files.Skip(position).Take(maximum).Select(ReadOfSameSize).ToList();
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

    private RgbImage ReadOfSameSize(string file)
    {
        var image = Read(file);
        if ((image.Width, image.Height) == (first.Width, first.Height))
            return image;
        throw new EvaluationFileException(file, $"the image has {image.Width} × {image.Height} pixels, but " +
            $"{System.IO.Path.GetFileName(folder.Files[0])} has {first.Width} × {first.Height}. All images of an evaluation " +
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
