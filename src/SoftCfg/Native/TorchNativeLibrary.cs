using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace SoftCfg.Native;

/// <summary>
/// Makes TorchSharp's native library load on Linux systems whose libstdc++ is older than GCC 13's
/// (Debian 12, Ubuntu 22.04, RHEL 9), and its threads wait for each other asleep.
/// </summary>
/// <remarks>
/// <para><c>libLibTorchSharp.so</c> 0.107.0 lists version <c>GLIBCXX_3.4.32</c> among its needs, but uses nothing from
/// it: the one symbol of that version has no relocation. Where the system's loader therefore refuses the file, the need
/// is marked weak in a copy held in memory, and that copy is loaded. No file is written, no right is needed, and systems
/// that load the original never get here.</para>
/// <para>Threads of libtorch that wait for each other spin by default, and so take the processor from those they wait for as
/// soon as anything else runs on the machine. On Linux the environment variable <c>OMP_WAIT_POLICY</c> is set to
/// <c>passive</c> for native code, unless the environment has it already. A program that wants libtorch's default sets the
/// switch <c>SoftCfg.ThreadsWaitAsleep</c> of <see cref="AppContext"/> to false in its runtimeconfig.json, or the variable to
/// <c>active</c>.</para>
/// <para>Applications that reference the SoftCfg package register this before their first line runs; nothing has to be
/// called by hand.</para>
/// </remarks>
public static class TorchNativeLibrary
{
    private const string LibraryName = "LibTorchSharp";
    private const string FileName = "libLibTorchSharp.so";
    private const string LibtorchName = "libtorch_cpu.so";
    private const string NeededVersion = "GLIBCXX_3.4.32";
    private const string UnusedSymbol = "_ZSt21ios_base_library_initv";

    private static int registered;

    /// <summary>
    /// Whether the system refused the original and an adapted copy in memory is in use. Known after the first call into
    /// TorchSharp.
    /// </summary>
    public static bool IsAdapted { get; private set; }

    /// <summary>
    /// Registers the cure with the runtime's native-library loader, and says how threads wait. Calling it again does nothing.
    /// </summary>
    public static void Register()
    {
        if (!OperatingSystem.IsLinux() || Interlocked.Exchange(ref registered, 1) != 0)
            return;
        ThreadWaiting.Sleep();
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;
    }

    /// <summary>
    /// Begins to load libtorch on a thread of its own: it takes about half a second, in which a program can do other things. Whoever
    /// needs it waits for the rest. On Linux; elsewhere, and where it cannot be loaded, the first use does all and says what is wrong.
    /// </summary>
    /// <remarks>
    /// Meanwhile the system's loader tells nobody else where a native function is, so whoever calls one for the first time waits as
    /// well. A program that may end before it is loaded must not run the destructors of native libraries: see _exit(2).
    /// </remarks>
    public static void LoadAhead()
    {
        Register();
        if (!OperatingSystem.IsLinux() || FindInSearchPath(LibtorchName) is not { } path)
            return;
        FindWhatReadsFiles(path);
        new Thread(() =>
        {
            LoadingHeap.MakeRoom();
            NativeLibrary.TryLoad(path, out _);
        })
        { IsBackground = true, Name = "libtorch" }.Start();
    }

    /// <summary>Calls what reading a file takes, while the loader still answers: models are described while libtorch is loaded.</summary>
    private static void FindWhatReadsFiles(string path)
    {
        Span<byte> answer = stackalloc byte[StatusCall.StatusBytes];
        const int currentFolder = -100;
        _ = StatusCall.Ask(currentFolder, path, 0, answer);
        // Not the function by which files are looked for.
        _ = Directory.Exists(path);
        try
        {
            // A stream asks where in the file it is.
            using var file = new FileStream(File.OpenHandle(path), FileAccess.Read);
            _ = file.Read(answer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever loads it says so.
        }
    }

    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification =
        "A program that is not C# gets no initializer of its own from SoftCfg.targets; this one serves it.")]
    internal static void RegisterWithLibrary() => Register();

    /// <summary>Called by the runtime only after its own search has failed.</summary>
    private static nint Resolve(Assembly assembly, string name)
    {
        if (name != LibraryName || FindInSearchPath(FileName) is not { } path)
            return 0;
        try
        {
            // The copy in memory has no folder, so what it links to must be loaded already.
            if (FindInSearchPath("libtorch.so") is { } libtorch)
                NativeLibrary.Load(libtorch);
            var image = File.ReadAllBytes(path);
            ElfVersionNeed.Weaken(image, NeededVersion, UnusedSymbol);
            var library = MemoryFile.Load(image, FileName);
            IsAdapted = true;
            return library;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException
                                    or DllNotFoundException)
        {
            throw new TorchNativeLibraryException(
                $"TorchSharp's native library {path} cannot be loaded: it asks for a libstdc++ with {NeededVersion} " +
                $"(GCC 13 or newer), and could not be adapted to this system's: {e.Message} Install libstdc++6 13 or " +
                "newer (Debian 13, Ubuntu 24.04, RHEL 10; with conda: conda install -c conda-forge 'libstdcxx-ng>=13', " +
                "then add its lib folder to LD_LIBRARY_PATH).", e);
        }
    }

    private static string? FindInSearchPath(string fileName)
    {
        var hostFolders = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        return hostFolders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"))
            .Select(folder => Path.Combine(folder, fileName))
            .FirstOrDefault(File.Exists);
    }
}
