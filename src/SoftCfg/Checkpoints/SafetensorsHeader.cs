using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using SoftCfg.Files;

namespace SoftCfg.Checkpoints;

/// <summary>
/// The header of a safetensors file: eight bytes of length, then a JSON object of tensors with their byte ranges.
/// </summary>
/// <remarks>Format: https://github.com/huggingface/safetensors, "Format".</remarks>
internal sealed class SafetensorsHeader
{
    private const int LengthBytes = 8;
    private const long MaximumHeaderBytes = 100_000_000;
    private const string MetadataKey = "__metadata__";

    private readonly CheckpointFile file;
    private readonly List<SafetensorsEntry> tensors = [];
    private readonly List<(long Begin, long End, string Name)> ranges = [];
    private readonly Dictionary<string, string> metadata = [];
    private readonly long dataOffset;

    private SafetensorsHeader(CheckpointFile file, long headerLength)
    {
        this.file = file;
        dataOffset = LengthBytes + headerLength;
    }

    /// <summary>The tensors in header order, each with its place from the start of the file.</summary>
    internal IReadOnlyList<SafetensorsEntry> Tensors => tensors;

    internal IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>Reads and checks the header of a file.</summary>
    /// <exception cref="CheckpointException">The header breaks a rule of the format.</exception>
    internal static SafetensorsHeader Read(CheckpointFile file)
    {
        Span<byte> prefix = stackalloc byte[LengthBytes];
        file.Read(0, prefix, "the safetensors header length");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaximumHeaderBytes)
        {
            throw file.Error($"the safetensors header at offset 8 claims {length} bytes; " +
                $"at most {MaximumHeaderBytes} are allowed.");
        }
        var json = file.Read(LengthBytes, (long)length, "the safetensors header");
        if (json.Length == 0 || json[0] != (byte)'{')
            throw file.Error("the safetensors header at offset 8 does not start with '{'. Is this a safetensors file?");

        var header = new SafetensorsHeader(file, json.Length);
        header.Parse(json);
        header.EnsureRangesTileTheData();
        return header;
    }

    private void Parse(byte[] json)
    {
        try
        {
            // JsonDocument would notice invalid UTF-8 only in the texts that are read.
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(json);
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (!names.Add(property.Name))
                    throw file.Error($"the safetensors header has '{ForeignText.Show(property.Name)}' twice.");
                if (property.Name == MetadataKey)
                    ReadMetadata(property.Value);
                else
                    ReadTensor(property.Name, property.Value);
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw file.Error($"the safetensors header is not a valid UTF-8 JSON object: {e.Message}", e);
        }
    }

    private void ReadMetadata(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return;
        if (value.ValueKind != JsonValueKind.Object)
            throw file.Error($"{MetadataKey} is not an object of texts.");
        foreach (var property in value.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
                throw file.Error($"{MetadataKey} '{ForeignText.Show(property.Name)}' is not a text.");
            metadata[property.Name] = property.Value.GetString()!;
        }
    }

    private void ReadTensor(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object ||
            !value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String ||
            !value.TryGetProperty("shape", out var shape) ||
            !value.TryGetProperty("data_offsets", out var offsets))
        {
            throw Error(name, "needs dtype, shape and data_offsets.");
        }
        var type = ElementTypes.FromSafetensors(dtype.GetString()!) ?? throw Error(name,
            $"has dtype {ForeignText.Show(dtype.GetString()!)}; supported are {ElementTypes.SafetensorsNames}.");
        var info = new TensorInfo(name, type, ReadNumbers(name, "shape", shape, TensorInfo.MaximumRank));
        var range = ReadNumbers(name, "data_offsets", offsets, 2);
        var dataLength = file.Length - dataOffset;
        if (range.Length != 2 || range[0] > range[1] || range[1] > dataLength)
        {
            throw Error(name, $"has data_offsets [{string.Join(", ", range)}]; expected [begin, end) " +
                $"within the {dataLength} bytes of data. The file is damaged or incomplete: download it again.");
        }
        EnsureSize(info, type, range[1] - range[0]);
        tensors.Add(new SafetensorsEntry(info, type, dataOffset + range[0]));
        ranges.Add((range[0], range[1], name));
    }

    private long[] ReadNumbers(string name, string field, JsonElement value, int most)
    {
        if (value.ValueKind != JsonValueKind.Array)
            throw Error(name, $"has a {field} that is not an array.");
        if (value.GetArrayLength() > most)
            throw Error(name, $"has a {field} of {value.GetArrayLength()} numbers; expected at most {most}.");
        return value.EnumerateArray().Select(element =>
            element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number) && number >= 0
                ? number
                : throw Error(name, $"has a {field} that holds {ForeignText.Show(element.ToString())}; " +
                    "expected whole numbers from 0 on."))
            .ToArray();
    }

    private void EnsureSize(TensorInfo info, ElementType type, long bytes)
    {
        try
        {
            var needed = checked(info.Elements * type.Bytes);
            // Once read it may be larger; that size has to fit as well.
            if (needed != bytes || info.Bytes < 0)
                throw file.Error($"tensor '{info}' needs {needed} bytes, but its data_offsets span {bytes}.");
        }
        catch (OverflowException e)
        {
            throw file.Error($"tensor '{info}' has more elements than fit 64 bits.", e);
        }
    }

    /// <summary>Ranges that overlap or leave holes could smuggle in other content, and mean a broken writer.</summary>
    private void EnsureRangesTileTheData()
    {
        long end = 0;
        foreach (var range in ranges.OrderBy(range => range.Begin).ThenBy(range => range.End))
        {
            if (range.Begin != end)
            {
                throw Error(range.Name, $"starts at data offset {range.Begin}; expected {end}, where the tensor before it ends.");
            }
            end = range.End;
        }
        var dataLength = file.Length - dataOffset;
        if (end != dataLength)
            throw file.Error($"the tensors take {end} bytes, but the file holds {dataLength} bytes of data.");
    }

    private CheckpointException Error(string tensor, string problem) =>
        file.Error($"tensor '{ForeignText.Show(tensor)}' {problem}");
}
