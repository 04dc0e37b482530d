using Microsoft.Win32.SafeHandles;
using SoftCfg.Files;

namespace SoftCfg.Npz;

/// <summary>An archive open for reading, which refuses by <see cref="NpzException"/>.</summary>
internal sealed class NpzFile : ForeignFile
{
    private NpzFile(string path, SafeFileHandle handle) : base(path, handle)
    {
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="NpzException">It is missing, empty, or cannot be opened.</exception>
    internal static NpzFile Open(string path) =>
        new(path, OpenHandle(path, (problem, e) => new NpzException(path, problem, e)));

    internal override NpzException Error(string problem, Exception? inner = null) => new(Path, problem, inner);
}
