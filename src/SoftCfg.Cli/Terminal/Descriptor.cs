using System.Runtime.InteropServices;

namespace SoftCfg.Cli.Terminal;

/// <summary>What only the system knows of standard input, output and error (POSIX).</summary>
internal static partial class Descriptor
{
    public const int Output = 1, Error = 2;

    private const int GetFlags = 1, CloseOnExec = 1, ReadWrite = 2;
    private const nuint GetSize = 0x5413;  // TIOCGWINSZ
    private const short Writable = 0x4, Broken = 0x8 | 0x10 | 0x20;  // POLLOUT; POLLERR, POLLHUP, POLLNVAL

    // EINTR, and EAGAIN of Linux and of macOS: whoever shares the terminal or pipe may have made it non-blocking.
    private static readonly int[] TryAgain = [4, 11, 35];

    /// <summary>
    /// Whether the program was started with it. Where it was not, the runtime's own pipes and files may have the number, and
    /// what is written there breaks them; but they all close on exec, and nothing that survived an exec does.
    /// </summary>
    public static bool IsGiven(int descriptor) =>
        OperatingSystem.IsWindows() || Control(descriptor, GetFlags) is >= 0 and var flags && (flags & CloseOnExec) == 0;

    /// <summary>Gives the three numbers to nothing, where they are free, so that no file which is opened later gets one.</summary>
    public static void Occupy()
    {
        if (OperatingSystem.IsWindows())
            return;
        for (var descriptor = 0; descriptor <= Error; descriptor++)
        {
            // The lowest free number is the one that is given.
            if (Control(descriptor, GetFlags) < 0 && Open("/dev/null", ReadWrite) < 0)
                return;
        }
    }

    /// <summary>Why nothing can be written, where that shows before; null if nothing is known.</summary>
    public static IOException? Refusal(int descriptor) =>
        !OperatingSystem.IsWindows() && WriteSome(descriptor, 0, 0) < 0 ? LastError() : null;

    /// <summary>
    /// Writes at the place where the system is in the file: others may write to it as well, before and after. A
    /// <see cref="FileStream"/> has a place of its own.
    /// </summary>
    /// <exception cref="IOException">It cannot; the result is the system's number of the error.</exception>
    public static void Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var written = WriteSome(descriptor, in MemoryMarshal.GetReference(bytes), bytes.Length);
            if (written >= 0)
                bytes = bytes[(int)written..];
            else if (TryAgain.Contains(Marshal.GetLastPInvokeError()))
                WaitUntilWritable(descriptor);
            else
                throw LastError();
        }
    }

    /// <summary>Waits until nobody can read any more what is written. Files stay readable for ever.</summary>
    public static void WaitUntilBroken(int descriptor)
    {
        var poll = new Poll { Descriptor = descriptor };
        // Negative: a signal came in between.
        while (Wait(ref poll, 1, timeout: -1) < 0 || (poll.Returned & Broken) == 0)
            Thread.Sleep(100);
    }

    /// <summary>Columns and rows of the terminal behind it (Linux); 0 where there is none, or it does not know.</summary>
    public static (int Columns, int Rows) TerminalSize(int descriptor) =>
        AskTerminal(descriptor, GetSize, out var size) == 0 ? (size.Columns, size.Rows) : default;

    /// <summary>
    /// Ends the process, even while its threads compute or load libraries: what has to be done at the end of a process is, except for
    /// the destructors of native libraries, which would take away what those threads are using, and take their time.
    /// </summary>
    public static void Exit(int code)
    {
        // Registered last, so all others have run.
        if (!OperatingSystem.IsWindows())
            AppDomain.CurrentDomain.ProcessExit += (_, _) => ExitNow(code);
        Environment.Exit(code);
    }

    private static void WaitUntilWritable(int descriptor)
    {
        var poll = new Poll { Descriptor = descriptor, Wanted = Writable };
        _ = Wait(ref poll, 1, timeout: 100);
    }

    private static IOException LastError()
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException(Marshal.GetPInvokeErrorMessage(error), error);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Poll
    {
        public int Descriptor;
        public short Wanted;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows, Columns, Width, Height;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int AskTerminal(int descriptor, nuint question, out WindowSize size);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteSome(int descriptor, nint nothing, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteSome(int descriptor, in byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Wait(ref Poll polls, nuint count, int timeout);
}
