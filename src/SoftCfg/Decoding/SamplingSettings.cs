using SoftCfg.Options;

namespace SoftCfg.Decoding;

/// <summary>The settings of <see cref="SamplingOptions"/>: what each is called, what it may be and what it does.</summary>
public static class SamplingSettings
{
    private const string Drawing = "drawing";

    /// <summary><see cref="SamplingOptions.Temperature"/>.</summary>
    public static Setting<SamplingOptions, double> Temperature { get; } = new(nameof(SamplingOptions.Temperature),
        options => options.Temperature, (options, temperature) => options with { Temperature = temperature }, new NumberValues<double>(1e-6, 1e6))
    {
        // It also shapes the confidences, so it counts even where no token is drawn.
        Summary = "Divides the guided logits, and those of the confidences: below 1 sharper, above 1 flatter.",
        Upstream = ["randomize_temperature"],
    };

    /// <summary><see cref="SamplingOptions.Greedy"/>.</summary>
    public static Setting<SamplingOptions, bool> Greedy { get; } = new(nameof(SamplingOptions.Greedy),
        options => options.Greedy, (options, greedy) => options with { Greedy = greedy }, new SwitchValues())
    {
        Summary = "Whether the likeliest token is taken instead of one being drawn.",
        IsFine = true,
    };

    /// <summary><see cref="SamplingOptions.TopK"/>.</summary>
    public static Setting<SamplingOptions, int> TopK { get; } = new(nameof(SamplingOptions.TopK),
        options => options.TopK, (options, k) => options with { TopK = k }, new NumberValues<int>(0, int.MaxValue))
    {
        Summary = "Draws among the k likeliest tokens; 0 is off.",
        BelongsTo = Drawing,
        Applies = options => !options.Greedy,
        IsFine = true,
    };

    /// <summary><see cref="SamplingOptions.TopP"/>.</summary>
    public static Setting<SamplingOptions, double> TopP { get; } = new(nameof(SamplingOptions.TopP),
        options => options.TopP, (options, p) => options with { TopP = p }, new NumberValues<double>(1e-6, 1))
    {
        Summary = "Draws among the fewest likeliest tokens whose probabilities reach this sum; 1 is off.",
        BelongsTo = Drawing,
        Applies = options => !options.Greedy,
        IsFine = true,
    };

    /// <summary>All of them.</summary>
    public static SettingTable<SamplingOptions> All { get; } = new(Temperature, Greedy, TopK, TopP);
}
