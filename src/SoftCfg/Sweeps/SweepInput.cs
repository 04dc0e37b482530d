using Microsoft.Win32.SafeHandles;
using SoftCfg.Files;

namespace SoftCfg.Sweeps;

/// <summary>A file of a sweep's folder, open for reading.</summary>
internal sealed class SweepInput : ForeignFile
{
    /// <summary>Ten thousand points take a tenth of it.</summary>
    private const long MaximumBytes = 128 << 20;

    private SweepInput(string path, SafeFileHandle handle) : base(path, handle)
    {
    }

    /// <summary>Reads all of a file.</summary>
    /// <exception cref="SweepException">It is missing, empty, no file, or larger than any that a sweep writes.</exception>
    internal static byte[] Read(string path)
    {
        using var file = new SweepInput(path, OpenHandle(path, (problem, e) => new SweepException(path, problem, e)));
        return file.Length <= MaximumBytes
            ? file.Read(0, file.Length, "the file")
            : throw file.Error($"the file has {file.Length} bytes; no sweep writes more than {MaximumBytes}.");
    }

    internal override SweepException Error(string problem, Exception? inner = null) => new(Path, problem, inner);
}
