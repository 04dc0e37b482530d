using SoftCfg.Cli.Sampling;
using SoftCfg.Imaging;
using SoftCfg.Runs;

namespace SoftCfg.Cli.Tests.Sampling;

public class ClassCycleTests
{
    [Fact]
    public void The_class_of_an_image_is_a_function_of_its_index_and_nothing_grows_with_the_count()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var classes = new ClassCycle([7, 1, 3], Round: 3, Count: 2_000_000_000);
        Assert.Equal([7, 1, 3, 7, 1, 3, 7], Enumerable.Range(0, 7).Select(i => classes.Of(i)));
        Assert.Equal(1, classes.Of(1_999_999_999));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Classes_and_originals_both_begin_anew_after_their_least_common_multiple()
    {
        using var folder = new TemporaryFolder();
        for (var i = 0; i < 4; i++)
            PngWriter.Write(folder.File($"{i}.png"), new RgbImage(1, 1, new byte[3]), [new(RunProvenance.Prefix + "class", $"{i}")]);
        var run = Run.Of("sample", "--model", Run.Model, "--reconstruct", folder.Path, "--keep", "1", "--classes", "1,2,3,1,2,3",
            "--count", "24", "--guidance", "none", "--output", folder.File("o")).Succeeded();
        Assert.StartsWith("24 images", run.Output);
        Assert.Equal("3", PngText.Read(folder.File("o/000014.png")).Single(fact => fact.Key == "softcfg.class").Value);
        Assert.Equal("2.png", PngText.Read(folder.File("o/000014.png")).Single(fact => fact.Key == "softcfg.original").Value);
    }
}
