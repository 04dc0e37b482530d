using System.Text.Json;

namespace SoftCfg.Options;

/// <summary>
/// One setting of some options: the one place that says what it is called, what it may be and what it does. Checks, command
/// lines, sweeps, traces, the records of images and the documents' tables are made from it.
/// </summary>
/// <typeparam name="TOptions">The options, an immutable record.</typeparam>
public abstract class Setting<TOptions>
{
    // The options' name is that of what they are for: GuidanceOptions.
    private static readonly string Subject = typeof(TOptions).Name.Replace("Options", "", StringComparison.Ordinal);

    private protected Setting(string name) => Name = name;

    /// <summary>The name of the property, such as <c>ScalePower</c>.</summary>
    public string Name { get; }

    /// <summary>The name in JSON files of sweeps and traces, such as <c>power</c>.</summary>
    /// <value>Default: <see cref="Name"/> in snake_case.</value>
    public string Key { get => field ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(Name); init; }

    /// <summary>The name of the column in a table for programs.</summary>
    /// <value>Default: <see cref="Key"/>.</value>
    public string Column { get => field ?? Key; init; }

    /// <summary>The option of a command line, such as <c>--power</c>.</summary>
    /// <value>Default: <see cref="Key"/> with dashes.</value>
    public string Option { get => field ?? $"--{Key.Replace('_', '-')}"; init; }

    /// <summary>The name for people, such as <c>step norm</c>.</summary>
    public string Title => Option[2..].Replace('-', ' ');

    /// <summary>What it does, in a sentence or two.</summary>
    public required string Summary { get; init; }

    /// <summary>What the published programs call it on their command lines and in their configurations.</summary>
    public IReadOnlyList<string> Upstream { get; init; } = [];

    /// <summary>What they call a switch for the opposite; null where there is none.</summary>
    public string? UpstreamOpposite { get; init; }

    /// <summary>What the setting belongs to, without which nothing looks at it; null where it always counts.</summary>
    public string? BelongsTo { get; init; }

    /// <summary>Whether short descriptions leave it out where it has its default.</summary>
    public bool IsFine { get; init; }

    /// <summary>What stands for a value in help.</summary>
    public abstract string Placeholder { get; }

    /// <summary>What a value must be, as the end of a sentence.</summary>
    public abstract string Expected { get; }

    /// <summary>Its values where they are words: none where they are numbers.</summary>
    public abstract IReadOnlyList<string> Words { get; }

    /// <summary>Its values where they are numbers; null where they are words.</summary>
    public abstract NumberRange? Range { get; }

    /// <summary>Whether it is switched on or off.</summary>
    public abstract bool IsSwitch { get; }

    /// <summary>Whether anything looks at it under these options.</summary>
    /// <param name="options">The options.</param>
    /// <returns>False if any value gives the same images.</returns>
    public abstract bool AppliesTo(TOptions options);

    /// <summary>The value that some options have, as text.</summary>
    /// <param name="options">The options.</param>
    /// <returns>One word.</returns>
    public abstract string TextOf(TOptions options);

    /// <summary>Whether a text is one of the values.</summary>
    /// <param name="text">What was typed.</param>
    /// <returns>Whether <see cref="Set"/> takes it.</returns>
    public abstract bool Accepts(string text);

    /// <summary>Options with another value.</summary>
    /// <param name="options">The options.</param>
    /// <param name="text">The value as text.</param>
    /// <returns>The same options but for this setting.</returns>
    /// <exception cref="ArgumentException">It is no value of this setting; the message says what is.</exception>
    public abstract TOptions Set(TOptions options, string text);

    /// <summary>Options with the default of this setting.</summary>
    /// <param name="options">The options.</param>
    /// <returns>The same options but for this setting.</returns>
    public abstract TOptions Reset(TOptions options);

    /// <summary>Refuses options whose value is none.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">It is out of range; the message names it, its value and the range.</exception>
    public abstract void Check(TOptions options);

    internal abstract void Write(Utf8JsonWriter json, TOptions options);

    /// <summary>Options with the value that a JSON token is.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    internal abstract TOptions Read(ref Utf8JsonReader json, TOptions options);

    /// <summary>What to say of a value that is none.</summary>
    private protected string Refusal(string value) => $"{Subject} {Name} is {value}; it must be {Expected}.";
}
