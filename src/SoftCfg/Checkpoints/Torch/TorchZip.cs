using System.Text;
using SoftCfg.Files;

namespace SoftCfg.Checkpoints.Torch;

/// <summary>
/// The zip layout of PyTorch 1.6 and later: <c>root/data.pkl</c>, and <c>root/data/KEY</c> for every storage.
/// </summary>
/// <remarks>Source: torch/serialization.py, <c>_save</c> and <c>_load</c>.</remarks>
internal sealed class TorchZip
{
    private const string PickleName = "/data.pkl";
    private const long MaximumPickleBytes = 64 << 20;

    private readonly CheckpointFile file;
    private readonly ZipDirectory directory;
    private readonly string root;
    private readonly Dictionary<string, StorageSpan> storages = new(StringComparer.Ordinal);

    private TorchZip(CheckpointFile file)
    {
        this.file = file;
        directory = ZipDirectory.Read(file);
        root = FindRoot();
        RefuseTorchScript();
        RefuseBigEndian();
    }

    /// <summary>Reads the object and finds its storages.</summary>
    /// <exception cref="CheckpointException">The archive is damaged, of another kind, or refused.</exception>
    internal static TorchCheckpoint Open(CheckpointFile file)
    {
        var zip = new TorchZip(file);
        var (entry, offset) = zip.Locate(PickleName);
        if (entry.Bytes > MaximumPickleBytes)
            throw file.Error($"'{ForeignText.Show(entry.Name)}' has {entry.Bytes} bytes; at most {MaximumPickleBytes} are allowed.");
        if (ChecksumOf(entry) is not null)
            zip.directory.Verify(entry, offset);
        var input = new PickleInput(file, offset, offset + entry.Bytes);
        var budget = new PickleBudget(input);
        var content = Unpickler.Read(input, budget, []);
        return new TorchCheckpoint(file, TensorCollector.Collect(file, budget, content), zip.FindStorage);
    }

    /// <summary>PyTorch writes 0 where checksums are switched off (<c>set_crc32_options(False)</c>): none was computed.</summary>
    private static uint? ChecksumOf(ZipEntry entry) => entry.Checksum == 0 ? null : entry.Checksum;

    private string FindRoot()
    {
        var pickles = directory.Entries.Keys.Where(name => name.EndsWith(PickleName, StringComparison.Ordinal) &&
            name.IndexOf('/') == name.Length - PickleName.Length).ToList();
        return pickles.Count switch
        {
            1 => pickles[0][..^PickleName.Length],
            0 => throw file.Error("the zip archive has no 'data.pkl' in a top folder, so it is not a PyTorch " +
                "checkpoint."),
            _ => throw file.Error($"the zip archive has several objects: {CheckpointErrors.Shorten(pickles)}."),
        };
    }

    private void RefuseTorchScript()
    {
        if (directory.Entries.Keys.FirstOrDefault(name => name == $"{root}/constants.pkl" ||
            name.StartsWith($"{root}/code/", StringComparison.Ordinal)) is { } script)
        {
            throw file.Error($"this is a TorchScript program ('{ForeignText.Show(script)}'), not a checkpoint. Save the model's " +
                "state_dict() with torch.save and use that file.");
        }
    }

    private void RefuseBigEndian()
    {
        if (!directory.Entries.ContainsKey($"{root}/byteorder"))
            return;
        var (entry, offset) = Locate("/byteorder");
        var order = Encoding.ASCII.GetString(file.Read(offset, Math.Min(entry.Bytes, 16), "the byte order"));
        if (order != "little")
        {
            throw file.Error($"'{ForeignText.Show(entry.Name)}' is not 'little': the numbers are in another byte order. Save it on a " +
                "little-endian machine.");
        }
    }

    private (ZipEntry Entry, long Offset) Locate(string name)
    {
        if (!directory.Entries.TryGetValue(root + name, out var entry))
            throw file.Error($"the zip archive has no entry '{ForeignText.Show(root + name)}'. It is damaged: download it again.");
        if (!entry.IsStored)
        {
            throw file.Error($"'{ForeignText.Show(entry.Name)}' in the zip archive is compressed or encrypted (method {entry.Method}). " +
                "PyTorch stores tensors as they are; was the archive packed anew? Use the original file.");
        }
        return (entry, directory.Locate(entry));
    }

    private StorageSpan FindStorage(StorageReference storage)
    {
        if (!storages.TryGetValue(storage.Key, out var span))
        {
            var (entry, offset) = Locate($"/data/{storage.Key}");
            span = new StorageSpan(offset, entry.Bytes, ChecksumOf(entry));
            storages.Add(storage.Key, span);
        }
        return span.Bytes == storage.Bytes ? span : throw file.Error(
            $"storage '{ForeignText.Show(root)}/data/{storage.Key}' has {span.Bytes} bytes; {storage.Elements} elements of " +
            $"{storage.Type.Name} take {storage.Bytes}. The file is damaged: download it again.");
    }
}
