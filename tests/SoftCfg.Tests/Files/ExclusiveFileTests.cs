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
    public void A_file_that_is_gone_again_at_a_second_look_was_there_nevertheless()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights on Windows.");
        // A link to nothing is in the way, and does not exist for who looks.
        File.CreateSymbolicLink(folder.File("claim"), folder.File("nothing"));
        Assert.False(File.Exists(folder.File("claim")));
        Assert.False(ExclusiveFile.TryCreate(folder.File("claim"), "mine"));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error() =>
        Assert.ThrowsAny<IOException>(() => ExclusiveFile.TryCreate(folder.File("gone/claim"), "mine"));
}
