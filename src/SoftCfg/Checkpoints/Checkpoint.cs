using System.Buffers.Binary;
using System.Text;
using SoftCfg.Checkpoints.Torch;

namespace SoftCfg.Checkpoints;

/// <summary>Opens weights files of every kind that is understood.</summary>
public static class Checkpoint
{
    private const int SniffedBytes = 64;

    /// <summary>
    /// Opens safetensors and files of <c>torch.save</c> (zip and legacy layout), single or sharded through an index such
    /// as <c>model.safetensors.index.json</c>. The kind is recognised by content: file extensions say nothing. Nothing in a
    /// file is ever run.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>The checkpoint; dispose it to close the file.</returns>
    /// <exception cref="CheckpointException">
    /// The file is missing, damaged, of no known kind, or refused for safety.
    /// </exception>
    public static ICheckpoint Open(string path) => Open(path, isShard: false);

    /// <summary>Opens one file that an index names; another index is none.</summary>
    internal static ICheckpoint OpenShard(string path) => Open(path, isShard: true);

    private static ICheckpoint Open(string path, bool isShard)
    {
        var file = CheckpointFile.Open(path);
        try
        {
            return Open(file, isShard);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Takes ownership of an open file, unless it fails.</summary>
    internal static ICheckpoint Open(CheckpointFile file, bool isShard)
    {
        var start = file.Read(0, Math.Min(file.Length, SniffedBytes), "the first bytes");
        if (start.AsSpan().StartsWith("PK\x03\x04"u8) || start.AsSpan().StartsWith("PK\x05\x06"u8))
            return TorchZip.Open(file);
        // Before pickles: the length of a header may begin with their first byte, but a pickle is no such length.
        if (start.Length > 8 && start[8] == (byte)'{' && BinaryPrimitives.ReadUInt64LittleEndian(start) <= (ulong)file.Length)
            return SafetensorsFile.Open(file);
        if (start[0] == 0x80 || start.AsSpan().StartsWith(TorchLegacy.TextMagic))
            return TorchLegacy.Open(file);
        if (IsText(start))
            return OpenText(file, Encoding.UTF8.GetString(start).TrimStart(), isShard);
        if (start.Length > 8 && start[8] == (byte)'{')
            return SafetensorsFile.Open(file);
        if (start.Length > 8 && BinaryPrimitives.ReadUInt64LittleEndian(start) <= (ulong)file.Length)
            throw file.Error("the header at offset 8 does not start with '{', so it is no safetensors file.");
        throw file.Error("this is no weights file: it starts with bytes " +
            $"{Convert.ToHexString(start, 0, Math.Min(start.Length, 8))}. " +
            "Expected a safetensors file or one written by torch.save.");
    }

    /// <summary>Binary kinds have a control character in their first bytes: a length, a version or an opcode.</summary>
    private static bool IsText(ReadOnlySpan<byte> start)
    {
        foreach (var value in start[..Math.Min(start.Length, 8)])
        {
            if (value is not ((>= (byte)' ' and <= (byte)'~') or (byte)'\n' or (byte)'\r' or (byte)'\t'))
                return false;
        }
        return true;
    }

    private static ShardedCheckpoint OpenText(CheckpointFile file, string start, bool isShard)
    {
        if (start.StartsWith('{') && !isShard)
            return ShardedCheckpoint.Open(file);
        if (start.StartsWith("version https://git-lfs", StringComparison.Ordinal))
        {
            throw file.Error("this is a git-lfs pointer, not the weights themselves. Run `git lfs pull` in its " +
                "folder, or download the file from the model's page.");
        }
        if (start.StartsWith('<'))
        {
            throw file.Error("this is a web page, not weights: a download failed or needs a login. Download the file " +
                "again, from the link to the file itself.");
        }
        throw file.Error("this is a text, not weights. Expected a safetensors file or one written by torch.save.");
    }
}
