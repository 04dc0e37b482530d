using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using SoftCfg.Native;

namespace SoftCfg.Files;

/// <summary>What stands behind a path, as Linux says (statx(2)); .NET tells a file from a folder and no more.</summary>
/// <param name="Mode">Kind and permissions: <c>st_mode</c>.</param>
/// <param name="User">The owner's number.</param>
/// <param name="Group">The group's number.</param>
/// <param name="Inode">Which file it is, on its device.</param>
/// <param name="Device">The device, as two halves.</param>
internal readonly record struct FileStatus(int Mode, uint User, uint Group, ulong Inode, ulong Device)
{
    private const int KindMask = 0xF000, Fifo = 0x1000, CharacterDevice = 0x2000, Folder = 0x4000, BlockDevice = 0x6000,
        Regular = 0x8000, Socket = 0xC000;

    private const int CurrentFolder = -100, EmptyPath = 0x1000;

    internal bool IsRegular => (Mode & KindMask) == Regular;

    internal bool IsFolder => (Mode & KindMask) == Folder;

    internal UnixFileMode Permissions => (UnixFileMode)(Mode & 0xFFF);

    /// <summary>What it is, for a sentence that begins with "this is".</summary>
    internal string Name => (Mode & KindMask) switch
    {
        Regular => "a file",
        Folder => "a folder",
        Fifo => "a pipe",
        CharacterDevice or BlockDevice => "a device",
        Socket => "a socket",
        _ => "no file",
    };

    /// <summary>Follows links. Null where there is nothing, where it may not be seen, and on other systems than Linux.</summary>
    internal static FileStatus? Of(string path) => Ask(CurrentFolder, path, 0);

    /// <summary>Of a file that is open.</summary>
    internal static FileStatus? Of(SafeFileHandle handle) => Ask((int)handle.DangerousGetHandle(), "", EmptyPath);

    private static FileStatus? Ask(int folder, string path, int flags)
    {
        // A NUL would end the path for the system, and not for .NET.
        if (!OperatingSystem.IsLinux() || path.Contains('\0', StringComparison.Ordinal))
            return null;
        Span<byte> status = stackalloc byte[StatusCall.StatusBytes];
        status.Clear();
        if (StatusCall.Ask(folder, path, flags, status) != 0)
            return null;
        return new FileStatus(
            BinaryPrimitives.ReadUInt16LittleEndian(status[28..]),
            BinaryPrimitives.ReadUInt32LittleEndian(status[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(status[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(status[32..]),
            BinaryPrimitives.ReadUInt64LittleEndian(status[136..]));
    }
}
