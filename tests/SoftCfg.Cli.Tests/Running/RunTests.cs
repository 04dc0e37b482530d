using System.Text.Json;
using SoftCfg.Runs;

namespace SoftCfg.Cli.Tests.Running;

/// <summary><c>softcfg run</c> and what looks at a run, in this process.</summary>
public sealed class RunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_run_is_sampled_once_shown_verified_merged_and_judged()
    {
        var first = Sample("--npz", "--labels", "--log", "run.jsonl").Succeeded();
        Assert.StartsWith("7 images, 7 of them now, in ", first.Output);
        Assert.Contains($"array   {folder.File("run.npz")}", first.Output);
        Assert.StartsWith("7 images, 0 of them now, in ", Sample().Succeeded().Output);

        Assert.Equal("7 of 7 images, 3 of 3 chunks; 0 claimed\nended     1 workers\n", Run.In(folder, "status", "run").Succeeded().Output);
        using (var status = JsonDocument.Parse(Run.In(folder, "status", "run", "--json").Succeeded().Output))
            Assert.Equal("finished", status.RootElement.GetProperty("workers")[0].GetProperty("activity").GetString());
        Assert.Equal("3 of 3 chunks are finished; 7 files were read, 0 are damaged\n", Run.In(folder, "verify", "run").Succeeded().Output);
        Assert.Equal($"7 images in {folder.File("again.npz")}\n",
            Run.In(folder, "merge", "run", "--labels", "--output", folder.File("again.npz")).Succeeded().Output);
        Assert.Equal(folder.Bytes("run.npz"), folder.Bytes("again.npz"));

        var log = File.ReadAllLines(folder.File("run.jsonl")).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("event").GetString());
        Assert.Equal(3, log.Count(name => name == "ChunkFinished"));
        var metrics = Assert.Single(Directory.EnumerateFiles(folder.File("run/workers"), "*.metrics.jsonl"));
        Assert.Equal([3, 3, 1], File.ReadAllLines(metrics).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("images").GetInt32()));
    }

    [Fact]
    public void The_images_are_those_of_sample_and_kept_tokens_decode_to_them()
    {
        Sample("--save-tokens", "--images", "none", "--output", "tokens").Succeeded();
        Run.In(folder, "decode", "tokens", "--model", Run.Model, "--output", "decoded", "--threads", "1").Succeeded();
        Sample().Succeeded();
        Run.Sample(folder, "--guidance", "cfg", "--count", "7", "--seed", "3").Succeeded();
        for (var i = 0; i < 7; i++)
        {
            var image = folder.Bytes($"run/images/{i:D6}.png");
            Assert.Equal(image, folder.Bytes($"samples/{i:D6}.png"));
            Assert.Equal(image, folder.Bytes($"decoded/images/{i:D6}.png"));
        }
    }

    [Fact]
    public void Classes_may_be_drawn_or_come_from_a_file()
    {
        File.WriteAllText(folder.File("labels.txt"), "7\n\nCat\n 7 \n");
        Sample("--classes", "labels.txt", "--output", "listed").Succeeded();
        Sample("--classes", "random", "--output", "drawn").Succeeded();
        Assert.Equal([7, 2, 7, 7, 2, 7, 7], Labels("listed"));
        var drawn = RunFolder.Open(folder.File("drawn")).Plan;
        Assert.Equal(ClassOrder.Random, drawn.Classes!.Order);
        Assert.Equal(Enumerable.Range(0, 7).Select(i => drawn.LabelOf(i)), Labels("drawn"));
        File.WriteAllText(folder.File("labels.txt"), "7\nno such class\n");
        Sample("--classes", "labels.txt", "--output", "other").Refused("--classes: line 2 of 'labels.txt': ");
        File.WriteAllText(folder.File("labels.txt"), "\n");
        Sample("--classes", "labels.txt", "--output", "other").Refused("--classes: 'labels.txt' holds no labels. Write one a line.");
    }

    [Fact]
    public void Traces_are_those_of_sample()
    {
        Sample("--save-traces", "--output", "traced").Succeeded();
        Run.Sample(folder, "--guidance", "cfg", "--count", "7", "--seed", "3", "--trace", "all.jsonl").Succeeded();
        var lines = Enumerable.Range(0, 3).SelectMany(chunk => File.ReadAllLines(folder.File($"traced/traces/{chunk:D6}.jsonl"))[1..]);
        Assert.Equal(File.ReadAllLines(folder.File("all.jsonl"))[1..], lines);
    }

    [Fact]
    public void Tokens_of_originals_are_kept_as_sample_keeps_them()
    {
        Run.Sample(folder, "--guidance", "cfg", "--count", "3", "--classes", "5,2,7", "--output", "originals").Succeeded();
        Run.Sample(folder, "--guidance", "cfg", "--reconstruct", "originals", "--keep", "0.5", "--seed", "3", "--output", "kept").Succeeded();
        Run.In(folder, "run", "--model", Run.Model, "--threads", "1", "--chunk", "2", "--seed", "3", "--guidance", "cfg", "--reconstruct", "originals",
            "--keep", "0.5").Succeeded();
        for (var i = 0; i < 3; i++)
            Assert.Equal(folder.Bytes($"kept/{i:D6}.png"), folder.Bytes($"run/images/{i:D6}.png"));
        var plan = RunFolder.Open(folder.File("run")).Plan;
        Assert.Equal((3, 0.5), (plan.Count, plan.Originals!.Keep));
        Run.In(folder, "run", "--model", Run.Model, "--threads", "1", "--chunk", "2", "--seed", "3", "--guidance", "cfg", "--reconstruct", "originals",
            "--keep", "0.25").Refused("was begun with originals keep 0.5, this one has 0.25.");
        Sample("--keep", "0.5", "--output", "other").Refused("--keep says how much of originals is kept, but there are none.");
    }

    [Fact]
    public void Sample_leaves_the_folder_of_a_run_alone()
    {
        Sample().Succeeded();
        Assert.Contains("'softcfg run' takes the same options, samples the same 1000 images, and goes on after a stop",
            Run.Sample(folder, "--guidance", "cfg", "--count", "1000", "--output", "run").Error);
        Run.Sample(folder, "--guidance", "cfg", "--output", "run").Refused("--output: 'run' is the folder of a run. 'softcfg run' goes on with it");
    }

    [Fact]
    public void Tokens_of_another_image_tokenizer_are_not_decoded()
    {
        Sample("--save-tokens").Succeeded();
        Run.In(folder, "decode", "run", "--output", "decoded").Refused("these are tokens of the image tokenizer with SHA-256 ");
        Sample("--output", "without").Succeeded();
        Run.In(folder, "decode", "without", "--model", Run.Model).Refused("this run did not keep its tokens. Run it with --save-tokens.");
    }

    [Fact]
    public void Several_kinds_of_guidance_are_several_runs()
    {
        var result = Run.In(folder, "run", "--model", Run.Model, "--threads", "1", "--count", "2", "--compare", "none,cfg").Succeeded();
        Assert.StartsWith("4 images, 4 of them now", result.Output);
        Assert.Equal(["run/cfg/run.json", "run/none/run.json"], folder.Files.Where(file => file.EndsWith("run.json", StringComparison.Ordinal)));
    }

    [Fact]
    public void Another_plan_is_refused_with_what_differs()
    {
        Sample().Succeeded();
        Run.In(folder, "run", "--model", Run.Model, "--threads", "1", "--count", "7", "--chunk", "4", "--seed", "9", "--guidance", "cfg").Refused("softcfg: run: the run in this folder was begun with chunk 3, this one has 4; seed 3, this one has 9.");
    }

    [Fact]
    public void A_damaged_image_fails_verification_and_is_made_anew()
    {
        Sample().Succeeded();
        var good = folder.Bytes("run/images/000004.png");
        File.WriteAllBytes(folder.File("run/images/000004.png"), good[..^9]);
        var found = Run.In(folder, "verify", "run");
        Assert.Equal(1, found.ExitCode);
        Assert.Contains($"damaged images/000004.png: it has {good.Length - 9} bytes; {good.Length} were written.", found.Output);
        Run.In(folder, "merge", "run").Refused("the file is not what was written. 'softcfg verify --repair' finds all of these");
        Assert.Contains("1 chunks are to be made anew", Run.In(folder, "verify", "run", "--repair").Output);
        Run.In(folder, "merge", "run").Refused("1 of 3 chunks are not finished, the first of them that of image 3.");
        Sample().Succeeded();
        Assert.Equal(good, folder.Bytes("run/images/000004.png"));
    }

    [Theory]
    [InlineData("--labels says what is in the array, but none is written. Give --npz as well.", "--labels")]
    [InlineData("--images none keeps no images. Give --save-tokens as well", "--images", "none")]
    [InlineData("--npz is an array of the images, but --images none keeps none.", "--images", "none", "--save-tokens", "--npz")]
    [InlineData("--workers is '0'; it must be a whole number from 1 to 1024.", "--workers", "0")]
    [InlineData("--log: cannot write 'nowhere/run.jsonl'", "--log", "nowhere/run.jsonl")]
    public void Options_that_make_no_sense_are_refused(string message, params string[] options) => Sample(options).Refused(message);

    [Theory]
    [InlineData("status")]
    [InlineData("verify")]
    [InlineData("merge")]
    [InlineData("decode")]
    public void A_folder_without_a_run_is_refused_by_every_command(string command) =>
        Run.In(folder, command, ".").Refused("there is no run in this folder: it has no run.json.");

    public void Dispose() => folder.Dispose();

    private Run Sample(params string[] options) => Run.In(folder,
        ["run", "--model", Run.Model, "--threads", "1", "--count", "7", "--chunk", "3", "--seed", "3", "--guidance", "cfg", .. options]);

    private IEnumerable<int> Labels(string run) => Directory.EnumerateFiles(folder.File($"{run}/records")).Order(StringComparer.Ordinal)
        .SelectMany(file => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32()));
}
