using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Plots;
using SoftCfg.Sweeps;

namespace SoftCfg.Tests.Sweeps;

public class SweepPlotsTests
{
    private static readonly SweepResult Unguided = SweepSamples.Unguided with
    {
        Point = new SweepPoint(SweepSamples.Unguided.Point.Guidance, new SamplingOptions()),
        Figures = SweepSamples.Soft.Figures with { Fid = 12 },
    };

    [Fact]
    public void A_series_has_the_points_that_differ_in_scale_alone_in_its_order()
    {
        var plot = Plots(Unguided, Cfg(3, 8), Cfg(1, 9), Soft(1, 7), Soft(3, 6), Soft(1, 5, strength: 2))["fid.png"];
        Assert.Equal(["no guidance", "CFG", "SoftCFG, strength 1", "SoftCFG, strength 2"], plot.Series.Select(series => series.Name));
        Assert.Equal([9, 8], plot.Series[1].Points.Select(point => point.Y));
        Assert.Equal([7, 6], plot.Series[2].Points.Select(point => point.Y));
        Assert.Equal([5], plot.Series[3].Points.Select(point => point.Y));
        Assert.Equal("fashionable · 1000 images per point, seed 7 · against test.npz · bars: 95 % confidence", plot.Footer);
    }

    [Fact]
    public void Series_stand_a_little_apart()
    {
        var plot = Plots(Cfg(1, 8), Cfg(3, 8), Soft(1, 7), Soft(3, 6))["fid.png"];
        Assert.Equal([1 - 0.006, 3 - 0.006], plot.Series[0].Points.Select(point => point.X));
        Assert.Equal([1 + 0.006, 3 + 0.006], plot.Series[1].Points.Select(point => point.X));
    }

    [Fact]
    public void No_guidance_is_a_level_across_the_scales()
    {
        var level = Plots(Unguided, Cfg(1, 8), Cfg(3, 8))["fid.png"].Series[0].Points;
        Assert.Equal([1 - 0.006, 3 - 0.006], level.Select(point => point.X));
        Assert.Equal([12, 12], level.Select(point => point.Y));
        Assert.Equal(1, Assert.Single(Plots(Unguided)["fid.png"].Series[0].Points).X);
    }

    [Fact]
    public void Intervals_become_error_bars()
    {
        var score = Plots(Cfg(2, 8))["is.png"].Series[0].Points[0];
        Assert.Equal((7.5, 7.25, 7.75), (score.Y, score.Low, score.High));
        var fid = Plots(Cfg(2, 8))["fid.png"].Series[0].Points[0];
        Assert.Equal((8, null, null), (fid.Y, fid.Low, fid.High));
    }

    [Fact]
    public void Precision_and_recall_are_labelled_with_the_scale()
    {
        var plot = Plots(Unguided, Cfg(1.5, 8))["precision-recall.png"];
        Assert.Equal(new PlotPoint(0.5, 0.81249) { Label = "none" }, plot.Series[0].Points[0]);
        Assert.Equal(new PlotPoint(0.5, 0.81249) { Label = "1.5" }, plot.Series[1].Points[0]);
    }

    [Fact]
    public void Every_setting_that_varies_is_in_the_name_and_no_other()
    {
        var soft = Soft(1, 7);
        var names = Plots(Soft(1, 7, strength: 1), soft with
        {
            Point = new SweepPoint(new GuidanceOptions
            {
                Scale = 1,
                ScalePower = 2.5,
                StepNormalization = true,
                Confidence = ConfidenceSource.Maximum,
                Alignment = WeightAlignment.Released,
            }, new SamplingOptions { Temperature = 0.8, TopK = 5 }),
        })["fid.png"].Series.Select(series => series.Name);
        Assert.Equal([
            "SoftCFG, power 1, step norm off, confidence sampled, alignment paper, temperature 1, top k 0",
            "SoftCFG, power 2.5, step norm on, confidence maximum, alignment released, temperature 0.8, top k 5",
        ], names);
    }

    [Fact]
    public void Figures_that_no_point_has_have_no_picture() =>
        Assert.Equal(["fid.png"], Plots(SweepSamples.Unguided).Keys);

    private static Dictionary<string, LinePlot> Plots(params SweepResult[] results)
    {
        var plan = SweepSamples.Plan with { Model = SweepSamples.Plan.Model with { Name = "fashionable" } };
        var plots = SweepPlots.Of(new SweepTable(plan, "test.npz", results.Length, results)).ToDictionary(p => p.File, p => p.Plot);
        Assert.All(plots.Values, plot => plot.Draw());
        return plots;
    }

    private static SweepResult Cfg(double scale, double fid) => SweepSamples.Soft with
    {
        Point = new SweepPoint(new GuidanceOptions { Kind = GuidanceKind.ClassifierFree, Scale = scale }, new SamplingOptions()),
        Figures = SweepSamples.Soft.Figures with { Fid = fid },
    };

    private static SweepResult Soft(double scale, double fid, double strength = 1) => SweepSamples.Soft with
    {
        Point = new SweepPoint(SweepSamples.Soft.Point.Guidance with { Scale = scale, Strength = strength }, new SamplingOptions()),
        Figures = SweepSamples.Soft.Figures with { Fid = fid },
    };
}
