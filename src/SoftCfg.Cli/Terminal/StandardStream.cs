namespace SoftCfg.Cli.Terminal;

/// <summary>
/// Standard output or standard error. The runtime's own streams take a reader that is gone for one that has read, and let an
/// error line that cannot be written end the process.
/// </summary>
internal sealed class StandardStream : Stream
{
    private const int BrokenPipe = 32;

    private readonly int descriptor;
    private readonly bool isGiven;
    // On Windows the runtime knows better.
    private readonly Stream? runtime;

    private StandardStream(int descriptor)
    {
        this.descriptor = descriptor;
        isGiven = Descriptor.IsGiven(descriptor);
        if (OperatingSystem.IsWindows())
            runtime = IsOutput ? Console.OpenStandardOutput() : Console.OpenStandardError();
    }

    private bool IsOutput => descriptor == Descriptor.Output;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Standard output: what cannot be written is an <see cref="OutputException"/>.</summary>
    public static TextWriter Output() => Writer(Descriptor.Output);

    /// <summary>Standard error: what cannot be written is lost, and the work goes on.</summary>
    public static TextWriter Error() => Writer(Descriptor.Error);

    /// <summary>Why standard output cannot be written, as far as that shows before anything is done; null if it can.</summary>
    public static OutputException? OutputRefusal() =>
        !Descriptor.IsGiven(Descriptor.Output) ? new OutputException("it is closed.")
        : Descriptor.Refusal(Descriptor.Output) is { } e ? new OutputException($"{e.Message}.", e)
        : null;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            if (runtime is not null)
                runtime.Write(buffer);
            else if (isGiven)
                Descriptor.Write(descriptor, buffer);
        }
        catch (IOException e) when (IsOutput)
        {
            throw e.HResult == BrokenPipe ? new OutputClosedException(e) : new OutputException($"{e.Message}.", e);
        }
        catch (IOException)
        {
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static StreamWriter Writer(int descriptor) =>
        new(new StandardStream(descriptor), Console.OutputEncoding) { AutoFlush = true };
}
