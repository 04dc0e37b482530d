using SoftCfg.Files;

namespace SoftCfg.Tests.Files;

/// <summary>Small files of text.</summary>
public sealed class TextFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_written_is_read_again()
    {
        TextFile.Write(folder.File("a"), "größer");
        TextFile.Write(folder.File("a"), "größte\n");
        Assert.Equal("größte\n", TextFile.Read(folder.File("a"), 100));
        Assert.Equal(["a"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused()
    {
        TextFile.Write(folder.File("a"), "12345");
        Assert.Contains("is larger than 4 bytes", Assert.Throws<IOException>(() => TextFile.Read(folder.File("a"), 4)).Message);
    }

    [Fact]
    public void Asking_whether_a_file_can_be_written_leaves_what_is_there()
    {
        TextFile.Write(folder.File("a"), "before");
        TextFile.EnsureWritable(folder.File("a"));
        TextFile.EnsureWritable(folder.File("b"));
        Assert.Equal("before", TextFile.Read(folder.File("a"), 100));
        Assert.Equal(["a"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
        Assert.Contains("is a folder", Assert.Throws<IOException>(() => TextFile.EnsureWritable(folder.Path)).Message);
        Assert.Throws<DirectoryNotFoundException>(() => TextFile.EnsureWritable(folder.File("c/d")));
    }
}
