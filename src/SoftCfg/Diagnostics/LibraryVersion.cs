using System.Reflection;

namespace SoftCfg.Diagnostics;

/// <summary>Which build of the library this is; every file that it writes says so.</summary>
internal static class LibraryVersion
{
    /// <summary>The version, with the commit it was built from.</summary>
    internal static string Text { get; } = typeof(LibraryVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
