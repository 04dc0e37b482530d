using System.Diagnostics;
using System.Globalization;
using SoftCfg.Hosting.Models;
using static TorchSharp.torch;

namespace SoftCfg.ServeLoad;

/// <summary>Asks for many images by sixteen clients, and tells now and then of memory and live tensors, which must not grow.</summary>
/// <param name="model">The model.</param>
/// <param name="images">Images in all.</param>
internal sealed class SoakRun(ServedModel model, int images)
{
    private const int Rounds = 10, Clients = 16;

    public async Task RunAsync(TextWriter output)
    {
        await using var served = await Served.StartAsync(model);
        output.WriteLine("| images | live tensors | resident | managed |");
        output.WriteLine("|---|---|---|---|");
        for (var round = 1; round <= Rounds; round++)
        {
            await RoundAsync(served.Address, served.Engine.Generator.ClassCount, round);
            while (served.Engine.Status is { Active: > 0 } or { Waiting: > 0 } or { Drawing: > 0 })
                await Task.Delay(10);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            using var process = Process.GetCurrentProcess();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {round * (images / Rounds)} | {Tensor.TotalCount} | " +
                $"{process.WorkingSet64 / (1 << 20)} MiB | {GC.GetTotalMemory(false) / (1 << 20)} MiB |"));
        }
    }

    private async Task RoundAsync(Uri address, int classes, int round)
    {
        var next = round * (images / Rounds);
        var end = next + images / Rounds;
        next--;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            using var client = new HttpImageClient(address, classes);
            while (Interlocked.Increment(ref next) is var index && index < end)
                await client.AskAsync(index, steps: index % 2 == 0);
        }));
    }
}
