using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Tests.Imaging;
using SoftCfg.Traces;

namespace SoftCfg.Tests.Traces;

/// <summary>Fifty thousand images take the memory of one.</summary>
public class TraceMemoryTests
{
    private const int Images = 50_000;

    // Seven tokens: value weights and all, and no minute of parsing.
    private static readonly GeneratedImage Image = new(1, 2, TestImages.Gradient(1, 1), [1, 2, 3, 4, 5, 6, 7], new DecodeTrace
    {
        Scale = [1, 1.5f, 2, 2.5f, 3, 3.5f, 4],
        Confidence = [0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f],
        Divergence = [1, 2, 3, 4, 5, 6, 7],
        ValueWeights = [[], [0.5f], [0.5f, 1], [1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1]],
        Kept = [true, false, true, false, true, false, true],
    });

    [Fact]
    public void Writing_an_image_allocates_the_same_however_many_there_were()
    {
        using var writer = new TraceWriter(Stream.Null, "m", Traces.Guided, new SamplingOptions());
        for (var i = 0; i < 1000; i++)
            writer.Append(Image, GuidanceKind.SoftCfg);
        var first = AllocatedBy(() => writer.Append(Image, GuidanceKind.SoftCfg));
        for (var i = 1001; i < Images; i++)
            writer.Append(Image, GuidanceKind.SoftCfg);
        Assert.InRange(AllocatedBy(() => writer.Append(Image, GuidanceKind.SoftCfg)), 0, first + 1024);
    }

    [Fact]
    public void Reading_keeps_nothing_of_the_images_before()
    {
        var stream = new EndlessTrace(Images);
        using var reader = new TraceReader("trace.jsonl", stream, stream.Length);
        var seen = new List<WeakReference>();
        var read = 0;
        var summary = Assert.Single(TraceSummary.Of(All()));
        Assert.Equal((Images, Images), (read, summary.Images));
        Assert.Equal(1, reader.Progress);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        // The last one or two may still stand in a register or a frame.
        Assert.InRange(seen.Count(image => image.IsAlive), 0, 2);

        IEnumerable<TracedImage> All()
        {
            while (reader.Read() is { } image)
            {
                if (read++ % 1000 == 0)
                    seen.Add(new WeakReference(image.Trace));
                yield return image;
            }
        }
    }

    private static long AllocatedBy(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>A trace of many equal images that lies nowhere.</summary>
    private sealed class EndlessTrace(int images) : Stream
    {
        private readonly (byte[] Header, byte[] Line) text = Text();
        private long position;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => text.Header.Length + (long)images * text.Line.Length;
        public override long Position { get => position; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var inImages = position - text.Header.Length;
            ReadOnlySpan<byte> rest = inImages < 0
                ? text.Header.AsSpan((int)position)
                : position == Length ? [] : text.Line.AsSpan((int)(inImages % text.Line.Length));
            var count = Math.Min(rest.Length, buffer.Length);
            rest[..count].CopyTo(buffer);
            position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override void Flush() => throw new NotSupportedException();

        private static (byte[] Header, byte[] Line) Text()
        {
            using var stream = new MemoryStream();
            using var writer = new TraceWriter(stream, "m", Traces.Guided, new SamplingOptions());
            var header = stream.ToArray();
            writer.Append(Image, GuidanceKind.SoftCfg);
            return (header, stream.ToArray()[header.Length..]);
        }
    }
}
