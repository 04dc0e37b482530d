using System.Text.Json;
using SoftCfg.Checkpoints;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Families;

/// <summary>The names and shapes of a published checkpoint, in its order.</summary>
internal sealed class Manifest
{
    private Manifest(long parameters, IReadOnlyList<TensorInfo> tensors, IReadOnlySet<string> buffers) =>
        (Parameters, Tensors, Buffers) = (parameters, tensors, buffers);

    /// <summary>Elements of all tensors but the buffers.</summary>
    public long Parameters { get; }

    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>The names of those that are no parameters.</summary>
    public IReadOnlySet<string> Buffers { get; }

    public static Manifest Read(string name)
    {
        using var json = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(ManifestCheckpoint.Folder, $"{name}.json")));
        var tensors = json.RootElement.GetProperty("tensors").EnumerateObject().ToList();
        return new Manifest(json.RootElement.GetProperty("parameters").GetInt64(),
            tensors.Select(t => new TensorInfo(t.Name, Type(t.Value), Shape(t.Value))).ToList(),
            tensors.Where(t => t.Value.TryGetProperty("buffer", out _)).Select(t => t.Name).ToHashSet(StringComparer.Ordinal));
    }

    private static ScalarType Type(JsonElement tensor) => tensor.GetProperty("dtype").GetString() switch
    {
        "F32" => ScalarType.Float32,
        "I64" => ScalarType.Int64,
        var other => throw new NotSupportedException($"element type {other}"),
    };

    private static long[] Shape(JsonElement tensor) =>
        tensor.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
}
