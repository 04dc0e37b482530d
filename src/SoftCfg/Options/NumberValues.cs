using System.Globalization;
using System.Text.Json;

namespace SoftCfg.Options;

/// <summary>The numbers from one bound to another.</summary>
/// <param name="least">The least of them.</param>
/// <param name="most">The largest.</param>
internal sealed class NumberValues(double least, double most) : SettingValues<double>
{
    /// <inheritdoc/>
    public override string Placeholder => "NUMBER";

    /// <inheritdoc/>
    public override string Expected => $"a number from {TextOf(least)} to {TextOf(most)}";

    /// <inheritdoc/>
    public override bool Contains(double value) => value >= least && value <= most;

    /// <inheritdoc/>
    public override double? Parse(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Contains(value) ? value : null;

    /// <inheritdoc/>
    public override string TextOf(double value) => value.ToString(CultureInfo.InvariantCulture);

    internal override void Write(Utf8JsonWriter json, double value) => json.WriteNumberValue(value);

    internal override double? Read(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var value) && Contains(value) ? value : null;
}
