using System.Text.Json;

namespace SoftCfg.Options;

/// <summary>On and off; typed, true and false are the same.</summary>
internal sealed class SwitchValues : SettingValues<bool>
{
    /// <inheritdoc/>
    public override string Placeholder => "on|off";

    /// <inheritdoc/>
    public override string Expected => "on or off";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words => ["on", "off"];

    /// <inheritdoc/>
    public override bool Contains(bool value) => true;

    /// <inheritdoc/>
    public override bool? Parse(string text) => text.ToLowerInvariant() switch
    {
        "on" or "true" => true,
        "off" or "false" => false,
        _ => null,
    };

    /// <inheritdoc/>
    public override string TextOf(bool value) => value ? "on" : "off";

    internal override void Write(Utf8JsonWriter json, bool value) => json.WriteBooleanValue(value);

    internal override bool? Read(ref Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => null,
    };
}
