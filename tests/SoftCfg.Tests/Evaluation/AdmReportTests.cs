using System.Text.Json;
using SoftCfg.Evaluation;

namespace SoftCfg.Tests.Evaluation;

public class AdmReportTests
{
    private static readonly EvaluationResult Result = new()
    {
        InceptionScore = 215.8370361328,
        Fid = 3.9425574129223264,
        SFid = 6.140433703346162,
        Precision = 0.8265,
        Recall = 0.5309,
        FidInterval = new ConfidenceInterval(3.5, 4.25, 0.95, 0.125),
        ReferenceImages = 10_000,
        SampleImages = 50_000,
        Network = "inception <2015>",
        Warnings = ["careful"],
    };

    [Fact]
    public void The_lines_are_those_of_the_evaluator() => Assert.Equal(
    [
        // Quirk: the score is a float32, and shows the digits that one has when it is widened.
        "Inception Score: 215.8370361328125",
        "FID: 3.9425574129223264",
        "sFID: 6.140433703346162",
        "Precision: 0.8265",
        "Recall: 0.5309",
    ], AdmReport.Lines(Result));

    [Fact]
    public void A_figure_that_is_unknown_has_no_line() =>
        Assert.Equal(["FID: 1.5"], AdmReport.Lines(new EvaluationResult
        {
            Fid = 1.5,
            ReferenceImages = 0,
            SampleImages = 0,
            Network = "",
            Warnings = [],
        }));

    [Theory]
    [InlineData(1, "1.0")]
    [InlineData(0, "0.0")]
    [InlineData(-8.526512829121202e-14, "-8.526512829121202e-14")]
    [InlineData(1e-5, "1e-05")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(123456789012345, "123456789012345.0")]
    [InlineData(0.1, "0.1")]
    public void Numbers_look_as_in_python(double value, string text) => Assert.Equal(text, AdmReport.PythonText(value));

    [Fact]
    public void Json_has_every_figure_in_snake_case()
    {
        using var json = JsonDocument.Parse(EvaluationJson.Write(Result));
        Assert.Equal(
            ["inception_score", "fid", "s_fid", "precision", "recall", "inception_score_interval", "fid_interval",
                "reference_images", "sample_images", "network", "warnings"],
            json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(3.9425574129223264, json.RootElement.GetProperty("fid").GetDouble());
        Assert.Equal(4.25, json.RootElement.GetProperty("fid_interval").GetProperty("upper").GetDouble());
        Assert.Equal(0.125, json.RootElement.GetProperty("fid_interval").GetProperty("standard_error").GetDouble());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("inception_score_interval").ValueKind);
        Assert.Contains("\"inception <2015>\"", EvaluationJson.Write(Result));
    }
}
