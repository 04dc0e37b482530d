using System.IO.Compression;
using System.Text;

namespace SoftCfg.Tests.Checkpoints;

/// <summary>Writes files as torch.save does, around a pickle given byte by byte.</summary>
public static class TorchArchive
{
    /// <summary>Opcodes that leave a float32 tensor [2] of storage 0 on the stack.</summary>
    public static byte[] TensorOpcodes { get; } = Latin(
        "ctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nFloatStorage\n" +
        "X\x01\0\0\0" + "0X\x03\0\0\0cpuK\x02tQK\0K\x02\x85K\x01\x85\x89" +
        "ccollections\nOrderedDict\n)RtR");

    /// <summary>Text to bytes, one for one.</summary>
    public static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>A zip archive with this pickle and the storage 0 = [1, 2].</summary>
    public static byte[] Zip(byte[] pickle, params (string Name, byte[] Content)[] more)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            byte[] storage = [.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f)];
            foreach (var (name, content) in more.Prepend(("data/0", storage)).Prepend(("data.pkl", pickle)))
            {
                using var entry = archive.CreateEntry($"archive/{name}", CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }
        return stream.ToArray();
    }
}
