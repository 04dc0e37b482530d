using SoftCfg.Imaging;
using SoftCfg.Npz;
using static TorchSharp.torch;

namespace SoftCfg.Evaluation.Sources;

/// <summary>The images of an archive's <c>arr_0</c>, uint8 [N, H, W, 3], read piece by piece.</summary>
/// <remarks>
/// An array in Fortran order has the images interleaved, so it is held whole; guided-diffusion does the same.
/// </remarks>
internal sealed class NpzImages : IImageSet
{
    /// <summary>The array's name.</summary>
    internal const string Key = "arr_0";

    private readonly NpzArchive archive;
    private readonly NpzArray array;
    private Tensor? whole;
    private long position;

    /// <summary>Checks the array's header. The archive has to stay open.</summary>
    /// <exception cref="NpzException">There is no such array, or it holds no images.</exception>
    internal NpzImages(NpzArchive archive)
    {
        this.archive = archive;
        array = archive.OpenArray(Key, ScalarType.Byte);
        try
        {
            if (array.Shape is not [_, > 0, > 0, 3])
            {
                throw array.Error($"has shape [{string.Join(", ", array.Shape)}]; expected [images, height, width, 3], " +
                    "RGB from 0 to 255.");
            }
            if (array.Shape[1] > ImageReader.DefaultMaximumPixels / array.Shape[2])
            {
                throw array.Error($"has images of {array.Shape[2]} × {array.Shape[1]} pixels, more than the limit of " +
                    $"{ImageReader.DefaultMaximumPixels}.");
            }
        }
        catch
        {
            array.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Path => archive.Path;

    /// <inheritdoc/>
    public long Count => array.Shape[0];

    /// <inheritdoc/>
    public long ImageBytes => 3 * array.Shape[1] * array.Shape[2];

    /// <inheritdoc/>
    public IReadOnlyList<string> Remarks => [];

    /// <inheritdoc/>
    public string NameOf(long index) => $"image {index}";

    /// <inheritdoc/>
    public Tensor? Next(int maximum)
    {
        try
        {
            return Read(maximum);
        }
        catch (NpzException e)
        {
            throw new EvaluationFileException(e.Path, e.Problem, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        whole?.Dispose();
        array.Dispose();
    }

    private Tensor? Read(int maximum)
    {
        var size = Math.Min(maximum, Count - position);
        if (size == 0)
        {
            if (!array.FortranOrder)
                array.Finish();
            return null;
        }
        position += size;
        if (!array.FortranOrder)
        {
            var images = empty([size, .. array.Shape[1..]], ScalarType.Byte, CPU);
            try
            {
                array.Read(images);
                return images;
            }
            catch
            {
                images.Dispose();
                throw;
            }
        }
        whole ??= array.ReadWhole().DetachFromDisposeScope();
        using var piece = whole.narrow(0, position - size, size);
        return piece.contiguous();
    }
}
