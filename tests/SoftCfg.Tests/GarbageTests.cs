using SoftCfg.Guidance;
using SoftCfg.Models.Rar;
using SoftCfg.Tests.Decoding;
using static TorchSharp.torch;

namespace SoftCfg.Tests;

/// <summary>
/// A program does other things beside sampling, and each garbage collection it causes falls into some call of libtorch.
/// See docs/adr/0006-scalars.md.
/// </summary>
public sealed class GarbageTests
{
    private const int Runs = 300;

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

    [Fact]
    public void Garbage_of_another_thread_changes_no_picture()
    {
        using var generator = Generator();
        var expected = Picture(generator);
        AssertNone(BesideGarbage(() => Failures(generator, Runs, expected)));
    }

    [Fact]
    public void Two_generators_in_two_threads_do_not_disturb_each_other()
    {
        using var first = Generator();
        using var second = Generator();
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

    /// <summary>One layer and four tokens, so that hundreds of pictures take seconds.</summary>
    private static ImageGenerator Generator()
    {
        var model = new RarModel(TinyRar.Config with { Layers = 1, SequenceLength = 4 });
        using var random = new Generator(seed: 1);
        using var withoutGradients = no_grad();
        foreach (var parameter in model.parameters())
            parameter.normal_(0, 0.3, random);
        return new ImageGenerator(model, TinyTokenizer.Load(resolution: 32));
    }
}
