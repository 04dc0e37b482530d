using System.Diagnostics;
using System.Globalization;
using SoftCfg.Hosting.Models;
using SoftCfg.Sessions;

namespace SoftCfg.ServeLoad;

/// <summary>Compares the server, at several numbers of clients, with a session that is stepped with nothing around it.</summary>
/// <param name="model">The model.</param>
/// <param name="images">Images of each number of clients.</param>
internal sealed class LoadRun(ServedModel model, int images)
{
    private static readonly int[] Clients = [1, 8, 64];

    public async Task RunAsync(TextWriter output)
    {
        await using var served = await Served.StartAsync(model);
        var generator = served.Engine.Generator;
        var tokens = generator.Prepare(new() { ClassLabel = 0 }).Steps;
        output.WriteLine($"{model.Title}, {tokens} tokens an image, {LoadModel.Capacity} places, {Environment.ProcessorCount} processors");
        Bare(generator, LoadModel.Capacity);
        var bare = new[] { 1, LoadModel.Capacity }.ToDictionary(batch => batch, batch => Bare(generator, batch));
        foreach (var (batch, speed) in bare)
            output.WriteLine(Line($"session alone, batch {batch}: {speed:F0} tokens/s"));
        output.WriteLine("| clients | steps told | tokens/s | of the session alone | first row, median | 95 % | image, median | 95 % |");
        output.WriteLine("|---|---|---|---|---|---|---|---|");
        await MeasureAsync(served.Address, LoadModel.Capacity, generator.ClassCount, steps: false);
        foreach (var clients in Clients)
        {
            foreach (var steps in new[] { false, true })
            {
                var started = Stopwatch.GetTimestamp();
                var times = await MeasureAsync(served.Address, clients, generator.ClassCount, steps);
                var speed = times.Count * (double)tokens / Stopwatch.GetElapsedTime(started).TotalSeconds;
                var rows = times.Select(time => time.FirstRow).OfType<double>().ToList();
                output.WriteLine(Line($"| {clients} | {(steps ? "yes" : "no")} | {speed:F0} | {speed / bare[Math.Min(clients, LoadModel.Capacity)]:F2} | ") +
                    Line($"{Quantile(rows, 0.5)} | {Quantile(rows, 0.95)} | {Quantile(times.ConvertAll(time => time.Image), 0.5)} | ") +
                    Line($"{Quantile(times.ConvertAll(time => time.Image), 0.95)} |"));
            }
        }
    }

    /// <summary>Tokens a second of a session that begins a batch, steps it to the end, draws it, and begins the next.</summary>
    private double Bare(ISessionGenerator generator, int batch)
    {
        using var session = generator.OpenSession(batch);
        var started = Stopwatch.GetTimestamp();
        var tokens = 0L;
        for (var done = 0; done < images; done += batch)
        {
            var together = Enumerable.Range(done, batch)
                .Select(index => generator.Prepare(new() { ClassLabel = index % generator.ClassCount, Seed = (ulong)index })).ToList();
            together.ForEach(session.Join);
            while (session.Count > 0)
                session.Step();
            tokens += together.Sum(image => image.Steps);
            together.ForEach(image => image.Snapshot().Render());
        }
        return tokens / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private async Task<List<(double? FirstRow, double Image)>> MeasureAsync(Uri address, int clients, int classes, bool steps)
    {
        var next = -1;
        var all = await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            using var client = new Client(address, classes);
            var times = new List<(double? FirstRow, double Image)>();
            while (Interlocked.Increment(ref next) is var index && index < Math.Max(images, 2 * clients))
                times.Add(await client.AskAsync(index, steps));
            return times;
        }));
        return all.SelectMany(times => times).ToList();
    }

    private static string Quantile(List<double> values, double share)
    {
        if (values.Count == 0)
            return "";
        var sorted = values.Order().ToList();
        return Line($"{sorted[(int)Math.Min(share * sorted.Count, sorted.Count - 1)]:F2} s");
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
