using System.Text.Json;
using System.Text.Json.Nodes;
using SoftCfg.Files;

namespace SoftCfg.Runs;

/// <summary>What two plans differ in, for people.</summary>
internal static class PlanDifference
{
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
            if (begun[name] is JsonObject before && now[name] is JsonObject after)
            {
                foreach (var difference in Of(before, after, $"{within}{Words(name)} ", []))
                    yield return difference;
                continue;
            }
            yield return $"{within}{Words(name)} {Text(begun[name])}, this one has {Text(now[name])}";
        }
    }

    /// <summary>A setting that the version which wrote the file did not have, and that is off.</summary>
    private static bool IsLater(JsonObject begun, string name, JsonNode? now) =>
        !begun.ContainsKey(name) && (now is null || now.GetValueKind() == JsonValueKind.False);

    private static string Words(string name) => ForeignText.Show(name).Replace('_', ' ');

    private static string Text(JsonNode? value) => value is JsonObject many
        ? string.Join(" ", many.Select(part => Text(part.Value)))
        : ForeignText.Show(value?.ToString() ?? "nothing");
}
