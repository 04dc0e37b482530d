using System.Text.Json;
using SoftCfg.Cli.Terminal;

namespace SoftCfg.Cli.Tests.Benchmarking;

/// <summary>What <c>softcfg bench</c> prints, on small models and few steps. How fast they are is nobody's business here.</summary>
public sealed class BenchCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void One_cell_is_one_line_of_JSON_with_the_figures_of_cell_and_machine()
    {
        var run = Bench("--model fashion --batch 2 --weights float32 --guidance softcfg --steps 3 --threads 1 --json");
        Assert.Equal(1, run.Output.Count(c => c == '\n'));
        var cell = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(("fashion", 2, "float32", "softcfg"), (Text(cell, "model"), Whole(cell, "batch"), Text(cell, "weights"), Text(cell, "guidance")));
        Assert.Equal((3, 0, 3, 4, 1), (Whole(cell, "steps"), Whole(cell, "length"), Whole(cell, "runs"), Whole(cell, "rows"), Whole(cell, "threads")));
        var speed = Number(cell, "tokens_per_s");
        Assert.InRange(speed, Number(cell, "min"), Number(cell, "max"));
        Assert.Equal(2 * 1000 / Number(cell, "ms_per_step"), speed, 1e-6 * speed);
        // Two operations for each weight of four bytes and each of four rows; biases are read as well.
        Assert.InRange(Number(cell, "weight_bytes_per_step") / 4 * 2 * 4 / Number(cell, "flops_per_step"), 1, 1.02);
        Assert.True(Number(cell, "peak_rss_bytes") > Number(cell, "weight_bytes_per_step"));
        AssertPositive(cell.GetProperty("shares"), "share_of_bandwidth", "share_of_fma");
        AssertPositive(cell.GetProperty("ceilings"),
            "read_gb_per_s_one_thread", "read_gb_per_s", "fma_gflop_per_s", "int8_gop_per_s", "threads");
        Assert.Equal(Environment.ProcessorCount, Whole(cell.GetProperty("machine"), "cores"));
        Assert.NotEmpty(Text(cell.GetProperty("machine"), "processor"));
        Assert.Equal(JsonValueKind.Array, cell.GetProperty("instruction_sets").ValueKind);
        foreach (var part in new[] { "softcfg", "dotnet", "torchsharp", "libtorch" })
            Assert.NotEmpty(Text(cell.GetProperty("versions"), part));
    }

    [Fact]
    public void A_cell_without_json_is_a_table()
    {
        var output = Bench("--model fashion --guidance none --steps 2 --runs 1").Output;
        Assert.Contains("| fashion | float32 | 1 | none | 0 to 2 |", output);
        Assert.Contains("| memory read by one thread |", output);
        Assert.DoesNotContain("{", output);
    }

    [Fact]
    public void Lists_give_every_combination_their_ratios_and_a_line_that_is_kept()
    {
        var run = Bench($"--model fashion --batch 1,2 --guidance none,cfg,softcfg --steps 2 --runs 2 --output {folder.File("a.json")}");
        var last = run.Output.TrimEnd('\n').Split('\n')[^1];
        Assert.Equal(last, File.ReadAllText(folder.File("a.json")).TrimEnd('\n'));
        var kept = JsonDocument.Parse(last).RootElement;
        Assert.Equal(["1 none 1", "1 cfg 2", "1 softcfg 2", "2 none 2", "2 cfg 4", "2 softcfg 4"], kept.GetProperty("cells").EnumerateArray()
            .Select(cell => $"{Whole(cell, "batch")} {Text(cell, "guidance")} {Whole(cell, "rows")}"));
        Assert.All(kept.GetProperty("ratios").EnumerateArray(), ratio =>
        {
            // Two runs of two steps.
            Assert.Equal(4, Whole(ratio, "pairs"));
            Assert.InRange(Number(ratio, "softcfg_over_cfg"), Number(ratio, "low"), Number(ratio, "high"));
            Assert.InRange(Number(ratio, "low"), Number(ratio, "min"), Number(ratio, "softcfg_over_cfg"));
        });
        Assert.Equal([1, 2], kept.GetProperty("ratios").EnumerateArray().Select(ratio => Whole(ratio, "batch")));
        Assert.Contains("| fashion | float32 | 2 | softcfg | 0 to 2 |", run.Output);
        Assert.Contains("time of SoftCFG over CFG", run.Output);
    }

    [Fact]
    public void Images_that_are_finished_make_room_for_others() =>
        // An image has 16 tokens.
        Bench($"--model {Run.Model} --batch 3 --guidance cfg --steps 40 --runs 1 --json");

    [Fact]
    public void A_generator_s_checkpoint_needs_no_image_tokenizer()
    {
        File.Copy(Path.Combine(Run.Model, "generator.safetensors"), folder.File("alone.safetensors"));
        var cell = JsonDocument.Parse(Bench($"--model {folder.File("alone.safetensors")} --length 10 --steps 6 --runs 1 --json").Output).RootElement;
        Assert.Equal(10, Whole(cell, "length"));
    }

    [Theory]
    [InlineData("--batch 0", "--batch is '0'; it must be a list of values, separated by commas, each at most once and each a whole number from 1 to 4096.")]
    [InlineData("--batch 1,1", "--batch is '1,1'; it must be a list of values")]
    [InlineData("--steps 0", "--steps is '0'; it must be a whole number from 1 to 1000000.")]
    [InlineData("--runs 0", "--runs is '0'; it must be a whole number from 1 to 1000.")]
    [InlineData("--length -1", "--length is '-1'; it must be a whole number of at least 0.")]
    [InlineData("--threads 0", "--threads is '0'; it must be a whole number from 1 to 1024.")]
    [InlineData("--guidance soft", "each none, cfg or softcfg.")]
    [InlineData("--weights float16", "each float32, bfloat16, int8 or int4.")]
    [InlineData("--model alitok-x", "--model: 'alitok-x' is no published model and no path; did you mean 'alitok-b'? Published models are " +
        "alitok-b, alitok-l, alitok-xl, rar-b, rar-l, rar-xl, rar-xxl, robustok-rar-b, robustok-rar-l; fashion comes with softcfg.")]
    [InlineData("--model fashion,", "--model is 'fashion,'; it must be a list of values, separated by commas, each at most once and each a name or a path.")]
    [InlineData("--model fashion --output missing/folder/run.json", "--output: The folder of '")]
    [InlineData("--model fashion --length 40 --steps 10",
        "--length is 40 and --steps 10, but an image of fashion has 49 tokens. Give less of either")]
    [InlineData("--compare a.json", "--compare")]
    [InlineData("--compare a.json b.json --batch 1", "--batch belongs to measuring, but --compare measures nothing.")]
    [InlineData("--compare a.json b.json", "a.json")]
    [InlineData("--modell fashion", "'--modell' is not understood; did you mean '--model'?")]
    public void What_cannot_be_is_refused_in_one_line(string arguments, string message) =>
        Run.Of(["bench", .. arguments.Split(' ')]).Refused(message);

    [Fact]
    public void Who_stops_it_hears_how_far_it_was_and_nothing_is_kept()
    {
        var error = new StringWriter();
        var session = new Session(TextWriter.Null, error, new CancellationToken(canceled: true));
        var code = CommandLine.Run(["bench", "--model", "fashion", "--output", folder.File("a.json")], session);
        Assert.Equal((130, "softcfg: stopped after 0 of 4 runs; nothing was kept.\n"), (code, error.ToString()));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private static Run Bench(string arguments) => Run.Of(["bench", .. arguments.Split(' ')]).Succeeded();

    private static void AssertPositive(JsonElement figures, params string[] names) =>
        Assert.All(names, name => Assert.True(Number(figures, name) > 0, name));

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();

    private static int Whole(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
