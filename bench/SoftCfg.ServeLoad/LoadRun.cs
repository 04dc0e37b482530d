using System.Diagnostics;
using SoftCfg.Hosting.Models;
using SoftCfg.Sessions;

namespace SoftCfg.ServeLoad;

/// <summary>
/// Compares the engine in this process, and the server over HTTP, at several numbers of clients, with a session that is stepped with
/// nothing around it. All of it is measured in turns, several times over, so that what the machine does besides hits all alike.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="images">Images of each number of clients in each round.</param>
/// <param name="rounds">How often everything is measured.</param>
/// <param name="clientCounts">The numbers of clients.</param>
internal sealed class LoadRun(ServedModel model, int images, int rounds, IReadOnlyList<int> clientCounts)
{
    private static readonly bool[] Told = [false, true];

    public async Task RunAsync(TextWriter output)
    {
        await using var served = await Served.StartAsync(model);
        var generator = served.Engine.Generator;
        var tokens = generator.Prepare(new() { ClassLabel = 0 }).Steps;
        output.WriteLine($"{model.Title}, {tokens} tokens an image, {LoadModel.Capacity} places, {Environment.ProcessorCount} processors");
        var cells = clientCounts.SelectMany(clients => Told.SelectMany(steps => new[]
        {
            new LoadCell(clients, "engine", steps) { Create = () => new EngineClient(served.Engine) },
            new LoadCell(clients, "server", steps) { Create = () => new HttpImageClient(served.Address, generator.ClassCount) },
        })).ToList();
        var alone = new Dictionary<int, List<double>>();
        for (var round = -1; round < rounds; round++)
        {
            foreach (var together in cells.GroupBy(cell => Math.Min(cell.Clients, LoadModel.Capacity)))
            {
                var bare = Bare(generator, together.Key);
                if (round >= 0)
                    (alone.TryGetValue(together.Key, out var all) ? all : alone[together.Key] = []).Add(bare);
                // Before the first round everything is compiled as well as it ever is.
                foreach (var cell in together.Where(cell => round >= 0 || cell == together.Last()))
                    await MeasureAsync(cell, tokens, bare, isKept: round >= 0);
            }
        }
        foreach (var (batch, speeds) in alone)
            output.WriteLine(FormattableString.Invariant($"session alone, batch {batch}: {speeds.Order().ElementAt(speeds.Count / 2):F0} tokens/s"));
        output.WriteLine("| clients | of | steps told | tokens/s | of the session alone | first row, median | 95 % | image, median | 95 % |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|");
        cells.ForEach(output.WriteLine);
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

    private async Task MeasureAsync(LoadCell cell, int tokens, double bare, bool isKept)
    {
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, cell.Clients).Select(async _ =>
        {
            using var client = cell.Create();
            var times = new List<(double? FirstRow, double Image)>();
            while (Interlocked.Increment(ref next) is var index && index < Math.Max(images, cell.Clients))
                times.Add(await client.AskAsync(index, cell.Steps));
            return times;
        }));
        if (!isKept)
            return;
        var speed = all.Sum(times => times.Count) * (double)tokens / Stopwatch.GetElapsedTime(started).TotalSeconds;
        cell.Rounds.Add((speed, speed / bare));
        cell.Times.AddRange(all.SelectMany(times => times));
    }
}
