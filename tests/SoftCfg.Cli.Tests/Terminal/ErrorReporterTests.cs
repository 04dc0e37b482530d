using System.Runtime.InteropServices;
using SoftCfg.Cli.Terminal;

namespace SoftCfg.Cli.Tests.Terminal;

public class ErrorReporterTests
{
#pragma warning disable CA2201 // What the runtime and native libraries throw.
    public static TheoryData<Exception, int, string> Faults() => new()
    {
        { new IOException("No space left on device : '/a'"), 2, "softcfg: No space left on device : '/a'" },
        { new PathTooLongException("too long"), 2, "softcfg: too long" },
        { new UnauthorizedAccessException("denied"), 2, "softcfg: denied" },
        { new OutOfMemoryException(), 2, "softcfg: not enough memory for this." },
        { new ExternalException("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"), 2, "softcfg: not enough memory" },
        { new ExternalException("CUDA out of memory. Tried"), 2, "softcfg: not enough memory" },
        { new OutputException("Input/output error."), 2, "softcfg: standard output cannot be written: Input/output error." },
        { new OutputClosedException(new IOException()), 141, "softcfg: standard output cannot be written: its reader has closed it." },
        { new OperationCanceledException("stopped"), 130, "softcfg: stopped" },
        { new InvalidOperationException("a\nb"), 1, "softcfg: unexpected failure: InvalidOperationException: a; b Set SOFTCFG_DEBUG=1" },
    };
#pragma warning restore CA2201

    [Theory]
    [MemberData(nameof(Faults))]
    public void Every_fault_is_one_line_and_an_exit_code(Exception fault, int code, string line)
    {
        var error = new StringWriter();
        Assert.Equal(code, ErrorReporter.Report(fault, new Session(TextWriter.Null, error, CancellationToken.None)));
        Assert.StartsWith(line, Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }
}
