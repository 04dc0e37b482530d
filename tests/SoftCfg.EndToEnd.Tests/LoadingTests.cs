using System.Diagnostics;
using System.Globalization;

namespace SoftCfg.EndToEnd.Tests;

/// <summary>How the native library is loaded; in a process of its own, whose memory has no history.</summary>
public sealed class LoadingTests : IDisposable
{
    // The heap of a thread begins at a multiple of its largest size (glibc).
    private const long HeapSize = 64 << 20, LeastRoom = 48 << 20;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void What_libtorch_registers_lies_in_large_pages()
    {
        // Other systems, other allocators: nothing happens.
        if (!Directory.Exists("/sys/kernel/mm/transparent_hugepage"))
            return;
        var images = Path.Combine(folder.Path, "images");
        using var process = Tool.Start(folder, "sample", "--model", Tool.Model, "--threads", "1", "--count", "100000", "--output", images);
        try
        {
            Assert.True(WritesImages(process, images), "softcfg wrote no image.");
            Assert.Contains(AskedForLargePages(process.Id), range =>
                range.First % HeapSize < HeapSize - LeastRoom && range.End - range.First >= LeastRoom && range.End - range.First < HeapSize);
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();

    /// <summary>Waits until the process has written an image, and so has loaded what it needs; false where it ended before.</summary>
    private static bool WritesImages(Process process, string folder)
    {
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(50)))
        {
            if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.png", SearchOption.AllDirectories).Any())
                return true;
        }
        return false;
    }

    /// <summary>The ranges of a process's memory for which large pages are asked.</summary>
    private static List<(long First, long End)> AskedForLargePages(int process)
    {
        List<(long, long)> asked = [];
        (long, long) range = default;
        foreach (var line in File.ReadLines($"/proc/{process}/smaps"))
        {
            if (line.Split(' ')[0].Split('-') is [var first, var end])
                range = (Hexadecimal(first), Hexadecimal(end));
            else if (line.StartsWith("VmFlags:", StringComparison.Ordinal) && line.Split(' ').Contains("hg"))
                asked.Add(range);
        }
        return asked;
    }

    private static long Hexadecimal(string digits) => long.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
