using System.Text.Json;
using SoftCfg.Hosting.Orders;
using SoftCfg.Options;

namespace SoftCfg.Playground.Api.Images;

/// <summary>The fields of a JSON object, each of which is taken once; what has another type or is left over is refused by its name.</summary>
internal sealed class JsonFields
{
    private const int LongestName = 40;

    private readonly Dictionary<string, JsonElement> fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <param name="json">The object.</param>
    /// <exception cref="OrderException">It is none, or has a field twice.</exception>
    public JsonFields(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new OrderException("body", "The body must be a JSON object.");
        foreach (var field in json.EnumerateObject())
        {
            if (!fields.TryAdd(field.Name, field.Value))
                throw new OrderException(Shortened(field.Name), $"'{Shortened(field.Name)}' is there twice.");
        }
    }

    /// <summary>A text; null where it is left out.</summary>
    public string? Text(string name) => Take(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Refuse(name, "a text");

    /// <summary>A whole number; null where it is left out.</summary>
    public int? Number(string name, int least, int most) => Take(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most ? number
        : throw Refuse(name, $"a whole number from {least} to {most}");

    /// <summary>A whole number of 64 bits; null where it is left out.</summary>
    public ulong? LongNumber(string name, ulong most) => Take(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out var number) && number <= most ? number
        : throw Refuse(name, $"a whole number from 0 to {most}");

    /// <summary>True or false; null where it is left out.</summary>
    public bool? Switch(string name) => Take(name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Refuse(name, "true or false");

    /// <summary>A setting as text, whichever of text, number and switch it is; null where it is left out.</summary>
    public string? Setting(string name) => Take(name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "on",
        JsonValueKind.False => "off",
        _ => throw Refuse(name, "a text, a number, true or false"),
    };

    /// <summary>Takes fields that nothing here looks at, and that clients send all the same.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            Take(name);
    }

    /// <summary>Refuses what nobody has taken.</summary>
    /// <exception cref="OrderException">There is a field that means nothing here.</exception>
    public void RefuseOthers()
    {
        if (fields.Keys.FirstOrDefault() is { } stranger)
        {
            throw new OrderException(Shortened(stranger),
                $"'{Shortened(stranger)}' is no field of this request{Suggestion.For(Shortened(stranger), known)}");
        }
    }

    private JsonElement? Take(string name)
    {
        known.Add(name);
        return fields.Remove(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private static OrderException Refuse(string name, string expected) => new(name, $"{name} must be {expected}.");

    private static string Shortened(string name) => name.Length <= LongestName ? name : $"{name[..LongestName]}...";
}
