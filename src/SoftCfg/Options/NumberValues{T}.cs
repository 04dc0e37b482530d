using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace SoftCfg.Options;

/// <summary>The numbers from one bound to another.</summary>
/// <param name="least">The least of them.</param>
/// <param name="most">The largest.</param>
internal sealed class NumberValues<T>(T least, T most) : SettingValues<T> where T : struct, INumber<T>
{
    private static readonly bool AreWhole = T.One / (T.One + T.One) == T.Zero;

    private static readonly NumberStyles Styles = AreWhole ? NumberStyles.AllowLeadingSign : NumberStyles.Float;

    /// <inheritdoc/>
    public override string Placeholder => AreWhole ? "N" : "NUMBER";

    /// <inheritdoc/>
    public override string Expected => $"a {(AreWhole ? "whole number" : "number")} from {TextOf(least)} to {TextOf(most)}";

    /// <inheritdoc/>
    public override NumberRange? Range => new(double.CreateChecked(least), double.CreateChecked(most), AreWhole);

    /// <inheritdoc/>
    public override bool Contains(T value) => value >= least && value <= most;

    /// <inheritdoc/>
    public override T? Parse(string text) =>
        T.TryParse(text, Styles, CultureInfo.InvariantCulture, out var value) && Contains(value) ? value : null;

    /// <inheritdoc/>
    public override string TextOf(T value) => value.ToString(null, CultureInfo.InvariantCulture);

    internal override void Write(Utf8JsonWriter json, T value) => json.WriteRawValue(TextOf(value));

    internal override T? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.Number)
            return null;
        ReadOnlySpan<byte> text = json.HasValueSequence ? json.ValueSequence.ToArray() : json.ValueSpan;
        return T.TryParse(text, Styles, CultureInfo.InvariantCulture, out var value) && Contains(value) ? value : null;
    }
}
