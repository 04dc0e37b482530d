using System.Diagnostics;

namespace SoftCfg.EndToEnd.Tests;

/// <summary>Runs the built <c>softcfg</c> as a process of its own.</summary>
internal static class Tool
{
    /// <summary>A guard against hanging: no machine is slow enough to need it.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(20);

    /// <summary>Where the tool was built.</summary>
    public static string Installation { get; } = BuildOf("SoftCfg.Cli");

    /// <summary>The tiny model of these tests.</summary>
    public static string Model { get; } = Path.Combine(AppContext.BaseDirectory, "model");

    /// <summary>What starts the tool in a shell.</summary>
    public static string Command { get; } = $"dotnet {Path.Combine(Installation, "SoftCfg.Cli.dll")}";

    /// <summary>Runs to the end.</summary>
    public static ToolResult Run(TemporaryFolder folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        return End(process);
    }

    /// <summary>Runs a line of a shell, in which <c>softcfg</c> is the tool and <c>$MODEL</c> the tiny model.</summary>
    public static ToolResult Shell(TemporaryFolder folder, string line)
    {
        var program = Path.Combine(Installation, "SoftCfg.Cli.dll");
        Assert.True(File.Exists(program), $"{program} is missing: build the solution.");
        var start = new ProcessStartInfo("bash", ["-c", $"softcfg() {{ dotnet '{program}' \"$@\"; }}; {line}"])
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MODEL"] = Model;
        start.Environment["SOFTCFG"] = Command;
        using var process = Process.Start(start)!;
        return End(process);
    }

    /// <summary>Samples from the tiny model, with one thread: the tests run side by side.</summary>
    public static ToolResult Sample(TemporaryFolder folder, params string[] arguments) =>
        Run(folder, ["sample", "--model", Model, "--threads", "1", .. arguments]);

    public static Process Start(TemporaryFolder folder, params string[] arguments) =>
        Start(Installation, folder, arguments);

    /// <summary>Starts with a variable of the environment.</summary>
    public static Process StartWith(string variable, string value, TemporaryFolder folder, params string[] arguments) =>
        StartProgram(Path.Combine(Installation, "SoftCfg.Cli.dll"), folder, arguments, (variable, value));

    /// <summary>Starts the tool of another folder than the built one.</summary>
    public static Process Start(string installation, TemporaryFolder folder, params string[] arguments) =>
        StartProgram(Path.Combine(installation, "SoftCfg.Cli.dll"), folder, arguments);

    /// <summary>Starts the program that trains the embedded model.</summary>
    public static Process StartTraining(TemporaryFolder folder, params string[] arguments) =>
        StartProgram(Path.Combine(BuildOf("SoftCfg.DemoTraining"), "SoftCfg.DemoTraining.dll"), folder, arguments);

    private static Process StartProgram(string program, TemporaryFolder folder, string[] arguments,
        (string Name, string Value)? variable = null)
    {
        Assert.True(File.Exists(program), $"{program} is missing: build the solution.");
        // A shell that runs these tests in the background has children ignore Ctrl-C, one under nohup a hang-up; the tool must
        // see both all the same.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT,HUP", "dotnet", program] : ["dotnet", program];
        var start = new ProcessStartInfo(command[0], [.. command[1..], .. arguments])
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Whoever runs the tests may have set it for work.
        start.Environment.Remove("SOFTCFG_INCEPTION");
        // The tests run side by side: were each to compute on every core, they would wait for one another.
        start.Environment["OMP_NUM_THREADS"] = "1";
        if (variable is var (name, value))
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public static ToolResult End(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill();
            Assert.Fail($"softcfg did not end within {Patience}.");
        }
        return new ToolResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>A project's build: artifacts/bin/PROJECT/debug beside artifacts/bin/SoftCfg.EndToEnd.Tests/debug.</summary>
    private static string BuildOf(string project) => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..",
        project, Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))));
}
