using SoftCfg.Cli.Terminal;

namespace SoftCfg.Cli.Tests.Documents;

/// <summary><c>softcfg serve</c> as a document has it, at a free port of loopback, until it is disposed.</summary>
internal sealed class ToolServer : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Announcement output = new();
    private readonly StringWriter error = new();
    private readonly Task<int> running;

    private ToolServer(BookCommand command, string[] words)
    {
        var environment = command.Environment;
        var session = new Session(output, TextWriter.Synchronized(error), stop.Token)
        {
            Environment = name => environment.GetValueOrDefault(name) ?? (name == "OMP_NUM_THREADS" ? "1" : null),
        };
        running = Task.Run(() => CommandLine.Run(words, session));
        // It is told before its models are loaded.
        Task.WaitAny(running, output.Address);
        Assert.True(output.Address.IsCompleted, $"{command}\nas: softcfg {string.Join(' ', words)}\n{error}");
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => output.Address.Result;

    /// <summary>Starts one.</summary>
    /// <param name="command">The command, for its variables and for messages.</param>
    /// <param name="words">The words behind <c>softcfg</c> as they are run.</param>
    public static ToolServer Start(BookCommand command, string[] words) => new(command, words);

    /// <summary>Stops it as Ctrl-C does, and asserts that it could stop in order.</summary>
    public void Dispose()
    {
        stop.Cancel();
        Assert.True(running.Result == 0, error.ToString());
        stop.Dispose();
        output.Dispose();
    }

    /// <summary>Waits for the line that says where it is served.</summary>
    private sealed class Announcement : StringWriter
    {
        private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Uri> Address => address.Task;

        public override void Write(string? value) => Look(() => base.Write(value));

        public override void WriteLine(string? value) => Look(() => base.WriteLine(value));

        public override void Write(char value) => Look(() => base.Write(value));

        private void Look(Action write)
        {
            write();
            var text = ToString();
            var at = text.IndexOf("http://", StringComparison.Ordinal);
            if (at >= 0 && text.IndexOf('\n', at) is > 0 and var end)
                address.TrySetResult(new Uri(text[at..end].Trim()));
        }
    }
}
