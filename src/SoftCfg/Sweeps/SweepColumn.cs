using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Options;

namespace SoftCfg.Sweeps;

/// <summary>A setting as a column of the tables of a sweep.</summary>
/// <param name="Name">Its name for programs.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="IsNumber">Whether it is a number.</param>
/// <param name="IsFine">Whether it is left out for people where all points have the default.</param>
/// <param name="Default">The default.</param>
/// <param name="Value">Its value at a point; null where nothing looks at it.</param>
internal sealed record SweepColumn(
    string Name, string Title, bool IsNumber, bool IsFine, string Default, Func<SweepPoint, string?> Value)
{
    /// <summary>One for every setting of guidance and sampling.</summary>
    internal static IReadOnlyList<SweepColumn> All { get; } =
        [.. Of(GuidanceSettings.All, point => point.Guidance), .. Of(SamplingSettings.All, point => point.Sampling)];

    private static IEnumerable<SweepColumn> Of<TOptions>(SettingTable<TOptions> table, Func<SweepPoint, TOptions> options)
        where TOptions : class, new() =>
        table.Select(setting => new SweepColumn(setting.Column, setting.Title,
            setting is Setting<TOptions, double> or Setting<TOptions, int>, setting.IsFine, setting.TextOf(new TOptions()),
            point => setting.AppliesTo(options(point)) ? setting.TextOf(options(point)) : null));
}
