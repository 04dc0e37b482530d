using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Options;

namespace SoftCfg.Hosting.Orders;

/// <summary>
/// The names that orders have for the settings of guidance and sampling: those of the settings' tables, such as <c>guidance</c>,
/// <c>scale</c> and <c>top_k</c>.
/// </summary>
public static class SettingNames
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [.. GuidanceSettings.All.Select(Of), .. SamplingSettings.All.Select(Of)];

    /// <summary>The name of a setting.</summary>
    /// <param name="setting">The setting.</param>
    /// <typeparam name="TOptions">What it is a setting of.</typeparam>
    /// <returns>Such as <c>top_k</c>.</returns>
    public static string Of<TOptions>(Setting<TOptions> setting) => setting.Column;

    /// <summary>Options with the settings that an order gives.</summary>
    /// <exception cref="OrderException">A value is none.</exception>
    internal static TOptions Apply<TOptions>(TOptions options, SettingTable<TOptions> table, IReadOnlyDictionary<string, string> given)
        where TOptions : class, new()
    {
        foreach (var setting in table)
        {
            if (!given.TryGetValue(Of(setting), out var text))
                continue;
            if (!setting.Accepts(text))
                throw new OrderException(Of(setting), $"{Of(setting)} is '{Shortened(text)}'; it must be {setting.Expected}.");
            options = setting.Set(options, text);
        }
        return options;
    }

    /// <summary>Refuses names that are none, and settings that nothing would look at: whoever gave them expects something else.</summary>
    internal static void RefuseStrangers(IReadOnlyDictionary<string, string> given, GuidanceOptions guidance, SamplingOptions sampling)
    {
        foreach (var name in given.Keys)
        {
            if (GuidanceSettings.All.FirstOrDefault(setting => Of(setting) == name) is { } ofGuidance)
                RefuseIdle(ofGuidance, guidance);
            else if (SamplingSettings.All.FirstOrDefault(setting => Of(setting) == name) is { } ofSampling)
                RefuseIdle(ofSampling, sampling);
            else
                throw new OrderException(Shortened(name), $"'{Shortened(name)}' is no setting{Suggestion.For(Shortened(name), All)}");
        }
    }

    private static void RefuseIdle<TOptions>(Setting<TOptions> setting, TOptions options)
    {
        if (!setting.AppliesTo(options))
        {
            throw new OrderException(Of(setting),
                $"{Of(setting)} belongs to {setting.BelongsTo}, which this order does not ask for. Leave it out, or ask for it.");
        }
    }

    private static string Shortened(string text) => text.Length <= 40 ? text : $"{text[..40]}...";
}
