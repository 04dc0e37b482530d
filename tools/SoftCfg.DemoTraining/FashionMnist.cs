using System.Buffers.Binary;
using System.IO.Compression;
using SoftCfg.Native;
using static TorchSharp.torch;

namespace SoftCfg.DemoTraining;

/// <summary>The Fashion-MNIST data set (Xiao et al. 2017, MIT licence) as Debian's dataset-fashion-mnist installs it.</summary>
internal sealed class FashionMnist : IDisposable
{
    public const string DefaultFolder = "/usr/share/datasets/fashion-mnist";

    /// <summary>Class names in the order of the labels.</summary>
    public static readonly string[] ClassNames =
    [
        "T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
    ];

    private FashionMnist(Tensor images, Tensor labels) => (Images, Labels) = (images, labels);

    /// <summary>uint8 grey [count, 28, 28].</summary>
    public Tensor Images { get; }

    /// <summary>int64 [count].</summary>
    public Tensor Labels { get; }

    public long Count => Images.shape[0];

    public static FashionMnist Load(string folder, bool train)
    {
        var stem = Path.Combine(folder, train ? "train" : "t10k");
        var (images, imageShape) = ReadIdx($"{stem}-images-idx3-ubyte.gz");
        var (labels, _) = ReadIdx($"{stem}-labels-idx1-ubyte.gz");
        return new FashionMnist(tensor(images).view(imageShape), tensor(labels).to(ScalarType.Int64));
    }

    /// <summary>Images as the library takes them: float32 RGB in [0, 1], [n, 3, 28, 28].</summary>
    public Tensor Pixels(Tensor indices)
    {
        using var scope = NewDisposeScope();
        return Images.index_select(0, indices).to(ScalarType.Float32).DividedBy(255).unsqueeze(1).expand(-1, 3, -1, -1)
            .MoveToOuterDisposeScope();
    }

    /// <summary>Indices of all images in order, 500 at a time: evaluation needs no more memory than that.</summary>
    public IEnumerable<Tensor> Batches()
    {
        const long size = 500;
        for (long start = 0; start < Count; start += size)
            yield return TensorArithmetic.Range(start, Math.Min(start + size, Count));
    }

    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
    }

    private static (byte[] Data, long[] Shape) ReadIdx(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"The training needs the data set, but {path} is missing. Install it with 'apt-get install dataset-fashion-mnist', or name its folder with --data.");
        }
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        var bytes = buffer.ToArray();
        // 0, 0, element type 8 (unsigned byte), number of axes, then each axis as a big-endian int32.
        if (bytes.Length < 4 || bytes[0] != 0 || bytes[1] != 0 || bytes[2] != 8)
            throw new InvalidDataException($"{path} is not an idx file of bytes.");
        var shape = Enumerable.Range(0, bytes[3])
            .Select(i => (long)BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4 + 4 * i))).ToArray();
        return (bytes[(4 + 4 * shape.Length)..], shape);
    }
}
