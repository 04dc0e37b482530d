using System.Text;
using System.Text.Json;

namespace SoftCfg.Options;

/// <summary>A setting with its values.</summary>
/// <typeparam name="TOptions">The options; new ones have the defaults.</typeparam>
/// <typeparam name="TValue">The values' type.</typeparam>
public sealed class Setting<TOptions, TValue> : Setting<TOptions>
    where TOptions : class, new()
    where TValue : struct
{
    private readonly Func<TOptions, TValue> get;
    private readonly Func<TOptions, TValue, TOptions> with;

    internal Setting(string name, Func<TOptions, TValue> get, Func<TOptions, TValue, TOptions> with, SettingValues<TValue> values)
        : base(name) => (this.get, this.with, Values) = (get, with, values);

    /// <summary>What it may be.</summary>
    public SettingValues<TValue> Values { get; }

    /// <summary>Its default.</summary>
    public TValue Default => get(new TOptions());

    /// <inheritdoc/>
    public override string Placeholder => Values.Placeholder;

    /// <inheritdoc/>
    public override string Expected => Values.Expected;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words => Values.Words;

    /// <inheritdoc/>
    public override NumberRange? Range => Values.Range;

    /// <inheritdoc/>
    public override bool IsSwitch => Values is SwitchValues;

    internal Func<TOptions, bool> Applies { private get; init; } = _ => true;

    /// <summary>The value of some options.</summary>
    /// <param name="options">The options.</param>
    /// <returns>The value.</returns>
    public TValue Of(TOptions options) => get(options);

    /// <summary>Options with another value.</summary>
    /// <param name="options">The options.</param>
    /// <param name="value">The value; not checked.</param>
    /// <returns>The same options but for this setting.</returns>
    public TOptions With(TOptions options, TValue value) => with(options, value);

    /// <summary>Refuses a value that is none.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">It is out of range; the message names it, its value and the range.</exception>
    public void Check(TValue value)
    {
        // Without the parameter name of ArgumentOutOfRangeException, which would break the message into several lines.
        if (!Values.Contains(value))
            throw new ArgumentOutOfRangeException(Refusal(Values.TextOf(value)), innerException: null);
    }

    /// <inheritdoc/>
    public override bool AppliesTo(TOptions options) => Applies(options);

    /// <inheritdoc/>
    public override string TextOf(TOptions options) => Values.TextOf(get(options));

    /// <inheritdoc/>
    public override bool Accepts(string text) => Values.Parse(text) is not null;

    /// <inheritdoc/>
    public override TOptions Set(TOptions options, string text) =>
        with(options, Values.Parse(text) ?? throw new ArgumentException(Refusal($"'{text}'")));

    /// <inheritdoc/>
    public override TOptions Reset(TOptions options) => with(options, Default);

    /// <inheritdoc/>
    public override void Check(TOptions options) => Check(get(options));

    internal override void Write(Utf8JsonWriter json, TOptions options) => Values.Write(json, get(options));

    internal override TOptions Read(ref Utf8JsonReader json, TOptions options) =>
        with(options, Values.Read(ref json) ?? throw new SettingException(Refusal(Found(ref json))));

    private static string Found(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "another text",
        // Of a number that is a page long the beginning will do.
        _ => Encoding.UTF8.GetString(json.ValueSpan[..Math.Min(json.ValueSpan.Length, 40)]),
    };
}
