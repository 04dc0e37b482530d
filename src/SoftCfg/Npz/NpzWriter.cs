using System.Buffers.Binary;
using System.Text;
using SoftCfg.Files;
using SoftCfg.Imaging;

namespace SoftCfg.Npz;

/// <summary>
/// Writes images as one array <c>arr_0</c>, uint8 [N, H, W, 3], of an uncompressed <c>.npz</c>: the file the evaluation
/// suites for ImageNet samplers read (guided-diffusion, <c>evaluations/README.md</c>). Labels are <c>arr_1</c>, int64 [N], as its
/// sampling script writes them.
/// </summary>
/// <remarks>
/// Images go to the disk one by one, so memory stays constant, and N need not be known. The file has a temporary name
/// until <see cref="Complete"/>; disposed without it, nothing is left. The same images give the same bytes.
/// </remarks>
public sealed class NpzWriter : IDisposable
{
    private const string EntryName = "arr_0.npy", LabelsName = "arr_1.npy";

    /// <summary>Bytes before the array: room for any count, and data aligned to 64 as numpy has it.</summary>
    private const int ArrayHeaderLength = 128;

    private readonly AtomicFile file;
    private readonly int width;
    private readonly int height;
    private uint dataCrc;

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file, in an existing folder; one that exists is replaced on completion.</param>
    /// <param name="width">Pixels per row of every image.</param>
    /// <param name="height">Rows of every image.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public NpzWriter(string path, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        (this.width, this.height) = (width, height);
        file = new AtomicFile(path);
        // Both headers speak of sizes: room now, content when the number of images is known.
        file.Stream.Write(new byte[StoredZip.HeaderLength(EntryName) + ArrayHeaderLength]);
    }

    /// <summary>Images written.</summary>
    public long Count { get; private set; }

    /// <summary>Writes the next image.</summary>
    /// <param name="image">An image of this file's size.</param>
    /// <exception cref="ArgumentException">It has another size.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Append(RgbImage image)
    {
        if (image.Width != width || image.Height != height)
        {
            throw new ArgumentException(
                $"Image {Count} is {image.Width} × {image.Height}; all images of an npz are {width} × {height}.",
                nameof(image));
        }
        file.Stream.Write(image.Pixels);
        dataCrc = Crc32.Append(dataCrc, image.Pixels);
        Count++;
    }

    /// <summary>Finishes the file and gives it its name. Nothing can be appended after it.</summary>
    /// <param name="labels">The class label of every image, to be written beside them; null (default) for none.</param>
    /// <exception cref="ArgumentException">There are more or fewer labels than images.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Complete(IReadOnlyList<int>? labels = null)
    {
        if (labels is not null && labels.Count != Count)
            throw new ArgumentException($"There are {labels.Count} labels for {Count} images.", nameof(labels));
        var dataLength = Count * height * width * 3;
        var arrayHeader = ArrayHeader($"{{'descr': '|u1', 'fortran_order': False, 'shape': ({Count}, {height}, {width}, 3), }}");
        var crc = Crc32.Combine(Crc32.Append(0, arrayHeader), dataCrc, dataLength);
        var images = new StoredEntry(EntryName, ArrayHeaderLength + dataLength, crc, Offset: 0);
        List<StoredEntry> entries = [images];
        if (labels is not null)
            entries.Add(Append(labels, file.Stream.Position));
        file.Stream.Write(StoredZip.Directory(entries, file.Stream.Position));
        file.Stream.Position = 0;
        file.Stream.Write(StoredZip.Header(images));
        file.Stream.Write(arrayHeader);
        file.Commit();
    }

    /// <summary>Removes the file unless it was completed.</summary>
    public void Dispose() => file.Dispose();

    private StoredEntry Append(IReadOnlyList<int> labels, long offset)
    {
        var content = new byte[ArrayHeaderLength + sizeof(long) * labels.Count];
        ArrayHeader($"{{'descr': '<i8', 'fortran_order': False, 'shape': ({Count},), }}").CopyTo(content, 0);
        for (var i = 0; i < labels.Count; i++)
            BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(ArrayHeaderLength + sizeof(long) * i), labels[i]);
        var entry = new StoredEntry(LabelsName, content.Length, Crc32.Append(0, content), offset);
        file.Stream.Write(StoredZip.Header(entry));
        file.Stream.Write(content);
        return entry;
    }

    /// <summary>The header of NPY format 1.0.</summary>
    private static byte[] ArrayHeader(string dictionary)
    {
        var header = new byte[ArrayHeaderLength];
        byte[] magic = [0x93, .. "NUMPY"u8, 1, 0, ArrayHeaderLength - 10, 0];
        magic.CopyTo(header, 0);
        var padded = dictionary.PadRight(ArrayHeaderLength - magic.Length - 1) + "\n";
        Encoding.ASCII.GetBytes(padded, header.AsSpan(magic.Length));
        return header;
    }
}
