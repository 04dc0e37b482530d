using SoftCfg.Checkpoints;
using SoftCfg.Tests.GoldenHarness;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Families;

/// <summary>A published checkpoint of which only names and shapes are here.</summary>
internal sealed class ManifestCheckpoint(string name) : ICheckpoint
{
    public static string Folder { get; } = System.IO.Path.Combine(GoldenCases.OwnFolder, "manifests");

    public Manifest Manifest { get; } = Manifest.Read(name);

    public string Path => $"{name}.bin";

    public IReadOnlyList<TensorInfo> Tensors => Manifest.Tensors;

    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    public Tensor Read(string name) => throw new NotSupportedException("a manifest holds no elements");

    public void Dispose()
    {
    }
}
