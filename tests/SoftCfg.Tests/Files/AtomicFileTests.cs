using SoftCfg.Files;

namespace SoftCfg.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_file_has_its_name_only_when_it_is_whole()
    {
        using (var file = new AtomicFile(folder.File("a")))
        {
            file.Stream.Write("new"u8);
            Assert.False(File.Exists(folder.File("a")));
            file.Commit();
        }
        Assert.Equal("new", File.ReadAllText(folder.File("a")));
        Assert.Equal(["a"], folder.FileNames);
    }

    [Fact]
    public void A_file_that_is_given_up_leaves_nothing_and_what_was_there_stays()
    {
        folder.Write("a", "old"u8);
        using (var file = new AtomicFile(folder.File("a")))
            file.Stream.Write("new"u8);
        Assert.Equal("old", File.ReadAllText(folder.File("a")));
        Assert.Equal(["a"], folder.FileNames);
    }

    [Fact]
    public void A_file_that_is_replaced_hands_on_its_permissions_and_owner()
    {
        if (OperatingSystem.IsWindows())
            return;
        var path = folder.Write("secret", "old"u8);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var before = FileStatus.Of(path);
        Replace(path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal((before?.User, before?.Group), (FileStatus.Of(path)?.User, FileStatus.Of(path)?.Group));
        const UnixFileMode Everything = (UnixFileMode)0b111_111_111;
        File.SetUnixFileMode(path, Everything);
        Replace(path);
        Assert.Equal(Everything, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_link_stays_a_link_and_its_target_is_replaced()
    {
        Directory.CreateDirectory(folder.File("elsewhere"));
        folder.Write("elsewhere/target", "old"u8);
        File.CreateSymbolicLink(folder.File("second"), Path.Combine("elsewhere", "target"));
        File.CreateSymbolicLink(folder.File("first"), "second");
        Replace(folder.File("first"));
        Assert.Equal("new", File.ReadAllText(folder.File("elsewhere/target")));
        Assert.Equal("second", new FileInfo(folder.File("first")).LinkTarget);
        Assert.Equal(["target"], new DirectoryInfo(folder.File("elsewhere")).EnumerateFileSystemInfos().Select(f => f.Name));
    }

    [Fact]
    public void A_link_to_nothing_makes_its_target()
    {
        File.CreateSymbolicLink(folder.File("link"), "target");
        Replace(folder.File("link"));
        Assert.Equal("new", File.ReadAllText(folder.File("target")));
        Assert.Equal("target", new FileInfo(folder.File("link")).LinkTarget);
    }

    [Fact]
    public void Links_in_a_circle_are_refused()
    {
        File.CreateSymbolicLink(folder.File("a"), "b");
        File.CreateSymbolicLink(folder.File("b"), "a");
        Assert.Contains("leads through more than", Refusal<IOException>(folder.File("a")));
    }

    [Fact]
    public void Pipes_and_devices_are_refused_and_stay_what_they_are()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Unix.Needed);
        var pipe = Unix.MakePipe(folder.File("pipe"));
        Assert.Equal($"'{pipe}' is a pipe, and would be replaced by a file. Give the name of a file.", Refusal<IOException>(pipe));
        File.CreateSymbolicLink(folder.File("link"), "/dev/null");
        Assert.Contains("link' is a device, and would be replaced", Refusal<IOException>(folder.File("link")));
        Assert.Contains("'/dev/null' is a device", Refusal<IOException>("/dev/null"));
        Assert.Equal("a pipe", FileStatus.Of(pipe)?.Name);
        Assert.Equal("a device", FileStatus.Of("/dev/null")?.Name);
    }

    [Fact]
    public void Names_that_cannot_be_are_refused_before_anything_is_written()
    {
        Assert.Contains("NUL", Refusal<IOException>(folder.File("a\0b")));
        Assert.Contains("is longer than 255 bytes", Refusal<PathTooLongException>(folder.File(new string('é', 200))));
        Assert.Contains("is a folder", Refusal<IOException>(folder.Path));
        Assert.Contains("is a folder", Refusal<IOException>(folder.File("a") + "/"));
        Assert.Contains("does not exist", Refusal<DirectoryNotFoundException>(folder.File("missing/a")));
        Assert.Empty(folder.FileNames);
    }

    [Fact]
    public void Leftovers_of_a_kill_go_when_the_next_file_is_begun()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a process number alone may be in use again.");
        folder.Write(Leftover.Name, "half a file"u8);
        Replace(folder.File("a"));
        Assert.Equal(["a"], folder.FileNames);
    }

    private static void Replace(string path)
    {
        using var file = new AtomicFile(path);
        file.Stream.Write("new"u8);
        file.Commit();
    }

    private static string Refusal<T>(string path) where T : Exception => Assert.Throws<T>(() => new AtomicFile(path)).Message;

    public void Dispose() => folder.Dispose();
}
