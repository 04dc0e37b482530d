using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using SoftCfg.Checkpoints;
using SoftCfg.Tests.Checkpoints;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Families;

/// <summary>
/// Writes a checkpoint of any size as torch.save does: a zip with one pickle and one storage a tensor. Weights are small
/// and random, those of norms about one, so that a network of them returns finite numbers.
/// </summary>
internal static class SyntheticCheckpoint
{
    private static readonly float[] Noise = MakeNoise();

    /// <summary>Writes the tensors, flat or under the keys of a training checkpoint; every key holds the same storages.</summary>
    public static void Write(string path, IReadOnlyList<TensorInfo> tensors, params string[] keys)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 20);
        using var archive = new ZipArchive(file, ZipArchiveMode.Create);
        using (var pickle = archive.CreateEntry("archive/data.pkl", CompressionLevel.NoCompression).Open())
        {
            pickle.Write(TorchArchive.Latin("\u0080\u0002"));
            if (keys.Length == 0)
                WriteStateDict(pickle, tensors);
            else
                WriteWrapped(pickle, tensors, keys);
            pickle.Write("."u8);
        }
        for (var i = 0; i < tensors.Count; i++)
        {
            using var storage = archive.CreateEntry($"archive/data/{i}", CompressionLevel.NoCompression).Open();
            WriteElements(storage, tensors[i]);
        }
    }

    private static void WriteWrapped(Stream pickle, IReadOnlyList<TensorInfo> tensors, string[] keys)
    {
        pickle.Write("}("u8);
        foreach (var key in keys)
        {
            pickle.Write(Text(key));
            WriteStateDict(pickle, tensors);
        }
        pickle.Write("u"u8);
    }

    private static void WriteStateDict(Stream pickle, IReadOnlyList<TensorInfo> tensors)
    {
        pickle.Write(TorchArchive.Latin("ccollections\nOrderedDict\n)R("));
        for (var i = 0; i < tensors.Count; i++)
        {
            var (info, type) = (tensors[i], tensors[i].Dtype == ScalarType.Int64 ? "LongStorage" : "FloatStorage");
            pickle.Write([
                .. Text(info.Name),
                .. TorchArchive.Latin("ctorch._utils\n_rebuild_tensor_v2\n(("), .. Text("storage"),
                .. TorchArchive.Latin($"ctorch\n{type}\n"), .. Text($"{i}"), .. Text("cuda:0"), .. Number(info.Elements),
                .. "tQ"u8, .. Number(0),
                .. Tuple(info.Shape), .. Tuple(Strides(info.Shape)),
                .. TorchArchive.Latin("\u0089ccollections\nOrderedDict\n)RtR"),
            ]);
        }
        pickle.Write("u"u8);
    }

    private static byte[] Text(string text) =>
        [(byte)'X', .. BitConverter.GetBytes(text.Length), .. TorchArchive.Latin(text)];

    private static byte[] Number(long value)
    {
        var bytes = new byte[5];
        bytes[0] = (byte)'J';
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), checked((int)value));
        return bytes;
    }

    private static byte[] Tuple(long[] values) => [(byte)'(', .. values.SelectMany(Number), (byte)'t'];

    private static long[] Strides(long[] shape)
    {
        var strides = new long[shape.Length];
        for (long axis = shape.Length - 1, stride = 1; axis >= 0; stride *= shape[axis], axis--)
            strides[axis] = stride;
        return strides;
    }

    private static void WriteElements(Stream storage, TensorInfo info)
    {
        if (info.Dtype == ScalarType.Int64)
        {
            storage.Write(new byte[info.Bytes]);
            return;
        }
        var isNormWeight = info.Shape.Length == 1 && info.Name.EndsWith("weight", StringComparison.Ordinal);
        var values = isNormWeight ? Noise.AsSpan(0, (int)info.Elements).ToArray().Select(v => 1 + v).ToArray() : Noise;
        // Tensors begin at places of their own in the noise, so that no two layers are alike.
        var start = isNormWeight ? 0 : info.Name.Sum(c => c * 7919) % 4096;
        for (var written = 0L; written < info.Elements;)
        {
            var length = (int)Math.Min(values.Length - start, info.Elements - written);
            storage.Write(MemoryMarshal.AsBytes(values.AsSpan(start, length)));
            (written, start) = (written + length, 0);
        }
    }

    /// <summary>A million uniform numbers of deviation 0.02.</summary>
    private static float[] MakeNoise()
    {
        var noise = new float[(1 << 20) + 61];
        var state = 1u;
        for (var i = 0; i < noise.Length; i++)
        {
            state = state * 1664525 + 1013904223;
            noise[i] = ((state >> 8) / (float)(1 << 24) - 0.5f) * 0.07f;
        }
        return noise;
    }
}
