using SoftCfg.Layers;
using static TorchSharp.torch;

namespace SoftCfg.Hosting.Models;

/// <summary>How a model that is served is loaded from its path.</summary>
public sealed record ModelLoading
{
    /// <summary>The image tokenizer's checkpoint.</summary>
    /// <value>Default null: the one beside the generator.</value>
    public string? Tokenizer { get; init; }

    /// <summary>How weights are stored and multiplied by libtorch.</summary>
    /// <value>Default float32.</value>
    public ScalarType Dtype { get; init; } = ScalarType.Float32;

    /// <summary>Where it runs.</summary>
    /// <value>Default null: the CPU.</value>
    public Device? Device { get; init; }

    /// <summary>How weights are packed for the kernels of the CPU.</summary>
    /// <value>Default null: <see cref="WeightFormats.Default"/> where they can be packed.</value>
    public WeightFormat? Weights { get; init; }

    /// <summary>The options of the tool that say the same; the defaults are left out.</summary>
    internal IReadOnlyList<string> ToolOptions(string path, string tokenizerOption) =>
    [
        "--model", path,
        .. Tokenizer is { } file ? [tokenizerOption, file] : Array.Empty<string>(),
        .. Dtype == ScalarType.Float32 ? [] : new[] { "--dtype", Dtype.ToString().ToLowerInvariant() },
        .. Weights is { } format ? ["--weights", WeightFormats.NameOf(format)] : Array.Empty<string>(),
        .. Device is null || Device.type == TorchSharp.DeviceType.CPU ? [] : new[] { "--device", Device.ToString() },
    ];
}
