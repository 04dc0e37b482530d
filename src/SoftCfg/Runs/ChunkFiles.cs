using System.Security.Cryptography;
using SoftCfg.Files;
using SoftCfg.Imaging;
using SoftCfg.Npz;
using SoftCfg.Traces;

namespace SoftCfg.Runs;

/// <summary>
/// Writes the files of one chunk: under temporary names, read back, renamed. The chunk has a record only behind all of them.
/// </summary>
/// <param name="layout">Where they go.</param>
/// <param name="plan">What there is to write.</param>
/// <param name="chunk">The chunk.</param>
internal sealed class ChunkFiles(RunLayout layout, RunPlan plan, RunChunk chunk) : IDisposable
{
    private readonly List<(string Name, AtomicFile File, long Bytes, string Sha256)> pictures = [];
    private readonly List<int> labels = [];
    private readonly ChunkTokens tokens = new();
    private NpzWriter? array;
    private TraceWriter? trace;

    /// <summary>Images added.</summary>
    internal int Count => labels.Count;

    /// <summary>Writes the next image.</summary>
    internal void Add(RunImage image)
    {
        if (image.Index != chunk.First + Count)
            throw new InvalidOperationException($"image {image.Index} came where {chunk.First + Count} was due.");
        labels.Add(plan.LabelOf(image.Index));
        if (plan.Tokens)
            tokens.Add(image);
        if (plan.Traces)
        {
            trace ??= new TraceWriter(layout.Full(RunLayout.TraceOf(chunk.Number)), plan.Model.Name, [plan.Guidance], plan.Sampling);
            (image.Trace ?? throw new InvalidOperationException($"image {image.Index} carries no trace."))(trace);
        }
        if (plan.Images == ImageStorage.Png)
            WritePicture(image);
        if (plan.Images == ImageStorage.Npz)
        {
            array ??= new NpzWriter(layout.Full(RunLayout.Array(chunk.Number)), image.Image.Width, image.Image.Height);
            array.Append(image.Image);
        }
    }

    /// <summary>Gives all files their names, then writes the record.</summary>
    internal void Commit(string worker, double seconds)
    {
        var files = new List<RecordedFile>();
        foreach (var (name, file, bytes, sha256) in pictures)
        {
            file.Commit();
            files.Add(new RecordedFile(name, bytes, sha256));
        }
        if (array is not null)
        {
            array.Complete();
            files.Add(ReadBack(RunLayout.Array(chunk.Number)));
        }
        if (plan.Tokens)
        {
            tokens.Write(layout.Full(RunLayout.TokensOf(chunk.Number)), labels);
            files.Add(ReadBack(RunLayout.TokensOf(chunk.Number)));
        }
        if (trace is not null)
        {
            trace.Complete();
            files.Add(ReadBack(RunLayout.TraceOf(chunk.Number)));
        }
        JsonFile.WriteText(layout.Record(chunk.Number), RunJson.Line(new ChunkRecord
        {
            Chunk = chunk.Number,
            First = chunk.First,
            Labels = labels,
            Files = files,
            Worker = worker,
            Library = RunProvenance.LibraryVersion,
            Seconds = Math.Round(seconds, 3),
        }) + "\n");
    }

    /// <summary>Removes what has no name yet.</summary>
    public void Dispose()
    {
        foreach (var picture in pictures)
            picture.File.Dispose();
        array?.Dispose();
        trace?.Dispose();
    }

    private void WritePicture(RunImage image)
    {
        var name = RunLayout.Image(plan, image.Index);
        using var encoded = new MemoryStream();
        PngWriter.Encode(encoded, image.Image, image.Text);
        var content = encoded.GetBuffer().AsSpan(0, (int)encoded.Length);
        var file = new AtomicFile(layout.Full(name));
        pictures.Add((name, file, encoded.Length, Hash(content)));
        file.Stream.Write(content);
        file.Close();
        if (!content.SequenceEqual(file.ReadBack()))
            throw new IOException($"what was written to '{layout.Full(name)}' is not what is read back. The disk or its memory is damaged.");
    }

    private RecordedFile ReadBack(string name)
    {
        using var file = RegularFile.OpenStream(layout.Full(name));
        return new RecordedFile(name, file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }

    private static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
