using SoftCfg.Files;

namespace SoftCfg.Tests.Files;

public sealed class FolderLockTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_folder_is_held_by_one_at_a_time_and_by_whom_is_said()
    {
        using (FolderLock.Take(folder.Path))
        {
            var refusal = Assert.Throws<FolderInUseException>(() => FolderLock.Take(folder.Path));
            Assert.Equal(folder.Path, refusal.Folder);
            if (OperatingSystem.IsLinux())
                Assert.StartsWith($"process {Environment.ProcessId} on ", refusal.Holder);
        }
        FolderLock.Take(folder.Path).Dispose();
        Assert.Empty(folder.FileNames);
    }

    [Fact]
    public void What_a_killed_process_left_is_taken_over_and_cleared()
    {
        folder.Write(FolderLock.FileName, "4000000-1-here"u8);
        folder.Write(Leftover.Name, "half"u8);
        using (FolderLock.Take(folder.Path))
            Assert.Equal([FolderLock.FileName], folder.FileNames);
    }

    [Fact]
    public void A_process_that_runs_holds_the_folder_where_locks_are_not_known()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Process 1 is Linux's.");
        folder.Write(FolderLock.FileName, System.Text.Encoding.ASCII.GetBytes(ProcessStamp.Of(1).ToString()));
        Assert.StartsWith("process 1 on ", Assert.Throws<FolderInUseException>(() => FolderLock.Take(folder.Path)).Holder);
    }

    [Fact]
    public void Folders_that_cannot_be_are_refused()
    {
        Assert.Contains("NUL", Assert.Throws<IOException>(() => FolderLock.Take(folder.File("a\0b"))).Message);
        Assert.ThrowsAny<IOException>(() => FolderLock.Take(folder.Write("file", ""u8)));
    }

    [Fact]
    public async Task Of_many_that_want_a_folder_one_has_it()
    {
        var (holders, most, taken) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                try
                {
                    using var held = FolderLock.Take(folder.Path);
                    most = Math.Max(most, Interlocked.Increment(ref holders));
                    Interlocked.Increment(ref taken);
                    Interlocked.Decrement(ref holders);
                }
                catch (FolderInUseException)
                {
                }
            }
        })));
        Assert.Equal((1, true), (most, taken > 0));
    }

    public void Dispose() => folder.Dispose();
}
