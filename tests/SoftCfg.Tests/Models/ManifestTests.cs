using System.Text.Json;
using SoftCfg.ImageTokenizers.RobusTok;
using TorchSharp;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Models;

/// <summary>
/// Models at their published sizes have the tensors of the published checkpoints. They are built on the meta device,
/// which knows shapes and holds no memory.
/// </summary>
public class ManifestTests
{
    private static readonly Device Meta = new(DeviceType.META);

    [Fact]
    public void RobusTok_tokenizer() => AssertSameTensors("robustok_tokenizer.json",
        config => new RobusTokTokenizer(config.Deserialize<RobusTokConfig>()!, device: Meta), RobusTokCheckpoint.IsUnused);

    /// <summary>Compares names, shapes and kinds of numbers.</summary>
    /// <param name="manifest">A file of golden/manifests: a configuration and the tensors it leads to.</param>
    /// <param name="create">Builds the model of a configuration on the meta device.</param>
    /// <param name="isUnused">Which of the checkpoint's tensors the model does without.</param>
    private static void AssertSameTensors(string manifest, Func<JsonElement, nn.Module> create, Func<string, bool> isUnused)
    {
        using var json = JsonDocument.Parse(
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "golden", "manifests", manifest)));
        var published = json.RootElement.GetProperty("tensors").EnumerateObject().Where(tensor => !isUnused(tensor.Name))
            .Select(tensor => $"{tensor.Name} {tensor.Value.GetProperty("dtype")} {Shape(tensor.Value)}");
        using var model = create(json.RootElement.GetProperty("config"));
        var tensors = model.state_dict();

        Assert.All(tensors.Values, tensor => Assert.Equal(DeviceType.META, tensor.device_type));
        Assert.Equal(published.Order(StringComparer.Ordinal),
            tensors.Select(tensor => $"{tensor.Key} {Name(tensor.Value.dtype)} [{string.Join(", ", tensor.Value.shape)}]")
                .Order(StringComparer.Ordinal));
    }

    private static string Shape(JsonElement tensor) =>
        $"[{string.Join(", ", tensor.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()))}]";

    private static string Name(ScalarType type) => type switch
    {
        ScalarType.Float32 => "F32",
        ScalarType.BFloat16 => "BF16",
        ScalarType.Int64 => "I64",
        _ => throw new NotSupportedException($"No name for {type}."),
    };
}
