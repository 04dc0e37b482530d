using Microsoft.Win32.SafeHandles;
using SoftCfg.Files;

namespace SoftCfg.Traces;

/// <summary>A trace file, open for reading.</summary>
internal sealed class TraceFile : ForeignFile
{
    private TraceFile(string path, SafeFileHandle handle) : base(path, handle)
    {
    }

    public static TraceFile Open(string path) =>
        new(path, OpenHandle(path, (problem, inner) => new TraceFileException(path, problem, inner)));

    internal override TraceFileException Error(string problem, Exception? inner = null) => new(Path, problem, inner);
}
