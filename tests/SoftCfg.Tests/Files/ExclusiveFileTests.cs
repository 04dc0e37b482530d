using SoftCfg.Files;

namespace SoftCfg.Tests.Files;

public sealed class ExclusiveFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_is_made_once()
    {
        Assert.True(ExclusiveFile.TryCreate(folder.File("claim"), "mine"));
        Assert.False(ExclusiveFile.TryCreate(folder.File("claim"), "yours"));
        Assert.Equal("mine", File.ReadAllText(folder.File("claim")));
    }

    [Fact]
    public void A_file_that_another_removes_meanwhile_is_no_error()
    {
        var path = folder.File("claim");
        Parallel.For(0, 2, _ =>
        {
            for (var i = 0; i < 5000; i++)
            {
                if (ExclusiveFile.TryCreate(path, "mine"))
                    File.Delete(path);
            }
        });
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error() =>
        Assert.ThrowsAny<IOException>(() => ExclusiveFile.TryCreate(folder.File("gone/claim"), "mine"));
}
