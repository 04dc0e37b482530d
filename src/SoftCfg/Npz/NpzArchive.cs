using SoftCfg.Files;
using static TorchSharp.torch;

namespace SoftCfg.Npz;

/// <summary>
/// Named arrays in a zip archive, as <c>numpy.savez</c> and <c>numpy.savez_compressed</c> write them: the array KEY is
/// the member <c>KEY.npy</c>. Opening reads the directory alone.
/// </summary>
/// <remarks>Source: numpy.lib.format and numpy.lib.npyio.</remarks>
internal sealed class NpzArchive : IDisposable
{
    private const string Extension = ".npy";

    private readonly NpzFile file;
    private readonly ZipDirectory directory;

    private NpzArchive(NpzFile file)
    {
        this.file = file;
        directory = ZipDirectory.Read(file);
    }

    /// <summary>The file.</summary>
    public string Path => file.Path;

    /// <summary>Opens an archive.</summary>
    /// <exception cref="NpzException">It cannot be read, or is no zip archive.</exception>
    public static NpzArchive Open(string path)
    {
        var opened = NpzFile.Open(path);
        try
        {
            if (!opened.Read(0, Math.Min(opened.Length, 2), "the first bytes").AsSpan().SequenceEqual("PK"u8))
                throw opened.Error("this is no zip archive, so it is no .npz file. Write it with numpy.savez.");
            return new NpzArchive(opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Whether there is an array of this name.</summary>
    public bool Has(string key) => directory.Entries.ContainsKey(key + Extension);

    /// <summary>Begins to read an array; the archive has to stay open.</summary>
    /// <param name="key">The array's name.</param>
    /// <param name="types">The element types that will do.</param>
    /// <exception cref="NpzException">There is none, or its header is not what it should be.</exception>
    public NpzArray OpenArray(string key, params ScalarType[] types)
    {
        if (!directory.Entries.TryGetValue(key + Extension, out var entry))
            throw file.Error($"there is no array '{key}'. It holds {Keys()}.");
        var content = new ZipContent(file, directory, entry);
        try
        {
            return new NpzArray(file, key, content, types);
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private string Keys() => ForeignText.List(directory.Entries.Keys.Select(name =>
        name.EndsWith(Extension, StringComparison.Ordinal) ? name[..^Extension.Length] : name).ToList());
}
