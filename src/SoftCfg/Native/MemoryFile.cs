using System.ComponentModel;
using System.Runtime.InteropServices;

namespace SoftCfg.Native;

/// <summary>Loads a shared library from memory, through Linux's anonymous files (memfd_create(2)).</summary>
internal static partial class MemoryFile
{
    private const uint CloseOnExec = 1;

    /// <summary>Loads <paramref name="image"/> as a shared library.</summary>
    /// <param name="image">The ELF file's bytes.</param>
    /// <param name="name">The name that debuggers and /proc/self/maps show.</param>
    /// <returns>The library's handle.</returns>
    /// <exception cref="IOException">The kernel gives no anonymous file.</exception>
    /// <exception cref="DllNotFoundException">The system's loader refuses the image.</exception>
    internal static nint Load(byte[] image, string name)
    {
        var descriptor = CreateMemoryFile(name, CloseOnExec);
        if (descriptor < 0)
            throw new IOException($"memfd_create failed: {new Win32Exception().Message}.");
        using var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.Write(handle, image, fileOffset: 0);
        return NativeLibrary.Load($"/proc/self/fd/{descriptor}");
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateMemoryFile(string name, uint flags);
}
