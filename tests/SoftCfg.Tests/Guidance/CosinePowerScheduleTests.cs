using CsCheck;
using SoftCfg.Guidance;

namespace SoftCfg.Tests.Guidance;

public class CosinePowerScheduleTests
{
    [Fact]
    public void The_scale_rises_from_one_to_below_g() =>
        Gen.Select(Gen.Double[1.01, 20], Gen.Double[0.2, 4], Gen.Int[2, 300]).Sample((scale, power, steps) =>
        {
            var schedule = new CosinePowerSchedule(scale, power, steps);
            var scales = Enumerable.Range(0, steps).Select(schedule.At).ToList();
            Assert.Equal(1, scales[0]);
            Assert.True(scales[^1] < scale);
            Assert.All(scales.Zip(scales.Skip(1)), pair => Assert.True(pair.First <= pair.Second));
        }, iter: 200);

    [Fact]
    public void Halfway_the_scale_is_halfway()
    {
        Assert.Equal(3, new CosinePowerSchedule(5, 1, 256).At(128));
        Assert.Equal(2, new CosinePowerSchedule(5, 2, 256).At(128), 1 - 4 * (1 - Math.Cos(Math.PI / 4)) / 2);
    }

    [Fact]
    public void Power_zero_keeps_the_scale_constant()
    {
        var schedule = new CosinePowerSchedule(7.5, 0, 16);
        Assert.All(Enumerable.Range(0, 16), step => Assert.Equal(7.5f, schedule.At(step)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(16)]
    public void A_step_outside_the_schedule_is_refused(int step) => Assert.Equal("step",
        Assert.Throws<ArgumentOutOfRangeException>(() => new CosinePowerSchedule(2, 1, 16).At(step)).ParamName);

    [Fact]
    public void Bad_numbers_are_refused()
    {
        Assert.Equal("Guidance Scale is NaN; it must be a number from 0 to 10000.",
            Assert.ThrowsAny<ArgumentException>(() => new CosinePowerSchedule(double.NaN, 1, 4)).Message);
        Assert.Equal("Guidance ScalePower is -1; it must be a number from 0 to 100.",
            Assert.ThrowsAny<ArgumentException>(() => new CosinePowerSchedule(2, -1, 4)).Message);
        Assert.Equal("steps",
            Assert.Throws<ArgumentOutOfRangeException>(() => new CosinePowerSchedule(2, 1, 0)).ParamName);
    }
}
