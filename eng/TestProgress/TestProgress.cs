using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.Testing.Platform.Builder;
using Microsoft.Testing.Platform.Extensions;
using Microsoft.Testing.Platform.Extensions.Messages;
using Microsoft.Testing.Platform.Extensions.TestHost;
using Microsoft.Testing.Platform.Services;

namespace SoftCfg.TestPlatform;

/// <summary>
/// Says every ten seconds how many tests have finished and which have been running for long. Writes into the file that
/// ShowTestProgress shows: <c>dotnet test</c> itself prints nothing but failures until the end.
/// </summary>
internal sealed class TestProgress : IDataConsumer, ITestSessionLifetimeHandler, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, (string Name, long Since)> running = new(StringComparer.Ordinal);
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly string project = Assembly.GetEntryAssembly()!.GetName().Name!;
    private Timer? timer;
    private int finished, failed;

    public string Uid => nameof(TestProgress);

    public string Version => "1";

    public string DisplayName => "Test progress";

    public string Description => "Says what the tests are doing.";

    public Type[] DataTypesConsumed => [typeof(TestNodeUpdateMessage)];

    /// <summary>What the test platform calls at its start.</summary>
    public static void AddExtensions(ITestApplicationBuilder builder, string[] _)
    {
        var progress = new CompositeExtensionFactory<TestProgress>(() => new TestProgress());
        builder.TestHost.AddDataConsumer(progress);
        builder.TestHost.AddTestSessionLifetimeHandler(progress);
    }

    public Task<bool> IsEnabledAsync() => Task.FromResult(true);

    public Task OnTestSessionStartingAsync(ITestSessionContext testSessionContext)
    {
        timer = new Timer(_ => Say(), null, Interval, Interval);
        return Task.CompletedTask;
    }

    public Task ConsumeAsync(IDataProducer dataProducer, IData value, CancellationToken cancellationToken)
    {
        var node = ((TestNodeUpdateMessage)value).TestNode;
        switch (node.Properties.SingleOrDefault<TestNodeStateProperty>())
        {
            case InProgressTestNodeStateProperty:
                running.TryAdd(node.Uid.Value, (node.DisplayName, Stopwatch.GetTimestamp()));
                break;
            case DiscoveredTestNodeStateProperty or null:
                break;
            case var state:
                running.TryRemove(node.Uid.Value, out _);
                Interlocked.Increment(ref finished);
                if (state is not (PassedTestNodeStateProperty or SkippedTestNodeStateProperty))
                    Interlocked.Increment(ref failed);
                break;
        }
        return Task.CompletedTask;
    }

    public Task OnTestSessionFinishingAsync(ITestSessionContext testSessionContext) => Task.CompletedTask;

    public void Dispose() => timer?.Dispose();

    private void Say()
    {
        var longest = running.Values.Select(test => (test.Name, For: Stopwatch.GetElapsedTime(test.Since)))
            .Where(test => test.For > Long).OrderByDescending(test => test.For)
            .Select(test => string.Create(CultureInfo.InvariantCulture, $"{test.Name} ({test.For.TotalSeconds:F0} s)")).Take(3).ToList();
        var line = string.Create(CultureInfo.InvariantCulture,
            $"{Stopwatch.GetElapsedTime(started):mm\\:ss} {project}: {finished} tests finished, {failed} failed");
        File.AppendAllText(Path.Combine(AppContext.BaseDirectory, "progress.txt"),
            longest.Count == 0 ? $"{line}\n" : $"{line}; running: {string.Join(", ", longest)}\n");
    }
}
