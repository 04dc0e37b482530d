using System.Runtime.InteropServices;

namespace SoftCfg.Native;

/// <summary>statx(2), which says what stands behind a path.</summary>
internal static partial class StatusCall
{
    /// <summary>Bytes of an answer.</summary>
    internal const int StatusBytes = 256;

    private const uint BasicFields = 0x7FF;

    /// <summary>Asks; 0 where there is an answer.</summary>
    internal static int Ask(int folder, string path, int flags, Span<byte> status) =>
        AskSystem(folder, path, flags, BasicFields, ref MemoryMarshal.GetReference(status));

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AskSystem(int folder, string path, int flags, uint fields, ref byte status);
}
