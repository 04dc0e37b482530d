using System.Globalization;
using System.Text.Json;

namespace SoftCfg.Cli.Tests.Evaluating;

public class EvalTests(EvalSamples samples) : IClassFixture<EvalSamples>
{
    private const string Number = @"-?\d+\.\d+(e[+-]\d+)?";

    [Fact]
    public void Features_of_fashion_have_no_sFID()
    {
        using var folder = new TemporaryFolder();
        Assert.Matches($@"^Inception Score: {Number}\nFID: {Number}\nPrecision: {Number}\nRecall: {Number}\n$",
            Evaluate(folder).Output);
    }

    [Fact]
    public void Intervals_and_warnings_go_to_standard_error()
    {
        using var folder = new TemporaryFolder();
        var lines = Evaluate(folder, "--confidence", "0.9").ErrorLines;
        Assert.Matches(@"^softcfg: Inception Score [\d.]+, 90 % interval [\d.]+ to [\d.]+$", lines[0]);
        Assert.Matches(@"^softcfg: FID [\d.]+, 90 % interval [\d.]+ to [\d.]+$", lines[1]);
        Assert.StartsWith("softcfg: FID of 40 samples with 128 features is biased upward", lines[2]);
        Assert.DoesNotContain("interval", Evaluate(folder, "--resamples", "0").Error);
    }

    [Fact]
    public void Json_has_the_same_figures_with_their_intervals_and_warnings()
    {
        using var folder = new TemporaryFolder();
        var lines = Evaluate(folder).Output.Split('\n');
        var result = Evaluate(folder, "--json");
        using var json = JsonDocument.Parse(result.Output);
        var root = json.RootElement;
        Assert.Empty(result.ErrorLines);
        // As numbers: Python, whose evaluator the lines are those of, writes 1 as 1.0.
        double Line(string figure) =>
            double.Parse(lines.Single(line => line.StartsWith($"{figure}: ", StringComparison.Ordinal))[(figure.Length + 2)..], CultureInfo.InvariantCulture);
        Assert.Equal(root.GetProperty("fid").GetDouble(), Line("FID"));
        Assert.Equal(root.GetProperty("precision").GetDouble(), Line("Precision"));
        Assert.Equal(JsonValueKind.Null, root.GetProperty("s_fid").ValueKind);
        Assert.Equal(40, root.GetProperty("sample_images").GetInt32());
        Assert.Equal(0.95, root.GetProperty("fid_interval").GetProperty("level").GetDouble());
        Assert.Equal(2, root.GetProperty("warnings").GetArrayLength());
    }

    [Fact]
    public void Batches_folders_and_cached_statistics_change_no_digit()
    {
        using var folder = new TemporaryFolder();
        var expected = Evaluate(folder, "--save-statistics", "reference.stats.safetensors");
        foreach (var (reference, sampled, batch) in new[]
        {
            (samples.Reference, samples.Samples, "1"),
            (samples.Reference, samples.Samples, "33"),
            (samples.ReferenceFolder, samples.SamplesFolder, "7"),
            ("reference.stats.safetensors", samples.Samples, "64"),
        })
        {
            var result = Run.In(folder,
                "eval", reference, sampled, "--features", "fashion", "--threads", "1", "--batch", batch).Succeeded();
            Assert.Equal((expected.Output, expected.Error), (result.Output, result.Error));
        }
    }

    [Fact]
    public void Statistics_cached_with_the_Inception_network_change_no_digit_either()
    {
        using var folder = new TemporaryFolder();
        InceptionGraph.Write(folder.File("graph.pb"));
        NpzFile.WriteImages(folder, "reference.npz", 5, size: 32);
        NpzFile.WriteImages(folder, "samples.npz", 5, size: 32, seed: 2);
        string[] features = ["--features", "inception:graph.pb", "--json"];
        var expected = Run.In(folder,
            ["eval", "reference.npz", "samples.npz", .. features, "--save-statistics", "r.stats.safetensors"]).Succeeded();
        var cached = Run.In(folder, ["eval", "r.stats.safetensors", "samples.npz", .. features]).Succeeded();
        Assert.Equal(expected.Output, cached.Output);
    }

    [Fact]
    public void Every_precision_of_distances_is_taken()
    {
        using var folder = new TemporaryFolder();
        foreach (var precision in new[] { "float16", "float32", "float64" })
            Assert.Contains("\nPrecision: ", Evaluate(folder, "--distances", precision).Output);
    }

    [Fact]
    public void A_set_against_itself_is_perfect()
    {
        using var folder = new TemporaryFolder();
        var lines = Run.In(folder, "eval", samples.Reference, samples.ReferenceFolder, "--features", "fashion").Succeeded()
            .Output.Split('\n');
        Assert.Equal(["Precision: 1.0", "Recall: 1.0"], lines[2..4]);
    }

    [Fact]
    public void Converted_Inception_weights_are_the_same_network()
    {
        using var folder = new TemporaryFolder();
        InceptionGraph.Write(folder.File("graph.pb"));
        NpzFile.WriteImages(folder, "images.npz", 4, size: 32);
        var converted = Run.In(folder, "convert", "graph.pb", "inception.safetensors").Succeeded();
        Assert.Equal("inception.safetensors: 472 tensors, 95,541,568 bytes", converted.Output.Trim());
        string[] evaluation = ["eval", "images.npz", "images.npz", "--json"];
        Assert.Equal(
            Run.In(folder, [.. evaluation, "--features", "inception:graph.pb"]).Succeeded().Output,
            Run.InWith(new() { ["SOFTCFG_INCEPTION"] = "inception.safetensors" }, folder, evaluation).Succeeded().Output);
    }

    private Run Evaluate(TemporaryFolder folder, params string[] arguments) => Run.In(folder,
        ["eval", samples.Reference, samples.Samples, "--features", "fashion", "--threads", "1", .. arguments]).Succeeded();
}
