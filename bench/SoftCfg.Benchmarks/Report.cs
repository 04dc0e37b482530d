using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SoftCfg.Benchmarks;

/// <summary>Gathers measurements round by round and prints a Markdown table, then the same as one line of JSON.</summary>
/// <param name="benchmark">What was run.</param>
/// <param name="rounds">How often.</param>
internal sealed class Report(string benchmark, int rounds)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly OrderedDictionary<string, Measurement> measurements = new(StringComparer.Ordinal);

    /// <summary>Takes the value of one round.</summary>
    /// <returns>The value.</returns>
    public double Add(string name, string unit, double value)
    {
        if (!measurements.TryGetValue(name, out var measurement))
            measurements.Add(name, measurement = new Measurement(name, unit));
        measurement.Values.Add(value);
        return value;
    }

    public void Print(TextWriter writer)
    {
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Machine.Processor}, {Machine.Cores} cores, .NET {Machine.DotNet}, libtorch {Machine.Libtorch}, {rounds} rounds"));
        writer.WriteLine();
        writer.WriteLine("| what | median | least | most | unit |");
        writer.WriteLine("|---|---|---|---|---|");
        foreach (var m in measurements.Values)
            writer.WriteLine($"| {m.Name} | {Text(m.Median)} | {Text(m.Least)} | {Text(m.Most)} | {m.Unit} |");
        writer.WriteLine();
        writer.WriteLine(JsonSerializer.Serialize(new
        {
            Benchmark = benchmark,
            Rounds = rounds,
            Machine = new { Machine.Processor, Machine.Cores, DotNet = Machine.DotNet, Machine.Libtorch },
            Results = measurements.Values.Select(m => new { m.Name, m.Unit, m.Median, m.Least, m.Most }),
        }, Json));
    }

    /// <summary>Three digits: the machine gives no more.</summary>
    private static string Text(double value) => Math.Abs(value) >= 100
        ? value.ToString("F0", CultureInfo.InvariantCulture)
        : value.ToString("G3", CultureInfo.InvariantCulture);
}
