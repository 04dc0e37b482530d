using System.Text.Json;
using System.Text.Json.Serialization;

namespace SoftCfg.Traces;

/// <summary>
/// Value weights: the list of step t has t numbers. That is checked while it is read, since millions of empty lists would
/// take many times the memory of their text.
/// </summary>
internal sealed class ValueWeightsConverter : JsonConverter<IReadOnlyList<IReadOnlyList<float>>>
{
    public override IReadOnlyList<IReadOnlyList<float>> Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new TraceLineException("'value_weights' should be a list with a list for every step.");
        var steps = new List<IReadOnlyList<float>>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var step = reader.TokenType == JsonTokenType.StartArray
                ? JsonSerializer.Deserialize<float[]>(ref reader, options)!
                : throw new TraceLineException($"step {steps.Count} of 'value_weights' should be a list.");
            if (step.Length != steps.Count)
            {
                throw new TraceLineException(
                    $"step {steps.Count} of 'value_weights' has {step.Length} numbers, but it should have {steps.Count}.");
            }
            steps.Add(step);
        }
        return steps;
    }

    public override void Write(
        Utf8JsonWriter writer, IReadOnlyList<IReadOnlyList<float>> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var step in value)
            JsonSerializer.Serialize(writer, step, options);
        writer.WriteEndArray();
    }
}
