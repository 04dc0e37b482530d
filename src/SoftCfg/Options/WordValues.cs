using System.Text.Json;

namespace SoftCfg.Options;

/// <summary>A word for each member of an enumeration.</summary>
/// <typeparam name="TEnum">The enumeration.</typeparam>
/// <param name="wordOf">The word of a member.</param>
internal sealed class WordValues<TEnum>(Func<TEnum, string> wordOf) : SettingValues<TEnum> where TEnum : struct, Enum
{
    private readonly TEnum[] members = Enum.GetValues<TEnum>();

    /// <summary>The members' own names, in lower case.</summary>
    public WordValues() : this(member => member.ToString().ToLowerInvariant())
    {
    }

    /// <inheritdoc/>
    public override string Placeholder => string.Join('|', Words);

    /// <inheritdoc/>
    public override string Expected =>
        $"{string.Join(", ", members[..^1].Select(wordOf))} or {wordOf(members[^1])}";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words => members.Select(wordOf).ToArray();

    /// <inheritdoc/>
    public override bool Contains(TEnum value) => Enum.IsDefined(value);

    /// <inheritdoc/>
    public override TEnum? Parse(string text) => members
        .Where(member => text.Equals(wordOf(member), StringComparison.OrdinalIgnoreCase))
        .Select(member => (TEnum?)member).FirstOrDefault();

    /// <inheritdoc/>
    public override string TextOf(TEnum value) => Contains(value) ? wordOf(value) : value.ToString();

    internal override void Write(Utf8JsonWriter json, TEnum value) => json.WriteStringValue(wordOf(value));

    /// <remarks>Descriptions of older versions have the members' names, such as soft_cfg.</remarks>
    internal override TEnum? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.String || json.GetString() is not { } text)
            return null;
        return Parse(text) ?? members
            .Where(member => text.Equals(JsonNamingPolicy.SnakeCaseLower.ConvertName(member.ToString()), StringComparison.OrdinalIgnoreCase))
            .Select(member => (TEnum?)member).FirstOrDefault();
    }
}
