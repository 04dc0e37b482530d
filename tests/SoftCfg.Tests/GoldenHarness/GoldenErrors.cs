using static TorchSharp.torch;

namespace SoftCfg.Tests.GoldenHarness;

/// <summary>Collects the errors of one case, so that all of its tensors are seen when one is wrong.</summary>
internal sealed class GoldenErrors
{
    private readonly List<TensorComparison> comparisons = [];
    private readonly List<string> unread = [];

    /// <summary>What has been compared so far.</summary>
    public IReadOnlyList<TensorComparison> Comparisons => comparisons;

    /// <summary>The largest relative L2 error over the tensors.</summary>
    public double RelativeL2 => comparisons.Max(c => c.RelativeL2);

    /// <summary>The largest absolute error over the tensors.</summary>
    public double Absolute => comparisons.Max(c => c.Absolute);

    /// <summary>What is wrong, in one line; null when everything is within its tolerance.</summary>
    public string? Failure
    {
        get
        {
            if (comparisons.Count == 0 && NotGiven is null)
                return "the check compared nothing";
            var failures = comparisons.Select(c => c.Failure).OfType<string>().Concat(unread).ToList();
            return failures.Count == 0 ? null : string.Join("; ", failures);
        }
    }

    /// <summary>Why there is nothing to compare: a file that the case needs and does not have. Null where there is.</summary>
    public string? NotGiven { get; set; }

    /// <summary>Notes the tensors of the case that its check has passed over: a failure each.</summary>
    public void Unread(IEnumerable<string> tensors) =>
        unread.AddRange(tensors.Select(name => $"nothing reads {name}, and the check does not say why"));

    /// <summary>Compares what is no tensor: ids, characters, names.</summary>
    public void Compare<T>(string name, IReadOnlyList<T> actual, IReadOnlyList<T> expected)
    {
        var same = actual.Zip(expected).TakeWhile(pair => Equals(pair.First, pair.Second)).Count();
        var failure = same == actual.Count && same == expected.Count ? null
            : $"{name} has {At(actual)} at {same}, expected {At(expected)}";
        comparisons.Add(new(name, failure is null ? 0 : double.PositiveInfinity, failure is null ? 0 : double.PositiveInfinity, failure));

        string At(IReadOnlyList<T> list) => same < list.Count ? $"{list[same]}" : "nothing";
    }

    /// <summary>Compares a tensor with the reference's; the largest errors and any failure are kept.</summary>
    public void Compare(string name, Tensor actual, Tensor expected, Tolerance tolerance) =>
        comparisons.Add(TensorComparison.Of(name, actual, expected, tolerance));
}
