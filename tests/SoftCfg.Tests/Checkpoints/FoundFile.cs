using SoftCfg.Checkpoints;
using SoftCfg.Families;
using SoftCfg.Loading;
using static TorchSharp.torch;

namespace SoftCfg.Tests.Checkpoints;

/// <summary>Files of torch.save that were once read wrongly; most hold a RAR of one layer.</summary>
internal static class FoundFile
{
    public const string Model = "RAR of 1 layers, 8 channels, 4 tokens of 8 codes";

    private static string Root => System.IO.Path.Combine(AppContext.BaseDirectory, "found");

    public static string Path(string name) => System.IO.Path.Combine(Root, name);

    /// <summary>All of them, by their names in the folder.</summary>
    public static IEnumerable<string> All => Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
        .Select(file => System.IO.Path.GetRelativePath(Root, file)).Order(StringComparer.Ordinal);

    /// <summary>Loads the file as sampling does, strictly.</summary>
    public static void LoadGenerator(string path)
    {
        using var checkpoint = Checkpoint.Open(path);
        var request = new PartRequest(ModelFinder.Part(path, KnownCheckpoint.Recognise(checkpoint)!), path, "found", path);
        ModelLoader.Generator(request, ScalarType.Float32, CPU, hash: false, TestContext.Current.CancellationToken).Part.Dispose();
    }

    public static string Refusal(string name) => Assert.Throws<CheckpointException>(() => Checkpoint.Open(Path(name))).Problem;
}
