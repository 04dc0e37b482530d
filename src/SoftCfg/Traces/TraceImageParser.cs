using SoftCfg.Decoding;
using SoftCfg.Guidance;
using static System.Text.Json.JsonTokenType;

namespace SoftCfg.Traces;

/// <summary>Reads the images of a trace file, whose fields may come in any order.</summary>
internal sealed class TraceImageParser(JsonTokens json)
{
    private static readonly string[] Fields =
        ["guidance", "index", "class", "tokens", "scale", "confidence", "divergence", "value_weights"];

    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private string name = "";
    private GuidanceKind guidance;
    private long index;
    private int label;
    private long[] tokens = [];
    private float[] scale = [], confidence = [], divergence = [];
    private List<float[]> weights = [];

    /// <summary>Reads the fields of an image; its object has begun.</summary>
    /// <param name="image">Its place in the file, from 0.</param>
    public TracedImage Parse(int image)
    {
        name = $"image {image}";
        seen.Clear();
        while (json.NextProperty() is { } field)
        {
            json.Next();
            if (!Fields.Contains(field, StringComparer.Ordinal))
                json.Skip();
            else if (!seen.Add(field))
                throw json.Wrong($"'{field}' of {name} is there twice.");
            else
                ReadField(field);
        }
        foreach (var field in Fields.Where(field => !seen.Contains(field)))
            throw json.Wrong($"{name} has no '{field}'.");
        CheckCounts();
        var trace = new DecodeTrace
        {
            Scale = scale,
            Confidence = [confidence],
            Divergence = divergence.Length == 0 ? [] : [divergence],
            ValueWeights = weights.ConvertAll(step => new[] { step }),
        };
        return new TracedImage(guidance, index, label, tokens, trace);
    }

    private void ReadField(string field)
    {
        var what = $"'{field}' of {name}";
        switch (field)
        {
            case "guidance":
                guidance = ReadGuidance(what);
                break;
            case "index":
                index = json.Whole(what, long.MaxValue);
                break;
            case "class":
                label = (int)json.Whole(what, int.MaxValue);
                break;
            case "tokens":
                tokens = json.Wholes(what, TraceReader.MaximumTokens);
                break;
            case "scale":
                scale = json.Numbers(what, TraceReader.MaximumTokens);
                break;
            case "confidence":
                confidence = json.Numbers(what, TraceReader.MaximumTokens);
                break;
            case "divergence":
                divergence = json.Numbers(what, TraceReader.MaximumTokens);
                break;
            default:
                weights = ReadWeights(what);
                break;
        }
    }

    private GuidanceKind ReadGuidance(string what)
    {
        var text = json.Text(what);
        foreach (var kind in Enum.GetValues<GuidanceKind>())
        {
            if (GuidanceNames.Of(kind) == text)
                return kind;
        }
        throw json.Unexpected(what, string.Join(", ", Enum.GetValues<GuidanceKind>().Select(GuidanceNames.Of)));
    }

    /// <summary>Step t has t weights, which bounds what a bad file can make us hold.</summary>
    private List<float[]> ReadWeights(string what)
    {
        json.Begins(StartArray, what);
        var steps = new List<float[]>();
        while (json.Next() != EndArray)
        {
            if (steps.Count == TraceReader.MaximumTokens)
                throw json.Wrong($"{what} has more than {TraceReader.MaximumTokens} steps.");
            steps.Add(json.Numbers($"step {steps.Count} in {what}", steps.Count));
        }
        return steps;
    }

    private void CheckCounts()
    {
        var count = tokens.Length;
        if (count == 0)
            throw json.Wrong($"{name} has no tokens.");
        CheckCount("scale", scale.Length, count);
        CheckCount("confidence", confidence.Length, count);
        // Without guidance there is no second branch, and only SoftCFG has weights.
        if (divergence.Length > 0)
            CheckCount("divergence", divergence.Length, count);
        if (weights.Count > 0)
            CheckCount("value_weights", weights.Count, count);
        for (var step = 0; step < weights.Count; step++)
            CheckCount($"value_weights[{step}]", weights[step].Length, step);
    }

    private void CheckCount(string field, int count, int expected)
    {
        if (count != expected)
            throw json.Wrong($"'{field}' of {name} has {count} entries, but it should have {expected}.");
    }
}
