using System.Globalization;
using System.Runtime.InteropServices;
using SoftCfg.Native;

namespace SoftCfg.Tests.Native;

public unsafe class LoadingHeapTests
{
    [Fact]
    public void A_thread_has_room_for_what_libtorch_registers()
    {
        // Other systems, other allocators: nothing happens.
        if (!Directory.Exists("/sys/kernel/mm/transparent_hugepage"))
            return;
        Assert.InRange(BlocksInLargePages(), 40, 50);
    }

    /// <summary>Of fifty blocks of a megabyte that a new thread takes behind it, how many lie where large pages are asked for.</summary>
    private static int BlocksInLargePages()
    {
        var found = 0;
        var thread = new Thread(() =>
        {
            LoadingHeap.MakeRoom();
            var blocks = new nint[50];
            for (var i = 0; i < blocks.Length; i++)
                blocks[i] = (nint)NativeMemory.Alloc(1 << 20);
            var ranges = AskedForLargePages();
            found = blocks.Count(block => ranges.Any(range => range.First <= block && block < range.End));
            foreach (var block in blocks)
                NativeMemory.Free((void*)block);
        });
        thread.Start();
        thread.Join();
        return found;
    }

    /// <summary>The ranges of this process's memory for which large pages are asked.</summary>
    private static List<(nint First, nint End)> AskedForLargePages()
    {
        List<(nint, nint)> asked = [];
        (nint, nint) range = default;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            if (line.Split(' ')[0].Split('-') is [var first, var end])
                range = (nint.Parse(first, NumberStyles.HexNumber), nint.Parse(end, NumberStyles.HexNumber));
            else if (line.StartsWith("VmFlags:", StringComparison.Ordinal) && line.Split(' ').Contains("hg"))
                asked.Add(range);
        }
        return asked;
    }
}
