namespace SoftCfg.Tests.Common;

/// <summary>A folder of one test, removed with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("softcfg-test-");

    public string Path => folder.FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Every file below the folder, by its path in it, in order.</summary>
    public IReadOnlyList<string> Files => folder.EnumerateFiles("*", SearchOption.AllDirectories)
        .Select(f => System.IO.Path.GetRelativePath(Path, f.FullName).Replace('\\', '/'))
        .Order(StringComparer.Ordinal).ToList();

    public byte[] Bytes(string name) => System.IO.File.ReadAllBytes(File(name));

    public void Dispose() => folder.Delete(recursive: true);
}
