using SoftCfg.Guidance;
using SoftCfg.Traces;

namespace SoftCfg.Tests.Traces;

public class TracePlotsTests
{
    private static readonly TracedImage None = Traces.Image(GuidanceKind.None, [1, 1, 1, 1], [0.1f, 0.2f, 0.3f, 0.4f]);

    private static readonly TracedImage Plain =
        Traces.Image(GuidanceKind.ClassifierFree, [1, 2, 3, 4], [0.5f, 0.5f, 0.5f, 1], [4, 3, 2, float.NaN]);

    private static readonly TracedImage Soft = Traces.Image(GuidanceKind.SoftCfg, [1, 2, 3, 4], [0, 0, 0, 1], [4, 4, 4, 4],
        [[], [0.5f], [0.5f, 0.75f], [1, 1, 1]]);

    private static TracePlots Plots(params TracedImage[] images) => new("tiny", TraceSummary.Of(images));

    [Fact]
    public void Divergence_has_a_series_for_every_kind_with_two_branches()
    {
        var plot = Plots(None, Plain, Soft).Divergence!;
        Assert.Equal(["CFG", "SoftCFG"], plot.Series.Select(s => s.Name));
        Assert.Equal([0, 1, 2, 3], plot.Series[0].Points.Select(p => p.X));
        Assert.Equal([4, 3, 2, double.NaN], plot.Series[0].Points.Select(p => p.Y));
        Assert.Equal([4, 4, 4, 4], plot.Series[1].Points.Select(p => p.Y));
        Assert.StartsWith("tiny · 1 images with CFG, 1 images with SoftCFG · ", plot.Footer);
    }

    [Fact]
    public void Push_follows_the_scale()
    {
        var plot = Plots(Soft).Push!;
        Assert.Equal([0, 4, 8, 12], Assert.Single(plot.Series).Points.Select(p => p.Y));
    }

    [Fact]
    public void Bands_are_two_standard_errors_to_either_side()
    {
        var other = Traces.Image(GuidanceKind.None, [1, 1, 1, 1], [0.3f, 0.2f, 0.3f, 0.4f]);
        var point = Plots(None, other).Confidence!.Series[0].Points[0];
        Assert.Equal(0.2, point.Y, 1e-6);
        Assert.Equal(0, point.Low!.Value, 1e-6);
        Assert.Equal(0.4, point.High!.Value, 1e-6);
    }

    [Fact]
    public void Perturbation_and_weights_are_those_of_SoftCFG()
    {
        var plots = Plots(Plain, Soft);
        Assert.Equal([0, 0.5, 0.75, 0], Assert.Single(plots.Perturbation!.Series).Points.Select(p => p.Y));
        var weights = Assert.Single(plots.ValueWeights!.Panels).Values;
        Assert.Equal((0.5f, 0.75f, 1), (weights[1, 0], weights[2, 1], weights[3, 2]));
        Assert.True(float.IsNaN(weights[1, 1]));
    }

    [Fact]
    public void Confidences_of_a_square_of_tokens_are_a_map()
    {
        var panels = Plots(None, Soft).ConfidenceMap!.Panels;
        Assert.Equal(["no guidance", "SoftCFG"], panels.Select(p => p.Name));
        Assert.Equal(new[,] { { 0.1f, 0.2f }, { 0.3f, 0.4f } }, panels[0].Values);
    }

    [Theory]
    [InlineData(49, 7, 0)]
    [InlineData(17 + 256, 16, 17)]
    [InlineData(17 + 9, 3, 17)]
    [InlineData(18, 1, 17)]
    public void The_map_leaves_out_the_prefix_of_AliTok(int tokens, int side, int first)
    {
        var image = Traces.Image(GuidanceKind.None, new float[tokens],
            Enumerable.Range(0, tokens).Select(i => (float)i).ToArray());
        var map = Assert.Single(Plots(image).ConfidenceMap!.Panels).Values;
        Assert.Equal((side, side), (map.GetLength(0), map.GetLength(1)));
        Assert.Equal((first, tokens - 1), (map[0, 0], map[side - 1, side - 1]));
    }

    [Fact]
    public void The_map_of_rows_leaves_out_what_ends_them()
    {
        var image = Traces.Image(GuidanceKind.None, new float[9], [1, 2, 3, 99, 4, 5, 6, 99, 99]) with
        { ClassLabel = null, Prompt = "a fox", Rows = 2, Columns = 3 };
        Assert.Equal(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } }, Assert.Single(Plots(image).ConfidenceMap!.Panels).Values);
        var other = image with { Rows = 1 };
        Assert.Contains("they cannot be summed up", Assert.Throws<ArgumentException>(() => TraceSummary.Of([image, other])).Message);
    }

    [Fact]
    public void Tokens_that_make_no_square_have_no_map() =>
        Assert.Null(Plots(Traces.Image(GuidanceKind.None, [1, 1], [1, 1])).ConfidenceMap);

    [Fact]
    public void Every_picture_there_is_something_for_is_drawn()
    {
        Assert.Equal(["confidence.png", "confidence-map.png"], Plots(None).Draw().Select(p => p.Key));
        Assert.Equal(["divergence.png", "push.png", "confidence.png", "confidence-map.png"],
            Plots(None, Plain).Draw().Select(p => p.Key));
        Assert.Equal(
            ["divergence.png", "push.png", "weights.png", "perturbation.png", "confidence.png", "confidence-map.png"],
            Plots(None, Plain, Soft).Draw().Select(p => p.Key));
    }

    [Fact]
    public void A_single_token_can_be_drawn() =>
        Assert.Equal(6, Plots(Traces.Image(GuidanceKind.SoftCfg, [1], [1], [0], [[]])).Draw().Count());
}
