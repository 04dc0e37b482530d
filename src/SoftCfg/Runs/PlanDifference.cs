using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SoftCfg.Files;

namespace SoftCfg.Runs;

/// <summary>What two plans differ in, for people.</summary>
internal static class PlanDifference
{
    private const int MostShown = 3, MostCharacters = 200;

    /// <summary>Every setting in which the plan of a file differs from another one.</summary>
    /// <param name="begun">The plan of the file.</param>
    /// <param name="now">The other one.</param>
    /// <param name="options">How plans are written.</param>
    /// <param name="aside">Names of what may differ.</param>
    /// <returns>Such as <c>count 6, this one has 7</c>; none where they are the same.</returns>
    internal static IReadOnlyList<string> Of<TPlan>(JsonObject begun, TPlan now, JsonSerializerOptions options, params string[] aside) =>
        Of(begun, JsonSerializer.SerializeToNode(now, options)!.AsObject(), "", aside).ToList();

    private static IEnumerable<string> Of(JsonObject begun, JsonObject now, string within, string[] aside)
    {
        foreach (var name in now.Concat(begun).Select(property => property.Key).Distinct(StringComparer.Ordinal))
        {
            if (aside.Contains(name) || JsonNode.DeepEquals(begun[name], now[name]) || IsLater(begun, name, now[name]))
                continue;
            foreach (var difference in OfValues(within + Words(name), begun[name], now[name]))
                yield return difference;
        }
    }

    private static IEnumerable<string> OfValues(string title, JsonNode? begun, JsonNode? now) => (begun, now) switch
    {
        (JsonObject before, JsonObject after) => Of(before, after, title + " ", []),
        (JsonArray before, JsonArray after) => OfLists(title, before, after),
        _ => [$"{title} {Text(begun)}, this one has {Text(now)}"],
    };

    /// <summary>How many there are, and the first that differ.</summary>
    private static IEnumerable<string> OfLists(string title, JsonArray begun, JsonArray now)
    {
        if (begun.Count != now.Count)
            yield return string.Create(CultureInfo.InvariantCulture, $"{begun.Count} {title}, this one has {now.Count}");
        var differing = Enumerable.Range(0, Math.Min(begun.Count, now.Count)).Where(i => !JsonNode.DeepEquals(begun[i], now[i])).ToList();
        foreach (var i in differing.Take(MostShown))
        {
            foreach (var difference in OfValues(string.Create(CultureInfo.InvariantCulture, $"{title.TrimEnd('s')} {i + 1}"), begun[i], now[i]))
                yield return difference;
        }
        if (differing.Count > MostShown)
            yield return string.Create(CultureInfo.InvariantCulture, $"{differing.Count - MostShown} more of the {title}");
    }

    /// <summary>A setting that the version which wrote the file did not have, and that is off.</summary>
    private static bool IsLater(JsonObject begun, string name, JsonNode? now) =>
        !begun.ContainsKey(name) && (now is null || now.GetValueKind() == JsonValueKind.False);

    private static string Short(string text) => text.Length <= MostCharacters ? text : text[..MostCharacters] + "…";

    private static string Words(string name) => ForeignText.Show(name).Replace('_', ' ');

    private static string Text(JsonNode? value) => value is JsonObject many
        ? string.Join(" ", many.Select(part => Text(part.Value)))
        : value is JsonArray list ? string.Create(CultureInfo.InvariantCulture, $"{list.Count} of them")
        : Short(ForeignText.Show(value?.ToString() ?? "nothing"));
}
