using SoftCfg.Guidance;

namespace SoftCfg.Tests;

/// <summary>
/// A program does other things beside sampling, and each garbage collection it causes falls into some call of libtorch.
/// See docs/adr/0006-scalars.md.
/// </summary>
public sealed class GarbageTests : IDisposable
{
    private const int Runs = 300;

    private readonly TemporaryFolder folder = new();
    private readonly ModelDescription model;

    // Everything a run may compute: both branches, value weights, top-k and top-p, the trace.
    private readonly GenerationOptions options = new()
    {
        Classes = [3],
        Guidance = new GuidanceOptions { Kind = GuidanceKind.SoftCfg },
        Sampling = new() { TopK = 20, TopP = 0.9 },
        Trace = true,
    };

    private volatile bool stopped;
    private volatile byte[] garbage = [];

    public GarbageTests() => model = TinyModel.Create(Path.Combine(folder.Path, "model"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Garbage_of_another_thread_changes_no_picture()
    {
        using var generator = ImageGenerator.Load(model);
        var expected = Picture(generator);
        AssertNone(BesideGarbage(() => Failures(generator, Runs, expected)));
    }

    [Fact]
    public void Two_generators_in_two_threads_do_not_disturb_each_other()
    {
        using var first = ImageGenerator.Load(model);
        using var second = ImageGenerator.Load(model);
        var expected = Picture(first);
        AssertNone(BesideGarbage(() =>
        {
            var other = Task.Run(() => Failures(second, Runs / 2, expected));
            return [.. Failures(first, Runs / 2, expected), .. other.Result];
        }));
    }

    private static void AssertNone(List<string> failures) =>
        Assert.True(failures.Count == 0, $"{failures.Count} of {Runs} runs failed:\n{string.Join('\n', failures.Take(10))}");

    private List<string> BesideGarbage(Func<List<string>> work)
    {
        var thread = new Thread(() =>
        {
            while (!stopped)
                garbage = new byte[200];
        });
        thread.Start();
        try
        {
            return work();
        }
        finally
        {
            stopped = true;
            thread.Join();
        }
    }

    private List<string> Failures(ImageGenerator generator, int runs, byte[] expected)
    {
        var failures = new List<string>();
        for (var run = 0; run < runs; run++)
        {
            try
            {
                if (!Picture(generator).SequenceEqual(expected))
                    failures.Add($"run {run}: another picture");
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failures.Add($"run {run}: {e.GetType().Name}: {e.Message.Split('\n')[0]}");
            }
        }
        return failures;
    }

    private byte[] Picture(ImageGenerator generator) => generator.Generate(options).Single().Image.Pixels.ToArray();
}
