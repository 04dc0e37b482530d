using System.Text.Json;
using SoftCfg.Imaging;
using SoftCfg.Loading;
using SoftCfg.Runs;

namespace SoftCfg.Tests.Runs;

/// <summary>A folder for runs whose images cost nothing: each is decided by its index.</summary>
public sealed class RunFixture : IDisposable
{
    private const int Size = 4;

    private readonly TemporaryFolder folder = new();

    public ModelDescription Model { get; } = new()
    {
        Name = "made-up",
        Generator = Part("rar"),
        Tokenizer = Part("maskgit-vq"),
        Classes = Enumerable.Range(0, 10).Select(i => $"class {i}").ToList(),
    };

    public string Output => folder.File("run");

    public RunOptions Options => new()
    {
        Model = Model,
        Output = Output,
        Count = 22,
        ChunkSize = 4,
        Seed = 5,
        Worker = new WorkerOptions { SignEvery = TimeSpan.FromSeconds(0.05), Patience = TimeSpan.FromSeconds(0.3) },
    };

    /// <summary>The files of a run's folder that decide anything: images, tokens, the plan.</summary>
    public IReadOnlyList<string> Files => Directory.EnumerateFiles(Output, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Output, file).Replace('\\', '/'))
        .Where(file => !file.StartsWith("workers/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();

    public string File(string name) => folder.File(name);

    internal static RunPlan PlanOf(RunOptions options) => RunPlan.Of(options, new ModelFingerprint("made-up", "aa", "bb"));

    /// <summary>Works on a run to its end.</summary>
    internal static RunOutcome Work(RunOptions options, ChunkSampler? sampler = null, IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default) =>
        RunWork.Do(options.Place, PlanOf(options), sampler ?? Sampler(options), progress, cancellation);

    /// <summary>Makes the images of a chunk; something may happen before each.</summary>
    internal static ChunkSampler Sampler(RunOptions options, Action<long>? before = null)
    {
        var plan = PlanOf(options);
        var texts = new RunTexts(plan) { ClassNames = options.Model.Classes };
        return (chunk, _, cancellation) => Enumerable.Range(0, chunk.Count).Select(i =>
        {
            cancellation.ThrowIfCancellationRequested();
            before?.Invoke(chunk.First + i);
            return Image(plan, chunk.First + i) with { Text = texts.Of(chunk.First + i) };
        });
    }

    internal static RunImage Image(RunPlan plan, long index)
    {
        var pixels = Enumerable.Range(0, 3 * Size * Size).Select(i => (byte)(index * 7 + i)).ToArray();
        return new RunImage(index, new RgbImage(Size, Size, pixels), [index, index + 1, index + 2], Grid: null, Text: [], Trace: null);
    }

    public void Dispose() => folder.Dispose();

    private static ModelPart Part(string family) => new() { Family = family, File = $"{family}.safetensors", Config = JsonDocument.Parse("{}").RootElement };
}
