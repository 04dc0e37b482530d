using SoftCfg.Decoding.Jacobi;
using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>One run of a case that decodes in windows: its uniforms, and what happened in every window.</summary>
/// <param name="golden">The case.</param>
/// <param name="run">The run; its tensors begin with this name.</param>
internal sealed class JacobiRuns(GoldenCase golden, string run)
{
    private readonly List<JacobiIteration> iterations = [];
    private readonly Dictionary<string, float[]> uniforms = new(StringComparer.Ordinal);

    /// <summary>Takes a window in.</summary>
    public void Add(JacobiIteration iteration) => iterations.Add(iteration);

    /// <summary>The windows so far.</summary>
    public IReadOnlyList<JacobiIteration> Iterations => iterations;

    /// <summary>The case's uniforms, as draws are numbered here: random drafts, rows, acceptances, replacement.</summary>
    public double Uniform(int step, int draw)
    {
        var windows = Expected("window").data<long>();
        if (step >= windows.Count)
            throw new InvalidDataException($"{run} takes more than the {windows.Count} windows that are expected");
        var window = (int)windows[step];
        var fresh = window - 1 - (int)Expected("kept").data<long>()[step];
        if (draw < fresh)
            return At("u_draft", step, draw);
        draw -= fresh;
        if (draw < window)
            return At("u_sample", step, draw);
        draw -= window;
        return draw < window - 1 ? At("u_accept", step, draw) : At("u_resample", step, 0);
    }

    /// <summary>Compares what happened in every window.</summary>
    public void Compare(GoldenErrors errors)
    {
        var width = (int)Expected("drafts").shape[1];
        Numbers(errors, "window", iteration => iteration.Window);
        Numbers(errors, "kept", iteration => iteration.Kept);
        Numbers(errors, "matched", iteration => iteration.Accepted.Count);
        Numbers(errors, "resampled", iteration => iteration.Verdict.Replacement ?? -1);
        Rows(errors, "drafts", width, iteration => iteration.Drafts.Select(draft => draft.Token));
        Rows(errors, "sampled", width, iteration => iteration.Sampled);
        Rows(errors, "accepted", width, iteration => iteration.Accepted);
        var ratios = iterations.SelectMany(iteration => Padded(iteration.Verdict.Ratios, width, -1f)).ToArray();
        errors.Compare($"{run}.ratios", tensor(ratios).view(-1, width), Expected("ratios"), new Tolerance(1e-4, 1e-4));
    }

    private static IEnumerable<T> Padded<T>(IEnumerable<T> values, int width, T padding) =>
        values.Concat(Enumerable.Repeat(padding, width)).Take(width);

    private Tensor Expected(string name) => golden.Expected($"{run}.{name}");

    private double At(string name, int step, int draw)
    {
        var table = golden.Input($"{run}.{name}");
        if (!uniforms.TryGetValue(name, out var numbers))
            uniforms.Add(name, numbers = Tensors.Floats(table));
        return numbers[step * (int)(table.dim() == 2 ? table.shape[1] : 1) + draw];
    }

    private void Numbers(GoldenErrors errors, string name, Func<JacobiIteration, long> number) =>
        errors.Compare($"{run}.{name}", tensor(iterations.Select(number).ToArray()), Expected(name), Tolerance.Exact);

    private void Rows(GoldenErrors errors, string name, int width, Func<JacobiIteration, IEnumerable<long>> row) =>
        errors.Compare($"{run}.{name}", tensor(iterations.SelectMany(iteration => Padded(row(iteration), width, -1L)).ToArray()).view(-1, width),
            Expected(name), Tolerance.Exact);
}
