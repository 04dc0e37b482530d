using SoftCfg.Guidance;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>The guidance scale by step for several (scale, power, steps).</summary>
internal static class ScheduleGolden
{
    public static void Check(GoldenCase golden, GoldenErrors errors)
    {
        using var scope = NewDisposeScope();
        var scales = golden.Input("guidance_scale").data<float>().ToArray();
        var powers = golden.Input("guidance_scale_pow").data<float>().ToArray();
        var steps = golden.Input("num_steps").data<long>().ToArray();
        var expected = golden.Expected("cfg_scale");  // [rows, longest], padded with 0
        for (var row = 0; row < scales.Length; row++)
        {
            var schedule = new CosinePowerSchedule(scales[row], powers[row], (int)steps[row]);
            var actual = Enumerable.Range(0, (int)steps[row]).Select(schedule.At).ToArray();
            errors.Compare($"cfg_scale[{row}]", tensor(actual), expected[row].narrow(0, 0, steps[row]),
                Tolerance.Float32);
        }
    }
}
