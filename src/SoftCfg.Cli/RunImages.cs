using System.Security.Cryptography;
using System.Text;
using SoftCfg.Cli.Terminal;
using SoftCfg.Evaluation;
using SoftCfg.Files;
using SoftCfg.Runs;

namespace SoftCfg.Cli;

/// <summary>A set of images for an evaluation, which may be the folder of a run: then what the network saw is kept beside its images.</summary>
internal static class RunImages
{
    private const int LargestPlan = 1 << 28;

    /// <summary>Finds now what measuring would find before its first image.</summary>
    public static void EnsureUsable(string path, IFeatureNetwork network)
    {
        if (RunFolder.IsRun(path))
            _ = RunFolder.Open(path).ImageSources();
        else
            Evaluator.EnsureUsable(path, network);
    }

    /// <summary>Looks at a set.</summary>
    public static ImageSetStatistics Measure(string path, IFeatureNetwork network, EvaluationOptions options,
        IProgress<EvaluationProgress> progress, Session session)
    {
        if (!RunFolder.IsRun(path))
            return Evaluator.Measure(path, network, options, progress, session.Cancellation);
        var sources = RunFolder.Open(path).ImageSources();
        var kept = Path.Combine(path, NameOf(path, network));
        if (File.Exists(kept))
            return Evaluator.Measure(kept, network, options, progress, session.Cancellation);
        var statistics = Evaluator.Measure(sources, network, options, progress, session.Cancellation);
        try
        {
            statistics.Write(kept);
        }
        // Figures of a run that may only be read are figures all the same.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            session.Note($"what the network saw is not kept: {e.Message}");
        }
        return statistics;
    }

    /// <summary>Of this plan, seen by this network: neither a run begun anew in the folder nor another network has its name.</summary>
    private static string NameOf(string path, IFeatureNetwork network)
    {
        var what = network.Fingerprint + TextFile.Read(Path.Combine(path, "run.json"), LargestPlan);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what)));
        return $"{hash[..12]}.stats.safetensors";
    }
}
