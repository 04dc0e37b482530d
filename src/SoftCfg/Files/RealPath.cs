namespace SoftCfg.Files;

/// <summary>Paths without links.</summary>
internal static class RealPath
{
    // As many as Linux follows.
    private const int MostLinks = 40;

    /// <summary>The path with every link on the way followed; the rest of a path that does not exist is kept.</summary>
    /// <exception cref="IOException">The links run in a circle.</exception>
    internal static string Of(string path)
    {
        var links = 0;
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        var names = new Stack<string>(Names(full[real.Length..]).Reverse());
        while (names.TryPop(out var name))
        {
            if (name is "." or "..")
            {
                real = name == ".." ? Path.GetDirectoryName(real) ?? real : real;
                continue;
            }
            var next = Path.Combine(real, name);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > MostLinks)
                throw new IOException($"'{path}' leads through more than {MostLinks} links.");
            var root = Path.GetPathRoot(target) ?? "";
            real = root.Length > 0 ? root : real;
            foreach (var part in Names(target[root.Length..]).Reverse())
                names.Push(part);
        }
        return real;
    }

    private static string[] Names(string path) => path.Split(
        [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
}
