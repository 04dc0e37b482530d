using CsCheck;
using SoftCfg.Guidance;
using SoftCfg.Traces;

namespace SoftCfg.Tests.Traces;

public class TraceSummaryTests
{
    [Fact]
    public void Means_and_their_standard_errors_are_those_of_the_textbook() =>
        Gen.Float[-1e4f, 1e4f].Array[2, 20].Sample(values =>
        {
            var images = values.Select(v => Traces.Image(GuidanceKind.None, [1], [v]));
            var mean = Assert.Single(Assert.Single(TraceSummary.Of(images)).Confidence);
            var expected = values.Average(v => (double)v);
            var variance = values.Sum(v => (v - expected) * (v - expected)) / (values.Length - 1);
            Assert.Equal(expected, mean.Mean, 1e-6);
            Assert.Equal(Math.Sqrt(variance / values.Length), mean.StandardError, 1e-6);
        });

    [Fact]
    public void Push_is_the_scale_above_one_times_the_divergence()
    {
        var images = new[]
        {
            Traces.Image(GuidanceKind.ClassifierFree, [1, 3], [0, 0], [0.5f, 0.25f]),
            Traces.Image(GuidanceKind.ClassifierFree, [1, 3], [0, 0], [1.5f, 0.75f]),
        };
        var summary = Assert.Single(TraceSummary.Of(images));
        Assert.Equal([1, 0.5], summary.Divergence.Select(m => m.Mean));
        Assert.Equal([0, 1], summary.Push.Select(m => m.Mean));
        Assert.Equal(0.5, summary.Push[1].StandardError, 1e-12);
    }

    [Fact]
    public void Weights_are_averaged_for_every_token_and_step_and_their_shortfall_summed()
    {
        var images = new[]
        {
            Traces.Image(GuidanceKind.SoftCfg, [1, 1, 1], [0, 0, 0], [0, 0, 0], [[], [0.5f], [0.75f, 0.5f]]),
            Traces.Image(GuidanceKind.SoftCfg, [1, 1, 1], [0, 0, 0], [0, 0, 0], [[], [0.25f], [0.25f, 0.5f]]),
        };
        var summary = Assert.Single(TraceSummary.Of(images));
        const float None = float.NaN;
        Assert.Equal(new[,] { { None, None, None }, { 0.375f, None, None }, { 0.5f, 0.5f, None } }, summary.ValueWeights);
        Assert.Equal([0, 0.625, 1], summary.Perturbation.Select(m => m.Mean));
    }

    [Fact]
    public void Every_kind_of_guidance_has_its_own_summary()
    {
        var images = new[]
        {
            Traces.Image(GuidanceKind.SoftCfg, [1], [1], [2], [[]]),
            Traces.Image(GuidanceKind.None, [1], [0.5f]),
            Traces.Image(GuidanceKind.SoftCfg, [1], [0], [4], [[]]),
        };
        var summaries = TraceSummary.Of(images);
        Assert.Equal([(GuidanceKind.None, 1), (GuidanceKind.SoftCfg, 2)], summaries.Select(s => (s.Guidance, s.Images)));
        Assert.Equal([0.5, 0.5], summaries.Select(s => s.Confidence[0].Mean));
        Assert.Empty(summaries[0].Divergence);
        Assert.Empty(summaries[0].Push);
        Assert.Empty(summaries[0].Perturbation);
        Assert.Null(summaries[0].ValueWeights);
        Assert.Equal(3, summaries[1].Divergence[0].Mean);
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_left_out()
    {
        var images = new[]
        {
            Traces.Image(GuidanceKind.ClassifierFree, [1, 1, 1], [0, 0, 0], [1, float.NaN, float.NaN]),
            Traces.Image(GuidanceKind.ClassifierFree, [1, 1, 1], [0, 0, 0], [3, 5, float.PositiveInfinity]),
        };
        var divergence = Assert.Single(TraceSummary.Of(images)).Divergence;
        Assert.Equal([2, 5, double.NaN], divergence.Select(m => m.Mean));
        Assert.Equal([1, double.NaN, double.NaN], divergence.Select(m => m.StandardError));
    }

    [Fact]
    public void No_images_have_no_summary() => Assert.Empty(TraceSummary.Of([]));

    [Fact]
    public void Images_with_unequal_numbers_of_tokens_are_refused()
    {
        var images = new[]
        {
            Traces.Image(GuidanceKind.None, [1], [1]),
            Traces.Image(GuidanceKind.ClassifierFree, [1, 1], [1, 1], [0, 0]),
        };
        var error = Assert.Throws<ArgumentException>(() => TraceSummary.Of(images));
        Assert.StartsWith("Image 0 has 2 tokens, those before it 1;", error.Message);
    }
}
