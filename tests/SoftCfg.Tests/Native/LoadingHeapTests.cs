using System.Globalization;
using SoftCfg.Native;

namespace SoftCfg.Tests.Native;

public class LoadingHeapTests
{
    [Fact]
    public void A_thread_has_room_for_what_libtorch_registers()
    {
        // Other systems, other allocators: nothing happens.
        if (!Directory.Exists("/sys/kernel/mm/transparent_hugepage"))
            return;
        var advised = -1L;
        var thread = new Thread(() =>
        {
            LoadingHeap.MakeRoom();
            advised = KibibytesAdvised();
        });
        thread.Start();
        thread.Join();
        // Freed, and still there: but for the ends, which are no whole pages.
        Assert.InRange(advised, 48 << 10, 1 << 20);
    }

    /// <summary>Of the heaps of this process, what is asked to be in large pages.</summary>
    private static long KibibytesAdvised()
    {
        var (all, size) = (0L, 0L);
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            if (line.StartsWith("Size:", StringComparison.Ordinal))
                size = long.Parse(line[5..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
            else if (line.StartsWith("VmFlags:", StringComparison.Ordinal) && line.Split(' ').Contains("hg"))
                all += size;
        }
        return all;
    }
}
