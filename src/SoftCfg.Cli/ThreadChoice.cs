using System.CommandLine;
using System.Globalization;
using SoftCfg.Cli.Terminal;

namespace SoftCfg.Cli;

/// <summary>How many threads compute: what <c>--threads</c> says, else OMP_NUM_THREADS, else one per processor.</summary>
/// <param name="Count">The threads.</param>
/// <param name="Reason">Where the number comes from, for people.</param>
internal sealed record ThreadChoice(int Count, string Reason)
{
    /// <summary>The variable of OpenMP, by whose threads libtorch computes.</summary>
    public const string Variable = "OMP_NUM_THREADS";

    private const int Most = 1024;

    /// <summary>The option, the same in every command that computes.</summary>
    public static Option<int?> Option() => OptionFactory.WholeNumber("--threads",
        $"Processor threads to compute with. 1 to {Most}. Default: {Variable}, else one per processor, of as many as a CPU quota " +
        "(cgroup) allows.", 1, Most);

    /// <summary>Applies the rule, and notes a variable that says nothing.</summary>
    /// <param name="option">The value of <c>--threads</c>; null when it was not given.</param>
    /// <param name="session">The environment, and whom to tell.</param>
    public static ThreadChoice Make(int? option, Session session)
    {
        if (option is { } given)
            return new(given, "--threads");
        if (session.Environment(Variable)?.Trim() is { Length: > 0 } text)
        {
            // A list has a number per level of nested parallelism; libtorch knows the outermost.
            if (int.TryParse(text.Split(',')[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) &&
                count is >= 1 and <= Most)
            {
                return new(count, Variable);
            }
            session.Note($"{Variable} is '{text}', which is no number of threads from 1 to {Most}; it is ignored.");
        }
        // .NET counts what affinity and the quota of the control group leave, a part of a processor as a whole one.
        return new(Environment.ProcessorCount, "one per processor");
    }
}
