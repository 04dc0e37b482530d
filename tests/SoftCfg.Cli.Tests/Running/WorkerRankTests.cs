using SoftCfg.Cli.Running;
using SoftCfg.Cli.Terminal;

namespace SoftCfg.Cli.Tests.Running;

/// <summary>The variables by which engines tell a process which one it is.</summary>
public class WorkerRankTests
{
    [Theory]
    [InlineData("", 0, 1, 0, "none")]
    [InlineData("RANK=5 WORLD_SIZE=16 LOCAL_RANK=1 LOCAL_WORLD_SIZE=4", 5, 16, 1, "torchrun")]
    [InlineData("OMPI_COMM_WORLD_RANK=3 OMPI_COMM_WORLD_SIZE=4 OMPI_COMM_WORLD_LOCAL_RANK=1", 3, 4, 1, "Open MPI")]
    [InlineData("PMI_RANK=2 PMI_SIZE=3", 2, 3, 0, "PMI")]
    [InlineData("SLURM_PROCID=6 SLURM_NTASKS=8 SLURM_LOCALID=2", 6, 8, 2, "SLURM")]
    [InlineData("SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_MIN=5 SLURM_ARRAY_TASK_COUNT=4", 2, 4, 0, "SLURM")]
    [InlineData("SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_STEP=2 SLURM_ARRAY_TASK_COUNT=4 SLURM_PROCID=1 SLURM_NTASKS=8", 9, 32, 0, "SLURM")]
    [InlineData("JOB_COMPLETION_INDEX=3", 3, 64, 0, "Kubernetes")]
    [InlineData("JOB_COMPLETION_INDEX=3 SOFTCFG_WORLD_SIZE=8", 3, 8, 0, "Kubernetes")]
    // torchrun started by srun: the inner one counts.
    [InlineData("SLURM_PROCID=1 SLURM_NTASKS=2 RANK=13 WORLD_SIZE=16 LOCAL_RANK=5", 13, 16, 5, "torchrun")]
    // Anything may be called RANK; alone, or beyond the size, it says nothing.
    [InlineData("RANK=3", 0, 1, 0, "none")]
    [InlineData("RANK=16 WORLD_SIZE=16", 0, 1, 0, "none")]
    [InlineData("RANK=first WORLD_SIZE=16", 0, 1, 0, "none")]
    public void An_engine_is_known_by_its_variables(string variables, int rank, int size, int local, string source)
    {
        var found = WorkerRank.Find(null, null, In(variables));
        Assert.Equal((rank, size, local, source), (found.Rank, found.WorldSize, found.LocalRank, found.Source));
    }

    [Fact]
    public void Options_win_over_engines()
    {
        var found = WorkerRank.Find(2, 5, In("RANK=5 WORLD_SIZE=16 LOCAL_RANK=1"));
        Assert.Equal((2, 5, 1), (found.Rank, found.WorldSize, found.LocalRank));
        Assert.Equal((7, 8), (WorkerRank.Find(7, null, In("")).Rank, WorkerRank.Find(7, null, In("")).WorldSize));
        Assert.Equal("--rank is 5, but there are 5 workers (--world-size); ranks begin at 0.",
            Assert.Throws<UsageException>(() => WorkerRank.Find(5, 5, In(""))).Message);
    }

    private static Session In(string variables)
    {
        var environment = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        return new Session(TextWriter.Null, TextWriter.Null, CancellationToken.None) { Environment = name => environment.GetValueOrDefault(name) };
    }
}
