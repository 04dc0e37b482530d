using System.Diagnostics;
using SoftCfg.Files;

namespace SoftCfg.Tests.Files;

public sealed class TemporaryFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Files_of_dead_processes_go_and_all_others_stay()
    {
        var elsewhere = ProcessStamp.Current with { Id = 1, Start = 1, Host = "another-host" };
        using var running = Process.Start(new ProcessStartInfo("dotnet", ["--info"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        // Blocked on its output, or not yet begun: it runs either way.
        string[] staying =
        [
            Leftover.Of(elsewhere), Leftover.Of(ProcessStamp.Current), Leftover.Of(ProcessStamp.Of(running.Id)),
            ".softcfg-mine.tmp", "notes.tmp",
        ];
        foreach (var name in staying.Append(Leftover.Name))
            folder.Write(name, "half"u8);
        TemporaryFiles.ClearLeftovers(folder.Path);
        Assert.Equal(staying.Order(StringComparer.Ordinal), folder.FileNames.Order(StringComparer.Ordinal));
        running.Kill();
    }

    [Fact]
    public void A_number_that_was_given_again_is_another_process()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The start is /proc's.");
        var reused = ProcessStamp.Current with { Start = ProcessStamp.Current.Start - 1 };
        Assert.False(reused.IsRunning);
        Assert.True(ProcessStamp.Current.IsRunning);
        folder.Write(Leftover.Of(reused), "half"u8);
        TemporaryFiles.ClearLeftovers(folder.Path);
        Assert.Empty(folder.FileNames);
    }

    [Fact]
    public void A_file_that_somebody_holds_stays_whatever_its_name_says()
    {
        // As of a process in another container, whose numbers mean nothing here.
        using (new FileStream(folder.File(Leftover.Name), FileMode.CreateNew, FileAccess.Write, FileShare.None))
            TemporaryFiles.ClearLeftovers(folder.Path);
        Assert.Equal([Leftover.Name], folder.FileNames);
    }

    [Fact]
    public void A_stamp_is_read_as_it_is_written()
    {
        Assert.Equal(ProcessStamp.Current, ProcessStamp.Parse(ProcessStamp.Current.ToString()));
        Assert.Null(ProcessStamp.Parse(""));
        Assert.Null(ProcessStamp.Parse("99999999999999999999-1-host"));
        Assert.Null(ProcessStamp.Parse("1-1-../../host"));
    }

    public void Dispose() => folder.Dispose();
}
