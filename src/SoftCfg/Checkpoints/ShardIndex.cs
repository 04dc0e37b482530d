using System.Text;
using System.Text.Json;
using SoftCfg.Files;

namespace SoftCfg.Checkpoints;

/// <summary>Which file holds which tensor: an index such as <c>model.safetensors.index.json</c>.</summary>
/// <remarks>Source: Hugging Face transformers, <c>load_sharded_checkpoint</c>.</remarks>
internal sealed class ShardIndex
{
    private const long MaximumBytes = 64 << 20;

    private readonly CheckpointFile file;
    private readonly List<(string Tensor, string Shard)> places = [];
    private readonly Dictionary<string, string> metadata = [];

    private ShardIndex(CheckpointFile file) => this.file = file;

    /// <summary>Names of tensors in order, each with the plain name of the file beside the index that holds it.</summary>
    internal IReadOnlyList<(string Tensor, string Shard)> Places => places;

    internal IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>Reads an index; no shard is opened.</summary>
    /// <exception cref="CheckpointException">It is another text, or names no plain files.</exception>
    internal static ShardIndex Read(CheckpointFile file)
    {
        if (file.Length > MaximumBytes)
            throw file.Error($"this text of {file.Length} bytes is no weights file, and too long for an index.");
        var index = new ShardIndex(file);
        try
        {
            var json = file.Read(0, file.Length, "the index");
            // JsonDocument would notice invalid UTF-8 only in the texts that are read.
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(json);
            using var document = JsonDocument.Parse(json, new() { MaxDepth = 8 });
            index.Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            throw file.Error($"this text is not the JSON index of a sharded checkpoint: {e.Message}", e);
        }
        return index;
    }

    /// <summary>The path of a shard; it may not be there.</summary>
    internal string PathOf(string shard) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file.Path))!, shard);

    private void Read(JsonElement root)
    {
        if (root.TryGetProperty("error", out var error))
        {
            throw file.Error("this is an error message of a failed download, not weights: " +
                ForeignText.Show(error.ToString()));
        }
        if (!root.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
            throw file.Error("this JSON file has no weight_map, so it is not the index of a sharded checkpoint.");
        if (root.TryGetProperty("metadata", out var extra) && extra.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in extra.EnumerateObject())
                metadata[property.Name] = property.Value.ToString();
        }
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in map.EnumerateObject())
        {
            if (!names.Add(property.Name))
                throw file.Error($"weight_map has tensor '{ForeignText.Show(property.Name)}' twice.");
            places.Add((property.Name, ShardName(property)));
        }
    }

    /// <summary>A name with a separator could point anywhere on the machine.</summary>
    private string ShardName(JsonProperty property)
    {
        if (property.Value.ValueKind != JsonValueKind.String)
            throw file.Error($"weight_map names no file for tensor '{ForeignText.Show(property.Name)}'.");
        var name = property.Value.GetString()!;
        return name is not ("" or "." or "..") && name.AsSpan().IndexOfAny("/\\:\0") < 0
            ? name
            : throw file.Error($"weight_map names the shard '{ForeignText.Show(name)}'; " +
                "expected a plain file name beside the index.");
    }
}
