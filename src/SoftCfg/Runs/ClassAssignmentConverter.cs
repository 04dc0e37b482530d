using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SoftCfg.Runs;

/// <summary>
/// Classes as <c>{"order": "cycle", "labels": "0-999"}</c>: ranges, since a list of a thousand numbers is nothing for people.
/// </summary>
internal sealed class ClassAssignmentConverter : JsonConverter<ClassAssignment>
{
    private const int MostLabels = 100_000_000;

    public override ClassAssignment Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("classes are an object with an order and labels.");
        ClassOrder? order = null;
        List<int>? labels = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (name == "order")
                order = JsonSerializer.Deserialize<ClassOrder>(ref reader, options);
            else if (name == "labels" && reader.TokenType == JsonTokenType.String)
                labels = Parse(reader.GetString()!);
            else
                throw new JsonException($"classes have no '{name}' like this.");
        }
        return order is { } known && labels is { Count: > 0 }
            ? new ClassAssignment(known, labels)
            : throw new JsonException("classes lack their order or labels.");
    }

    public override void Write(Utf8JsonWriter writer, ClassAssignment value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("order");
        JsonSerializer.Serialize(writer, value.Order, options);
        writer.WriteString("labels", Text(value.Labels));
        writer.WriteEndObject();
    }

    /// <summary>Such as <c>0-9,3,5-7</c>.</summary>
    internal static string Text(IReadOnlyList<int> labels)
    {
        var text = new StringBuilder();
        for (var i = 0; i < labels.Count;)
        {
            var end = i + 1;
            while (end < labels.Count && labels[end] == labels[end - 1] + 1)
                end++;
            text.Append(text.Length > 0 ? "," : "").Append(CultureInfo.InvariantCulture, $"{labels[i]}");
            if (end > i + 1)
                text.Append(CultureInfo.InvariantCulture, $"-{labels[end - 1]}");
            i = end;
        }
        return text.ToString();
    }

    internal static List<int> Parse(string text)
    {
        var labels = new List<int>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first) ||
                !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ||
                last < first || last - first >= MostLabels - labels.Count)
            {
                throw new JsonException("labels are numbers and ranges such as 0-9, separated by commas.");
            }
            for (var label = first; label <= last; label++)
                labels.Add(label);
        }
        return labels;
    }
}
