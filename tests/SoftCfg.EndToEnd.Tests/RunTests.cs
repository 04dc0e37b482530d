using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace SoftCfg.EndToEnd.Tests;

/// <summary><c>softcfg run</c> as real processes, which are killed, stopped and started again.</summary>
public sealed class RunTests : IDisposable
{
    private const int Count = 48, Chunks = 12;
    private static readonly string[] Settings = ["run", "--count", "48", "--chunk", "4", "--guidance", "none", "--save-tokens", "--threads", "1"];

    private readonly TemporaryFolder folder = new();

    public RunTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no signals to send on Windows.");

    [Fact]
    public void Any_number_of_workers_killed_at_random_make_the_bytes_of_one_process()
    {
        Tool.Run(folder, [.. Settings, "--output", "one", "--npz", "--labels"]).Succeeded();
        var random = new Random(3);
        // Seven workers, of which one is killed, and then their supervisor; three, likewise; two to the end.
        foreach (var (workers, least) in new[] { (7, 2), (3, 6) })
        {
            using var supervisor = Start("--workers", Text(workers));
            WaitFor(() => Finished() >= least, supervisor);
            var some = Workers().Where(IsRunning).ToList();
            if (some.Count > 0)
                Kill("KILL", some[random.Next(some.Count)]);
            Thread.Sleep(random.Next(300));
            supervisor.Kill();
            supervisor.WaitForExit();
        }
        var last = Tool.Run(folder, [.. Settings, "--output", "run", "--npz", "--labels", "--workers", "2", "--take-over-after", "5"]).Succeeded();
        Assert.StartsWith($"{Count} images, by 2 workers", last.Output);
        AssertSame(Count, Chunks);
        Assert.Equal(folder.Bytes("one.npz"), folder.Bytes("run.npz"));
        Assert.Contains("12 of 12 chunks are finished; 60 files were read, 0 are damaged", Tool.Run(folder, "verify", "run").Succeeded().Output);
    }

    [Fact]
    public void A_worker_that_is_killed_is_started_again_and_the_run_is_finished()
    {
        using var supervisor = Start("--workers", "2");
        WaitFor(() => Finished() >= 1 && Workers().Any(IsRunning), supervisor);
        Kill("KILL", Workers().First(IsRunning));
        var result = Tool.End(supervisor).Succeeded();
        Assert.Matches(@"softcfg: worker [01] was killed \(signal 9\); it is started again \(1 of 3\)\.", result.Error);
        Assert.Equal(Chunks, Finished());
    }

    [Fact]
    public void Prompts_killed_at_random_make_the_bytes_of_one_process()
    {
        File.WriteAllLines(folder.File("prompts.jsonl"), Enumerable.Range(0, 12).Select(i => $$"""{"prompt": "fox {{i}}", "width": {{32 + 32 * (i % 2)}}}"""));
        string[] prompts = ["run", "--prompts", "prompts.jsonl", "--model", TinyLumina.Shared, "--height", "64", "--chunk", "1", "--save-tokens", "--threads", "1",
            "--jacobi", "--weights", "int8"];
        Tool.Run(folder, [.. prompts, "--output", "one"]).Succeeded();
        using (var supervisor = Tool.Start(folder, [.. prompts, "--output", "run", "--workers", "3"]))
        {
            WaitFor(() => Finished() >= 2, supervisor);
            supervisor.Kill(entireProcessTree: true);
            supervisor.WaitForExit();
        }
        Tool.Run(folder, [.. prompts, "--output", "run", "--workers", "2", "--take-over-after", "5"]).Succeeded();
        AssertSame(images: 12, chunks: 12);
        Tool.Run(folder, "verify", "run").Succeeded();
    }

    [Fact]
    public void Ctrl_C_stops_all_workers_in_order_and_the_same_command_goes_on()
    {
        using var supervisor = Start("--workers", "2", "--count", "100000");
        WaitFor(() => Finished() >= 2, supervisor);
        // As a terminal does it: everybody hears of it.
        foreach (var process in Workers().Where(IsRunning).Append(supervisor.Id).ToList())
            Kill("INT", process);
        var result = Tool.End(supervisor);
        Assert.Equal(130, result.ExitCode);
        Assert.Matches(@"^softcfg: stopped; \d+ of 100000 images are finished, in 'run'\. The same command goes on\.$", result.ErrorLines[^1]);
        Assert.DoesNotContain(Workers(), IsRunning);
        Assert.DoesNotContain(folder.Files, file => file.EndsWith(".tmp", StringComparison.Ordinal) || file.Contains("/claims/"));
    }

    [Fact]
    public void A_frozen_process_is_done_without_and_may_thaw()
    {
        using var frozen = Start();
        WaitFor(() => Finished() >= 1 && Claims() > 0, frozen);
        Kill("STOP", frozen.Id);
        var other = Tool.Run(folder, [.. Settings, "--output", "run", "--take-over-after", "1"]).Succeeded();
        Assert.Equal(Chunks, Finished());
        Kill("CONT", frozen.Id);
        Tool.End(frozen).Succeeded();
        Tool.Run(folder, "verify", "run").Succeeded();
    }

    [Fact]
    public void The_environment_of_torchrun_makes_workers_of_processes()
    {
        // What torchrun does, in a few lines.
        var result = Tool.Shell(folder, """
            for rank in 0 1 2; do
              RANK=$rank WORLD_SIZE=3 LOCAL_RANK=$rank LOCAL_WORLD_SIZE=3 MASTER_ADDR=localhost MASTER_PORT=29500 \
                softcfg run --count 48 --chunk 4 --guidance none --threads 1 --npz > $rank.txt &
              pids="$pids $!"
            done
            for pid in $pids; do wait $pid || exit 1; done
            """).Succeeded();
        Assert.StartsWith("48 images, ", File.ReadAllText(folder.File("0.txt")));
        Assert.Equal("", File.ReadAllText(folder.File("1.txt")) + File.ReadAllText(folder.File("2.txt")));
        Assert.True(File.Exists(folder.File("run.npz")));
        Assert.Equal(["0000", "0001", "0002"], Directory.EnumerateFiles(folder.File("run/workers"), "*.json")
            .Select(file => Path.GetFileName(file)[..4]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_full_disk_is_called_that_and_with_room_the_same_command_goes_on()
    {
        var mount = Tool.Shell(folder, "unshare -m true");
        Assert.SkipUnless(mount.ExitCode == 0, "A small file system may not be mounted here.");
        // 64 pages for everything; then room.
        var result = Tool.Shell(folder, """
            export softcfg; mkdir disk; unshare -m bash -c '
              mount -t tmpfs -o size=256k none disk
              run() { $SOFTCFG run --count 80 --chunk 4 --guidance none --threads 1 --output disk/run; }
              run; echo "code $?"
              find disk -name "*.tmp" | wc -l
              mount -o remount,size=16m disk
              run && $SOFTCFG verify disk/run'
            """).Succeeded();
        Assert.Contains("softcfg: disk/run: the disk is full: No space left on device", result.Error);
        Assert.StartsWith("code 2\n0\n80 images, ", result.Output);
        Assert.EndsWith("20 of 20 chunks are finished; 80 files were read, 0 are damaged\n", result.Output);
    }

    public void Dispose() => folder.Dispose();

    private Process Start(params string[] more) => Tool.Start(folder, [.. WithCount(more), "--output", "run"]);

    /// <summary>An option may stand once.</summary>
    private static IEnumerable<string> WithCount(string[] more) =>
        (more.Contains("--count") ? Settings.Where(word => word is not ("--count" or "48")) : Settings).Concat(more);

    private int Finished() => Directory.Exists(folder.File("run/records"))
        ? Directory.EnumerateFiles(folder.File("run/records"), "*.json").Count(file => Path.GetFileName(file)[0] != '.') : 0;

    private int Claims() => Directory.EnumerateFiles(folder.File("run/claims")).Count();

    /// <summary>The numbers of the processes that have worked.</summary>
    private IEnumerable<int> Workers() => Directory.EnumerateFiles(folder.File("run/workers"), "*.json").Select(Process)
        .OfType<string>().Select(process => int.Parse(process.Split('-')[0], CultureInfo.InvariantCulture));

    private static string? Process(string file)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.GetProperty("process").GetString();
        }
        // It is written at this moment.
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsRunning(int process) => File.Exists($"/proc/{process}/stat") && !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ");

    private static void Kill(string signal, int process)
    {
        using var kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", Text(process)]);
        kill.WaitForExit();
    }

    private void AssertSame(int images, int chunks)
    {
        var expected = folder.Files.Where(file => file.StartsWith("one/images/", StringComparison.Ordinal) || file.StartsWith("one/tokens/", StringComparison.Ordinal)).ToList();
        Assert.Equal(images + chunks, expected.Count);
        Assert.All(expected, file => Assert.Equal(folder.Bytes(file), folder.Bytes(file.Replace("one/", "run/"))));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void WaitFor(Func<bool> condition, Process process)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.False(process.HasExited, "softcfg ended before it was stopped.");
            Assert.True(Stopwatch.GetElapsedTime(started) < Tool.Patience, "softcfg did not get that far.");
            Thread.Sleep(10);
        }
    }
}
