using System.Globalization;
using SoftCfg.Cli.Terminal;

namespace SoftCfg.Cli.Running;

/// <summary>Which of the workers of a run a process is, as whoever started it says.</summary>
/// <param name="Rank">From 0, over all machines.</param>
/// <param name="WorldSize">Workers on all machines.</param>
/// <param name="LocalRank">From 0, on this machine: its device.</param>
/// <param name="LocalSize">Workers on this machine: they share its processors.</param>
/// <param name="Source">Who says so.</param>
internal sealed record WorkerRank(int Rank, int WorldSize, int LocalRank, int LocalSize, string Source)
{
    /// <summary>The variables by which a supervisor tells its workers; they win over those of engines, which are inherited.</summary>
    public const string Variable = "SOFTCFG_RANK", SizeVariable = "SOFTCFG_WORLD_SIZE", LocalVariable = "SOFTCFG_LOCAL_RANK",
        LocalSizeVariable = "SOFTCFG_LOCAL_SIZE";

    /// <summary>Without a size, ranks are spread as if there were this many.</summary>
    private const int SizeWhereUnknown = 64;

    // Inner engines before outer ones: torchrun may be started by srun.
    private static readonly Engine[] Engines =
    [
        new("softcfg", Variable, SizeVariable, LocalVariable, LocalSizeVariable),
        new("torchrun", "RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE"),
        new("Open MPI", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK", "OMPI_COMM_WORLD_LOCAL_SIZE"),
        new("PMI", "PMI_RANK", "PMI_SIZE", "MPI_LOCALRANKID", "MPI_LOCALNRANKS"),
    ];

    /// <summary>The only worker.</summary>
    public static WorkerRank Alone { get; } = new(0, 1, 0, 1, "none");

    /// <summary>Finds it: what options say, else what the environment of an engine says.</summary>
    /// <param name="rank">The value of <c>--rank</c>; null when it was not given.</param>
    /// <param name="size">The value of <c>--world-size</c>; null when it was not given.</param>
    /// <param name="session">The environment.</param>
    /// <exception cref="UsageException">A rank is beyond the size.</exception>
    public static WorkerRank Find(int? rank, int? size, Session session)
    {
        var found = Engines.Select(engine => engine.Find(session)).FirstOrDefault(rank => rank is not null)
            ?? Slurm(session) ?? Kubernetes(session) ?? Alone;
        if (rank is null && size is null)
            return found;
        var given = found with
        {
            Rank = rank ?? found.Rank,
            WorldSize = size ?? Math.Max(found.WorldSize, (rank ?? 0) + 1),
            Source = "--rank",
        };
        return given.Rank < given.WorldSize ? given : throw new UsageException(
            $"--rank is {given.Rank}, but there are {given.WorldSize} workers (--world-size); ranks begin at 0.");
    }

    /// <summary>The first worker tells people how far the run is, and writes the archive.</summary>
    public bool IsFirst => Rank == 0;

    private static WorkerRank? Slurm(Session session)
    {
        var (task, job) = (Number(session, "SLURM_PROCID"), Number(session, "SLURM_ARRAY_TASK_ID"));
        if (task is null && job is null)
            return null;
        var tasks = Math.Max(Number(session, "SLURM_NTASKS") ?? 1, (task ?? 0) + 1);
        // In an array every job has tasks of its own.
        var first = Number(session, "SLURM_ARRAY_TASK_MIN") ?? 0;
        var step = Math.Max(Number(session, "SLURM_ARRAY_TASK_STEP") ?? 1, 1);
        var place = job is { } id && id >= first ? (id - first) / step : 0;
        var jobs = Math.Max(Number(session, "SLURM_ARRAY_TASK_COUNT") ?? 1, place + 1);
        return new WorkerRank(place * tasks + (task ?? 0), jobs * tasks, Number(session, "SLURM_LOCALID") ?? 0, 1, "SLURM");
    }

    private static WorkerRank? Kubernetes(Session session)
    {
        if (Number(session, "JOB_COMPLETION_INDEX") is not { } index)
            return null;
        // Kubernetes does not tell a pod how many there are.
        var size = Number(session, SizeVariable) ?? SizeWhereUnknown;
        return new WorkerRank(index, Math.Max(size, index + 1), 0, 1, "Kubernetes");
    }

    private static int? Number(Session session, string variable) =>
        int.TryParse(session.Environment(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value < 1_000_000
            ? value : null;

    private sealed record Engine(string Name, string Rank, string Size, string LocalRank, string LocalSize)
    {
        /// <summary>Both or nothing: a variable called RANK alone may be anything.</summary>
        public WorkerRank? Find(Session session) =>
            Number(session, Rank) is { } rank && Number(session, Size) is { } size && rank < size
                ? new WorkerRank(rank, size, Number(session, LocalRank) ?? 0, Math.Max(Number(session, LocalSize) ?? 1, 1), Name) : null;
    }
}
