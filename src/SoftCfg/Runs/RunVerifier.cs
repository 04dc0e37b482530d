using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace SoftCfg.Runs;

/// <summary>Compares every file of a run with its record.</summary>
internal sealed class RunVerifier(RunFolder folder, IProgress<(long Done, long Total)>? progress, CancellationToken cancellation)
{
    private readonly ConcurrentBag<DamagedFile> damaged = [];
    private int finished;
    private long files;

    internal RunVerification Run()
    {
        var done = 0;
        try
        {
            Parallel.For(0, folder.Plan.Chunks, new ParallelOptions { CancellationToken = cancellation }, number =>
            {
                Look(number);
                progress?.Report((Interlocked.Increment(ref done), folder.Plan.Chunks));
            });
        }
        catch (AggregateException e)
        {
            throw e.InnerExceptions[0];
        }
        return new RunVerification(folder.Plan.Chunks, finished, files,
            damaged.OrderBy(file => file.Chunk).ThenBy(file => file.Name, StringComparer.Ordinal).ToList());
    }

    private void Look(int number)
    {
        ChunkRecord? record;
        try
        {
            record = folder.Records.Of(number);
        }
        catch (RunException e)
        {
            damaged.Add(new DamagedFile(number, Path.GetRelativePath(folder.Path, folder.Layout.Record(number)),
                e.Message[(e.Path.Length + 2)..]));
            Interlocked.Increment(ref finished);
            return;
        }
        if (record is null)
            return;
        Interlocked.Increment(ref finished);
        foreach (var file in record.Files)
        {
            cancellation.ThrowIfCancellationRequested();
            Interlocked.Increment(ref files);
            if (Problem(file) is { } problem)
                damaged.Add(new DamagedFile(number, file.Name, problem));
        }
    }

    private string? Problem(RecordedFile file)
    {
        try
        {
            var content = folder.Read(file);
            if (content.LongLength != file.Bytes)
                return $"it has {content.LongLength} bytes; {file.Bytes} were written.";
            return Convert.ToHexStringLower(SHA256.HashData(content)) == file.Sha256 ? null : "its content is not what was written.";
        }
        catch (RunException e)
        {
            return e.Message[(e.Path.Length + 2)..];
        }
    }
}
