using System.Globalization;
using System.Text.Json;

namespace SoftCfg.Options;

/// <summary>The whole numbers from one bound to another.</summary>
/// <param name="least">The least of them.</param>
/// <param name="most">The largest.</param>
internal sealed class WholeNumberValues(int least, int most) : SettingValues<int>
{
    /// <inheritdoc/>
    public override string Placeholder => "N";

    /// <inheritdoc/>
    public override string Expected => $"a whole number from {TextOf(least)} to {TextOf(most)}";

    /// <inheritdoc/>
    public override bool Contains(int value) => value >= least && value <= most;

    /// <inheritdoc/>
    public override int? Parse(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && Contains(value) ? value : null;

    /// <inheritdoc/>
    public override string TextOf(int value) => value.ToString(CultureInfo.InvariantCulture);

    internal override void Write(Utf8JsonWriter json, int value) => json.WriteNumberValue(value);

    internal override int? Read(ref Utf8JsonReader json) =>
        json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var value) && Contains(value) ? value : null;
}
