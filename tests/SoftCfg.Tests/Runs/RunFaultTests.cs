using SoftCfg.Runs;

namespace SoftCfg.Tests.Runs;

/// <summary>What can happen to a run's folder, and what is said of it.</summary>
public sealed class RunFaultTests : IDisposable
{
    private const int NoSpace = 28;

    private readonly RunFixture run = new();

    [Fact]
    public void A_full_disk_stops_the_run_and_the_same_options_go_on()
    {
        var full = RunFixture.Sampler(run.Options, index =>
        {
            if (index == 9)
                throw new IOException("No space left on device", NoSpace);
        });
        var refusal = Assert.Throws<RunException>(() => RunFixture.Work(run.Options, full));
        Assert.Equal($"{run.Output}: the disk is full: No space left on device Finished chunks are kept; once there is room, the same command goes on.",
            refusal.Message);
        Assert.Equal(2, RunFolder.Open(run.Output).Status().Finished);
        Assert.Equal(14, RunFixture.Work(run.Options).Images);
    }

    [Fact]
    public void A_folder_that_vanishes_is_not_made_anew()
    {
        var sampler = RunFixture.Sampler(run.Options, index =>
        {
            if (index == 9)
                Directory.Move(run.Output, run.File("away"));
        });
        var refusal = Assert.Throws<RunException>(() => RunFixture.Work(run.Options, sampler));
        Assert.Equal($"{run.Output}: the folder of the run is gone. Once it is back, the same command goes on.", refusal.Message);
        Assert.False(Directory.Exists(run.Output));
        Directory.Move(run.File("away"), run.Output);
        RunFixture.Work(run.Options);
        Assert.True(RunFolder.Open(run.Output).Verify().IsComplete);
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_and_a_file_system_that_is_read_only_are_refused()
    {
        File.WriteAllText(run.File("file"), "");
        Assert.Contains("file: the run cannot be written here: ", Refusal(run.Options with { Output = run.File("file") }));
        Assert.SkipUnless(Directory.Exists("/proc/fs"), "There is /proc on Linux only.");
        // Whoever may do everything may not write there either.
        Assert.Contains("/proc/fs: the run cannot be written here: ", Refusal(run.Options with { Output = "/proc/fs" }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"chunk\": 2, \"first\"")]
    [InlineData("null")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    [InlineData("{\"chunk\":3,\"first\":12,\"labels\":[2,3,4,5],\"files\":[],\"worker\":\"a\",\"library\":\"1\",\"seconds\":1}")]
    public void A_torn_record_is_not_counted_and_its_chunk_made_anew(string torn)
    {
        RunFixture.Work(run.Options);
        var record = Path.Combine(run.Output, "records/000002.json");
        File.WriteAllText(record, torn);
        var refusal = Assert.Throws<RunException>(() => RunFolder.Open(run.Output).Merge(run.File("a.npz")));
        Assert.StartsWith($"{record}: the file is damaged: ", refusal.Message);
        Assert.EndsWith(" Remove it, and the same command makes the chunk anew.", refusal.Message);
        Assert.False(File.Exists(run.File("a.npz")));
        Assert.Equal("records/000002.json", Assert.Single(RunFolder.Open(run.Output).Verify().Damaged).Name.Replace('\\', '/'));

        Assert.Equal(4, RunFixture.Work(run.Options).Images);
        Assert.Equal(22, RunFolder.Open(run.Output).Merge(run.File("a.npz")));
    }

    [Theory]
    [InlineData("shorter", "it has 20 bytes; ")]
    [InlineData("flipped", "its content is not what was written.")]
    [InlineData("gone", "the file is missing.")]
    public void A_damaged_file_is_found_named_and_made_anew(string damage, string problem)
    {
        RunFixture.Work(run.Options);
        var folder = RunFolder.Open(run.Output);
        var image = Path.Combine(run.Output, "images/000009.png");
        var content = File.ReadAllBytes(image);
        var good = content.ToArray();
        content[^20] ^= 1;
        if (damage == "gone")
            File.Delete(image);
        else
            File.WriteAllBytes(image, damage == "shorter" ? content[..20] : content);

        var found = folder.Verify();
        Assert.Equal((6, 6, 22L, false), (found.Chunks, found.Finished, found.Files, found.IsComplete));
        var file = Assert.Single(found.Damaged);
        Assert.Equal((2, "images/000009.png"), (file.Chunk, file.Name));
        Assert.StartsWith(problem, file.Problem);
        Assert.Contains("images/000009.png: the file is ", Assert.Throws<RunException>(() => folder.Merge(run.File("a.npz"))).Message.Replace('\\', '/'));

        Assert.Equal(1, folder.Forget(found));
        Assert.Equal(4, RunFixture.Work(run.Options).Images);
        Assert.Equal(good, File.ReadAllBytes(image));
        Assert.True(folder.Verify().IsComplete);
    }

    [Fact]
    public void A_run_with_gaps_is_no_set_of_images()
    {
        RunFixture.Work(run.Options);
        File.Delete(Path.Combine(run.Output, "records/000001.json"));
        var folder = RunFolder.Open(run.Output);
        var refusals = new Action[] { () => folder.Merge(run.File("a.npz")), () => folder.ImageSources() }
            .Select(use => Assert.Throws<RunException>(use).Message);
        Assert.All(refusals, message => Assert.Equal($"{run.Output}: 1 of 6 chunks are not finished, the first of them that of image 4. The " +
            "same 'softcfg run' goes on.", message));
        Assert.False(File.Exists(run.File("a.npz")));
    }

    [Fact]
    public void Images_of_an_unknown_run_are_not_mixed_with_others()
    {
        RunFixture.Work(run.Options);
        File.Delete(Path.Combine(run.Output, "run.json"));
        Assert.Equal($"{run.Output}: there is 'images' of some run, but run.json, which says of which, is missing. Give another output folder.",
            Refusal(run.Options));
    }

    [Theory]
    [InlineData("{", "run.json: the file is damaged: ")]
    [InlineData("[1]", "run.json: the file is damaged: ")]
    [InlineData("{\"format\": 1}", "run.json: this is no run in the format softcfg-run-1. Give another output folder.")]
    [InlineData("{\"format\": \"softcfg-run-1\", \"plan\": 3}", "run.json: the file is damaged: it has no plan. Give another output folder.")]
    [InlineData("{\"format\": \"softcfg-run-1\", \"plan\": {}}", "was begun with model nothing, this one has made-up aa bb; ")]
    public void A_damaged_plan_is_refused(string content, string message)
    {
        Directory.CreateDirectory(run.Output);
        File.WriteAllText(Path.Combine(run.Output, "run.json"), content);
        Assert.Contains(message, Refusal(run.Options));
        Assert.Throws<RunException>(() => RunFolder.Open(run.Output));
    }

    [Fact]
    public void A_folder_without_a_run_is_called_that() => Assert.Equal(
        $"{run.Output}: there is no run in this folder: it has no run.json. Give a folder that 'softcfg run' wrote.",
        Assert.Throws<RunException>(() => RunFolder.Open(run.Output)).Message);

    public void Dispose() => run.Dispose();

    private static string Refusal(RunOptions options) => Assert.Throws<RunException>(() => RunFixture.Work(options)).Message;
}
