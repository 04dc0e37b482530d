using SoftCfg.Checkpoints;
using SoftCfg.Guidance;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>The harness itself: what must fail does.</summary>
public sealed class GoldenHarnessTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("softcfg-golden-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Cases_are_found_at_any_depth()
    {
        Write("b", "{}");
        Write("a/deep/er", "{}");
        folder.CreateSubdirectory("no-case");
        Assert.Equal(["a/deep/er", "b"], GoldenCases.Under(folder.FullName));
    }

    [Fact]
    public void A_folder_may_be_a_case_itself()
    {
        Write(".", "{}");
        Assert.Equal(["."], GoldenCases.Under(folder.FullName));
    }

    [Fact]
    public void The_project_has_cases_of_every_family() => Assert.Equal(["alitok", "evaluation", "jacobi", "lumina", "movqgan", "rar", "robustok", "text"],
        GoldenCases.Under(GoldenCases.OwnFolder).Select(name => name.Split('/')[0]).Distinct());

    [Theory]
    [InlineData("""{ "family": "dalle", "kind": "forward" }""",
        "family \"dalle\" is not known here; known are alitok, evaluation, jacobi, lumina, movqgan, rar, robustok, text")]
    [InlineData("""{ "family": "alitok", "kind": "dream" }""",
        "kind \"dream\" of family alitok is not supported yet; supported are ")]
    public void A_case_without_a_check_fails(string json, string message)
    {
        using var golden = GoldenCase.Load(Write("case", json));
        var error = Assert.Throws<NotSupportedException>(() => GoldenFamilies.Run(golden));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "family": "jacobi", "case": "dream" }""", "case \"dream\" of family jacobi is of no kind that is supported; supported are ")]
    [InlineData("""{ "family": "lumina", "case": "dream" }""", "case \"dream\" of family lumina is of no kind that is supported; supported are ")]
    [InlineData("""{ "family": "text", "case": "dream" }""", "case \"dream\" of family text is not supported yet")]
    public void A_case_of_an_unknown_form_fails(string json, string message)
    {
        using var golden = GoldenCase.Load(Write("case", json));
        var error = Assert.Throws<NotSupportedException>(() => GoldenFamilies.Run(golden));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_that_differ_say_where()
    {
        var errors = new GoldenErrors();
        errors.Compare("ids", [1, 2, 3], [1, 2, 3]);
        Assert.Null(errors.Failure);
        errors.Compare("ids", [1, 2, 4], [1, 2, 3]);
        errors.Compare("more", [1, 2], [1]);
        Assert.Equal("ids has 4 at 2, expected 3; more has 2 at 1, expected nothing", errors.Failure);
    }

    [Fact]
    public void A_text_case_without_its_tokenizer_says_so_and_checks_nothing()
    {
        using var golden = GoldenCase.Load(Write("case",
            """{ "family": "text", "tokenizer": "tokenizer.json (from afar)", "texts": [{ "text": "a", "ids": [0], "decoded": "a" }] }"""));
        var errors = GoldenFamilies.Run(golden);
        if (TextGolden.NamedTokenizer is null)
        {
            Assert.Null(errors.Failure);
            Assert.Equal("nothing to check: SOFTCFG_QWEN3_TOKENIZER names no tokenizer.json", errors.NotGiven);
        }
        else
        {
            Assert.NotNull(errors.Failure);
        }
    }

    [Fact]
    public void A_case_without_a_kind_fails()
    {
        using var golden = GoldenCase.Load(Write("case", """{ "family": "rar" }"""));
        var error = Assert.Throws<InvalidDataException>(() => GoldenFamilies.Run(golden));
        Assert.Equal("case.json has no text \"case\"", error.Message);
    }

    [Fact]
    public void A_tensor_that_no_check_reads_fails_its_case()
    {
        using var scope = NewDisposeScope();
        var own = Path.Combine(GoldenCases.OwnFolder, "robustok", "encode");
        var json = File.ReadAllText(Path.Combine(own, "case.json")).Replace("../decode",
            Path.Combine(GoldenCases.OwnFolder, "robustok", "decode").Replace('\\', '/'), StringComparison.Ordinal);
        using var golden = GoldenCase.Load(Write("case", json));
        File.Copy(Path.Combine(own, "inputs.safetensors"), Path.Combine(golden.Folder, "inputs.safetensors"));
        var expected = Path.Combine(own, "expected.safetensors");
        using (var good = SafetensorsFile.Open(expected))
        {
            SafetensorsWriter.Write(Path.Combine(golden.Folder, "expected.safetensors"),
                [.. good.Tensors.Select(info => (info.Name, good.Read(info.Name))), ("usage", zeros(1))]);
        }
        Assert.Equal("nothing reads expected.safetensors/usage, and the check does not say why",
            GoldenFamilies.Run(golden).Failure);
    }

    [Fact]
    public void A_tensor_that_a_check_says_it_does_not_read_is_no_failure()
    {
        using var golden = GoldenCase.Load(Path.Combine(GoldenCases.OwnFolder, "alitok", "postprocess"));
        Assert.Equal(["inputs.safetensors/pixels", "expected.safetensors/uint8"], golden.Unread);
        _ = golden.Input("pixels");
        Assert.Equal(["expected.safetensors/uint8"], golden.Unread);
        golden.LeaveOut("uint8", "a test of leaving out");
        Assert.Empty(golden.Unread);
    }

    [Fact]
    public void A_check_that_compares_nothing_fails() =>
        Assert.Equal("the check compared nothing", new GoldenErrors().Failure);

    [Fact]
    public void Wrong_settings_do_not_agree()
    {
        using var golden = GoldenCase.Load(Path.Combine(GoldenCases.OwnFolder, "alitok", "recursion"));
        var errors = new GoldenErrors();
        var wrong = AliTokGolden.Guidance(golden) with { Confidence = ConfidenceSource.Maximum };
        RecursionGolden.Check(golden, errors, wrong, prefixLength: 1);
        Assert.Equal(["confidence", "cumulative_weight", "kv_weight"], Wrong(errors));

        errors = new GoldenErrors();
        wrong = AliTokGolden.Guidance(golden) with { Alignment = WeightAlignment.Paper };
        RecursionGolden.Check(golden, errors, wrong, prefixLength: 1);
        Assert.Equal(["cumulative_weight", "kv_weight"], Wrong(errors));

        static IEnumerable<string> Wrong(GoldenErrors errors) =>
            errors.Comparisons.Where(c => c.Failure is not null).Select(c => c.Name);
    }

    [Fact]
    public void Errors_are_relative_l2_and_largest_absolute()
    {
        using var scope = NewDisposeScope();
        var comparison = TensorComparison.Of("x", Tensors.Row(3, 4.5f), Tensors.Row(3, 4), new Tolerance(0.2, 0.4));
        Assert.Equal(0.1, comparison.RelativeL2, 1e-9);
        Assert.Equal(0.5, comparison.Absolute, 1e-9);
        Assert.Equal("x differs in 1 of 2 elements: rel 1.0e-01 abs 5.0e-01, allowed 2.0e-01 and 4.0e-01",
            comparison.Failure);
        Assert.Null(TensorComparison.Of("x", Tensors.Row(3, 4.5f), Tensors.Row(3, 4), new Tolerance(0.2, 0.6)).Failure);
    }

    [Theory]
    [InlineData(float.NaN, 1f)]
    [InlineData(1f, float.NaN)]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    public void Nan_and_infinity_never_agree(float actual, float expected)
    {
        using var scope = NewDisposeScope();
        var loose = new Tolerance(1e9, 1e9);
        Assert.NotNull(TensorComparison.Of("x", Tensors.Row(actual), Tensors.Row(expected), loose).Failure);
    }

    [Theory]
    [InlineData("tpu", "SOFTCFG_GOLDEN_DEVICE is \"tpu\"; it must be cpu, cuda or cuda:N.")]
    [InlineData("cuda:x", "SOFTCFG_GOLDEN_DEVICE is \"cuda:x\"; it must be cpu, cuda or cuda:N.")]
    [InlineData("cuda:99", "SOFTCFG_GOLDEN_DEVICE is \"cuda:99\", but there is no such CUDA device here.")]
    public void A_device_that_is_not_here_fails_every_case(string name, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => GoldenDevice.Find(name)).Message);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("cpu")]
    public void Cases_run_on_the_CPU_unless_a_device_is_named(string? name) =>
        Assert.Equal(TorchSharp.DeviceType.CPU, GoldenDevice.Find(name).type);

    [Fact]
    public void Another_shape_never_agrees()
    {
        using var scope = NewDisposeScope();
        var comparison = TensorComparison.Of("x", zeros(2, 3), zeros(3, 2), new Tolerance(1, 1));
        Assert.Equal("x has shape [2, 3], expected [3, 2]", comparison.Failure);
    }

    private string Write(string name, string json)
    {
        var path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "case.json"), json);
        return path;
    }
}
