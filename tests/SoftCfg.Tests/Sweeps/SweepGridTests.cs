using CsCheck;
using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Sweeps;

namespace SoftCfg.Tests.Sweeps;

public class SweepGridTests
{
    private static readonly GuidanceOptions Guidance = new()
    {
        Kind = GuidanceKind.ClassifierFree,
        Scale = 2,
        ScalePower = 3,
        Strength = 0.5,
        StepNormalization = false,
        Confidence = ConfidenceSource.Sampled,
        Alignment = WeightAlignment.Paper,
        MinimumWeight = 0.1,
    };

    private static readonly SamplingOptions Sampling = new() { Temperature = 0.9, TopP = 0.95 };

    [Fact]
    public void Without_lists_the_points_are_the_three_kinds_with_the_settings_of_the_model()
    {
        var points = new SweepGrid().Points(Guidance, Sampling);
        Assert.Equal([
            "none_temperature-0.9_top-p-0.95",
            "cfg_scale-2_power-3_temperature-0.9_top-p-0.95",
            "softcfg_scale-2_power-3_strength-0.5_step-norm-off_confidence-sampled_alignment-paper_temperature-0.9_top-p-0.95",
        ], points.Select(point => point.Key));
        // Without step normalization nothing looks at the floor.
        Assert.Equal(Guidance with { Kind = GuidanceKind.SoftCfg, MinimumWeight = 0.05 }, points[2].Guidance);
        Assert.Equal(Sampling, points[2].Sampling);
    }

    [Fact]
    public void A_value_takes_the_place_of_the_model_s_and_of_nothing_else()
    {
        var point = Assert.Single(new SweepGrid().Over(GuidanceSettings.Kind, GuidanceKind.SoftCfg)
            .Over(GuidanceSettings.StepNormalization, true).Over(GuidanceSettings.Scale, 1.5)
            .Over(SamplingSettings.Temperature, 1.25).Points(Guidance, Sampling));
        Assert.Equal("softcfg_scale-1.5_power-3_strength-0.5_step-norm-on_confidence-sampled_alignment-paper_minimum-weight-0.1_" +
            "temperature-1.25_top-p-0.95", point.Key);
        Assert.Equal(Guidance with { Kind = GuidanceKind.SoftCfg, Scale = 1.5, StepNormalization = true }, point.Guidance);
        Assert.Equal(Sampling with { Temperature = 1.25 }, point.Sampling);
    }

    [Fact]
    public void Settings_multiply_only_the_kinds_that_look_at_them()
    {
        var grid = new SweepGrid().Over(GuidanceSettings.Scale, 1, 2, 3).Over(GuidanceSettings.ScalePower, 0, 1)
            .Over(GuidanceSettings.Strength, 0.5, 1).Over(GuidanceSettings.StepNormalization, true, false)
            .Over(GuidanceSettings.MinimumWeight, 0, 0.05, 0.1).Over(SamplingSettings.Greedy, true, false)
            .Over(SamplingSettings.TopK, 0, 5);
        var points = grid.Points(Guidance, Sampling);
        const int Drawn = 3;  // greedy, and two values of k
        Assert.Equal(Drawn, points.Count(point => point.Guidance.Kind == GuidanceKind.None));
        Assert.Equal(Drawn * 3 * 2, points.Count(point => point.Guidance.Kind == GuidanceKind.ClassifierFree));
        Assert.Equal(Drawn * 3 * 2 * 2 * (3 + 1), points.Count(point => point.Guidance.Kind == GuidanceKind.SoftCfg));
    }

    [Fact]
    public void A_key_is_a_file_name_that_no_other_point_has() => Grids.Sample(grid =>
    {
        var points = grid.Points(Guidance, Sampling);
        Assert.Equal(points.Count, points.Select(point => point.Key).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(points, point => Assert.Matches("^[A-Za-z0-9._+-]{1,200}$", point.Key));
    }, iter: 100);

    [Fact]
    public void Points_that_differ_only_in_scale_stand_together_however_they_were_given()
    {
        var points = new SweepGrid().Over(GuidanceSettings.Scale, 1, 3).Over(GuidanceSettings.Strength, 0.5, 1)
            .Over(GuidanceSettings.Kind, GuidanceKind.SoftCfg).Points(Guidance, Sampling);
        Assert.Equal([(0.5, 1), (0.5, 3), (1, 1), (1, 3)], points.Select(p => (p.Guidance.Strength, p.Guidance.Scale)));
    }

    [Fact]
    public void A_value_given_twice_is_one_point() =>
        Assert.Single(Cfg.Over(GuidanceSettings.Scale, 2, 2).Points(Guidance, Sampling));

    [Fact]
    public void Values_take_the_place_of_earlier_ones() =>
        Assert.Equal(3, Assert.Single(Cfg.Over(GuidanceSettings.Scale, 1, 2).Over(GuidanceSettings.Scale, 3).Points(Guidance, Sampling)).Scale);

    [Fact]
    public void An_empty_list_is_refused_by_its_name() => Assert.Equal(
        "ScalePower is empty, so there is nothing to sample; give it a value.",
        Assert.Throws<ArgumentException>(() => new SweepGrid().Over(GuidanceSettings.ScalePower).Points(Guidance, Sampling)).Message);

    [Fact]
    public void A_value_out_of_range_is_refused_by_its_name()
    {
        (string Message, SweepGrid Grid)[] wrong =
        [
            ("Guidance Scale is '-1'; it must be a number from 0 to 10000.", new SweepGrid().Over(GuidanceSettings.Scale, 1, -1)),
            ("Guidance Strength is '-0.5'; it must be a number from 0 to 100.", new SweepGrid().Over(GuidanceSettings.Strength, -0.5)),
            ("Sampling Temperature is '0'; it must be a number from 1E-06 to 1000000.", new SweepGrid().Over(SamplingSettings.Temperature, 0)),
        ];
        Assert.All(wrong, one => Assert.Equal(one.Message,
            Assert.ThrowsAny<ArgumentException>(() => one.Grid.Points(Guidance, Sampling)).Message));
    }

    [Fact]
    public void More_combinations_than_anybody_waits_for_are_refused_before_they_are_made()
    {
        var many = Enumerable.Range(1, 1000).Select(i => i / 1000.0).ToArray();
        var grid = Cfg.Over(GuidanceSettings.Scale, many).Over(GuidanceSettings.ScalePower, many).Over(SamplingSettings.Temperature, many);
        Assert.Equal("These are more than 100000 combinations; give shorter lists.",
            Assert.Throws<ArgumentException>(() => grid.Points(Guidance, Sampling)).Message);
    }

    private static SweepGrid Cfg => new SweepGrid().Over(GuidanceSettings.Kind, GuidanceKind.ClassifierFree);

    private static Gen<SweepGrid> Grids =>
        from kinds in Some(GuidanceKind.None, GuidanceKind.ClassifierFree, GuidanceKind.SoftCfg)
        from scales in Some(0, 1, 1.5, 1e-5)
        from powers in Some(0, 2.75)
        from strengths in Some(0, 0.5, 1)
        from normalizations in Some(true, false)
        from confidences in Some(ConfidenceSource.Sampled, ConfidenceSource.Maximum)
        from floors in Some(0, 0.05)
        from temperatures in Some(0.9, 1.0, 1e6)
        from greedy in Some(true, false)
        from k in Some(0, 100)
        select new SweepGrid().Over(GuidanceSettings.Kind, kinds).Over(GuidanceSettings.Scale, scales)
            .Over(GuidanceSettings.ScalePower, powers).Over(GuidanceSettings.Strength, strengths)
            .Over(GuidanceSettings.StepNormalization, normalizations).Over(GuidanceSettings.Confidence, confidences)
            .Over(GuidanceSettings.MinimumWeight, floors).Over(SamplingSettings.Temperature, temperatures)
            .Over(SamplingSettings.Greedy, greedy).Over(SamplingSettings.TopK, k);

    private static Gen<T[]> Some<T>(params T[] values) =>
        Gen.Int[1, values.Length].SelectMany(count => Gen.Shuffle(values, count));
}
