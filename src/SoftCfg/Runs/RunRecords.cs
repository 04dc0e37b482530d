using Microsoft.Extensions.Logging;
using SoftCfg.Diagnostics;

namespace SoftCfg.Runs;

/// <summary>The records of a run: a chunk counts once it has one.</summary>
/// <param name="layout">Where they are.</param>
/// <param name="plan">What they must be of.</param>
internal sealed class RunRecords(RunLayout layout, RunPlan plan)
{
    /// <summary>The record of a chunk.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="RunException">It is damaged.</exception>
    internal ChunkRecord? Of(int number)
    {
        const string Remedy = "Remove it, and the same command makes the chunk anew.";
        var path = layout.Record(number);
        if (!File.Exists(path))
            return null;
        var record = RunJson.Read<ChunkRecord>(path, Remedy);
        return record.Problem(plan, plan.Chunk(number)) is { } problem
            ? throw new RunException(path, $"the file is damaged: {problem} {Remedy}") : record;
    }

    /// <summary>All of them in order, of a run that is finished.</summary>
    /// <exception cref="RunException">A chunk has none, or a damaged one.</exception>
    internal IEnumerable<ChunkRecord> All()
    {
        EnsureFinished();
        return Enumerable.Range(0, plan.Chunks).Select(number => Of(number) ?? throw Unfinished());
    }

    /// <summary>Refuses a run that has gaps.</summary>
    /// <exception cref="RunException">It has.</exception>
    internal void EnsureFinished()
    {
        if (Finished() < plan.Chunks)
            throw Unfinished();
    }

    /// <summary>Chunks that have one.</summary>
    internal int Finished() => Directory.Exists(layout.Records)
        ? layout.RecordedChunks().Where(number => number < plan.Chunks).Distinct().Count() : 0;

    /// <summary>Removes those that say nothing, so that their chunks are made again.</summary>
    internal void ForgetDamaged(ILogger logger)
    {
        foreach (var number in layout.RecordedChunks().Where(number => number < plan.Chunks).ToList())
        {
            try
            {
                Of(number);
            }
            catch (RunException e)
            {
                Log.RecordDamaged(logger, e.Message);
                File.Delete(layout.Record(number));
            }
        }
    }

    private RunException Unfinished()
    {
        var finished = layout.RecordedChunks().ToHashSet();
        var missing = Enumerable.Range(0, plan.Chunks).Where(number => !finished.Contains(number)).ToList();
        var first = missing.Count > 0 ? plan.Chunk(missing[0]).First : 0;
        return new RunException(layout.Root, $"{missing.Count} of {plan.Chunks} chunks are not finished, the first of them that of image {first}. " +
            "The same 'softcfg run' goes on.");
    }
}
