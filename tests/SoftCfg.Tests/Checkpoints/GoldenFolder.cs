using System.Text.Json;
using SoftCfg.Tests.GoldenHarness;

namespace SoftCfg.Tests.Checkpoints;

/// <summary>
/// A folder of sample files with an <c>index.json</c> that says what each should do, and <c>expected.safetensors</c>
/// with the values of those that load. Besides the copy in this project, every such folder below the one named by the
/// environment variable SOFTCFG_GOLDEN is used.
/// </summary>
public sealed class GoldenFolder
{
    private readonly JsonDocument index;

    private GoldenFolder(string path)
    {
        Path = path;
        index = JsonDocument.Parse(File.ReadAllBytes(System.IO.Path.Combine(path, "index.json")));
    }

    public string Path { get; }

    public string Expected => System.IO.Path.Combine(Path, "expected.safetensors");

    /// <summary>The file that a payload would create if a loader ran it.</summary>
    public string? Marker => index.RootElement.TryGetProperty("marker", out var marker) ? marker.GetString() : null;

    /// <summary>Whether it is the copy in this project.</summary>
    public bool IsOwn => Path == OwnPath;

    private static string OwnPath { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "golden", "checkpoints");

    public static TheoryData<string, string> Files()
    {
        var rows = new TheoryData<string, string>();
        foreach (var folder in Folders())
        {
            var golden = new GoldenFolder(folder);
            foreach (var file in golden.index.RootElement.GetProperty("files").EnumerateArray())
                rows.Add(folder, file.GetProperty("file").GetString()!);
        }
        return rows;
    }

    public static (GoldenFolder Folder, JsonElement File) Find(string folder, string file)
    {
        var golden = new GoldenFolder(folder);
        return (golden, golden.index.RootElement.GetProperty("files").EnumerateArray()
            .First(f => f.GetProperty("file").GetString() == file));
    }

    private static IEnumerable<string> Folders()
    {
        if (!GoldenCases.OnlyGiven)
            yield return OwnPath;
        if (GoldenCases.GivenFolder is not { } extra)
            yield break;
        var indexes = Directory.EnumerateFiles(extra, "index.json", SearchOption.AllDirectories);
        foreach (var path in indexes.Order(StringComparer.Ordinal))
        {
            var folder = System.IO.Path.GetDirectoryName(path)!;
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (File.Exists(System.IO.Path.Combine(folder, "expected.safetensors")) &&
                document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("files", out _))
            {
                yield return folder;
            }
        }
    }
}
