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
            "none_temperature-0.9",
            "cfg_scale-2_power-3_temperature-0.9",
            "softcfg_scale-2_power-3_strength-0.5_norm-off_sampled_paper_temperature-0.9",
        ], points.Select(point => point.Key));
        Assert.Equal(Guidance with { Kind = GuidanceKind.SoftCfg }, points[2].GuidanceFrom(Guidance));
        Assert.Equal(Sampling, points[2].SamplingFrom(Sampling));
    }

    [Fact]
    public void A_point_replaces_what_it_says_and_nothing_else()
    {
        var point = new SweepPoint
        {
            Kind = GuidanceKind.SoftCfg,
            Scale = 1.5,
            Power = 0,
            Strength = 2,
            StepNormalization = true,
            Confidence = ConfidenceSource.Maximum,
            Alignment = WeightAlignment.Released,
            Temperature = 1.25,
        };
        Assert.Equal("softcfg_scale-1.5_power-0_strength-2_norm-on_maximum_released_temperature-1.25", point.Key);
        Assert.Equal(new GuidanceOptions
        {
            Kind = GuidanceKind.SoftCfg,
            Scale = 1.5,
            ScalePower = 0,
            Strength = 2,
            StepNormalization = true,
            Confidence = ConfidenceSource.Maximum,
            Alignment = WeightAlignment.Released,
            MinimumWeight = 0.1,
        }, point.GuidanceFrom(Guidance));
        Assert.Equal(Sampling with { Temperature = 1.25 }, point.SamplingFrom(Sampling));
    }

    [Fact]
    public void Settings_multiply_only_the_kinds_that_look_at_them() => Grids.Sample(grid =>
    {
        var points = grid.Points(Guidance, Sampling);
        var guided = grid.Scales!.Count * grid.Powers!.Count;
        var soft = guided * grid.Strengths!.Count * grid.StepNormalizations!.Count * grid.Confidences!.Count *
            grid.Alignments!.Count;
        var perTemperature = grid.Kinds.Sum(kind => kind switch
        {
            GuidanceKind.None => 1,
            GuidanceKind.ClassifierFree => guided,
            _ => soft,
        });
        Assert.Equal(grid.Temperatures!.Count * perTemperature, points.Count);
    });

    [Fact]
    public void A_key_is_a_file_name_that_no_other_point_has() => Grids.Sample(grid =>
    {
        var keys = grid.Points(Guidance, Sampling).Select(point => point.Key).ToList();
        Assert.Equal(keys.Count, keys.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(keys, key => Assert.Matches("^[A-Za-z0-9._+-]{1,200}$", key));
    });

    [Fact]
    public void Points_that_differ_only_in_scale_stand_together()
    {
        var points = new SweepGrid { Kinds = [GuidanceKind.SoftCfg], Scales = [1, 3], Strengths = [0.5, 1] }
            .Points(Guidance, Sampling);
        Assert.Equal([(0.5, 1), (0.5, 3), (1, 1), (1, 3)], points.Select(p => (p.Strength!.Value, p.Scale!.Value)));
    }

    [Fact]
    public void A_value_given_twice_is_one_point() =>
        Assert.Single(new SweepGrid { Kinds = [GuidanceKind.ClassifierFree], Scales = [2, 2] }.Points(Guidance, Sampling));

    [Fact]
    public void An_empty_list_is_refused_by_its_name()
    {
        (string Name, SweepGrid Grid)[] empty =
        [
            ("Kinds", new() { Kinds = [] }), ("Scales", new() { Scales = [] }), ("Powers", new() { Powers = [] }),
            ("Strengths", new() { Strengths = [] }), ("StepNormalizations", new() { StepNormalizations = [] }),
            ("Confidences", new() { Confidences = [] }), ("Alignments", new() { Alignments = [] }),
            ("Temperatures", new() { Temperatures = [] }),
        ];
        Assert.All(empty, one => Assert.Equal($"{one.Name} is empty, so there is nothing to sample; give it a value.",
            Assert.Throws<ArgumentException>(() => one.Grid.Points(Guidance, Sampling)).Message));
    }

    [Fact]
    public void A_value_out_of_range_is_refused_by_its_name()
    {
        (string Message, SweepGrid Grid)[] wrong =
        [
            ("Guidance Scale is -1; it must be at least 0.", new() { Scales = [1, -1] }),
            ("Guidance Strength is -0.5; it must be at least 0.", new() { Strengths = [-0.5] }),
            ("Sampling Temperature is 0; it must be from 1E-06 to 1000000.", new() { Temperatures = [0] }),
        ];
        Assert.All(wrong, one => Assert.Equal(one.Message,
            Assert.ThrowsAny<ArgumentException>(() => one.Grid.Points(Guidance, Sampling)).Message));
    }

    private static Gen<SweepGrid> Grids =>
        from kinds in Some(GuidanceKind.None, GuidanceKind.ClassifierFree, GuidanceKind.SoftCfg)
        from scales in Some(0, 1, 1.5, 1e-5)
        from powers in Some(0, 2.75)
        from strengths in Some(0, 0.5, 1)
        from normalizations in Some(true, false)
        from confidences in Some(ConfidenceSource.Sampled, ConfidenceSource.Maximum)
        from alignments in Some(WeightAlignment.Released, WeightAlignment.Paper)
        from temperatures in Some(0.9, 1.0, 1e6)
        select new SweepGrid
        {
            Kinds = kinds,
            Scales = scales,
            Powers = powers,
            Strengths = strengths,
            StepNormalizations = normalizations,
            Confidences = confidences,
            Alignments = alignments,
            Temperatures = temperatures,
        };

    private static Gen<T[]> Some<T>(params T[] values) =>
        Gen.Int[1, values.Length].SelectMany(count => Gen.Shuffle(values, count));
}
