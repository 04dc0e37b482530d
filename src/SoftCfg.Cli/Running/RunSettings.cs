using SoftCfg.Cli.Generating;
using SoftCfg.Guidance;
using SoftCfg.Runs;

namespace SoftCfg.Cli.Running;

/// <summary>What <c>softcfg run</c> was asked for.</summary>
internal sealed record RunSettings
{
    /// <summary>The runs, one for each kind of guidance, in the order they are done.</summary>
    public required IReadOnlyList<(GuidanceKind Kind, ImageRunOptions Run)> Runs { get; init; }

    /// <summary>The prompts, and where they stand; none of runs of classes.</summary>
    public required IReadOnlyList<PromptRequest> Requests { get; init; }

    /// <summary>Where all of it goes.</summary>
    public required string Output { get; init; }

    public required WorkerRank Rank { get; init; }

    /// <summary>Processes to start here; 1 is this one.</summary>
    public required int Workers { get; init; }

    /// <summary>How often one may be started again.</summary>
    public required int Restarts { get; init; }

    public required string Device { get; init; }
    public required int Threads { get; init; }
    public bool Npz { get; init; }
    public bool Labels { get; init; }
    public string? Log { get; init; }
    public bool Json { get; init; }

    /// <summary>What is loaded.</summary>
    public string Model => Runs[0].Run switch
    {
        RunOptions run => run.Model.Name,
        PromptRunOptions run => run.Model,
        _ => "",
    };

    /// <summary>The array of a run: beside its folder.</summary>
    public static string NpzOf(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + ".npz";
}
