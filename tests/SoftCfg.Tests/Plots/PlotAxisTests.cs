using System.Globalization;
using CsCheck;
using SoftCfg.Plots;

namespace SoftCfg.Tests.Plots;

public class PlotAxisTests
{
    private static readonly Gen<double[]> Values = Gen.Select(
        Gen.Double[-1, 1].Array[1, 20], Gen.Int[-12, 12], Gen.Double[-100, 100],
        (values, exponent, shift) => values.Select(v => (v + shift) * Math.Pow(10, exponent)).ToArray());

    [Fact]
    public void The_axis_holds_every_value() =>
        Values.Sample(values =>
        {
            var axis = PlotAxis.Covering(values);
            return values.All(v => axis.Fraction(v) is >= 0 and <= 1);
        });

    [Fact]
    public void Three_to_ten_ticks_ascend_in_equal_steps_within_the_axis() =>
        Values.Sample(values =>
        {
            var axis = PlotAxis.Covering(values);
            Assert.InRange(axis.Ticks.Count, 3, 10);
            var step = axis.Ticks[1] - axis.Ticks[0];
            Assert.True(step > 0);
            for (var i = 1; i < axis.Ticks.Count; i++)
                Assert.Equal(1, (axis.Ticks[i] - axis.Ticks[i - 1]) / step, 1e-6);
            Assert.InRange(axis.Ticks[0], axis.Low - 1e-8 * step, axis.High);
            Assert.InRange(axis.Ticks[^1], axis.Low, axis.High + 1e-8 * step);
        });

    [Fact]
    public void Ticks_reach_both_ends_within_a_step() =>
        Values.Sample(values =>
        {
            var axis = PlotAxis.Covering(values);
            var step = axis.Ticks[1] - axis.Ticks[0];
            Assert.InRange(axis.Ticks[0] - axis.Low, -1e-8 * step, step * (1 + 1e-6));
            Assert.InRange(axis.High - axis.Ticks[^1], -1e-8 * step, step * (1 + 1e-6));
        });

    [Fact]
    public void Steps_are_1_2_or_5_times_a_power_of_ten() =>
        Values.Sample(values =>
        {
            var axis = PlotAxis.Covering(values);
            var step = (axis.Ticks[^1] - axis.Ticks[0]) / (axis.Ticks.Count - 1);
            var digit = step / Math.Pow(10, Math.Floor(Math.Log10(step * (1 + 1e-6))));
            Assert.Contains(Math.Round(digit, 6), new[] { 1.0, 2, 5 });
        });

    [Fact]
    public void A_label_is_its_tick_and_no_other() =>
        Values.Sample(values =>
        {
            var axis = PlotAxis.Covering(values);
            Assert.Equal(axis.Labels.Count, axis.Labels.Distinct().Count());
            var step = axis.Ticks[1] - axis.Ticks[0];
            for (var i = 0; i < axis.Ticks.Count; i++)
            {
                var label = double.Parse(axis.Labels[i], CultureInfo.InvariantCulture);
                Assert.InRange(label - axis.Ticks[i], -1e-6 * step, 1e-6 * step);
            }
        });

    [Theory]
    [InlineData(0, 48, "0,10,20,30,40,50")]
    [InlineData(0.31, 0.58, "0.30,0.35,0.40,0.45,0.50,0.55")]
    [InlineData(-3, 4, "-3,-2,-1,0,1,2,3,4")]
    [InlineData(0, 0.3, "0.00,0.05,0.10,0.15,0.20,0.25,0.30")]
    [InlineData(0, 3e6, "0,5e5,1e6,1.5e6,2e6,2.5e6,3e6")]
    [InlineData(0, 2e-7, "0,5e-8,1e-7,1.5e-7,2e-7")]
    public void Ticks_are_the_numbers_people_would_choose(double low, double high, string labels) =>
        Assert.Equal(labels, string.Join(',', PlotAxis.Covering([low, high]).Labels));

    [Fact]
    public void An_axis_does_not_run_over_zero_unless_its_values_do()
    {
        Assert.Equal(0, PlotAxis.Covering([1, 100]).Low);
        Assert.Equal(0, PlotAxis.Covering([-1, -100]).High);
        Assert.True(PlotAxis.Covering([-1, 100]).Low < -1);
    }

    [Fact]
    public void Values_that_are_all_equal_stand_in_the_middle()
    {
        Assert.Equal(0.5, PlotAxis.Covering([7, 7, 7]).Fraction(7), 12);
        Assert.Equal(0.5, PlotAxis.Covering([-7]).Fraction(-7), 12);
        Assert.Equal(0.5, PlotAxis.Covering([0]).Fraction(0), 12);
        Assert.Equal(0.5, PlotAxis.Covering([1e100]).Fraction(1e100), 12);
    }

    [Fact]
    public void Values_that_differ_by_rounding_count_as_one()
    {
        var axis = PlotAxis.Covering([1, 1 + 1e-15]);
        Assert.Equal((0.8, 1.2), (axis.Low, axis.High), EqualityComparer<(double, double)>.Create(
            (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-9 && Math.Abs(a.Item2 - b.Item2) < 1e-9));
    }

    [Fact]
    public void Without_values_the_axis_runs_from_0_to_1()
    {
        var axis = PlotAxis.Covering([]);
        Assert.Equal((0, 1), (axis.Low, axis.High));
    }
}
