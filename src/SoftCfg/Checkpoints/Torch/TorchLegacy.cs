using System.Buffers.Binary;
using System.Numerics;

namespace SoftCfg.Checkpoints.Torch;

/// <summary>
/// The layout before PyTorch 1.6: pickles of a magic number, a version, system information, the object and the storage
/// keys; then each storage as its element count and its bytes.
/// </summary>
/// <remarks>Source: torch/serialization.py, <c>_legacy_save</c> and <c>_legacy_load</c>.</remarks>
internal sealed class TorchLegacy
{
    private const long Version = 1001;
    private static readonly BigInteger Magic = BigInteger.Parse("119547037146038801333356",
        System.Globalization.CultureInfo.InvariantCulture);

    private readonly CheckpointFile file;
    private readonly PickleInput input;
    private readonly PickleBudget budget;
    private readonly Dictionary<string, StorageSpan> storages = new(StringComparer.Ordinal);

    private TorchLegacy(CheckpointFile file)
    {
        this.file = file;
        input = new PickleInput(file, 0, file.Length);
        budget = new PickleBudget(input);
    }

    /// <summary>How the magic number begins in pickles of protocols 0 and 1, which say no protocol before it.</summary>
    internal static ReadOnlySpan<byte> TextMagic => "L119547037146038801333356L"u8;

    /// <summary>Reads the object and finds its storages.</summary>
    /// <exception cref="CheckpointException">The file is damaged, of another kind, or refused.</exception>
    internal static TorchCheckpoint Open(CheckpointFile file)
    {
        var legacy = new TorchLegacy(file);
        legacy.ReadPreamble();
        var references = new List<StorageReference>();
        var content = Unpickler.Read(legacy.input, legacy.budget, references);
        legacy.LocateStorages(references, Unpickler.Read(legacy.input));
        return new TorchCheckpoint(file, TensorCollector.Collect(file, legacy.budget, content), legacy.FindStorage);
    }

    private void ReadPreamble()
    {
        if (Unpickler.Read(input) is not BigInteger magic || magic != Magic)
        {
            throw file.Error("the pickle at offset 0 is not PyTorch's magic number, so the file is no checkpoint. " +
                "Expected one written by torch.save, or a safetensors file.");
        }
        if (Unpickler.Read(input) is not Version)
            throw file.Error($"the PyTorch file version at offset {input.Position} is not {Version}.");
        if (Unpickler.Read(input) is not PickleDictionary system)
            throw file.Error($"the system information at offset {input.Position} is not a dictionary.");
        if (system.Pairs.Exists(pair => pair is ("little_endian", not true)))
            throw file.Error("the numbers are in big-endian byte order. Save it on a little-endian machine.");
    }

    /// <summary>The records do not say their element size, so the references to them must.</summary>
    private void LocateStorages(IEnumerable<StorageReference> references, object? keys)
    {
        if (keys is not PickleList list)
            throw file.Error($"the storage keys at offset {input.Position} are not a list.");
        var types = new Dictionary<string, (ElementType Type, long Elements)>(StringComparer.Ordinal);
        foreach (var storage in references)
        {
            if (!types.TryAdd(storage.Key, (storage.Type, storage.Elements)) &&
                types[storage.Key] != (storage.Type, storage.Elements))
            {
                throw file.Error($"storage {storage.Key} is used with two types or lengths.");
            }
        }
        var offset = input.Position;
        foreach (var item in list.Items)
        {
            if (item is not string key || !types.TryGetValue(key, out var storage))
                throw file.Error($"a storage in the list before offset {input.Position} is used nowhere.");
            offset = LocateStorage(key, storage.Type, storage.Elements, offset);
        }
        if (offset != file.Length)
            throw file.Error($"the storages end at offset {offset}, but the file has {file.Length} bytes.");
    }

    private long LocateStorage(string key, ElementType type, long expected, long offset)
    {
        Span<byte> prefix = stackalloc byte[8];
        file.Read(offset, prefix, $"the length of storage {key}");
        var elements = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (elements != expected)
        {
            throw file.Error($"storage {key} at offset {offset} claims {elements} elements; " +
                $"its tensors need {expected}.");
        }
        var bytes = elements * type.Bytes;
        file.EnsureWithin(offset + prefix.Length, bytes, $"storage {key}");
        if (!storages.TryAdd(key, new StorageSpan(offset + prefix.Length, bytes, Checksum: null)))
            throw file.Error($"storage {key} is listed twice.");
        return offset + prefix.Length + bytes;
    }

    private StorageSpan FindStorage(StorageReference storage) => storages.TryGetValue(storage.Key, out var span)
        ? span
        : throw file.Error($"storage {storage.Key} is used by a tensor but not in the file. Download it again.");
}
