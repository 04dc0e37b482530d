namespace SoftCfg.Traces;

/// <summary>The lines of a stream, one after another through a buffer that is as long as the longest of them.</summary>
/// <param name="stream">The stream; the caller keeps it.</param>
/// <param name="longest">Bytes that a line may have.</param>
internal sealed class LineReader(Stream stream, int longest)
{
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private bool ended;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Bytes up to its end.</summary>
    public long Position { get; private set; }

    /// <summary>What the stream begins with; fewer bytes if it is shorter. Before the first line only.</summary>
    public ReadOnlySpan<byte> Beginning(int count)
    {
        while (end < count && !ended)
            Fill();
        return buffer.AsSpan(0, Math.Min(count, end));
    }

    /// <summary>Reads the next line.</summary>
    /// <param name="line">The line without its end; valid until the next call.</param>
    /// <returns>False behind the last line.</returns>
    /// <exception cref="InvalidDataException">The line is too long; <see cref="Number"/> is its.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        line = default;
        var seen = start;
        int found;
        while ((found = buffer.AsSpan(seen, end - seen).IndexOf((byte)'\n')) < 0 && !ended)
        {
            var length = end - start;
            if (length > longest)
            {
                Number++;
                throw new InvalidDataException($"The line is longer than {longest} bytes.");
            }
            Fill();
            seen = start + length;
        }
        if (found < 0 && start == end)
            return false;
        var (first, count) = (start, found < 0 ? end - start : seen + found - start);
        start = Math.Min(end, first + count + 1);
        Number++;
        Position += start - first;
        line = buffer.AsSpan(first, count);
        return true;
    }

    /// <summary>Reads on behind what is kept, which moves to the front.</summary>
    private void Fill()
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        if (end == buffer.Length)
            Array.Resize(ref buffer, buffer.Length * 2);
        var read = stream.Read(buffer.AsSpan(end));
        end += read;
        ended = read == 0;
    }
}
